"""Small values that the database keeps for all processes of an account."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.inserts import insert_new, insert_or_replace
from bot.store.schema import setting as table


class SqlSettingStore:
    """``ports.SettingStore`` over one database, for one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def get_or_create(self, name: str, value: str) -> str:
        """The stored value; stores and returns the given one if there was none (atomic)."""
        async with self._database.write() as connection:
            await connection.execute(
                insert_new(connection, table, "account", "name"),
                {"account": self._account, "name": name, "value": value},
            )
            return await self._read(connection, name) or value

    async def read_setting(self, name: str) -> str | None:
        """The stored value, or nothing."""
        async with self._database.read() as connection:
            return await self._read(connection, name)

    async def write_setting(self, name: str, value: str) -> None:
        """Replace it."""
        async with self._database.write() as connection:
            await connection.execute(
                insert_or_replace(connection, table, keys=("account", "name"), values=("value",)),
                {"account": self._account, "name": name, "value": value},
            )

    async def _read(self, connection: AsyncConnection, name: str) -> str | None:
        return (await connection.execute(self._select(name))).scalar_one_or_none()

    def _select(self, name: str) -> Select[str]:
        return select(table.c.value).where(table.c.account == self._account, table.c.name == name)
