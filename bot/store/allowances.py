"""What a fan's acts allow us to send, counted so that it can never be overspent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Allowance, ConversationId, DeliveryState
from bot.store.inserts import insert
from bot.store.rows import allowance_of
from bot.store.schema import allowance as table
from bot.store.schema import outbox

Lack = Literal["window", "quota"]
_WAITING = (DeliveryState.PENDING, DeliveryState.SENDING)


async def grant_allowance(
    connection: AsyncConnection, account: str, conversation_id: ConversationId, granted: Allowance
) -> None:
    """Replace the allowance of its kind; messages still waiting count as spent of it."""
    waiting = select(func.count()).where(
        outbox.c.conversation_id == conversation_id, outbox.c.state.in_(_WAITING)
    )
    spent = (await connection.execute(waiting)).scalar_one()
    values = {
        "granted_at": granted.granted_at,
        "expires_at": granted.expires_at,
        "total": granted.total,
        "spent": granted.spent + spent,
    }
    statement = insert(connection, table).values(
        account=account, conversation_id=conversation_id, kind=granted.kind, **values
    )
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["conversation_id", "kind"], set_=values)
    )


async def spend_allowance(
    connection: AsyncConnection, conversation_id: ConversationId, at: datetime
) -> Lack | None:
    """Spend one message if the largest live allowance has one left; else why not.

    It counts against every live allowance: several together never allow more than the largest of
    them. The caller holds the conversation's row, which orders spenders on PostgreSQL.
    """
    live = (table.c.conversation_id == conversation_id, table.c.expires_at > at)
    done = await connection.execute(
        update(table).where(*live, table.c.spent < table.c.total).values(spent=table.c.spent + 1)
    )
    if done.rowcount:
        return None
    any_live = await connection.execute(select(table.c.kind).where(*live).limit(1))
    return "window" if any_live.first() is None else "quota"


async def settle_refusal(
    connection: AsyncConnection, conversation_id: ConversationId, lack: Lack, claimed_at: datetime
) -> None:
    """The platform knows better: shut the window (45015) or call the quota used up (45047).

    Only for what was granted before that message was handed over; the fan may have written since.
    """
    before = (table.c.conversation_id == conversation_id, table.c.granted_at <= claimed_at)
    if lack == "quota":
        await connection.execute(
            update(table).where(*before, table.c.spent < table.c.total).values(spent=table.c.total)
        )
    else:
        await connection.execute(
            update(table)
            .where(*before, table.c.expires_at > claimed_at)
            .values(expires_at=claimed_at)
        )


async def allowances_of(
    connection: AsyncConnection, conversation_ids: Sequence[ConversationId]
) -> dict[ConversationId, tuple[Allowance, ...]]:
    """Every allowance of some conversations, the last granted first."""
    query = (
        select(table)
        .where(table.c.conversation_id.in_(conversation_ids))
        .order_by(table.c.granted_at.desc(), table.c.kind)
    )
    found: dict[ConversationId, tuple[Allowance, ...]] = {}
    for row in await connection.execute(query):
        before = found.get(row.conversation_id, ())
        found[row.conversation_id] = (*before, allowance_of(row))
    return found
