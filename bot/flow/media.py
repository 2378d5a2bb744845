"""Files that fans sent: fetched soon after the commit, kept for a while, thrown away in time.

The row of a wanted file is written with its message, so a crash loses none: whatever is still
wanted is taken up by the next process. Files lie below ``<folder>/<account>/`` under random
names; what no row knows is swept away. See docs/explain/attachments.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot import telemetry
from bot.errors import BadRequest, MediaRefused, PlatformError, StoreError
from bot.flow.record import desk_event
from bot.model import Attachment, AttachmentState
from bot.ports import Clock, MediaSource, Notifier, Settled, Stores
from bot.rules.attachments import is_gone, judged, wait_after

_log = telemetry.logger(__name__)

AT_ONCE = 4
"""How many files are fetched at the same time; one is at most 10 MB."""
LEASE = timedelta(seconds=60)
"""How long a file is left to the process that took it: longer than any fetch may take."""
IDLE_LOOK_S = 15.0
"""How often the table is looked at without a notification: it is the truth, not the wake-up."""
TIDY_EVERY = timedelta(hours=1)
STRAY_AGE_S = 3_600
"""A file without a row this old was left by a crash between its writing and its row."""
UNKNOWN_ID = 40007
"""The platform's number for a media id that it does not know (any more)."""

_SWEPT = 500

_NAME = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{2,5}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where the files of one account lie, and for how long."""

    account: str
    folder: Path
    keep: timedelta

    @classmethod
    def below(cls, data_dir: Path, *, account: str, keep_days: int) -> Shelf:
        """The shelf of an account in the data folder."""
        return cls(
            account=account, folder=data_dir / "media" / account, keep=timedelta(days=keep_days)
        )

    def path_of(self, name: str) -> Path:
        """The file of a kept attachment; raises ``ValueError`` for any other name."""
        if not _NAME.match(name):
            raise ValueError("not a name of ours")
        return self.folder / name

    def put(self, data: bytes, suffix: str) -> str:
        """Write a file whole or not at all, durably; returns its random name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{secrets.token_hex(16)}.{suffix}"
        path = self.folder / name
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        return name

    def remove(self, names: Iterable[str]) -> None:
        """Throw files away; one that is gone already is no fault."""
        for name in names:
            self.path_of(name).unlink(missing_ok=True)

    def strays(self, *, older_than_s: float, now_s: float) -> list[str]:
        """Names of files that have lain here for so long, half-written ones too."""
        if not self.folder.is_dir():
            return []
        found = []
        for path in self.folder.iterdir():
            with contextlib.suppress(OSError):
                if now_s - path.stat().st_mtime > older_than_s:
                    found.append(path.name)
        return found


class MediaKeeper:
    """Fetches and keeps the files of one account's fans."""

    def __init__(
        self,
        stores: Stores,
        source: MediaSource,
        notifier: Notifier,
        clock: Clock,
        *,
        shelf: Shelf,
        metrics: telemetry.Metrics,
    ) -> None:
        self._stores = stores
        self._source = source
        self._notifier = notifier
        self._clock = clock
        self._metrics = metrics
        self._wake = asyncio.Event()
        self.shelf = shelf

    def wake(self) -> None:
        """There may be something to fetch."""
        self._wake.set()

    async def run(self) -> None:
        """Fetch until cancelled; what is cut off then is fetched by the next process."""
        tidied = None
        while True:
            self._wake.clear()
            try:
                if tidied is None or self._clock.now() - tidied > TIDY_EVERY:
                    tidied = self._clock.now()
                    await self.tidy()
                if await self.fetch_due():
                    continue
            except (StoreError, OSError) as error:
                _log.warning("media_unavailable", error=str(error))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), IDLE_LOOK_S)

    async def fetch_due(self) -> int:
        """Fetch what is due; how many files were tried."""
        due = await self._stores.media.claim_wanted(
            now=self._clock.now(), lease=LEASE, limit=AT_ONCE
        )
        async with asyncio.TaskGroup() as fetching:
            for attachment in due:
                fetching.create_task(self._fetch_safely(attachment))
        return len(due)

    async def tidy(self) -> None:
        """Throw away what has outlived its time, and files that no row knows."""
        now = self._clock.now()
        while outlived := await self._stores.media.list_outlived(now=now, limit=200):
            for attachment in outlived:
                await asyncio.to_thread(self.shelf.remove, [attachment.name])
                await self._stores.media.forget_name(attachment.id)
        old = await asyncio.to_thread(
            self.shelf.strays, older_than_s=STRAY_AGE_S, now_s=now.timestamp()
        )
        for start in range(0, len(old), _SWEPT):
            names = old[start : start + _SWEPT]
            for name in set(names) - await self._stores.media.known_names(names):
                (self.shelf.folder / name).unlink(missing_ok=True)

    async def _fetch_safely(self, attachment: Attachment) -> None:
        # One broken file must not cut off the others that are fetched beside it.
        try:
            await self._fetch(attachment)
        except (StoreError, OSError) as error:
            _log.warning("media_not_kept", error=str(error))
        except Exception:
            _log.exception("media_failed")

    async def _fetch(self, attachment: Attachment) -> None:
        now = self._clock.now()
        if is_gone(attachment, now):
            await self._settle(attachment, _lost(AttachmentState.EXPIRED, "gone"))
            return
        try:
            data = await self._source.fetch(attachment.file)
        except MediaRefused as error:
            reason = str(error.data.get("reason", "type"))
            await self._settle(attachment, _lost(AttachmentState.REFUSED, reason))
        except BadRequest as error:
            known = error.errcode != UNKNOWN_ID
            state = AttachmentState.REFUSED if known else AttachmentState.EXPIRED
            await self._settle(attachment, _lost(state, "platform" if known else "gone"))
        except PlatformError as error:
            await self._stores.media.postpone(
                attachment.id, until=now + wait_after(attachment.attempts), reason=error.code
            )
        else:
            await self._keep(attachment, data)

    async def _keep(self, attachment: Attachment, data: bytes) -> None:
        found = judged(attachment.file, data)
        if isinstance(found, str):
            await self._settle(attachment, _lost(AttachmentState.REFUSED, found))
            return
        name = await asyncio.to_thread(self.shelf.put, data, found.name)
        kept = Settled(
            state=AttachmentState.KEPT,
            type=found.name,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            name=name,
            expires_at=self._clock.now() + self.shelf.keep,
        )
        if not await self._settle(attachment, kept):
            await asyncio.to_thread(self.shelf.remove, [name])

    async def _settle(self, attachment: Attachment, settled: Settled) -> bool:
        """Record what became of a file; False if nobody asks for it any more."""
        conversation = await self._stores.conversations.find_conversation(
            self.shelf.account, attachment.conversation_id
        )
        if conversation is None:
            return False
        event = desk_event(
            "attachment_settled",
            conversation,
            at=self._clock.now(),
            outcome=settled.state,
            error_code=settled.reason or None,
            props={"kind": attachment.file.kind, "type": settled.type, "bytes": settled.size},
        )
        done = await self._stores.media.settle(attachment.id, settled, event=event)
        if done:
            self._metrics.attachments.labels(settled.state).inc()
            self._notifier.events_written()
        return done


def _lost(state: AttachmentState, reason: str) -> Settled:
    return Settled(state=state, reason=reason)
