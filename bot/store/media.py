"""Rows of the files that fans sent; the files themselves lie in the media folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import (
    Attachment,
    AttachmentId,
    AttachmentState,
    ConversationId,
    Event,
    MessageId,
    Pid,
    WantedFile,
)
from bot.ports.media import Settled
from bot.store import schema as s
from bot.store.database import Database
from bot.store.events import insert_events

_INSERT = insert(s.media)
_NO_FILE: Mapping[str, str] = {"media_id": "", "url": ""}


async def insert_wanted(  # noqa: PLR0913 - one keyword for each column that the caller knows
    connection: AsyncConnection,
    file: WantedFile,
    *,
    account: str,
    pid: Pid,
    conversation_id: ConversationId,
    message_id: MessageId,
    at: datetime,
) -> None:
    """Write down, with the message itself, that its file is to be fetched."""
    values = {
        "account": account,
        "pid": pid,
        "conversation_id": conversation_id,
        "message_id": message_id,
        "kind": file.kind,
        "media_id": file.media_id,
        "url": file.url,
        "state": AttachmentState.WANTED,
        "at": at,
        "not_before": at,
        "attempts": 0,
        "type": "",
        "size": 0,
        "sha256": "",
        "name": "",
        "reason": "",
    }
    await connection.execute(_INSERT, values)


async def lost_file(connection: AsyncConnection, conversation_id: ConversationId) -> str:
    """Why the newest file of a conversation cannot be used; empty if it can, or is on its way."""
    m = s.media.c
    query = select(m.state, m.reason).where(m.conversation_id == conversation_id)
    row = (await connection.execute(query.order_by(m.id.desc()).limit(1))).first()
    lost = row is not None and row.state in {AttachmentState.REFUSED, AttachmentState.EXPIRED}
    return str(row.reason) if row is not None and lost else ""


class SqlMediaStore:
    """``ports.MediaStore`` over one database."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def claim_wanted(
        self, *, now: datetime, lease: timedelta, limit: int
    ) -> list[Attachment]:
        """Files to fetch now; nobody else gets them until the lease ends. Counts the attempt."""
        m = s.media.c
        due = (
            select(m.id)
            .where(
                m.account == self._account,
                m.state == AttachmentState.WANTED,
                m.not_before <= now,
            )
            .order_by(m.not_before, m.id)
            .limit(limit)
        )
        # Most looks find nothing: those must not take a turn among the writers.
        async with self._database.read() as connection:
            if await connection.scalar(due.limit(1)) is None:
                return []
        async with self._database.write() as connection:
            ids = list(await connection.scalars(due.with_for_update(skip_locked=True)))
            await connection.execute(
                update(s.media)
                .where(m.id.in_(ids))
                .values(attempts=m.attempts + 1, not_before=now + lease)
            )
            return await _attachments(connection, select(s.media).where(m.id.in_(ids)))

    async def postpone(self, attachment: AttachmentId, *, until: datetime, reason: str) -> None:
        """Try again then."""
        await self._change(
            attachment, {"not_before": until, "reason": reason}, only=AttachmentState.WANTED
        )

    async def settle(self, attachment: AttachmentId, settled: Settled, *, event: Event) -> bool:
        """Record it with the event that tells the desks.

        Returns False, with nothing written, if the row was settled or erased meanwhile.
        """
        values = {
            "state": settled.state,
            "type": settled.type,
            "size": settled.size,
            "sha256": settled.sha256,
            "name": settled.name,
            "reason": settled.reason,
            "expires_at": settled.expires_at,
            # Whoever holds the platform's names of a file could fetch it for three days.
            **_NO_FILE,
        }
        m = s.media.c
        async with self._database.write() as connection:
            changed = await connection.execute(
                update(s.media)
                .where(
                    m.account == self._account,
                    m.id == attachment,
                    m.state == AttachmentState.WANTED,
                )
                .values(values)
            )
            if changed.rowcount:
                await insert_events(connection, [event])
            return bool(changed.rowcount)

    async def find_attachment(self, attachment: AttachmentId) -> Attachment | None:
        """One file of this account, or nothing."""
        found = await self._read(self._select().where(s.media.c.id == attachment))
        return found[0] if found else None

    async def list_attachments(
        self, conversation_id: ConversationId, *, limit: int = 400
    ) -> list[Attachment]:
        """The newest files of a conversation, oldest first."""
        m = s.media.c
        query = self._select().where(m.conversation_id == conversation_id)
        return (await self._read(query.order_by(m.id.desc()).limit(limit)))[::-1]

    async def list_outlived(self, *, now: datetime, limit: int) -> list[Attachment]:
        """Kept files whose time is over."""
        m = s.media.c
        query = self._select().where(m.state == AttachmentState.KEPT, m.expires_at <= now)
        return await self._read(query.order_by(m.expires_at).limit(limit))

    async def forget_name(self, attachment: AttachmentId) -> None:
        """The file is thrown away: the row stays as expired, without its name."""
        values = {"state": AttachmentState.EXPIRED, "name": "", "reason": "retention"}
        await self._change(attachment, values, only=AttachmentState.KEPT)

    async def names_of(self, pid: Pid) -> list[str]:
        """The files kept of a fan, by their names in the media folder."""
        m = s.media.c
        query = select(m.name).where(m.account == self._account, m.pid == pid, m.name != "")
        async with self._database.read() as connection:
            return list(await connection.scalars(query))

    async def known_names(self, names: Sequence[str]) -> set[str]:
        """Which of these names belong to a kept file."""
        m = s.media.c
        query = select(m.name).where(m.account == self._account, m.name.in_(names))
        async with self._database.read() as connection:
            return set(await connection.scalars(query))

    def _select(self) -> Select[Any]:
        return select(s.media).where(s.media.c.account == self._account)

    async def _read(self, query: Select[Any]) -> list[Attachment]:
        async with self._database.read() as connection:
            return await _attachments(connection, query)

    async def _change(
        self, attachment: AttachmentId, values: Mapping[str, object], *, only: AttachmentState
    ) -> None:
        m = s.media.c
        async with self._database.write() as connection:
            await connection.execute(
                update(s.media)
                .where(m.account == self._account, m.id == attachment, m.state == only)
                .values(values)
            )


async def _attachments(connection: AsyncConnection, query: Select[Any]) -> list[Attachment]:
    return [_attachment_of(row) for row in await connection.execute(query)]


def _attachment_of(row: Row[Any]) -> Attachment:
    return Attachment(
        id=row.id,
        message_id=row.message_id,
        conversation_id=row.conversation_id,
        pid=Pid(row.pid),
        file=WantedFile(kind=row.kind, media_id=row.media_id, url=row.url),
        state=AttachmentState(row.state),
        at=row.at,
        type=row.type,
        size=row.size,
        sha256=row.sha256,
        name=row.name,
        reason=row.reason,
        attempts=row.attempts,
        expires_at=row.expires_at,
    )
