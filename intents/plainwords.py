"""What a wrong value is called in words that an editor understands, with the remedy.

Turns the validator's findings into sentences; where a finding stands is known by ``strict``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from intents.yamltree import Node, Scalar, Sequence, Table


class Fault(ValueError):
    """Raised inside a model's validator: what is wrong in plain words, and the remedy.

    ``at`` leads from the validated value to the part that is wrong.
    """

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "correct this value",
        at: tuple[str | int, ...] = (),
    ) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.at = at


@dataclass(frozen=True, slots=True)
class Placed:
    """One finding of the validator with the node it concerns and the way to it."""

    detail: ErrorDetails
    node: Node
    path: tuple[str | int, ...]

    @property
    def kind(self) -> str:
        """The validator's own name of the finding."""
        return self.detail["type"]

    @property
    def concerns_key(self) -> bool:
        """Whether the key is wrong rather than the value behind it."""
        return self.kind == "extra_forbidden" or self.detail["loc"][-1:] == ("[key]",)


_WANTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping of `key: value`",
    "model_type": "a mapping of `key: value`",
    "model_attributes_type": "a mapping of `key: value`",
    "dataclass_type": "a mapping of `key: value`",
    "none_required": "nothing",
}
_EXAMPLES: Mapping[str, str] = {
    "text": "write one text, in quotes if in doubt",
    "a list": "start each item on its own line with `- `",
    "a mapping of `key: value`": "write `key: value` lines, indented by two spaces",
    "true or false": "write true or false without quotes",
    "a whole number": "write digits without quotes",
    "a number": "write digits without quotes",
    "nothing": "remove the value",
}


def without_echoes(findings: Iterable[Placed]) -> list[Placed]:
    """Drop what only repeats another finding.

    A value that may be of several types is reported once for each of them: the branches that
    do not fit at all are dropped where another one fits in part, else told as one.
    """
    everything = list(findings)
    partly = {spot.path[:depth] for spot in everything for depth in range(len(spot.path))}
    partly |= {spot.path for spot in everything if spot.kind not in _WANTED}
    kept: list[Placed] = []
    seen: set[tuple[tuple[str | int, ...], str]] = set()
    for spot in everything:
        group = "kind" if spot.kind in _WANTED else f"{spot.kind} {spot.detail['loc'][-1:]}"
        if (spot.kind in _WANTED and spot.path in partly) or (spot.path, group) in seen:
            continue
        seen.add((spot.path, group))
        also = [other.kind for other in everything if other.path == spot.path]
        kept.append(_joined(spot, also) if group == "kind" else spot)
    return kept


def _joined(spot: Placed, kinds: list[str]) -> Placed:
    wanted = " or ".join(dict.fromkeys(_WANTED[kind] for kind in kinds if kind in _WANTED))
    detail = cast(ErrorDetails, {**spot.detail, "ctx": {"wanted": wanted}})
    return Placed(detail, spot.node, spot.path)


def explain(spot: Placed, model: type[BaseModel]) -> tuple[str, str]:
    """Message and remedy of one finding."""
    context = spot.detail.get("ctx", {})
    if spot.kind in _WANTED:
        return _wrong_kind(spot.node, str(context.get("wanted", _WANTED[spot.kind])))
    if spot.kind == "missing":
        key = spot.detail["loc"][-1]
        return f"`{key}` is missing", f"add `{key}: ...`"
    if spot.kind == "extra_forbidden":
        return _unknown_key(str(spot.path[-1]), _allowed(model, spot.path[:-1]))
    if spot.kind in ("value_error", "assertion_error"):
        error = context.get("error")
        return str(error), getattr(error, "remedy", "correct this value")
    return _out_of_bounds(spot, context)


