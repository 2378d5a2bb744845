"""A human, always: every way of asking for one is heard at once, and nothing else is taken for it.

They were written without sight of the phrasings of the book; never copy them there.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from bot.content.hours import load_hours
from bot.content.stores import load_stores
from bot.rules.reading import Guide, by_words
from intents.catalogue import Service
from tests.understood import FAQ, alike, asked, entries_of, house_book, understand

HEARD = {"first": 1, "second": 1}  # share of each set that reaches a human in one turn
FALSE_ALARMS = 1  # as measured; must become 0
SPELLINGS = frozenset({"typo", "pinyin"})  # each is made from another


@cache
def _guide() -> Guide:
    hours, _ = load_hours(FAQ)
    stores, _ = load_stores(FAQ, hours)
    book = house_book()
    return Guide(book=book, understand=understand(book).decide, stores=stores)


def _reaches_a_human(text: str) -> bool:
    """Queued at once, or asked for the one sentence that opens the queue."""
    route = by_words(text, _guide())
    if route.handler in {Service.HUMAN, "ask_matter"}:
        return True
    return route.handler == "faq" and route.entry is not None and _hands_off(route.entry)


def _hands_off(entry: str) -> bool:
    found = house_book().entries[entry]  # type: ignore[index]
    return found.service == Service.HUMAN or found.handoff == "always"


def test_ways_of_asking_for_a_human_are_many_and_none_a_template() -> None:
    rows = asked("human")
    kinds = Counter(row["kind"] for row in rows)
    texts = {kind: [row["text"] for row in rows if row["kind"] == kind] for kind in kinds}

    assert len({row["text"] for row in rows}) == len(rows) >= 220
    assert min(kinds.values()) >= 15
    assert {kind: pairs for kind in kinds.keys() - SPELLINGS if (pairs := alike(texts[kind]))} == {}


@pytest.mark.parametrize("name", HEARD)
def test_whoever_asks_for_a_human_is_heard_in_one_turn(name: str) -> None:
    """The second set was written when the first was heard whole: it tells what was learned."""
    rows = [row for row in asked("human") if row.get("set", "first") == name]
    missed = [f"{row['kind']}: {row['text']}" for row in rows if not _reaches_a_human(row["text"])]

    assert 1 - len(missed) / len(rows) >= HEARD[name], missed


def test_no_other_question_is_taken_for_a_plea() -> None:
    alarms = [
        f"{row['text']} ({row['entry']})"
        for row in asked("in_scope")
        if not any(map(_hands_off, entries_of(row))) and _reaches_a_human(row["text"])
    ]

    assert len(alarms) <= FALSE_ALARMS, alarms
