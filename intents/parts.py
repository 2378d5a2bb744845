"""Two questions in one message: where one ends and the next begins, and what both get.

A text is cut at sentence ends and conjunctions into parts that each say something. Each part is
decided like a message of its own, with its own limit where the entry is a risk. The parts count
only where they are surer than the whole: 颜色和尺寸有哪些 asks for one thing. A message of one
part costs a search for a conjunction and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from intents.catalogue import Service
from intents.filler import says_something
from intents.text import HAN, normalise
from intents.types import Book, Decision, DecisionKind, Match

LONGEST = 120
"""Characters of a message that is cut; whoever writes more tells a story."""
MOST_PARTS = 3
"""More parts are a list or a story, and no two questions."""

_FURTHER = (
    "还有就是|还有一个|还有个|还有|另外|再问一下|再问下|再问个|再问|顺便问一下|顺便问下|顺便问问"
    "|顺便问|顺便"
    "|以及|同埋|仲有|除此之外"
)
_ENDS = re.compile(
    rf"[。！？!?；;\n]+(?:{_FURTHER})?|(?<=[A-Za-z])(?<!\b[Nn]o)\.(?=\s)"
    rf"|[，,、 ]+(?:{_FURTHER})[，,：: ]*"
    # A second clause with its own question: "..., and do you ship to Hong Kong?"
    r"|[,;]?\s+and\s+(?=(?:how|what|when|where|which|who|can|could|do|does|is|are|will)\b)"
    r"|[,;]?\s+(?:and also|also|plus|as well as|another question|by the way|btw)\s+",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    rf"{_FURTHER}|[，,、&＆+/]+|(?<=[{HAN}])(?:和|跟|与|與|及|同)(?=[{HAN}A-Za-z])"
    rf"|\s+(?:and|&)\s+|(?<=[{HAN}])\s+(?=[{HAN}])",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"怎么|怎样|如何|咋|点样|點樣|多少|几|幾|哪|什么|什麼|啥|吗|嗎|么|呢|能不能|可不可以|有没有"
    r"|有冇|是不是|多久|多大"
    r"|\b(?:how|what|when|where|which|can|do|does|is|are)\b",
    re.IGNORECASE,
)
_COURTESIES = frozenset({Service.GREETING, Service.THANKS})


def split(text: str) -> tuple[tuple[str, ...], bool]:
    """The parts of a message in order, and whether a sentence ends between them.

    No parts at all where the message is one, too long to be two, or too many.
    """
    if len(text) > LONGEST:
        return (), False
    for cut, is_end in ((_ENDS, True), (_JOINTS, False)):
        pieces = cut.split(text)
        if len(pieces) == 1:
            continue
        parts = tuple(part for part in pieces if says_something(normalise(part)))
        if len(parts) > 1:
            several = len(parts) <= MOST_PARTS and (is_end or not _share_question(parts))
            return (parts if several else ()), is_end
    return (), False


def _share_question(parts: Sequence[str]) -> bool:
    """皮带和皮包怎么保养: a bare thing before one with its question is asked the same."""
    asked = _ASKS.search(parts[-1].strip())
    return asked is not None and asked.start() > 0 and not any(map(_ASKS.search, parts[:-1]))


def with_parts(whole: Decision, decide: Callable[[str], Decision], book: Book) -> Decision:
    """The decision on a message that may hold two questions; ``whole`` where it holds one."""
    if whole.best is not None and whole.best.exact:
        return whole
    parts, is_end = split(whole.text)
    if not parts:
        return whole
    may_ask = is_end and whole.kind is not DecisionKind.ANSWER
    decided = []
    for part in map(decide, parts):
        if part.kind is not DecisionKind.ANSWER and not may_ask:
            return whole
        if not _is_courtesy(part, book):
            decided.append(part)
    if decided and all(part.kind is DecisionKind.ANSWER for part in decided):
        return _answered(whole, decided, book)
    return _asked_back(whole, decided) if may_ask else whole


def _answered(whole: Decision, parts: Sequence[Decision], book: Book) -> Decision:
    """Every part is sure: all are answered, unless the whole is as sure of one thing."""
    found = _distinct(parts)
    human = [match for match in found if book.entries[match.entry].service == Service.HUMAN]
    if human:
        # Whoever asks for a person besides wants the person.
        return _of(whole, tuple(human), DecisionKind.ANSWER, "one part asks for a human")
    least = min(match.confidence for match in found)
    if whole.best is not None and whole.kind is DecisionKind.ANSWER:
        surer = len(found) == 1 or whole.best.confidence >= least
        if surer:
            return whole
    reason = f"{len(found)} questions, each sure from {least:.2f} on"
    if len(found) == 1:
        reason = f"each part is sure from {least:.2f} on"
    return _of(whole, found, DecisionKind.ANSWER, reason)


def _asked_back(whole: Decision, parts: Sequence[Decision]) -> Decision:
    """Two sentences, not all sure: what each may mean is offered, if that is likelier."""
    found = _distinct(parts)
    if any(part.kind is DecisionKind.FALLBACK for part in parts) or len(found) < 2:
        return whole
    if whole.best is not None and whole.best.confidence >= min(m.confidence for m in found):
        return whole
    return _of(whole, found, DecisionKind.CLARIFY, f"{len(found)} questions, not all sure")


def _distinct(parts: Sequence[Decision]) -> tuple[Match, ...]:
    found: dict[str, Match] = {}
    for part in parts:
        if part.best is not None and part.best.entry not in found:
            found[part.best.entry] = part.best
    return tuple(found.values())


def _of(whole: Decision, found: tuple[Match, ...], kind: DecisionKind, reason: str) -> Decision:
    named = {match.entry for match in found}
    others = tuple(match for match in whole.matches if match.entry not in named)
    matches = (*found, *others)[: max(len(found), len(whole.matches))]
    return replace(whole, kind=kind, matches=matches, also=found[1:], reason=reason)


def _is_courtesy(part: Decision, book: Book) -> bool:
    if part.best is None or part.kind is not DecisionKind.ANSWER:
        return False
    return book.entries[part.best.entry].service in _COURTESIES
