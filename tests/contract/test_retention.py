"""What has outlived its time is removed, what a hold keeps and what still holds is not."""

from __future__ import annotations

from dataclasses import replace

from bot.model import ConsentKind, Hold, Retention
from bot.ports import Stores
from tests.contract.samples import ACCOUNT, NOW, after, exchange, fan, following, load, passive
from tests.contract.samples import record as put
from tests.contract.test_consents import consent


async def texts(stores: Stores, name: str) -> list[object]:
    rows = (await stores.privacy.read_person(fan(name).pid))["message"]
    return [row.get("text") for row in rows]


async def test_old_words_and_replies_go_and_younger_ones_stay(stores: Stores) -> None:
    await put(stores, exchange("m1", outgoing=(passive(),), handoff_opened="asked"))
    young = following(await load(stores), "m2")
    await put(stores, replace(young, inbound=replace(young.inbound, received_at=after(days=100))))

    removed = await stores.privacy.remove_outlived(Retention(), at=after(days=181))

    assert (removed["text"], removed["events"]) == (2, 0)
    assert await texts(stores, "one") == ["门店在哪里"]
    assert (await stores.inbound.find_reply(ACCOUNT, "m2")) is not None
    assert (await stores.inbound.find_reply(ACCOUNT, "m1")) is None


async def test_saved_reply_goes_after_the_raw_days(stores: Stores) -> None:
    await put(stores, exchange("m1", outgoing=(passive(),)))
    await stores.privacy.remove_outlived(Retention(), at=after(days=8))
    saved = await stores.inbound.find_reply(ACCOUNT, "m1")

    assert saved is not None
    assert saved.body == ""
    assert len(await texts(stores, "one")) == 2


async def test_words_of_a_held_fan_stay(stores: Stores) -> None:
    await put(stores, exchange("m1"))
    await put(stores, exchange("m2", of=fan("two")))
    await stores.privacy.set_hold(Hold(pid=fan().pid, reason="case", who="mei", at=NOW))
    await stores.privacy.remove_outlived(Retention(), at=after(days=181))

    assert (len(await texts(stores, "one")), await texts(stores, "two")) == (1, [])


async def test_old_events_go_and_the_consent_that_holds_stays(stores: Stores) -> None:
    await put(stores, exchange("m1", consents=(consent(), consent(given=False))))
    removed = await stores.privacy.remove_outlived(Retention(), at=after(days=1_200))

    assert (removed["events"], removed["consent"]) == (1, 1)
    (held,) = await stores.consents.latest_consents(fan().pid)
    assert (held.kind, held.given) == (ConsentKind.MARKETING, False)
