"""The first words to a new follower, per source, with the notice and one question.

The notice and the question are appended by the program, so that no text can forget them. How
they are written is read in ``welcomefile``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.content.tags import TagRegistry
from bot.model import Arrival
from intents.types import Book, EntryId, Problem, Tag
from intents.yamltree import Mark

Words = Mapping[str, str]
"""Language tag -> text; simplified Chinese is always there."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The privacy notice; ``version`` goes on record with everybody who was shown it."""

    version: str
    text: Words


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer of the question on why the fan came."""

    label: Words
    entry: EntryId
    tags: tuple[Tag, ...] = ()
    mark: Mark = field(default=(1, 1), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its numbered answers."""

    text: Words
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneWords:
    """Words for certain QR codes; an empty criterion fits every code."""

    scene: str = ""
    place: str = ""
    city: str = ""
    campaign: str = ""
    text: Words = field(default_factory=dict)
    again: Words = field(default_factory=dict)

    def fits(self, arrival: Arrival) -> bool:
        """Whether the scanned code is one of these."""
        wanted = (self.place, self.city, self.campaign)
        told = (arrival.place, arrival.city, arrival.campaign)
        return arrival.scene.startswith(self.scene) and all(
            not want or want == tell for want, tell in zip(wanted, told, strict=True)
        )

    @property
    def rank(self) -> tuple[int, int, bool, bool]:
        """The longest scene first, then the most criteria, then campaign before place."""
        count = sum(map(bool, (self.place, self.city, self.campaign)))
        return len(self.scene), count, bool(self.campaign), bool(self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The brand's name and its welcome by source."""

    brand: Words = field(default_factory=dict)
    default: Words = field(default_factory=dict)
    again: Words = field(default_factory=dict)
    sources: Mapping[str, Words] = field(default_factory=dict)
    scenes: tuple[SceneWords, ...] = ()
    notice: Notice | None = None
    question: Question | None = None
    path: str = field(default="", compare=False, repr=False)

    def words_for(self, arrival: Arrival) -> Words:
        """The first words, the most specific; empty if the brand wrote none."""
        by_scene = (item.text for item in self._fitting(arrival) if item.text)
        return next(by_scene, None) or self.sources.get(arrival.source) or self.default

    def again_for(self, arrival: Arrival) -> Words:
        """The words to somebody who is known already; empty if the brand wrote none."""
        by_scene = (item.again for item in self._fitting(arrival) if item.again)
        return next(by_scene, None) or self.again

    def _fitting(self, arrival: Arrival) -> list[SceneWords]:
        if not arrival.scene:
            return []
        fitting = [item for item in self.scenes if item.fits(arrival)]
        return sorted(fitting, key=lambda item: item.rank, reverse=True)


def in_lang(words: Words, lang: str) -> str:
    """The text in the fan's language, else in simplified Chinese."""
    return words.get(lang) or words["zh"]


def whole(*parts: str) -> str:
    """Words, notice and question as one text."""
    return "\n\n".join(part for part in parts if part)


def asked(question: str, labels: Sequence[str]) -> str:
    """The question with its numbered answers."""
    return "\n".join([question, *(f"{n}. {label}" for n, label in enumerate(labels, 1))])


def check_reasons(welcome: Welcome, book: Book) -> tuple[Problem, ...]:
    """Answers of the question that lead to an entry which the book does not have."""
    return tuple(
        Problem(
            welcome.path,
            *reason.mark,
            f"no entry is called `{reason.entry}`",
            "use the id of an entry in answers/",
        )
        for reason in (welcome.question.reasons if welcome.question else ())
        if reason.entry not in book.entries
    )


def check_reason_tags(welcome: Welcome, registry: TagRegistry) -> tuple[Problem, ...]:
    """Answers of the question that tell what the tag registry does not know."""
    return tuple(
        Problem(welcome.path, *reason.mark, *fault)
        for reason in (welcome.question.reasons if welcome.question else ())
        for tag in reason.tags
        if (fault := registry.fault_of(tag.key, tag.value))
    )
