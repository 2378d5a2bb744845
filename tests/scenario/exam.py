"""Plays the examination's dialogues (tests/questions/dialogues.yaml) in one house, a fan each.

Outcomes are what the fan's phone shows and what an analyst reads in the log, not what the code
thought: an entry is answered when its answer stands in the reply.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.flow.record import pseudonym
from bot.handlers.faq import label_of
from bot.model import Event, OpenId, Pid
from tests.scenario.house import APP_ID, House, words_of
from tests.understood import ROOT, house_book

AT_ONCE = 4
"""Fans who write at the same time."""
SHOWN = 16
"""Characters of an answer by which it is told from all others."""
SERVICES = {name: f"service.{name}" for name in ("stores", "booking", "order", "human", "stop")}
STEPS = {"lead_cancelled": "dropped", "stop": "stopped", "stores": "shops"}
SERVICE_OF = {
    "shops": "service.stores",
    "shop": "service.stores",
    "booking": "service.booking",
    "booked": "service.booking",
    "dropped": "service.booking",
    "order": "service.order",
    "queued": "service.human",
    "human": "service.human",
    "stopped": "service.stop",
}
"""The entry that an outcome belongs to."""
PICKED = frozenset({"answered", "shops", "booking", "order"})
"""Outcomes that may take one question back; a human is reached in one turn."""
COURTESIES = frozenset({"greeting", "thanks", "declined"})
_HUMAN = re.compile(r"(?:人工|真人)[顾顧][问問]|\ba person\b")
_NUMBERED = re.compile(r"^(\d)\. (.+)$", re.M)
_NAMED = re.compile(r"[「\"](.+?)[」\"]")  # a single choice is asked for by its name


@dataclass(frozen=True, slots=True)
class Turn:
    """What a fan does, and what it must bring: ``kind`` of outcome with its alternatives."""

    act: str
    kind: str = ""
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A conversation of one fan; ``may`` are answers that are wrong in no turn."""

    name: str
    turns: tuple[Turn, ...]
    may: frozenset[str] = frozenset()


@dataclass(slots=True)
class Seen:
    """What one turn brought."""

    reply: str = ""
    answered: set[str] = field(default_factory=set)
    offered: dict[str, str] = field(default_factory=dict)
    steps: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Outcome:
    """How a dialogue went: the turns that missed their outcome, and the wrong answers."""

    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def play_all(house: House, dialogues: Sequence[Dialogue]) -> dict[str, Outcome]:
    """Every dialogue with its outcome, a few at a time."""
    key = await house.gateway.stores.settings.get_or_create("pseudonym_key", "")
    few = asyncio.Semaphore(AT_ONCE)

    async def play(number: int, dialogue: Dialogue) -> Outcome:
        fan = house.fan(number)
        pid = pseudonym(key, account=APP_ID, open_id=OpenId(fan))
        async with few:
            return await Player(house, fan, dialogue, pid=pid).play()

    played = await asyncio.gather(*(play(*item) for item in enumerate(dialogues)))
    return {dialogue.name: outcome for dialogue, outcome in zip(dialogues, played, strict=True)}


