"""Pictures of our own answers: handed to the platform ahead of need, again before their end.

An editor names a file; messages name a media id that ends after three days. What the content in
force needs is uploaded at the start, after every edit and in time before the end. The ids lie in
a table, so that a restart uploads nothing again; answers only look here and never wait. Two
processes may upload the same picture at the same moment: both ids are good, one is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from bot import telemetry
from bot.channels.wechat.media import Uploaded
from bot.errors import PlatformError, Refused, StoreError
from bot.flow.reload import LiveContent
from bot.model import HeldPicture
from bot.model.limits import HELD
from bot.ports import Clock, PictureStore
from bot.rules.attachments import wait_after
from bot.rules.pictures import is_due, is_usable

_log = telemetry.logger(__name__)

IDLE_LOOK_S = 30.0
"""How often the table is looked at without a notification: it is the truth, not the wake-up."""
_SHORTEST_LOOK_S = 0.05

Upload = Callable[[bytes], Awaitable[Uploaded]]


class PictureKeeper:
    """Keeps the pictures of one account's content at the platform; port ``PictureIds``."""

    def __init__(
        self,
        store: PictureStore,
        upload: Upload,
        content: LiveContent,
        clock: Clock,
        *,
        metrics: telemetry.Metrics,
    ) -> None:
        self._store = store
        self._upload = upload
        self._content = content
        self._clock = clock
        self._metrics = metrics
        self._wake = asyncio.Event()
        self._held: Mapping[str, HeldPicture] = {}
        self._failed: dict[str, tuple[int, datetime]] = {}
        self._lost: set[str] = set()
        content.follow(self.wake)

    def media_id_of(self, sha256: str) -> str | None:
        """The media id under which the platform holds this content now, or nothing."""
        held = self._held.get(sha256)
        return held.media_id if held and is_usable(held, self._clock.now()) else None

    def wake(self) -> None:
        """There may be something to upload."""
        self._wake.set()

    def lost(self, media_id: str) -> None:
        """The platform does not know this media id (any more): if it is ours, upload again."""
        self._lost.add(media_id)
        self.wake()

    async def run(self) -> None:
        """Upload until cancelled; what is cut off then is uploaded by the next process."""
        while True:
            self._wake.clear()
            try:
                await self.upload_due()
            except StoreError as error:
                _log.warning("pictures_unavailable", error=str(error))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._pause_s())

    async def upload_due(self) -> int:
        """Upload what the content needs and the platform does not hold; how many were."""
        now = self._clock.now()
        await self._expire_lost(now)
        await self._read()
        if any(held.expires_at < now - HELD for held in self._held.values()):
            await self._store.forget_pictures(ended_before=now - HELD)
        needed = self._content.current.library.pictures.files
        self._failed = {key: value for key, value in self._failed.items() if key in needed.values()}
        done = 0
        for sha256, name in {sha256: name for name, sha256 in needed.items()}.items():
            _, not_before = self._failed.get(sha256, (0, now))
            if is_due(self._held.get(sha256), now) and not_before <= now:
                done += await self._uploaded(name, sha256)
        if done:
            await self._read()
        missing = sum(self.media_id_of(sha256) is None for sha256 in set(needed.values()))
        self._metrics.pictures_missing.set(missing)
        return done

    async def _expire_lost(self, now: datetime) -> None:
        while self._lost:
            media_id = next(iter(self._lost))
            if await self._store.expire_picture(media_id, at=now):
                _log.warning("picture_lost")
            self._lost.discard(media_id)

    async def _read(self) -> None:
        self._held = {held.sha256: held for held in await self._store.list_pictures()}

    async def _uploaded(self, name: str, sha256: str) -> bool:
        """One upload to its end; a failed one waits longer each time and holds nobody up."""
        try:
            data = await asyncio.to_thread((self._content.folder / name).read_bytes)
            if hashlib.sha256(data).hexdigest() != sha256:
                return False  # edited a moment ago: the new content is looked at next
            media_id = (await self._upload(data)).media_id
        except (OSError, PlatformError, Refused) as error:
            await self._note_fault(name, sha256, error)
            return False
        self._failed.pop(sha256, None)
        now = self._clock.now()
        await self._store.write_picture(
            HeldPicture(sha256=sha256, media_id=media_id, uploaded_at=now, expires_at=now + HELD)
        )
        _log.info("picture_uploaded", picture=name)
        return True

    async def _note_fault(self, name: str, sha256: str, error: Exception) -> None:
        attempts, _ = self._failed.get(sha256, (0, None))
        now = self._clock.now()
        self._failed[sha256] = attempts + 1, now + wait_after(attempts)
        fault = error.strerror or "unreadable" if isinstance(error, OSError) else str(error)
        _log.warning("picture_not_uploaded", picture=name, error=fault)
        await self._store.note_fault(sha256, fault=fault, at=now)

    def _pause_s(self) -> float:
        """Seconds until the next look."""
        waits = [(until - self._clock.now()).total_seconds() for _, until in self._failed.values()]
        return min(IDLE_LOOK_S, max(_SHORTEST_LOOK_S, min(waits, default=IDLE_LOOK_S)))