def _out_of_bounds(spot: Placed, context: Mapping[str, object]) -> tuple[str, str]:
    shown = _shown(spot.node)
    if spot.kind in ("literal_error", "enum"):
        wanted = str(context.get("expected", "")).replace("'", "`")
        return f"{shown} is none of the possible values", f"use {wanted}"
    if spot.kind.startswith(("date", "time")):
        form = "2026-05-31" if spot.kind.startswith("date_") else "2026-05-31T10:00:00+08:00"
        if spot.kind.startswith("time_"):
            form = "10:00"
        return f"{shown} is not a date or time of the form {form}", f"write it like {form}"
    if spot.kind in ("too_short", "string_too_short"):
        least = context.get("min_length", 1)
        return ("this is empty" if least == 1 else "this is too short"), f"at least {least} wanted"
    if spot.kind in ("too_long", "string_too_long"):
        return "this is too long", f"at most {context.get('max_length')} are possible"
    if spot.kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return f"{shown} is out of range", _range(spot.kind, context)
    if spot.kind == "string_pattern_mismatch":
        return f"{shown} does not have the right form", f"it must match {context.get('pattern')}"
    message = spot.detail["msg"]
    return f"{shown} is not possible here: {message[:1].lower()}{message[1:]}", "correct this value"


def _range(kind: str, context: Mapping[str, object]) -> str:
    words = {
        "greater_than": ("more than", "gt"),
        "greater_than_equal": ("at least", "ge"),
        "less_than": ("less than", "lt"),
        "less_than_equal": ("at most", "le"),
    }
    word, key = words[kind]
    return f"use {word} {context.get(key)}"


def _wrong_kind(node: Node, wanted: str) -> tuple[str, str]:
    first = wanted.split(" or ", maxsplit=1)[0] if wanted != "true or false" else wanted
    remedy = _EXAMPLES.get(wanted, _EXAMPLES.get(first, "correct this value"))
    if not isinstance(node, Scalar):
        kind = "a list" if isinstance(node, Sequence) else "a mapping"
        return f"this is {kind}, {wanted} is wanted", remedy
    if not node.quoted and node.value is None:
        return f"this is empty, {wanted} is wanted", remedy
    if "text" in wanted and not isinstance(node.value, str):
        return unquoted(node)
    key, colon, _ = node.raw.partition("：")
    if colon and key.strip().isidentifier():
        return (
            f"a full-width colon `：` stands after `{key}`",
            "type `: `, an English colon and a space",
        )
    return f"{_shown(node)} stands here, {wanted} is wanted", remedy


def unquoted(node: Scalar) -> tuple[str, str]:
    """The words for text that YAML reads as something else because it has no quotes."""
    value = node.value
    if isinstance(value, bool):
        read = f"the truth value {str(value).lower()}"
    elif isinstance(value, int | float):
        read = f"the number {value}"
    else:
        read = "a date"
    return f"`{node.raw}` without quotes is read as {read}", f'put it in quotes: "{node.raw}"'


def _shown(node: Node) -> str:
    if isinstance(node, Scalar):
        raw = node.raw.replace("\n", " ")
        return f"`{raw[:40]}…`" if len(raw) > 40 else f"`{raw}`"
    return "this mapping" if isinstance(node, Table) else "this list"


def _unknown_key(key: str, allowed: list[str]) -> tuple[str, str]:
    message = f"unknown key `{key}`"
    similar = difflib.get_close_matches(key, allowed, n=1)
    if similar:
        return message, f"did you mean `{similar[0]}`?"
    if allowed:
        return message, f"remove it; known here: {', '.join(allowed)}"
    return message, "remove it"


def _allowed(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand at that place, as the model's JSON Schema tells."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    spots = _branches(schema, definitions)
    for part in path:
        deeper: list[Mapping[str, object]] = []
        for spot in spots:
            deeper.extend(_branches(_step(spot, part), definitions))
        spots = deeper
    keys: list[str] = []
    for spot in spots:
        properties = spot.get("properties")
        if isinstance(properties, Mapping):
            keys.extend(properties)
    return list(dict.fromkeys(keys))


def _step(spot: Mapping[str, object], part: str | int) -> object:
    if isinstance(part, int):
        return spot.get("items")
    properties = spot.get("properties")
    if isinstance(properties, Mapping) and part in properties:
        return properties[part]
    return spot.get("additionalProperties")


def _branches(spot: object, definitions: Mapping[str, object]) -> list[Mapping[str, object]]:
    if not isinstance(spot, Mapping):
        return []
    if "$ref" in spot:
        return _branches(definitions.get(str(spot["$ref"]).rsplit("/", 1)[-1]), definitions)
    found: list[Mapping[str, object]] = [spot]
    for name in ("anyOf", "oneOf", "allOf"):
        for branch in spot.get(name, ()):
            found.extend(_branches(branch, definitions))
    return found