def read_dialogues() -> list[Dialogue]:
    """All dialogues of the examination."""
    path = ROOT / "tests" / "questions" / "dialogues.yaml"
    return [
        Dialogue(
            name=row["name"],
            turns=tuple(_turn(turn) for turn in row["turns"]),
            may=frozenset(row.get("may", ())),
        )
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _turn(written: dict[str, str | None]) -> Turn:
    ((act, outcome),) = written.items()
    kind, _, of = (outcome or "").partition(" ")
    return Turn(act, kind, tuple(filter(None, of.split(" | "))))


class Player:
    """One fan with a dialogue, turn by turn."""

    def __init__(self, house: House, fan: str, dialogue: Dialogue, *, pid: Pid) -> None:
        """The fan does not follow yet."""
        self._house, self._fan, self._dialogue, self._pid = house, fan, dialogue, pid
        self._seq = 0
        self._last = Seen()

    async def play(self) -> Outcome:
        """Every turn, also after one that missed: fans go on too."""
        outcome = Outcome()
        await self._house.do("follow", self._fan, source="search")
        for turn in self._dialogue.turns:
            seen = await self._seen(turn)
            if seen is not None and turn.kind in PICKED:
                seen = await self._asked_back(turn, seen)
            if seen is None or not _is_reached(turn, seen):
                outcome.missed.append(f"{turn.act} -> {turn.kind} {' | '.join(turn.of)}")
            if seen is not None:
                wrong = seen.answered - set(turn.of) - self._harmless()
                outcome.wrong += [f"{turn.act} -> {entry}" for entry in sorted(wrong)]
                self._last = seen
        return outcome

    async def _asked_back(self, turn: Turn, seen: Seen) -> Seen:
        """A fan who is asked back with what was meant among the choices replies with its number."""
        wanted = turn.of or (SERVICE_OF[turn.kind],)
        meant = next((entry for entry in wanted if entry in seen.offered), "")
        if not meant or seen.answered:
            return seen
        told = await self._house.do("text", self._fan, text=seen.offered[meant])
        return self._read(words_of(told), await self._new_events())

    def _harmless(self) -> set[str]:
        services = {SERVICE_OF.get(turn.kind, "") for turn in self._dialogue.turns}
        return services | self._dialogue.may

    async def _seen(self, turn: Turn) -> Seen | None:
        """What the act brought; nothing where the number to pick was not shown."""
        verb, _, rest = turn.act.partition(" ")
        if verb == "pick" and rest in self._last.answered:
            return self._last
        if verb == "pick" and rest not in self._last.offered:
            return None
        told = await self._do(verb, rest, turn.act)
        return self._read(words_of(told), await self._new_events())

    async def _do(self, verb: str, rest: str, said: str) -> dict[str, Any]:
        do, fan = self._house.do, self._fan
        if verb == "tap":
            return await do("click", fan, key=rest)
        if verb == "at":
            latitude, longitude = map(float, rest.split(","))
            return await do("location", fan, latitude=latitude, longitude=longitude, label="")
        if verb == "send":
            return await do("image", fan, sample="bag")
        return await do("text", fan, text=self._last.offered[rest] if verb == "pick" else said)

    async def _new_events(self) -> list[Event]:
        batch = await self._house.gateway.stores.events.read_events(
            APP_ID, after_seq=self._seq, limit=1_000
        )
        self._seq = batch[-1].seq if batch else self._seq
        return [stored.event for stored in batch if stored.event.pid == self._pid]

    def _read(self, reply: str, events: list[Event]) -> Seen:
        handlers = {str(event.props.get("handler", "")) for event in events}
        types = {event.type for event in events}
        seen = Seen(reply, answered={SERVICES[name] for name in handlers & SERVICES.keys()})
        seen.steps = {STEPS.get(name, name) for name in handlers}
        if handlers & COURTESIES:
            seen.steps.add("courtesy")
        if "handoff_queued" in types:
            seen.steps |= {"queued", "human"}
        if _HUMAN.search(reply):
            seen.steps.add("human")
        if "booking_requested" in types:
            seen.steps.add("booked")
        for store in self._house.gateway.content.current.library.stores:
            if any(store.name.text_in(lang) in reply for lang in ("zh", "zh-Hant", "en")):
                seen.steps.add(f"shop {store.id}")
        self._read_choices(seen)
        if not handlers & COURTESIES:  # a greeting may begin like an answer
            seen.answered |= _answers_in(reply)
        return seen

    def _read_choices(self, seen: Seen) -> None:
        shown = dict.fromkeys(_NAMED.findall(seen.reply), "1")
        shown |= {label: number for number, label in _NUMBERED.findall(seen.reply)}
        for entry in house_book().entries.values():
            labels = {label_of(entry, lang) for lang in ("zh", "zh-Hant", "en")}
            for label in labels & shown.keys():
                seen.offered[entry.id] = shown[label]


def _answers_in(reply: str) -> set[str]:
    return {
        entry.id
        for entry in house_book().entries.values()
        if any(text[:SHOWN] in reply for text in entry.answers.values())
    }


def _is_reached(turn: Turn, seen: Seen) -> bool:
    known = seen.answered | seen.offered.keys()
    if turn.kind == "answered":
        return bool(seen.answered & set(turn.of))
    if turn.kind == "offered":
        return bool(known & set(turn.of))
    if turn.kind == "both":
        return set(turn.of) <= known
    if turn.kind == "shop":
        return any(f"shop {store}" in seen.steps for store in turn.of)
    return not turn.kind or turn.kind in seen.steps
