"""Content goes live when it is saved; a part that is broken keeps its last good value.

The folder is read and the index built in a thread, so no message waits for it; the swap is one
assignment. A start answers before its book is learned, an edit goes live when it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from watchfiles import awatch

from bot import telemetry
from bot.content.library import Library, load_library, renew_library
from bot.content.pictures import SUFFIXES
from bot.errors import ContentError
from bot.rules.hours import is_open
from bot.rules.limits import STRICT, Limits
from bot.rules.reading import Guide
from bot.rules.vocabulary import vocabulary_of
from intents.types import Problem
from intents.understanding import Understanding

_log = telemetry.logger(__name__)

LOOK_MS = 2_000
_READ = frozenset({".yaml", ".yml", ".txt"}) | SUFFIXES

Understand = Callable[[Library], Understanding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What answers now: the library and the understanding built from its book."""

    library: Library
    understanding: Understanding

    def guide(self, now: datetime, *, limits: Limits = STRICT) -> Guide:
        """What routing asks of it while it decides at that moment."""
        library = self.library
        return Guide(
            book=library.book,
            stores=library.stores,
            names=vocabulary_of(library.stores, library.products, library.hours.holidays),
            understand=self.understanding.decide,
            humans_on_duty=is_open(library.hours.service_of(), now),
            limits=limits,
        )


def load(folder: Path, understand: Understand) -> tuple[Content | None, tuple[Problem, ...]]:
    """Read a content folder and build its understanding; takes CPU time."""
    library, problems = load_library(folder)
    if library is None:
        return None, problems
    return _content(library, understand(library)), problems


def renew(
    folder: Path, understand: Understand, *, former: Content, relearned: bool = False
) -> tuple[Content, tuple[Problem, ...]]:
    """Read the edited folder over the content in force; takes CPU time."""
    library, problems = renew_library(folder, former=former.library)
    if library.book is former.library.book and not relearned:
        return Content(library=library, understanding=former.understanding), problems
    return _content(library, understand(library).learned()), problems


def _content(library: Library, understanding: Understanding) -> Content:
    # What is loaded on first use must not make the first fan wait.
    understanding.decide("您好")
    return Content(library=library, understanding=understanding)


def fingerprint(folder: Path) -> frozenset[tuple[str, int, int, int]]:
    """What the folder's files look like from outside: changes with every save."""
    found = set()
    for path in folder.rglob("*"):
        if path.suffix.lower() in _READ:
            try:
                status = path.stat()
            except OSError:
                continue  # gone or locked meanwhile: the next look tells
            found.add((str(path), status.st_mtime_ns, status.st_size, status.st_ino))
    return frozenset(found)


def stamp(file: Path | None) -> tuple[int, int] | None:
    """What a file looks like from outside, or nothing if it is not there."""
    try:
        status = file.stat() if file is not None else None
    except OSError:
        return None
    return None if status is None else (status.st_mtime_ns, status.st_ino)


class LiveContent:
    """The content in force, exchanged as a whole.

    ``status`` holds the errors of the last edit, whose parts at fault keep their former values;
    empty means all is in force. ``learned`` is the file of what was learned from conversations:
    a change of it is followed like one of the folder.
    """

    def __init__(
        self,
        folder: Path,
        content: Content,
        *,
        understand: Understand,
        metrics: telemetry.Metrics,
        learned: Path | None = None,
    ) -> None:
        self.folder = folder
        self._learned = learned
        self._learned_seen = stamp(learned)
        self._understand = understand
        self._metrics = metrics
        self._seen: frozenset[tuple[str, int, int, int]] = frozenset()
        self.current = content
        self.status: tuple[Problem, ...] = ()
        self._followers: list[Callable[[], None]] = []

    @classmethod
    async def open(
        cls,
        folder: Path,
        *,
        understand: Understand,
        metrics: telemetry.Metrics,
        learned: Path | None = None,
    ) -> LiveContent:
        """Load the folder for the first time; raises ``ContentError`` with every problem."""
        # Looked at before reading: an edit in between is seen as one.
        seen, stamped = await asyncio.to_thread(fingerprint, folder), stamp(learned)
        content, problems = await asyncio.to_thread(load, folder, understand)
        if content is None:
            errors = tuple(item for item in problems if item.severity == "error")
            raise ContentError(
                f"{len(errors)} errors in {folder}",
                remedy="mend them; `faq check` lists them again",
                problems=errors,
            )
        live = cls(folder, content, understand=understand, metrics=metrics, learned=learned)
        live._seen, live._learned_seen = seen, stamped
        return live

    async def watch(self, *, stop: asyncio.Event) -> None:
        """Follow the folder until told to stop.

        Looks itself every two seconds as well: network folders send no notice, and what was
        edited before the first notice is asked for would be missed.
        """
        await self._learn()
        async for _ in awatch(
            self.folder,
            stop_event=stop,
            debounce=400,
            step=100,
            recursive=True,
            ignore_permission_denied=True,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
        ):
            seen = await asyncio.to_thread(fingerprint, self.folder)
            if (seen != self._seen or self._is_relearned()) and not stop.is_set():
                self._seen = seen
                await self.reload()

    async def _learn(self) -> None:
        first = self.current
        taught = await asyncio.to_thread(first.understanding.learned)
        if taught is not first.understanding:
            self.current = Content(library=first.library, understanding=taught)
            _log.info("book_learned", seconds=round(taught.build_s, 1))

    def _is_relearned(self) -> bool:
        return stamp(self._learned) != self._learned_seen

    async def reload(self) -> bool:
        """Take what is valid in the edited folder into force; tells whether all of it is."""
        former, relearned = self.current, self._is_relearned()
        self._learned_seen = stamp(self._learned)
        try:
            content, problems = await asyncio.to_thread(
                renew, self.folder, self._understand, former=former, relearned=relearned
            )
        except Exception as error:
            # Nothing an editor saves may end the following of the folder.
            _log.exception("content_unreadable")
            content, problems = former, (_unreadable(self.folder, error),)
        self.current = content
        self.status = tuple(item for item in problems if item.severity == "error")
        self._metrics.content_reloads.labels("refused" if self.status else "taken").inc()
        for problem in self.status[:20]:
            _log.error("content_refused", problem=str(problem))
        if content.understanding is not former.understanding and relearned:
            _log.info("learned_live", file=str(self._learned))
        if content.library is not former.library:
            _log.info(
                "content_live",
                version=content.library.version,
                entries=len(content.library.book.entries),
                book_changed=content.library.book.version != former.library.book.version,
            )
            for tell in self._followers:
                tell()
        return not self.status

    def follow(self, tell: Callable[[], None]) -> None:
        """From now on this is called whenever other content has come into force."""
        self._followers.append(tell)


def _unreadable(folder: Path, error: Exception) -> Problem:
    message = f"the folder cannot be read: {type(error).__name__}: {error}"
    return Problem(folder.as_posix(), 1, 1, message, "the log shows where; the last book answers")
