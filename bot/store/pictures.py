"""Rows of the pictures of our own answers that the platform holds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.model import HeldPicture
from bot.store.database import Database
from bot.store.inserts import insert_or_replace
from bot.store.schema import picture as table

_KEYS = ("account", "sha256")


class SqlPictureStore:
    """``ports.PictureStore`` over one database, for one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def list_pictures(self) -> list[HeldPicture]:
        """Every picture that was uploaded or tried."""
        query = select(table).where(table.c.account == self._account).order_by(table.c.sha256)
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return [
                HeldPicture(
                    sha256=row.sha256,
                    media_id=row.media_id,
                    uploaded_at=row.uploaded_at,
                    expires_at=row.expires_at,
                    fault=row.fault,
                )
                for row in rows
            ]

    async def write_picture(self, picture: HeldPicture) -> None:
        """Note an upload; replaces the former one of the same content."""
        await self._write(picture, "media_id", "uploaded_at", "expires_at", "fault")

    async def note_fault(self, sha256: str, *, fault: str, at: datetime) -> None:
        """Note a failed upload; a media id from before stays in use until it ends."""
        first = HeldPicture(sha256=sha256, media_id="", uploaded_at=at, expires_at=at, fault=fault)
        await self._write(first, "fault")

    async def expire_picture(self, media_id: str, *, at: datetime) -> bool:
        """The platform does not know this media id any more; False if it is none of ours."""
        statement = (
            update(table)
            .where(
                table.c.account == self._account,
                table.c.media_id == media_id,
                table.c.expires_at > at,
            )
            .values(expires_at=at)
        )
        async with self._database.write() as connection:
            return bool((await connection.execute(statement)).rowcount)

    async def forget_pictures(self, *, ended_before: datetime) -> None:
        """Remove rows that were over by then."""
        statement = delete(table).where(
            table.c.account == self._account, table.c.expires_at < ended_before
        )
        async with self._database.write() as connection:
            await connection.execute(statement)

    async def _write(self, picture: HeldPicture, *replaced: str) -> None:
        async with self._database.write() as connection:
            statement = insert_or_replace(connection, table, keys=_KEYS, values=replaced)
            await connection.execute(statement, {"account": self._account, **asdict(picture)})
