"""Figures over the event log, counted by hand beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.flow.figures import Figure, figures
from bot.model import Event, Pid
from bot.ports import Stores
from tests.contract.samples import NOW, event

WEEK_LATER = NOW + timedelta(days=7)
_made = iter(range(10_000))


def at(hours: float = 0.0) -> datetime:
    return NOW + timedelta(hours=hours)


def told(type_: str, hours: float = 0.0, **changes: object) -> Event:
    given = event(
        f"event-{next(_made)}",
        type=type_,
        occurred_at=at(hours),
        session_id="one",
        direction="internal",
        actor="bot",
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def answered(
    hours: float = 0.0, session: str = "one", of: str = "pid-one", intent: str = "returns.window"
) -> Event:
    return told(
        "message_sent",
        hours,
        session_id=session,
        pid=Pid(of),
        outcome="answered",
        intent=intent,
        props={"via": "passive"},
    )


async def shown(stores: Stores, *events: Event, since: datetime | None = None) -> dict[str, Figure]:
    await stores.events.append_events(events)
    found = await figures(stores.figures, since=since, now=WEEK_LATER)
    return {figure.name: figure for figure in found}


async def contained(stores: Stores, *events: Event, now: datetime = WEEK_LATER) -> int:
    await stores.events.append_events(events)
    return await stores.figures.count_contained(since=None, until=now)


async def test_empty_log_has_no_values(stores: Stores) -> None:
    found = await shown(stores)

    assert {(figure.value, figure.n) for figure in found.values()} == {(None, 0)}
    assert all(figure.definition for figure in found.values())


async def test_sends_that_may_have_arrived_are_held_against_what_was_solved(
    stores: Stores,
) -> None:
    custom = {"via": "custom", "by": "agent"}
    found = await shown(
        stores,
        answered(),
        told("handoff_closed", outcome="solved"),
        told("handoff_closed", outcome="no_answer"),
        told("message_sent", actor="agent", props=custom),
        told("message_failed", actor="agent", outcome="unknown", props=custom),
        told("message_failed", actor="agent", outcome="failed", props=custom),
    )
    figure = found["custom_sends_per_solved"]

    assert (figure.value, figure.n) == (1.0, 2)
    assert figure.parts == {"custom_sends": 2, "solved_by_agent": 1, "contained_by_bot": 1}


async def test_session_answered_with_nothing_after_it_is_contained(stores: Stores) -> None:
    assert (
        await contained(stores, answered(), answered(0.1), answered(3, session="two", of="b")) == 2
    )


async def test_session_whose_day_is_not_over_is_left_out(stores: Stores) -> None:
    assert await contained(stores, answered(), now=at(23.9)) == 0
    assert await contained(stores, now=at(24)) == 1


async def test_session_that_led_to_a_human_is_not_contained(stores: Stores) -> None:
    asked = told("handoff_requested", 23, session_id="two")

    assert await contained(stores, answered(), asked) == 0


async def test_human_called_by_another_fan_or_days_later_does_not_count(stores: Stores) -> None:
    others = told("handoff_requested", 1, pid=Pid("b"))
    later = told("handoff_requested", 25, session_id="two")

    assert await contained(stores, answered(), others, later) == 1


async def test_return_on_the_topic_within_a_day_spoils_the_first_session_only(
    stores: Stores,
) -> None:
    again = answered(5, session="two", intent="returns.how")

    assert await contained(stores, answered(), again) == 1


async def test_return_on_another_topic_or_a_day_later_spoils_nothing(stores: Stores) -> None:
    other = answered(5, session="two", intent="care.leather")
    later = answered(30, session="three")

    assert await contained(stores, answered(), other, later) == 3


async def test_share_of_free_turns_knows_late_replies_and_paid_bubbles(stores: Stores) -> None:
    late = {"via": "custom", "by": "bot", "late": True}
    found = await shown(
        stores,
        *(answered(n) for n in range(4)),
        told("message_sent", props=late),
        told("message_sent", props={"via": "custom", "by": "bot"}),
        told("message_sent", actor="agent", props={"via": "custom", "by": "agent"}),
    )
    figure = found["free_bot_turns"]

    assert (figure.value, figure.n) == (0.6, 5)
    assert figure.parts == {"free": 3, "late": 1, "customer_service": 1}


async def test_fallback_rate(stores: Stores) -> None:
    resolved = [told("intent_resolved") for _ in range(3)]
    found = await shown(stores, *resolved, told("intent_fallback"), told("intent_clarified"))

    assert (found["fallback_rate"].value, found["fallback_rate"].n) == (0.25, 4)


async def test_follows_by_source_take_what_was_told_later(stores: Stores) -> None:
    found = await shown(
        stores,
        *(told("account_followed", source="search") for _ in range(2)),
        *(told("account_followed", source="unknown") for _ in range(2)),
        told("source_learned", source="card"),
    )
    figure = found["follows_with_known_source"]

    assert (figure.value, figure.n) == (0.75, 4)
    assert figure.parts == {"search": 2, "unknown": 1, "card": 1}


async def test_reasons_told_in_the_welcome(stores: Stores) -> None:
    found = await shown(
        stores,
        *(told("account_followed", source="search") for _ in range(4)),
        *(told("choice_made", outcome=reason) for reason in ("shop", "shop", "order")),
    )
    figure = found["reasons_told_per_follow"]

    assert (figure.value, figure.n) == (0.75, 4)
    assert figure.parts == {"shop": 2, "order": 1}


async def test_only_what_occurred_since_then_and_in_this_account_counts(stores: Stores) -> None:
    old = told("account_followed", -1, source="card")
    foreign = told("account_followed", account="wx-other", source="card")
    found = await shown(stores, old, foreign, told("account_followed", source="search"), since=NOW)

    assert found["follows_with_known_source"].parts == {"search": 1}
