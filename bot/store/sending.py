"""Queueing a message of an agent or the bot: owner, epoch, window and allowance in one step."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ConflictError, Refused
from bot.model import DeliveryState, HandoffState, Message, MessageId
from bot.ports import QueuedMessage
from bot.rules.contents import kind_of, words_of
from bot.rules.transitions import HandoffAct, follow
from bot.store import schema as s
from bot.store.allowances import Lack, spend_allowance
from bot.store.confirmed import insert_pairs
from bot.store.contents import dump_content, excerpt
from bot.store.conversations import change_conversation, lock_conversation, open_handoffs
from bot.store.events import insert_events
from bot.store.messages import Attempt, Bubble, insert_attempt, insert_bubble
from bot.store.requests import origins
from bot.store.rows import message_of, select_messages

_SENT = follow(HandoffState.ACTIVE, HandoffAct.AGENT_SENDS)
_WRITING = origins(HandoffAct.AGENT_SENDS, to=_SENT.to)


def refused(lack: Lack) -> Refused:
    """Why no message may be sent now, in words an agent understands."""
    if lack == "window":
        return Refused(
            "The fan's 48 hours are over, so WeChat no longer delivers messages",
            remedy="wait until the fan writes again, or reach them another way",
            reason="window",
        )
    return Refused(
        "Every message that WeChat allows until the fan writes again has been used",
        remedy="wait for the fan's next message",
        reason="quota",
    )


async def queue(connection: AsyncConnection, account: str, message: QueuedMessage) -> Message:
    """Do it all within the caller's transaction; the port tells what is raised."""
    conversation_id = message.conversation_id
    epoch = await lock_conversation(connection, conversation_id)
    earlier = await _find_earlier(connection, account, message)
    if earlier is not None:
        return earlier
    await _check_owner(connection, message, epoch)
    lack = await spend_allowance(connection, conversation_id, message.at)
    if lack is not None:
        raise refused(lack)
    await _await_fan(connection, message)
    message_id = await _write(connection, account, message)
    if message.event is not None:
        await insert_events(connection, [message.event], conversation_id=conversation_id)
    if message.pair is not None:
        await insert_pairs(
            connection,
            [message.pair],
            account=account,
            conversation_id=conversation_id,
            at=message.at,
        )
    return await find_message(connection, message_id)


async def find_message(connection: AsyncConnection, message_id: MessageId) -> Message:
    """A message that is known to be there."""
    query = select_messages().where(s.message.c.id == message_id)
    return message_of((await connection.execute(query)).one())


async def _find_earlier(
    connection: AsyncConnection, account: str, message: QueuedMessage
) -> Message | None:
    """What this key queued before. It answers a repeat only, never another message."""
    if message.idempotency_key is None:
        return None
    o, m = s.outbox.c, s.message.c
    query = (
        select(m.id, m.conversation_id, m.agent_id, m.content)
        .join(s.outbox, o.message_id == m.id)
        .where(o.account == account, o.idempotency_key == message.idempotency_key)
    )
    row = (await connection.execute(query)).first()
    if row is None:
        return None
    content = dump_content(message.content, message.byline)
    same = (message.conversation_id, message.agent.id, content)
    if (row.conversation_id, row.agent_id, row.content) != same:
        raise Refused(
            "This idempotency key already stands for another message",
            remedy="use a new key for each new message",
            reason="key",
        )
    return await find_message(connection, row.id)


async def _check_owner(connection: AsyncConnection, message: QueuedMessage, epoch: int) -> None:
    conversation_id = message.conversation_id
    handoff = (await open_handoffs(connection, [conversation_id])).get(conversation_id)
    owned = (
        handoff is not None
        and message.handoff is not None
        and handoff.id == message.handoff.id
        and handoff.agent_id == message.agent.id
    )
    if owned and epoch == message.epoch:
        return
    shown = handoff.agent_display if handoff else "the bot"
    raise ConflictError(
        f"This conversation is with {shown}" if shown else "This guest waits in the queue",
        remedy="reload the conversation, and take it over to write in it",
        winner=handoff.agent if handoff else None,
        winner_display=handoff.agent_display if handoff else None,
    )


async def _await_fan(connection: AsyncConnection, message: QueuedMessage) -> None:
    """It is the fan's turn now: an active handoff waits, which frees the agent."""
    table = s.handoff
    await connection.execute(
        update(table)
        .where(
            table.c.conversation_id == message.conversation_id,
            table.c.state.in_(_WRITING),
        )
        .values(state=_SENT.to, version=table.c.version + 1)
    )
    line = excerpt(kind_of(message.content), words_of(message.content))
    await change_conversation(
        connection, message.conversation_id, {"last_at": message.at, "last_text": line}
    )


async def _write(connection: AsyncConnection, account: str, message: QueuedMessage) -> MessageId:
    message_id = await insert_bubble(
        connection,
        Bubble(
            account=account,
            conversation_id=message.conversation_id,
            content=message.content,
            byline=message.byline,
            actor=message.actor,
            at=message.at,
            state=DeliveryState.PENDING,
            epoch=message.epoch,
            agent=message.agent,
            event_id=None if message.event is None else message.event.event_id,
        ),
    )
    await insert_attempt(
        connection,
        Attempt(
            account=account,
            message_id=message_id,
            conversation_id=message.conversation_id,
            actor=message.actor,
            epoch=message.epoch,
            at=message.at,
            idempotency_key=message.idempotency_key,
        ),
    )
    return message_id
