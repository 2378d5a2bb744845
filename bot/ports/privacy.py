"""Duties to erase, legal holds, everything about one fan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import (
    AuditEntry,
    Erasure,
    ErasureDraft,
    ErasureState,
    Event,
    Hold,
    OpenId,
    Pid,
    Retention,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is written with an erasure: the event of it and its row in the audit log."""

    event: Event
    audit: AuditEntry


class PrivacyStore(Protocol):
    """What must be erased, what must not, and what there is of one fan."""

    async def remove_outlived(self, lives: Retention, *, at: datetime) -> Mapping[str, int]:
        """Remove what has outlived its time; rows by kind. What a hold keeps stays."""
        ...

    async def find_fan(self, open_id: OpenId) -> Pid | None:
        """The pseudonym of a fan on record, or nothing."""
        ...

    async def add_erasure(self, draft: ErasureDraft, *, at: datetime) -> int:
        """Write a duty down; its number."""
        ...

    async def due_erasures(self, *, at: datetime, limit: int = 20) -> list[Erasure]:
        """Duties whose time has come, held ones too, oldest first."""
        ...

    async def list_erasures(
        self, *, states: Sequence[ErasureState] = (), limit: int = 1_000
    ) -> list[Erasure]:
        """The newest, shown oldest first; no states means all."""
        ...

    async def keep_for_now(self, erasure: Erasure, *, until: datetime | None) -> None:
        """A hold or a dispute keeps the data; looked at again then (nothing: when released)."""
        ...

    async def carry_out(self, erasure: Erasure, receipt: Receipt) -> Mapping[str, int] | None:
        """Erase in one transaction, leaving a mark and the receipt; rows by table.

        Nothing if another process was faster or the duty was cancelled.
        """
        ...

    async def vanish(self) -> bool:
        """Take erased bytes out of the database's files too; False if readers are in the way."""
        ...

    async def is_erased(self, pid: Pid) -> bool:
        """Whether this fan was erased and has not come back: no import may bring them back."""
        ...

    async def set_hold(self, hold: Hold) -> None:
        """Nothing of this fan is erased until it is released or over."""
        ...

    async def release_hold(self, pid: Pid, *, at: datetime) -> bool:
        """End every hold of the fan and make held duties due; whether there was one."""
        ...

    async def list_holds(self, *, at: datetime, pid: Pid | None = None) -> list[Hold]:
        """Holds in force, of one fan or all."""
        ...

    async def last_dispute(self, pid: Pid) -> datetime | None:
        """When a request of the fan was last closed as a complaint; open ones count as now."""
        ...

    async def read_person(self, pid: Pid) -> Mapping[str, list[dict[str, object]]]:
        """Every row of every table about the fan, by table."""
        ...
