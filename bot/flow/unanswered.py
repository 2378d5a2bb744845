"""What fans ask and nobody wrote an answer for: grouped by meaning, with YAML to paste.

Nothing is written. The editor's words for it: docs/how-to/answer-what-nobody-answered.md.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from rapidfuzz import fuzz

from bot.content.drafts import NEW_TOPIC, more_phrasings, new_entry, propose_id
from bot.flow.reload import Content
from bot.masking import MASK, hide_personal
from bot.model import Pid
from bot.ports import Missed, MissedStore
from bot.rules.reading import by_words
from intents.catalogue import Service
from intents.cluster import cluster
from intents.types import Book, Entry, EntryId

READ = 20_000
"""Questions that are looked at, the newest of the period."""
EXAMPLES = 10
"""Phrasings shown of a group and put into its YAML: more than five to ten help little."""
ANSWERS = 2
"""Answers of agents that are shown of a group."""
ANSWERED_SHARE = 0.8
"""A group counts as answered once this share of its fans would get an answer now."""
NEAR = 0.35
"""From this probability on an entry of the book is likely enough to be looked at first."""
_REPLAYED = 2_000  # wordings asked again of the book that is in force: some seconds
_REPLAYED_OF_GROUP = 100
_BACKGROUND = 1_000
_ALIKE_PERCENT = 80.0
_PHRASING_CHARS = 60

_UNSURE = frozenset({"clarify", "fallback"})
_NO_TOPIC = frozenset({Service.HUMAN, Service.GREETING, Service.THANKS, Service.STOP})
"""Services to which no question belongs, however near it sounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One wording, without personal numbers, and how many fans used it."""

    text: str
    fans: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The entry that the group may mean; ``confidence`` is the average over its fans."""

    entry: EntryId
    confidence: float

    @property
    def is_near(self) -> bool:
        """Whether phrasings may be added to it."""
        return self.confidence >= NEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the book in force does for a group: the entry that answers it, for how many of its fans.

    ``helped`` fans were answered by that entry, in whatever words, after the last of the group.
    """

    entry: EntryId
    fans: int
    helped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that mean the same. ``examples`` are distinct wordings, most central first.

    ``nearest`` is the entry that may be meant, with its probability. From ``NEAR`` on ``yaml``
    adds phrasings to it, else it is a new entry; ``new_entry`` is a new entry in any case.
    ``answers`` are what agents wrote to these questions.
    """

    fans: int
    messages: int
    first_at: datetime
    last_at: datetime
    examples: tuple[Example, ...]
    nearest: Nearest | None
    yaml: str
    new_entry: str
    effect: Effect | None = None
    answers: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether the book in force answers nearly all of its fans."""
        return self.effect is not None and self.effect.fans >= ANSWERED_SHARE * self.fans


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Groups by the number of their fans, then of messages: those to answer, those answered now.

    ``left_out`` messages ask nothing: emoji, signs, a number or one character alone. ``cut_off``
    means that there were more than ``READ`` and the oldest were not looked at.
    """

    since: datetime
    until: datetime
    fans: int
    messages: int
    open: tuple[Group, ...]
    answered: tuple[Group, ...]
    more: int
    left_out: int
    cut_off: bool
    book: str


async def unanswered(
    store: MissedStore, content: Content, *, since: datetime, now: datetime, top: int
) -> Unanswered:
    """The ``top`` groups to answer of what came in since then. The work is done in a thread."""
    missed = await store.list_missed(since=since, limit=READ)
    found = await asyncio.to_thread(_group, missed, content, since=since, now=now, top=top)
    last: dict[EntryId, datetime] = {}
    for group in found.answered:
        if group.effect:
            entry = group.effect.entry
            last[entry] = max(group.last_at, last.get(entry, group.last_at))
    helped = await store.count_helped(last)
    return replace(found, answered=tuple(_with_help(group, helped) for group in found.answered))


def _with_help(group: Group, helped: dict[EntryId, int]) -> Group:
    effect = group.effect
    return replace(group, effect=effect and replace(effect, helped=helped[effect.entry]))


@dataclass(slots=True)
class _Wording:
    """One core of a question, in however many spellings of courtesy and script."""

    core: str
    fans: set[Pid] = field(default_factory=set)
    spellings: Counter[str] = field(default_factory=Counter)
    times: list[datetime] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        """The most frequent spelling, the shortest of several."""
        return min(self.spellings, key=lambda text: (-self.spellings[text], len(text), text))


def _group(
    missed: Sequence[Missed], content: Content, *, since: datetime, now: datetime, top: int
) -> Unanswered:
    read = content.understanding.matcher.read
    wordings: dict[str, _Wording] = {}
    left_out = 0
    for item in missed:
        text = _scrubbed(item.text)
        core = read(text.replace(MASK, " ")).core
        if len(core) < 2 or core.isdigit():
            left_out += 1
            continue
        wording = wordings.setdefault(core, _Wording(core))
        wording.fans.add(item.pid)
        wording.spellings[text] += 1
        wording.times.append(item.at)
        if item.answer:
            wording.answers[item.answer] += 1
    every = list(wordings.values())
    places = cluster(
        [item.core for item in every],
        weights=[len(item.fans) for item in every],
        background=(read(text).core for text in _field(content.library.book)) if every else (),
    )
    groups = sorted(([every[place] for place in members] for members in places), key=_rank)
    replay = _Replay(content, now)
    opened, answered = _sorted_out(groups, replay, top)
    return Unanswered(
        since=since,
        until=now,
        fans=len({item.pid for item in missed}),
        messages=len(missed),
        open=tuple(opened),
        answered=tuple(answered),
        more=len(groups) - len(opened) - len(answered),
        left_out=left_out,
        cut_off=len(missed) >= READ,
        book=content.library.version,
    )


