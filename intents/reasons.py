"""Why a candidate is as likely as it is, in words and numbers that an editor understands."""

from __future__ import annotations

from dataclasses import dataclass, field

from intents.fusion import SURE, Fusion
from intents.types import Feature

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
LACKS = {
    "learned": "other entries' phrasings are built more like it",
    "likeness": "no phrasing of the entry is close",
    "letters": "the closest phrasing is written differently",
    "words": "the entry lacks words of the question",
    "meaning": "the learned meaning is another",
    "question covered": "the entry covers little of the question",
    "phrasing covered": "the closest phrasing says more than was asked",
    "lead": "another entry is as likely, or likelier",
}
"""What a candidate lacks, by the feature that speaks most against it, in English."""
_NOTABLE = -0.25  # log-odds; less is no reason to tell
_COLUMNS = [(name, [SURE.index(column) for column in GROUPS[name]]) for name in GROUPS]


@dataclass(frozen=True, slots=True)
class Word:
    """An exact match: one phrasing that says just this, in one entry or in several."""

    phrasing: str
    owners: int

    def reason(self) -> str:
        """Which phrasing, and whether it stands in several entries."""
        told = f"the same as 「{self.phrasing}」"
        return told if self.owners == 1 else f"{told}, which stands in {self.owners} entries"

    def features(self) -> tuple[Feature, ...]:
        """None: nothing was weighed."""
        return ()

    def lacks(self) -> str:
        """Nothing but to be the only one."""
        return "" if self.owners == 1 else "lead"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A row of evidence beside what is typical of right answers."""

    phrasing: str
    row: tuple[float, ...]
    fusion: Fusion = field(compare=False)

    def reason(self) -> str:
        """The closest phrasing, and each feature's value."""
        told = ", ".join(f"{item.name} {item.value:.2f}" for item in self.features())
        close = f"close to 「{self.phrasing}」" if self.phrasing else "like no single phrasing"
        return f"{close}: {told}"

    def features(self) -> tuple[Feature, ...]:
        """One feature a group of columns."""
        parts = zip(self.row, self.fusion.typical.tolist(), self.fusion.sure.tolist(), strict=True)
        speaks = [(value - typical) * weight for value, typical, weight in parts]
        return tuple(
            Feature(name, self.row[columns[0]], sum(speaks[column] for column in columns))
            for name, columns in _COLUMNS
        )

    def lacks(self) -> str:
        """The feature that speaks most against it, if it does so notably."""
        weakest = min(self.features(), key=lambda item: item.speaks)
        return weakest.name if weakest.speaks < _NOTABLE else ""
