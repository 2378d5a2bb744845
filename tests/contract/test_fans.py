"""What is kept of a fan: tags with their life, and the source that is told later."""

from __future__ import annotations

import pytest

from bot.model import Arrival, FanTag, Pid
from bot.ports import Learned, Stores
from tests.contract.samples import (
    ACCOUNT,
    NOW,
    after,
    event,
    exchange,
    fan,
    following,
    load,
    record,
)


def tag(key: str, value: str, **changes: object) -> FanTag:
    given = {"set_by": "rule", "event_id": "event-m1", "at": NOW, **changes}
    return FanTag(key=key, value=value, **given)  # type: ignore[arg-type]


STAGE = tag("lifecycle.stage", "prospect", single=True)
CARE = tag("service.topic", "care", until=after(days=180))


async def kept(stores: Stores, **span: float) -> tuple[FanTag, ...]:
    """What is kept of the first fan at a later moment."""
    found = await stores.fans.tags_of([fan().pid], at=after(**span))
    return found.get(fan().pid, ())


async def test_tags_of_an_exchange_are_kept_with_origin_and_life(stores: Stores) -> None:
    await record(stores, exchange(tags=(STAGE, CARE)))

    assert set(await kept(stores)) == {STAGE, CARE}


async def test_single_valued_tag_is_replaced_and_others_stand_side_by_side(stores: Stores) -> None:
    await record(stores, exchange(tags=(STAGE, CARE)))
    customer = tag(
        "lifecycle.stage", "customer", single=True, at=after(days=1), event_id="event-m2"
    )
    repair = tag("service.topic", "repair", at=after(days=1))
    again = tag("service.topic", "care", at=after(days=1), until=after(days=181))
    changed = following(await load(stores), "m2", tags=(customer, repair, again))
    await record(stores, changed)

    assert set(await kept(stores)) == {customer, repair, again}
    assert (await kept(stores))[0].at == after(days=1)


async def test_last_of_two_values_of_a_single_tag_in_one_exchange_stays(stores: Stores) -> None:
    vip = tag("lifecycle.stage", "vip", single=True)
    await record(stores, exchange(tags=(STAGE, vip, CARE, CARE)))

    assert set(await kept(stores)) == {vip, CARE}


async def test_expired_tag_is_not_read(stores: Stores) -> None:
    await record(stores, exchange(tags=(STAGE, CARE)))

    assert set(await kept(stores, days=179)) == {STAGE, CARE}
    assert await kept(stores, days=181) == (STAGE,)


async def test_tags_of_several_fans_are_read_at_once_and_stay_apart(stores: Stores) -> None:
    await record(stores, exchange(tags=(STAGE,)))
    await record(stores, exchange("m2", of=fan("two"), tags=(CARE,)))
    found = await stores.fans.tags_of([fan().pid, fan("two").pid, Pid("nobody")], at=NOW)

    assert found == {fan().pid: (STAGE,), fan("two").pid: (CARE,)}
    assert await stores.fans.tags_of([], at=NOW) == {}


async def test_exchange_that_is_undone_leaves_no_tags(stores: Stores) -> None:
    await record(stores, exchange(tags=(STAGE,)))
    stale = following(await load(stores), "m2", tags=(CARE,))
    await record(stores, following(await load(stores), "m3"))

    assert await stores.inbound.record_exchange(stale) is None
    assert await kept(stores) == (STAGE,)


CARD = Arrival(source="card", campaign="ss26")


def learned(**changes: object) -> Learned:
    given = {
        "pid": fan().pid,
        "followed_at": NOW,
        "arrival": CARD,
        "tags": (tag("source.campaign", "ss26", single=True),),
        "event": event("event-learned", type="source_learned", source="card"),
        **changes,
    }
    return Learned(**given)  # type: ignore[arg-type]


async def test_source_told_later_is_written_once_with_its_event(stores: Stores) -> None:
    await record(stores, exchange())

    assert await stores.fans.learn_arrival(learned())
    assert not await stores.fans.learn_arrival(learned())
    known = (await load(stores)).fan
    assert (known.source, known.campaign) == ("card", "ss26")
    assert [item.key for item in await kept(stores)] == ["source.campaign"]
    events = await stores.events.read_events(ACCOUNT)
    assert [item.event.type for item in events].count("source_learned") == 1


@pytest.mark.parametrize("changes", [{"followed_at": after(days=1)}, {"pid": Pid("nobody")}])
async def test_source_of_another_follow_is_not_written(
    stores: Stores, changes: dict[str, object]
) -> None:
    await record(stores, exchange())

    assert not await stores.fans.learn_arrival(learned(**changes))
    assert (await load(stores)).fan.source == "unknown"
    assert await kept(stores) == ()
