"""YAML as the content folder lays it out, so that the strict loader reads what was meant."""

from __future__ import annotations

import io

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from intents.scalars import meaning_of


def written(value: str) -> str:
    """The text in a form that the strict loader reads as it was meant."""
    lines = [line.rstrip() for line in value.strip().replace("\r\n", "\n").split("\n")]
    if len(lines) > 1 and all(line.isprintable() for line in lines):
        return str.__new__(LiteralScalarString, "\n".join(lines))
    text = "\n".join(lines)
    is_plain = bool(text) and meaning_of(text) == ("", text)
    return text if is_plain else str.__new__(DoubleQuotedScalarString, text)


def house_yaml() -> YAML:
    """The library, set to the layout of the content folder."""
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4_096
    yaml.preserve_quotes = True
    return yaml


def dumped(yaml: YAML, tree: CommentedMap) -> str:
    """The tree as text."""
    text = io.StringIO()
    yaml.dump(tree, text)
    return text.getvalue()
