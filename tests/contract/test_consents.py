"""What a fan agreed to is written with the exchange that it came from."""

from __future__ import annotations

from dataclasses import replace

from bot.model import Consent, ConsentKind, Reply
from bot.ports import Stores
from tests.contract.samples import NOW, after, exchange, fan, following, load, record


def consent(kind: ConsentKind = ConsentKind.MARKETING, **changes: object) -> Consent:
    given = Consent(
        pid=fan().pid,
        kind=kind,
        version="2026-11",
        given=True,
        at=NOW,
        event_id="event-m1",
        how="welcome",
    )
    return replace(given, **changes)  # type: ignore[arg-type]


async def test_consents_are_recorded_whole_and_the_newest_of_a_kind_holds(stores: Stores) -> None:
    notice, agreed = consent(ConsentKind.NOTICE), consent()
    await record(stores, exchange(consents=(notice, agreed)))
    declined = consent(given=False, at=after(hours=1), event_id="event-m2", how="opt_out")
    await record(stores, following(await load(stores), "m2", consents=(declined,)))

    assert await stores.consents.latest_consents(fan().pid) == [notice, declined]


async def test_consents_of_another_fan_are_not_told(stores: Stores) -> None:
    await record(stores, exchange(consents=(consent(),)))

    assert await stores.consents.latest_consents(fan("two").pid) == []


async def test_repeated_push_records_no_second_consent(stores: Stores) -> None:
    await record(stores, exchange(consents=(consent(),)))
    repeated = exchange(consents=(consent(given=False),))

    assert isinstance(await stores.inbound.record_exchange(repeated), Reply)
    assert (await stores.consents.latest_consents(fan().pid))[0].given