def _field(book: Book) -> list[str]:
    """Phrasings from all over the book, enough to tell which words are common."""
    texts = [item.text for entry in book.entries.values() for item in entry.questions]
    return texts[:: len(texts) // _BACKGROUND + 1]


def _scrubbed(text: str) -> str:
    """One line without what tells who wrote it."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(hide_personal(shown).split())


def _rank(group: Sequence[_Wording]) -> tuple[int, int, str]:
    return -len(_fans(group)), -sum(len(item.times) for item in group), group[0].core


def _fans(group: Sequence[_Wording]) -> set[Pid]:
    return {pid for item in group for pid in item.fans}


def _sorted_out(
    groups: Sequence[Sequence[_Wording]], replay: _Replay, top: int
) -> tuple[list[Group], list[Group]]:
    opened: list[Group] = []
    answered: list[Group] = []
    taken = {str(name) for name in replay.entries}
    for wordings in groups:
        if len(opened) == top or not replay.left:
            break
        group = _told(wordings, replay.ask(wordings), replay.entries, taken)
        (answered if group.is_answered else opened).append(group)
    return opened, answered


class _Replay:
    """The book in force, asked what fans asked before."""

    def __init__(self, content: Content, now: datetime) -> None:
        self.entries = content.library.book.entries
        self.left = _REPLAYED
        self._guide = content.guide(now)

    def ask(self, wordings: Sequence[_Wording]) -> _Verdict:
        """What the bot would do with each wording, the most asked first, as far as time allows."""
        verdict = _Verdict()
        ordered = sorted(wordings, key=lambda item: (-len(item.fans), item.core))
        for item in ordered[: min(self.left, _REPLAYED_OF_GROUP)]:
            self.left -= 1
            route = by_words(item.text, self._guide)
            best = route.decision.best if route.decision else None
            if route.handler not in _UNSURE:
                verdict.answered.append((EntryId(route.entry or route.handler), item))
            if best and self.entries[best.entry].service not in _NO_TOPIC:
                verdict.sure[best.entry] += best.confidence * len(item.fans)
            verdict.asked += len(item.fans)
        return verdict


@dataclass(slots=True)
class _Verdict:
    """What the book in force says to a group's wordings, ``asked`` counting their fans."""

    answered: list[tuple[EntryId, _Wording]] = field(default_factory=list)
    sure: defaultdict[EntryId, float] = field(default_factory=lambda: defaultdict(float))
    asked: int = 0

    def effect(self, wordings: Sequence[_Wording]) -> Effect | None:
        """For whom every wording of theirs is answered now."""
        cores = {item.core for _, item in self.answered}
        waiting = _fans([item for item in wordings if item.core not in cores])
        helped = _fans([item for _, item in self.answered]) - waiting
        if not helped:
            return None
        by_fans: Counter[EntryId] = Counter()
        for entry, item in self.answered:
            by_fans[entry] += len(item.fans)
        return Effect(entry=by_fans.most_common(1)[0][0], fans=len(helped))

    def nearest(self) -> Nearest | None:
        """The entry that is most probably meant, if any resembles them at all."""
        if not self.sure:
            return None
        entry = max(self.sure, key=lambda name: (self.sure[name], name))
        return Nearest(entry=entry, confidence=round(self.sure[entry] / self.asked, 4))


def _told(
    wordings: Sequence[_Wording],
    verdict: _Verdict,
    entries: Mapping[EntryId, Entry],
    taken: set[str],
) -> Group:
    phrasings = list(islice(_phrasings(wordings), EXAMPLES))
    nearest = verdict.nearest()
    near = entries[nearest.entry] if nearest and nearest.is_near else None
    topic = near.id.partition(".")[0] if near else NEW_TOPIC
    name = propose_id(wordings[0].core, topic=topic, taken=taken)
    taken.add(name)
    fresh = new_entry(name, phrasings)
    times = [at for item in wordings for at in item.times]
    return Group(
        fans=len(_fans(wordings)),
        messages=len(times),
        first_at=min(times),
        last_at=max(times),
        examples=tuple(
            Example(text=item.text, fans=len(item.fans)) for item in wordings[:EXAMPLES]
        ),
        nearest=nearest,
        yaml=more_phrasings(near, phrasings) if near else fresh,
        new_entry=fresh,
        effect=verdict.effect(wordings),
        answers=tuple(_answers(wordings)),
    )


def _answers(wordings: Sequence[_Wording]) -> list[str]:
    """What agents wrote to these questions, most often first, then the longest."""
    counted: Counter[str] = Counter()
    for item in wordings:
        counted.update(item.answers)
    ranked = sorted(counted, key=lambda text: (-counted[text], -len(text), text))
    return ranked[:ANSWERS]


def _phrasings(wordings: Sequence[_Wording]) -> Iterator[str]:
    """Wordings that serve as examples of how fans ask, each clearly different from the others."""
    chosen: list[str] = []
    for item in wordings:
        fits = MASK not in item.text and len(item.text) <= _PHRASING_CHARS
        alike = any(fuzz.ratio(item.core, other) >= _ALIKE_PERCENT for other in chosen)
        if fits and not alike:
            chosen.append(item.core)
            yield item.text
    if not chosen:
        yield wordings[0].core[:_PHRASING_CHARS]
