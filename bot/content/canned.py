"""Canned replies: texts that agents send with two keys (``canned.yaml``).

Variables are a closed list, filled in as plain text; no template engine sees what anyone typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from bot.content.texts import Sentence
from intents.strict import Strict, load_document
from intents.types import Problem

VARIABLES = ("fan", "agent", "store")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


class CannedForm(Strict):
    """One reply."""

    id: str = Field(pattern=r"^[a-z0-9_.-]+$")
    title: str = Field(min_length=1)
    text: Sentence
    keys: tuple[str, ...] = Field(())


class CannedFile(Strict):
    """``canned.yaml``."""

    defaults: dict[str, str] = Field(default_factory=dict)
    canned: list[CannedForm] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CannedReply:
    """One reply as the desk offers it; ``texts`` maps a language to its text."""

    id: str
    title: str
    texts: dict[str, str]
    keys: tuple[str, ...]
    defaults: dict[str, str]

    def fill(self, lang: str, **values: str) -> str:
        """The text with its variables replaced, the defaults where a value is missing."""
        text = self.texts.get(lang) or self.texts["zh"]
        known = {**self.defaults, **{name: value for name, value in values.items() if value}}
        return _VARIABLE.sub(lambda found: known.get(found[1], ""), text)


def load_canned(folder: Path) -> tuple[tuple[CannedReply, ...], tuple[Problem, ...]]:
    """Read the canned replies; a missing file means none."""
    path = folder / "canned.yaml"
    if not path.exists():
        return (), ()
    document = load_document(path, CannedFile, name=path.as_posix())
    problems = list(document.problems)
    seen: set[str] = set()
    replies = []
    form = document.value or CannedFile()
    problems += [
        document.problem(
            f"there is no variable `{name}`",
            f"possible: {', '.join(VARIABLES)}",
            "defaults",
            name,
        )
        for name in form.defaults
        if name not in VARIABLES
    ]
    for index, item in enumerate(form.canned):
        if item.id in seen:
            problems.append(
                document.problem(f"the id `{item.id}` stands twice", "rename one", "canned", index)
            )
        seen.add(item.id)
        for lang, text in item.text.by_lang().items():
            problems += [
                document.problem(
                    f"there is no variable `{name}`",
                    f"possible: {', '.join(VARIABLES)}",
                    "canned",
                    index,
                    "text",
                    lang,
                )
                for name in _VARIABLE.findall(text)
                if name not in VARIABLES
            ]
        replies.append(
            CannedReply(item.id, item.title, item.text.by_lang(), item.keys, form.defaults)
        )
    return tuple(replies), tuple(problems)
