"""Entries of a question list as a file of the content folder."""

from __future__ import annotations

from collections.abc import Sequence

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from bot.content.importing import NewEntry
from bot.content.yamlwriting import dumped, house_yaml, written

_HEAD = "# yaml-language-server: $schema=../../docs/schemas/answers.json\n"


def answers_file(entries: Sequence[NewEntry], *, source: str) -> str:
    """The file's text; ``source`` names the list in its first lines."""
    rows = CommentedSeq()
    for number, entry in enumerate(entries):
        rows.append(_row(entry))
        if number:
            rows.yaml_set_comment_before_after_key(number, before="\n")
    name = " ".join(source.split())
    return f"{_HEAD}# {name}\n{dumped(house_yaml(), CommentedMap(entries=rows))}"


def _row(entry: NewEntry) -> CommentedMap:
    row = CommentedMap(id=written(entry.id))
    row["questions"] = CommentedSeq(map(written, entry.questions))
    if list(entry.answers) == ["zh"]:
        row["answer"] = written(entry.answers["zh"])
    else:
        row["answer"] = CommentedMap({lang: written(text) for lang, text in entry.answers.items()})
    if entry.tags:
        row["tags"] = CommentedSeq(map(written, entry.tags))
        row["tags"].fa.set_flow_style()
    return row
