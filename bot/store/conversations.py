"""Conversations and their messages, for reading; and the one way to lock and change one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFound
from bot.model import (
    Conversation,
    ConversationId,
    Fan,
    Handoff,
    HandoffState,
    Message,
    MessageId,
    OpenId,
    Pid,
)
from bot.ports import ConversationSummary
from bot.store import schema as s
from bot.store.allowances import allowances_of
from bot.store.contents import load_dialogue
from bot.store.database import Database
from bot.store.media import lost_file
from bot.store.rows import handoff_of, message_of, select_handoffs, select_messages


def _select_loaded() -> Select[Any]:
    c, f, i = s.conversation.c, s.fan.c, s.fan_identity.c
    joined = s.conversation.join(s.fan, and_(f.account == c.account, f.pid == c.pid)).outerjoin(
        s.fan_identity, and_(i.account == c.account, i.pid == c.pid)
    )
    fan = [column for column in f if column.name not in {"account", "pid", "created_at"}]
    query = select(s.conversation, *fan, i.open_id).select_from(joined)
    return query.where(c.account == bindparam("account")).order_by(c.id).limit(1)


# Built once: these run for every message, and building one costs more than running it.
BY_ID = _select_loaded().where(s.conversation.c.id == bindparam("id"))
BY_PID = _select_loaded().where(s.conversation.c.pid == bindparam("pid"))
_OPEN_HANDOFFS = select_handoffs().where(
    s.handoff.c.conversation_id.in_(bindparam("ids", expanding=True)),
    s.handoff.c.state != "closed",
)


async def load_conversation(
    connection: AsyncConnection, query: Select[Any], **key: object
) -> Conversation | None:
    """The conversation that ``BY_ID`` or ``BY_PID`` finds, with open handoff and allowances."""
    row = (await connection.execute(query, key)).first()
    if row is None:
        return None
    dialogue = load_dialogue(row.dialogue)
    return Conversation(
        id=row.id,
        fan=_fan_of(row),
        epoch=row.epoch,
        version=row.version,
        last_fan_at=row.last_fan_at,
        last_at=row.last_at,
        last_ack_at=row.last_ack_at,
        session_id=row.session_id,
        dialogue=dialogue,
        handoff=(await open_handoffs(connection, [row.id])).get(row.id),
        allowances=(await allowances_of(connection, [row.id])).get(row.id, ()),
        lost_file=await lost_file(connection, row.id) if dialogue.waits_for == "purpose" else "",
    )


def _fan_of(row: Row[Any]) -> Fan:
    return Fan(
        pid=row.pid,
        account=row.account,
        open_id=OpenId(row.open_id or ""),
        display_name=row.display_name,
        following=row.following,
        followed_at=row.followed_at,
        unfollowed_at=row.unfollowed_at,
        source=row.source,
        scene=row.scene,
        campaign=row.campaign,
        lang=row.lang,
    )


async def open_handoffs(
    connection: AsyncConnection, conversation_ids: Sequence[ConversationId]
) -> dict[ConversationId, Handoff]:
    """The open request for a human of each conversation that has one."""
    rows = await connection.execute(_OPEN_HANDOFFS, {"ids": conversation_ids})
    return {row.conversation_id: handoff_of(row) for row in rows}


async def lock_conversation(connection: AsyncConnection, conversation_id: ConversationId) -> int:
    """Hold the conversation's row until the commit and return its epoch.

    Every writer takes this row before handoffs, allowances and the outbox, so that they cannot
    lock each other out. Raises ``NotFound``.
    """
    table = s.conversation
    query = select(table.c.epoch).where(table.c.id == conversation_id).with_for_update()
    epoch: int | None = (await connection.execute(query)).scalar_one_or_none()
    if epoch is None:
        raise NotFound("There is no such conversation", conversation_id=conversation_id)
    return epoch


async def change_conversation(
    connection: AsyncConnection,
    conversation_id: ConversationId,
    values: Mapping[str, object],
    *,
    new_owner: bool = False,
) -> int:
    """Change a locked conversation: version + 1, epoch + 1 for a new owner; returns the epoch."""
    table = s.conversation
    statement = (
        update(table)
        .where(table.c.id == conversation_id)
        .values(version=table.c.version + 1, epoch=table.c.epoch + int(new_owner), **values)
        .returning(table.c.epoch)
    )
    epoch: int = (await connection.execute(statement)).scalar_one()
    return epoch


class SqlConversationStore:
    """``ports.ConversationStore`` over one database, for one account's messages."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def list_conversations(
        self, account: str, *, after: ConversationId | None = None, limit: int = 50
    ) -> list[ConversationSummary]:
        """By id, oldest first, those after a cursor."""
        query = _select_summaries(account).where(s.conversation.c.id > (after or 0))
        return await self._summaries(query.order_by(s.conversation.c.id).limit(limit))

    async def recent_conversations(
        self, account: str, *, limit: int = 50
    ) -> list[ConversationSummary]:
        """The last active ones first, for the desk."""
        newest = (s.conversation.c.last_at.desc(), s.conversation.c.id.desc())
        return await self._summaries(_select_summaries(account).order_by(*newest).limit(limit))

    async def list_summaries(
        self, account: str, ids: Sequence[ConversationId]
    ) -> list[ConversationSummary]:
        """These conversations in the order asked for; those that are not there are left out."""
        query = _select_summaries(account).where(s.conversation.c.id.in_(ids))
        found = {summary.id: summary for summary in await self._summaries(query)}
        return [found[wanted] for wanted in ids if wanted in found]

    async def find_conversation(
        self, account: str, conversation_id: ConversationId
    ) -> Conversation | None:
        """One conversation as loaded before deciding, or nothing."""
        async with self._database.read() as connection:
            return await load_conversation(connection, BY_ID, account=account, id=conversation_id)

    async def find_conversation_with(self, pid: Pid) -> Conversation | None:
        """The conversation with one fan, or nothing if the account has never met them."""
        async with self._database.read() as connection:
            return await load_conversation(connection, BY_PID, account=self._account, pid=pid)

    async def list_messages(
        self, conversation_id: ConversationId, *, after: MessageId | None = None, limit: int = 200
    ) -> list[Message]:
        """Oldest first, those after a cursor."""
        query = self._select_messages(conversation_id).where(s.message.c.id > (after or 0))
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(s.message.c.id).limit(limit))
            return [message_of(row) for row in rows]

    async def find_message(self, message_id: MessageId) -> Message | None:
        """One of this account, or nothing."""
        m = s.message.c
        query = select_messages().where(m.account == self._account, m.id == message_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else message_of(row)

    async def recent_messages(
        self, conversation_id: ConversationId, *, limit: int = 200
    ) -> list[Message]:
        """The newest messages, shown oldest first."""
        query = self._select_messages(conversation_id)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(s.message.c.id.desc()).limit(limit))
            return [message_of(row) for row in rows][::-1]

    def _select_messages(self, conversation_id: ConversationId) -> Select[Any]:
        return select_messages().where(
            s.message.c.account == self._account, s.message.c.conversation_id == conversation_id
        )

    async def _summaries(self, query: Select[Any]) -> list[ConversationSummary]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            ids = [row.id for row in rows]
            handoffs = await open_handoffs(connection, ids)
            allowances = await allowances_of(connection, ids)
        return [
            ConversationSummary(
                id=row.id,
                pid=Pid(row.pid),
                display_name=row.display_name,
                channel=row.channel,
                last_text=row.last_text,
                last_at=row.last_at,
                handoff=handoffs.get(row.id),
                allowances=allowances.get(row.id, ()),
                last_fan_at=row.last_fan_at,
                matter=row.matter or "",
            )
            for row in rows
        ]


def _select_summaries(account: str) -> Select[Any]:
    """Conversations with the fan's name and the words with which a human was asked for."""
    c, f, h = s.conversation.c, s.fan.c, s.handoff.c
    joined = (
        s.conversation.join(s.fan, and_(f.account == c.account, f.pid == c.pid))
        .outerjoin(s.handoff, and_(h.conversation_id == c.id, h.state != HandoffState.CLOSED))
        .outerjoin(s.message, h.message_id == s.message.c.id)
    )
    query = select(s.conversation, f.display_name, s.message.c.text.label("matter"))
    return query.select_from(joined).where(c.account == account)
