"""What a fan's acts allow us to send, counted so that it can never be overspent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Allowance, ConversationId, DeliveryState
from bot.store.columns import UtcMs
from bot.store.inserts import insert_or_replace
from bot.store.rows import allowance_of
from bot.store.schema import allowance as table
from bot.store.schema import outbox

Lack = Literal["window", "quota"]
_WAITING = select(func.count()).where(
    outbox.c.conversation_id == bindparam("id"),
    outbox.c.state.in_([DeliveryState.PENDING, DeliveryState.SENDING]),
)
_HANDED_OVER = select(func.count()).where(
    outbox.c.conversation_id == bindparam("id"),
    outbox.c.claimed_at >= bindparam("since", type_=UtcMs),
    outbox.c.state.in_([DeliveryState.SENT, DeliveryState.UNKNOWN]),
)
_COUNT_SPENT = select(_WAITING.scalar_subquery() + _HANDED_OVER.scalar_subquery())
_SELECT = (
    select(table)
    .where(table.c.conversation_id.in_(bindparam("ids", expanding=True)))
    .order_by(table.c.granted_at.desc(), table.c.kind)
)


async def grant_allowance(
    connection: AsyncConnection, account: str, conversation_id: ConversationId, granted: Allowance
) -> None:
    """Replace the allowance of its kind; what waits or left since the fan's act is spent of it.

    A push may reach us after messages that the platform already counted against its act.
    """
    key = {"id": conversation_id, "since": granted.granted_at}
    spent = (await connection.execute(_COUNT_SPENT, key)).scalar_one()
    statement = insert_or_replace(
        connection,
        table,
        keys=("conversation_id", "kind"),
        values=("granted_at", "expires_at", "total", "spent"),
    )
    values = {
        "account": account,
        "conversation_id": conversation_id,
        "kind": granted.kind,
        "granted_at": granted.granted_at,
        "expires_at": granted.expires_at,
        "total": granted.total,
        "spent": granted.spent + spent,
    }
    await connection.execute(statement, values)


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


async def give_back(connection: AsyncConnection, conversation_id: ConversationId) -> None:
    """Return the one that a message spent which was never handed to the platform."""
    await connection.execute(
        update(table)
        .where(table.c.conversation_id == conversation_id, table.c.spent > 0)
        .values(spent=table.c.spent - 1)
    )


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
    found: dict[ConversationId, tuple[Allowance, ...]] = {}
    for row in await connection.execute(_SELECT, {"ids": conversation_ids}):
        before = found.get(row.conversation_id, ())
        found[row.conversation_id] = (*before, allowance_of(row))
    return found
