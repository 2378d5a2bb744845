"""Rows of fans' files on both engines: written with the message, claimed once, settled once."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Attachment, AttachmentState, InboundKind
from bot.ports import Settled, Stores
from tests.contract.samples import NOW, after, event, exchange, fan, inbound, load, record

LEASE = timedelta(seconds=60)


async def sent(stores: Stores, name: str = "one") -> None:
    who = fan(name)
    picture = inbound(
        f"m-{name}", who, kind=InboundKind.IMAGE, text="", media_id=f"media-{name}", url="http://x"
    )
    await record(stores, exchange(f"m-{name}", of=who, inbound=picture))


async def claimed(stores: Stores, *, limit: int = 9, **later: float) -> list[Attachment]:
    return await stores.media.claim_wanted(now=after(**later), lease=LEASE, limit=limit)


async def test_the_wanted_file_is_written_with_its_message(stores: Stores) -> None:
    await sent(stores)
    conversation = await load(stores)
    assert conversation.id is not None
    (wanted,) = await stores.media.list_attachments(conversation.id)
    (message,) = await stores.conversations.list_messages(conversation.id)

    assert (wanted.message_id, wanted.pid) == (message.id, conversation.fan.pid)
    assert (wanted.file.kind, wanted.file.media_id, wanted.file.url) == (
        "image",
        "media-one",
        "http://x",
    )
    assert wanted.state is AttachmentState.WANTED


async def test_a_claimed_file_is_left_alone_until_the_lease_ends(stores: Stores) -> None:
    await sent(stores, "one")
    await sent(stores, "two")
    first = await claimed(stores, limit=1)
    second = await claimed(stores)
    third = await claimed(stores)
    again = await claimed(stores, seconds=61)

    assert [len(first), len(second), len(third)] == [1, 1, 0]
    assert first[0].id != second[0].id
    assert [item.attempts for item in again] == [2, 2]


async def test_a_file_is_settled_once_and_told_once(stores: Stores) -> None:
    await sent(stores)
    (wanted,) = await claimed(stores)
    name = f"{'a' * 32}.png"
    kept = Settled(
        state=AttachmentState.KEPT,
        type="png",
        size=9,
        sha256="s",
        name=name,
        expires_at=after(days=1),
    )
    told = event("settled", type="attachment_settled")

    assert await stores.media.settle(wanted.id, kept, event=told)
    assert not await stores.media.settle(wanted.id, kept, event=told)
    found = await stores.media.find_attachment(wanted.id)
    assert found is not None
    assert (found.state, found.name, found.file.media_id, found.file.url) == ("kept", name, "", "")
    assert await claimed(stores, days=2) == []
    assert await stores.media.names_of(wanted.pid) == [name]
    assert await stores.media.known_names([name, "other"]) == {name}
    assert await stores.media.list_outlived(now=NOW, limit=5) == []
    (old,) = await stores.media.list_outlived(now=after(days=2), limit=5)
    await stores.media.forget_name(old.id)
    assert await stores.media.names_of(wanted.pid) == []


async def test_a_postponed_file_waits(stores: Stores) -> None:
    await sent(stores)
    (wanted,) = await claimed(stores)
    await stores.media.postpone(wanted.id, until=after(minutes=5), reason="platform_busy")

    assert await claimed(stores, minutes=4) == []
    assert len(await claimed(stores, minutes=5)) == 1
