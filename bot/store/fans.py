"""What is known of fans: their tags, and where they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import FanTag, Pid
from bot.ports.fans import Learned
from bot.store import schema as s
from bot.store.columns import UtcMs
from bot.store.database import Database
from bot.store.events import insert_events
from bot.store.inserts import insert_or_replace

_KEYS = ("account", "pid", "key", "slot")
_VALUES = ("value", "set_by", "event_id", "at", "until")
_TAGS = (
    select(s.fan_tag)
    .where(
        s.fan_tag.c.account == bindparam("account"),
        s.fan_tag.c.pid.in_(bindparam("pids", expanding=True)),
        or_(s.fan_tag.c.until.is_(None), s.fan_tag.c.until > bindparam("now", type_=UtcMs)),
    )
    .order_by(s.fan_tag.c.at.desc(), s.fan_tag.c.key, s.fan_tag.c.value)
)


async def write_tags(
    connection: AsyncConnection, account: str, pid: Pid, tags: Sequence[FanTag]
) -> None:
    """Set these tags in one statement; a single-valued one replaces its former value."""
    rows = {
        (tag.key, slot): {
            "account": account,
            "pid": pid,
            "key": tag.key,
            "slot": slot,
            "value": tag.value,
            "set_by": tag.set_by,
            "event_id": tag.event_id,
            "at": tag.at,
            "until": tag.until,
        }
        for tag in tags
        for slot in ("" if tag.single else tag.value,)
    }
    if rows:
        statement = insert_or_replace(connection, s.fan_tag, keys=_KEYS, values=_VALUES)
        await connection.execute(statement, list(rows.values()))


class SqlFanStore:
    """``ports.FanStore`` over one database, for one account's fans."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def tags_of(
        self, pids: Sequence[Pid], *, at: datetime
    ) -> Mapping[Pid, tuple[FanTag, ...]]:
        """The tags of these fans that hold at that moment, the newest first."""
        wanted = {"account": self._account, "pids": list(pids), "now": at}
        found: dict[Pid, tuple[FanTag, ...]] = {}
        async with self._database.read() as connection:
            for row in await connection.execute(_TAGS, wanted):
                tag = FanTag(
                    key=row.key,
                    value=row.value,
                    set_by=row.set_by,
                    event_id=row.event_id,
                    at=row.at,
                    until=row.until,
                    single=row.slot == "",
                )
                found[row.pid] = (*found.get(row.pid, ()), tag)
        return found

    async def learn_arrival(self, learned: Learned) -> bool:
        """Write it with its event in one transaction; False if it is no longer asked for."""
        fan, arrival = s.fan, learned.arrival
        statement = (
            update(fan)
            .where(
                fan.c.account == self._account,
                fan.c.pid == learned.pid,
                fan.c.followed_at == learned.followed_at,
                fan.c.source == "unknown",
                fan.c.following,
            )
            .values(source=arrival.source, scene=arrival.scene, campaign=arrival.campaign)
        )
        async with self._database.write() as connection:
            if not (await connection.execute(statement)).rowcount:
                return False
            await write_tags(connection, self._account, learned.pid, learned.tags)
            await insert_events(connection, [learned.event])
        return True
