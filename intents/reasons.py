"""Why a candidate is as likely as it is, in words and numbers that an editor understands."""

from __future__ import annotations

from collections.abc import Sequence

from intents.fusion import SURE, Fusion, Rows
from intents.types import EntryId, Feature, Match

GROUPS: dict[str, tuple[str, ...]] = {
    "learned": ("learned lead",),
    "likeness": ("closest", "closest lead"),
    "letters": ("letters", "letters lead"),
    "words": ("words", "words lead"),
    "meaning": ("meaning", "meaning lead"),
    "question covered": ("of the question", "known", "known words"),
    "phrasing covered": ("of the phrasing",),
    "lead": ("lead",),
}
"""What an editor is shown -> the columns of the evidence behind it; the first is the value."""
_LACKS = {
    "learned": "other entries' phrasings are built more like it",
    "likeness": "no phrasing of the entry is close",
    "letters": "the closest phrasing is written differently",
    "words": "the entry lacks words of the question",
    "meaning": "the learned meaning is another",
    "question covered": "parts of the question stand nowhere in the book",
    "phrasing covered": "the closest phrasing says more than was asked",
    "lead": "another entry is as likely, or likelier",
}
_NOTABLE = -0.25  # log-odds; less is no reason to tell
_COLUMNS = [(name, [SURE.index(column) for column in GROUPS[name]]) for name in GROUPS]


def features(row: Rows, fusion: Fusion) -> tuple[Feature, ...]:
    """What a row of evidence says, one feature a group, the same order for every candidate."""
    speaks = ((row - fusion.typical) * fusion.sure).tolist()
    values = row.tolist()
    return tuple(
        Feature(name, values[columns[0]], sum(speaks[column] for column in columns))
        for name, columns in _COLUMNS
    )


def match_of(entry: EntryId, phrasing: str, confidence: float, found: Sequence[Feature]) -> Match:
    """A candidate with its reasons in words."""
    told = ", ".join(f"{item.name} {item.value:.2f}" for item in found)
    close = f"close to 「{phrasing}」" if phrasing else "like no single phrasing"
    weakest = min(found, key=lambda item: item.speaks)
    return Match(
        entry=entry,
        confidence=confidence,
        reason=f"{close}: {told}",
        phrasing=phrasing,
        features=tuple(found),
        lacks=_LACKS[weakest.name] if weakest.speaks < _NOTABLE else "",
    )
