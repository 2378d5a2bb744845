"""What the platform reports by itself: a row in the log, once, and nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import func, select

from bot.model import InboundKind, Reply
from bot.ports import Notice, Stores
from bot.store import schema
from bot.store.database import Database
from tests.contract.samples import ACCOUNT, event, exchange, fan, inbound, load, record


def notice(key: str = "e:1", *, conversation: int | None = None) -> Notice:
    """A mass message that ended."""
    reported = inbound(
        key, fan(), kind=InboundKind.JOB, native_type="MASSSENDJOBFINISH", raw="<x/>"
    )
    row = event(f"sent {key}", type="broadcast_sent", pid=None, conversation_id=None)
    return Notice(inbound=reported, conversation_id=conversation, events=(row,))


async def rows_of(database: Database, table: str) -> int:
    async with database.read() as connection:
        query = select(func.count()).select_from(schema.metadata.tables[table])
        return int((await connection.execute(query)).scalar_one())


async def test_report_is_one_row_in_the_log_and_makes_nobody(
    stores: Stores, database: Database
) -> None:
    await stores.inbound.record_notice(notice())
    (stored,) = await stores.events.read_events(ACCOUNT)

    assert (stored.event.type, stored.event.pid) == ("broadcast_sent", None)
    assert await stores.inbound.find_reply(ACCOUNT, "e:1") == Reply("")
    assert [await rows_of(database, name) for name in ("fan", "conversation", "message")] == [0] * 3
    async with database.read() as connection:
        assert (await connection.execute(select(schema.inbound.c.raw))).scalar_one() == ""


async def test_repeated_report_changes_nothing_however_it_comes(stores: Stores) -> None:
    await asyncio.gather(*(stores.inbound.record_notice(notice()) for _ in range(5)))
    await stores.inbound.record_notice(notice("e:2"))

    assert len(await stores.events.read_events(ACCOUNT)) == 2


async def test_report_about_a_known_fan_leaves_their_conversation_as_it_was(
    stores: Stores,
) -> None:
    recorded = await record(stores, exchange())
    before = await load(stores)
    await stores.inbound.record_notice(notice(conversation=recorded.conversation_id))

    assert await load(stores) == before


async def test_report_about_somebody_erased_meanwhile_names_nobody(stores: Stores) -> None:
    """Between the look and the record the fan may have gone; the report itself stays."""
    given = notice(conversation=4711)
    told = replace(given.events[0], pid=fan().pid)
    await stores.inbound.record_notice(replace(given, events=(told,)))
    (stored,) = await stores.events.read_events(ACCOUNT)

    assert (stored.event.pid, stored.event.conversation_id) == (None, None)
    assert await stores.inbound.find_reply(ACCOUNT, "e:1") == Reply("")
