"""The words in which understanding speaks: book, entry, match, decision, problem.

No jieba and no rapidfuzz here, so every room of ``bot`` may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, NewType, Protocol

EntryId = NewType("EntryId", str)

Severity = Literal["error", "warning"]
HandoffPolicy = Literal["never", "offer", "always"]
Risk = Literal["normal", "high"]


class DecisionKind(StrEnum):
    """What the bot does with a fan's words: answer, ask back, or offer a human."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in a content file, told so that an editor can mend it at once."""

    path: str
    line: int
    column: int
    message: str
    remedy: str
    severity: Severity = "error"

    def __str__(self) -> str:
        """``path:line:column: message (remedy)``, the form editors' tools jump to."""
        return f"{self.path}:{self.line}:{self.column}: {self.message} ({self.remedy})"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which fans ask for an entry, with the place where it was written."""

    text: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Tag:
    """``service.topic=returns`` as key and value; the key is declared in ``tags.yaml``."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """A link card shown under or instead of the text."""

    title: str
    description: str
    url: str
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class MiniProgram:
    """A link into a mini-program; ``url`` opens where mini-programs cannot."""

    app_id: str
    page: str
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing a fan can want: a question with its answer, or a service with its phrasings.

    ``answers`` maps a language tag (``zh``, ``zh-Hant``, ``en``) to the text; it is empty for a
    service entry, whose ``service`` names the handler. ``titles`` maps a language tag to the
    label under which the entry is offered as a choice; it is empty if none is written.
    ``image`` is a file of the content folder or a media id, and may stand without an answer.
    ``valid_from`` and ``valid_until`` are inclusive days in Asia/Shanghai.
    """

    id: EntryId
    questions: tuple[Phrasing, ...]
    answers: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    service: str | None = None
    tags: tuple[Tag, ...] = ()
    card: Card | None = None
    image: str | None = None
    miniprogram: MiniProgram | None = None
    choices: tuple[EntryId, ...] = ()
    related: tuple[EntryId, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    handoff: HandoffPolicy = "never"
    risk: Risk = "normal"
    tests: tuple[str, ...] = ()
    path: str = ""
    line: int = 0

    def answer_in(self, lang: str) -> str:
        """The answer in the fan's language, else in simplified Chinese, else in any language."""
        if lang in self.answers:
            return self.answers[lang]
        if lang.startswith("zh") and "zh" in self.answers:
            return self.answers["zh"]
        return self.answers.get("zh") or next(iter(self.answers.values()), "")

    def is_valid_on(self, day: date) -> bool:
        """Whether the brand stands by this answer on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything the bot can be asked, as one immutable value.

    ``version`` is a short hash of the content, kept with every answer as evidence.
    ``words`` is the brand's dictionary for segmentation: word -> frequency (0 = unspecified).
    ``synonyms`` maps a variant to its preferred word. ``others`` maps each normalised spelling
    of another house's name to that name: what is asked of it is not asked of us.
    """

    entries: Mapping[EntryId, Entry]
    version: str
    words: Mapping[str, int] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)

    def phrasing_count(self) -> int:
        """How many example phrasings the book holds."""
        return sum(len(entry.questions) for entry in self.entries.values())


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that speaks for or against a candidate.

    ``value`` is what was measured, 0..1; ``speaks`` how far that moves the log-odds of being
    right from where a typical right answer stands: below 0 it lacks something.
    """

    name: str
    value: float
    speaks: float


class Why(Protocol):
    """Why a candidate is as likely as it is; worked out only when somebody asks."""

    def reason(self) -> str:
        """What spoke for it, in one line."""
        ...

    def features(self) -> tuple[Feature, ...]:
        """The same in numbers, in the same order for every candidate."""
        ...

    def lacks(self) -> str:
        """The feature that it wants most to be answered; empty if none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One candidate entry. ``confidence`` is the probability 0..1 that it is what was asked.

    ``phrasing`` is the closest of the entry, empty if none is alike; ``exact`` says that it
    stands in the book word for word.
    """

    entry: EntryId
    confidence: float
    phrasing: str
    exact: bool = False
    why: Why | None = None

    @property
    def reason(self) -> str:
        """What spoke for it, in one line."""
        return self.why.reason() if self.why else ""

    @property
    def features(self) -> tuple[Feature, ...]:
        """What speaks for and against it, in numbers; none for an exact match."""
        return self.why.features() if self.why else ()

    @property
    def lacks(self) -> str:
        """The feature that it wants most to be answered; empty if none."""
        return self.why.lacks() if self.why else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do with a fan's words, and why. ``matches`` are best first.

    ``also`` are the further questions of a message that asks more than one thing, in the order
    of the message; they stand in ``matches`` right after the first. ``other`` is the other house
    that the message names, in the fan's spelling, where that keeps it from being answered.
    """

    kind: DecisionKind
    text: str
    tokens: tuple[str, ...]
    matches: tuple[Match, ...]
    reason: str
    matcher: str = "lexical-2"
    also: tuple[Match, ...] = ()
    other: str = ""

    @property
    def best(self) -> Match | None:
        """The best candidate whatever the decision, or nothing at all."""
        return self.matches[0] if self.matches else None

    @property
    def margin(self) -> float:
        """How far the best is ahead of the second, 0..1."""
        if not self.matches:
            return 0.0
        runner_up = self.matches[1].confidence if len(self.matches) > 1 else 0.0
        return self.matches[0].confidence - runner_up
