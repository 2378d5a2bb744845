"""What YAML makes of an unquoted word, and where that is not what an editor means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

Plain = str | int | float | bool | date | None

_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_YES_NO = re.compile(r"(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)\Z")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_CLOCK = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z")
_ODD_NUMBER = re.compile(
    r"[-+]?(?:0[0-9_]+|0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*_[0-9_]*|\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN))\Z"
)
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}.*\Z")
_STARTERS = frozenset("~nNtTfFyYoO0123456789+-.")


def meaning_of(raw: str) -> tuple[str, Plain]:
    """What YAML makes of an unquoted word: a warning where that surprises, and the value."""
    if raw and raw[0] not in _STARTERS:
        return "", raw
    if raw in _WORDS:
        return "", _WORDS[raw]
    if _YES_NO.match(raw):
        return f"the truth value {str(raw.lower() in ('yes', 'on')).lower()}", raw
    if _CLOCK.match(raw):
        return f"the number {_sixties(raw)}", raw
    if _TIMESTAMP.match(raw):
        return "a point in time", raw
    if _ODD_NUMBER.match(raw):
        return "a number in another notation", raw
    return _number_or_date(raw)


def _number_or_date(raw: str) -> tuple[str, Plain]:
    if _INTEGER.match(raw):
        if len(raw) > 18:
            return "a number too long to be exact", raw
        return "", int(raw)
    if _FLOAT.match(raw):
        return "", float(raw)
    if _DATE.match(raw):
        try:
            return "", date.fromisoformat(raw)
        except ValueError:
            return "a date that is not in the calendar", raw
    return "", raw


def _sixties(raw: str) -> str:
    total = 0.0
    for part in raw.lstrip("+-").replace("_", "").split(":"):
        total = total * 60 + float(part)
    return f"{'-' if raw.startswith('-') else ''}{total:g}"
