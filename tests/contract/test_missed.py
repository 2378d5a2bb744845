"""Questions without an answer, read back from the record on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.model import Event, Pid
from bot.ports import Stores
from intents.types import EntryId
from tests.contract.samples import (
    ACCOUNT,
    NOW,
    after,
    event,
    exchange,
    fan,
    following,
    inbound,
    record,
)

_made = iter(range(10_000))


async def said(
    stores: Stores,
    text: str,
    type_: str = "",
    *,
    of: str = "one",
    minutes: float = 0.0,
    **told: Any,
) -> None:
    """A fan writes; the bot takes it for something, and the reply has an outcome."""
    who, at, key = fan(of), after(minutes=minutes), f"m{next(_made)}"
    known = await stores.inbound.load_conversation(ACCOUNT, who.pid)
    outcome = told.pop("outcome", "answered")

    def happened(name: str, **changes: Any) -> Event:
        given = event(f"{key}-{name}", type=name, pid=who.pid, occurred_at=at, received_at=at)
        return replace(given, **changes)

    decided = happened(type_, direction="internal", actor="bot", **told) if type_ else None
    replied = happened("message_sent", direction="out", actor="bot", outcome=outcome)
    changes = {
        "inbound": inbound(key, who, text=text, sent_at=at, received_at=at),
        "events": tuple(filter(None, (happened("message_received"), decided, replied))),
    }
    draft = exchange(key, of=who, **changes) if known is None else following(known, key, **changes)
    await record(stores, draft)


async def missed(stores: Stores, **options: Any) -> list[str]:
    given: dict[str, Any] = {"since": NOW - timedelta(days=1), "limit": 100, **options}
    return [item.text for item in await stores.missed.list_missed(**given)]


async def test_what_was_not_understood_is_read_back_newest_first(stores: Stores) -> None:
    await said(stores, "店里有咖啡吗", "intent_fallback", outcome="fallback")
    await said(stores, "几天可以退", "intent_resolved", minutes=1, intent="returns.window")
    await said(stores, "有猫吗", "intent_fallback", of="two", minutes=2, outcome="fallback")
    first, second = await stores.missed.list_missed(since=NOW, limit=10)

    assert (first.text, first.pid, first.at, first.how) == (
        "有猫吗",
        Pid("pid-two"),
        after(minutes=2),
        "fallback",
    )
    assert second.text == "店里有咖啡吗"
    assert await missed(stores, since=after(minutes=1)) == ["有猫吗"]
    assert await missed(stores, limit=1) == ["有猫吗"]


async def test_question_with_nothing_chosen_after_asking_back_is_missed(stores: Stores) -> None:
    back = {"intent": "returns.window", "runner_up": "returns.how", "outcome": "clarified"}
    await said(stores, "退", "intent_clarified", of="silent", **back)
    await said(stores, "退呢", "intent_clarified", of="other", **back)
    await said(stores, "有猫吗", "intent_resolved", of="other", minutes=1, intent="pets.cats")
    await said(stores, "退吗", "intent_clarified", of="none", **back)
    await said(stores, "都不是", of="none", minutes=1, outcome="asked_purpose")
    await said(stores, "退嘛", "intent_clarified", of="late", **back)
    await said(stores, "1", of="late", minutes=45)

    assert await missed(stores) == ["退嘛", "退吗", "退呢", "退"]


async def test_chosen_number_or_choice_in_own_words_is_an_answer(stores: Stores) -> None:
    back = {"intent": "returns.window", "runner_up": "returns.how", "outcome": "clarified"}
    await said(stores, "退", "intent_clarified", of="number", **back)
    await said(stores, "9", of="number", minutes=1, outcome="asked_again")
    await said(stores, "1", of="number", minutes=2)
    await said(stores, "退吗", "intent_clarified", of="words", **back)
    await said(stores, "怎么退", "intent_resolved", of="words", minutes=1, intent="returns.how")

    assert await missed(stores) == []


async def test_erased_words_and_other_accounts_are_left_out(stores: Stores) -> None:
    await said(stores, "", "intent_fallback", outcome="fallback")
    stray = event("stray", type="intent_fallback", account="wx-other", actor="bot")
    await stores.events.append_events([stray, replace(stray, event_id="bare", account=ACCOUNT)])

    assert await missed(stores) == []


async def test_fans_whom_an_entry_has_helped_since_then_are_counted_once(stores: Stores) -> None:
    for minutes, who in ((0, "one"), (5, "two"), (6, "two"), (7, "three")):
        await said(stores, "猫", "intent_resolved", of=who, minutes=minutes, intent="pets.cats")
    cats, dogs = EntryId("pets.cats"), EntryId("pets.dogs")

    assert await stores.missed.count_helped({cats: after(minutes=5), dogs: NOW}) == {
        cats: 2,
        dogs: 0,
    }
    assert await stores.missed.count_helped({}) == {}
