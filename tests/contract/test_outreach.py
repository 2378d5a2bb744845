"""A service message is noted before it is sent, and its key stands for one message."""

from __future__ import annotations

from dataclasses import replace

from bot.model import DeliveryState
from bot.ports import Stores
from bot.ports.outreach import OutreachDraft
from tests.contract.samples import NOW, event, exchange, fan, record

DRAFT = OutreachDraft(
    pid=fan().pid,
    kind="template",
    template_id="tpl",
    fingerprint="f1",
    at=NOW,
    idempotency_key="visit-12",
)


async def test_claim_is_in_doubt_until_its_end_is_noted(stores: Stores) -> None:
    await record(stores, exchange())
    claimed, is_new = await stores.outreach.claim_outreach(DRAFT)
    again, is_new_again = await stores.outreach.claim_outreach(replace(DRAFT, fingerprint="f2"))

    assert (is_new, is_new_again) == (True, False)
    assert again == claimed
    assert (claimed.state, claimed.reason) == (DeliveryState.UNKNOWN, "interrupted")
    assert (claimed.pid, claimed.template_id, claimed.at) == (fan().pid, "tpl", NOW)


async def test_end_is_noted_with_its_event(stores: Stores) -> None:
    await record(stores, exchange())
    claimed, _ = await stores.outreach.claim_outreach(DRAFT)
    sent = replace(claimed, state=DeliveryState.SENT, reason="", platform_id="2002")
    await stores.outreach.finish_outreach(sent, event=event("told", type="message_sent"))
    found, is_new = await stores.outreach.claim_outreach(DRAFT)
    stored = await stores.events.read_events(fan().account)

    assert (found, is_new) == (sent, False)
    assert stored[-1].event.event_id == "told"


async def test_refused_one_gives_its_key_free(stores: Stores) -> None:
    await record(stores, exchange())
    claimed, _ = await stores.outreach.claim_outreach(DRAFT)
    failed = replace(claimed, state=DeliveryState.FAILED, reason="declined")
    await stores.outreach.finish_outreach(failed, event=event("told", type="message_failed"))
    second, is_new = await stores.outreach.claim_outreach(DRAFT)

    assert is_new
    assert second.id != claimed.id


async def test_ones_without_a_key_are_all_new(stores: Stores) -> None:
    await record(stores, exchange())
    draft = replace(DRAFT, idempotency_key=None)
    ids = [(await stores.outreach.claim_outreach(draft)) for _ in range(2)]

    assert [is_new for _, is_new in ids] == [True, True]


async def test_conversation_is_found_by_the_fans_name(stores: Stores) -> None:
    await record(stores, exchange())
    found = await stores.conversations.find_conversation_with(fan().pid)

    assert found is not None
    assert found.fan.open_id == fan().open_id
    assert await stores.conversations.find_conversation_with(fan("other").pid) is None
