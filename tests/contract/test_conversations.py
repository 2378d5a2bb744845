"""Lists for the desk and the REST interface."""

from __future__ import annotations

from bot.model import ConversationId, InboundKind
from bot.ports import Stores
from bot.store.database import Database
from bot.store.stores import stores as make_stores
from tests.contract.samples import (
    ACCOUNT,
    after,
    allowance,
    exchange,
    fan,
    following,
    inbound,
    load,
    passive,
    record,
)


async def _three(stores: Stores) -> list[ConversationId]:
    """Three conversations; the second one spoke last."""
    ids = []
    for n, name in enumerate("abc"):
        came = inbound(f"m-{name}", fan(name), received_at=after(seconds=n), text=f"我是 {name}")
        recorded = await record(stores, exchange(f"m-{name}", of=fan(name), inbound=came))
        ids.append(recorded.conversation_id)
    loaded = await load(stores, fan("b"))
    later = inbound(
        "again", fan("b"), received_at=after(minutes=1), kind=InboundKind.IMAGE, text=""
    )
    await record(stores, following(loaded, "again", inbound=later))
    return ids


async def test_conversations_are_listed_by_id_from_a_cursor(stores: Stores) -> None:
    ids = await _three(stores)
    first = await stores.conversations.list_conversations(ACCOUNT, limit=2)
    rest = await stores.conversations.list_conversations(ACCOUNT, after=first[-1].id)

    assert [summary.id for summary in (*first, *rest)] == ids
    assert (first[0].display_name, first[0].channel) == ("微信用户 a", "wechat_mp")
    assert first[0].allowances == (allowance(),)


async def test_recent_conversations_come_last_spoken_first(stores: Stores) -> None:
    a, b, c = await _three(stores)
    found = await stores.conversations.recent_conversations(ACCOUNT)

    assert [summary.id for summary in found] == [b, c, a]
    assert [summary.last_text for summary in found] == ["[图片]", "我是 c", "我是 a"]
    assert found[0].last_at == after(minutes=1)


async def test_list_shows_our_words_after_we_answered(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(passive("您好\n" + "长" * 100),)))
    (summary,) = await stores.conversations.recent_conversations(ACCOUNT)

    assert summary.last_text == "您好 " + "长" * 76 + "…"


async def test_conversation_is_found_by_id_within_its_account(stores: Stores) -> None:
    ids = await _three(stores)
    found = await stores.conversations.find_conversation(ACCOUNT, ids[0])

    assert found == await load(stores, fan("a"))
    assert await stores.conversations.find_conversation("wx-other", ids[0]) is None


async def test_messages_of_another_account_stay_hidden(stores: Stores, database: Database) -> None:
    ids = await _three(stores)
    other = make_stores(database, "wx-other").conversations

    assert await other.list_messages(ids[0]) == []
    assert await other.recent_messages(ids[0]) == []
    assert await other.list_conversations("wx-other") == []


async def test_messages_page_forward_and_show_the_newest(stores: Stores) -> None:
    recorded = await record(stores, exchange(outgoing=(passive("一"), passive("二"))))
    whole = await stores.conversations.list_messages(recorded.conversation_id)
    tail = await stores.conversations.list_messages(
        recorded.conversation_id, after=whole[0].id, limit=1
    )

    assert tail == whole[1:2]
    assert (
        await stores.conversations.recent_messages(recorded.conversation_id, limit=2) == whole[1:]
    )


async def test_summaries_come_in_the_order_asked_for(stores: Stores) -> None:
    a, b, c = await _three(stores)
    missing = ConversationId(c + 1)
    found = await stores.conversations.list_summaries(ACCOUNT, [c, missing, a])

    assert [summary.id for summary in found] == [c, a]
    assert found[1] == (await stores.conversations.list_conversations(ACCOUNT))[0]
    assert await stores.conversations.list_summaries("wx-other", [a, b]) == []
    assert await stores.conversations.list_summaries(ACCOUNT, []) == []
