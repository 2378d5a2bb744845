"""The audit log keeps who saw or took away personal data, and who changed who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model import AuditAction, AuditEntry
from bot.ports import Stores
from tests.contract.samples import NOW, after, hire


def reading(**changes: object) -> AuditEntry:
    given = AuditEntry(
        action=AuditAction.REST_READ,
        at=NOW,
        who="crm",
        address="10.0.0.7",
        destination="10.0.0.7",
        people=3,
        detail="events",
    )
    return replace(given, **changes)  # type: ignore[arg-type]


async def test_entries_come_back_as_they_were_written_oldest_first(stores: Stores) -> None:
    agent = await hire(stores)
    login = AuditEntry(
        action=AuditAction.LOGIN, at=NOW, who="lin", agent_id=agent.id, address="10.0.0.7"
    )
    later = reading(at=after(hours=2))
    await stores.audit.record(login)
    await stores.audit.record(later)

    assert await stores.audit.list_entries() == [login, later]
    assert await stores.audit.list_entries(since=after(hours=1)) == [later]
    assert await stores.audit.list_entries(limit=1) == [later]


async def test_reading_on_within_the_hour_adds_to_its_row(stores: Stores) -> None:
    hour = timedelta(hours=1)
    for given in (
        reading(),
        reading(at=after(minutes=59)),
        reading(at=after(minutes=59), address="10.0.0.8"),
        reading(at=after(minutes=61)),
    ):
        await stores.audit.record(given, merge=hour)

    kept = [(entry.address, entry.people) for entry in await stores.audit.list_entries()]
    assert kept == [("10.0.0.7", 6), ("10.0.0.8", 3), ("10.0.0.7", 3)]
