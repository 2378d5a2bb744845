"""Queueing a message of an agent or the bot: owner, epoch, window and allowance in one step."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ConflictError, Refused
from bot.model import DeliveryState, HandoffState, Message, MessageId
from bot.ports import QueuedMessage
from bot.store import schema as s
from bot.store.allowances import Lack, spend_allowance
from bot.store.contents import excerpt, kind_of, words_of
from bot.store.conversations import change_conversation, lock_conversation, open_handoffs
from bot.store.events import insert_events
from bot.store.messages import Attempt, Bubble, insert_attempt, insert_bubble
from bot.store.rows import message_of, select_messages

_OWNED = {HandoffState.ACTIVE, HandoffState.WAITING}


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
    earlier = await _find_earlier(connection, message)
    if earlier is not None:
        return await find_message(connection, earlier)
    await _check_owner(connection, message, epoch)
    lack = await spend_allowance(connection, conversation_id, message.at)
    if lack is not None:
        raise refused(lack)
    await _await_fan(connection, message)
    message_id = await _write(connection, account, message)
    if message.event is not None:
        await insert_events(connection, [message.event], conversation_id=conversation_id)
    return await find_message(connection, message_id)


async def find_message(connection: AsyncConnection, message_id: MessageId) -> Message:
    """A message that is known to be there."""
    query = select_messages().where(s.message.c.id == message_id)
    return message_of((await connection.execute(query)).one())


async def _find_earlier(connection: AsyncConnection, message: QueuedMessage) -> MessageId | None:
    if message.idempotency_key is None:
        return None
    table = s.outbox.c
    query = select(table.message_id).where(
        table.conversation_id == message.conversation_id,
        table.idempotency_key == message.idempotency_key,
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def _check_owner(connection: AsyncConnection, message: QueuedMessage, epoch: int) -> None:
    conversation_id = message.conversation_id
    handoff = (await open_handoffs(connection, [conversation_id])).get(conversation_id)
    owner = None if handoff is None else handoff.agent
    if message.agent is not None:
        owned = (
            handoff is not None
            and handoff.state in _OWNED
            and handoff.agent_id == message.agent.id
            and (message.handoff is None or message.handoff.id == handoff.id)
        )
    else:
        owned = True
    if not owned or epoch != message.epoch:
        raise ConflictError(
            f"This conversation is with {owner}" if owner else "This conversation has changed",
            remedy="reload the conversation, and take it over to write in it",
            winner=owner,
            winner_name=owner,
        )


async def _await_fan(connection: AsyncConnection, message: QueuedMessage) -> None:
    """It is the fan's turn now: an active handoff waits, which frees the agent."""
    table = s.handoff
    if message.agent is not None:
        await connection.execute(
            update(table)
            .where(
                table.c.conversation_id == message.conversation_id,
                table.c.state == HandoffState.ACTIVE,
            )
            .values(state=HandoffState.WAITING, version=table.c.version + 1)
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
