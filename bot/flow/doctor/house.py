"""The house itself: menus against the account, content, database, disk."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.menus import read_menus, read_replies
from bot.content.library import Library, load_library
from bot.content.menu import published
from bot.content.takeover import is_taken_over
from bot.flow.doctor.account import AccountDoctor
from bot.flow.doctor.findings import Check, Finding, Level
from bot.flow.menu import difference
from bot.model import HeldPicture
from bot.rules.pictures import is_usable
from bot.store.database import Database
from bot.store.engines import parse_url, sqlite_path
from bot.store.pictures import SqlPictureStore
from bot.store.settings import SqlSettingStore
from bot.store.version import NEWEST, version_of
from intents.types import Problem

_Read = tuple[Library | None, tuple[Problem, ...]]
LEAST_BYTES, FEW_BYTES = 200_000_000, 2_000_000_000
"""Free disk below which the database stops soon, and below which somebody should look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseDoctor:
    """Looks at the content folder, the database, and the menus of both sides."""

    api: WeChatApi
    account: AccountDoctor
    app_id: str
    content: Path
    database_url: str
    data: Path
    today: date

    def checks(self) -> list[Check]:
        """Everything about menus, content and database; the content is read once."""
        read = _Once(partial(load_library, self.content, today=self.today))
        return [
            Check("menu", "menus", partial(self.menus, read)),
            Check("menu", "replies of the admin page", partial(self.replies, read)),
            Check("house", "content", partial(self.written, read)),
            Check("house", "pictures", partial(self.pictures, read)),
            Check("house", "database", self.database),
            Check("house", "disk", self.disk),
        ]

    async def menus(self, read: _Once) -> Sequence[Finding]:
        """Whether fans see a menu, and whether it is ours."""
        if not await self.account.has_token():
            return [_no_token("menus")]
        live, (library, _) = await read_menus(self.api), await read.result()
        ours = published(library.menu) if library else None
        if live.by_hand or not live.default:
            told = "fans see no menu while a server is connected"
            if live.by_hand:
                told = f"the menu was made on the admin page: {told}"
            remedy = (
                "run menu publish"
                if ours and ours.default and not live.by_hand
                else ("run menu pull, then menu publish")
            )
            return [Finding("warning", "menu", "menus", told, remedy)]
        if ours is None or not ours.default:
            told, remedy = "there is a menu, but none in menu.yaml", "run menu pull"
            return [Finding("warning", "menu", "menus", told, remedy)]
        if difference(live, ours):
            told, remedy = "the account's differ from menu.yaml", "run menu diff, then menu publish"
            return [Finding("warning", "menu", "menus", told, remedy)]
        buttons, others = sum(1 for _ in ours.leaves()), len(ours.conditional)
        told = f"the account has those of menu.yaml: {buttons} buttons, {others} for some fans only"
        return [Finding("good", "menu", "menus", told)]

    async def replies(self, read: _Once) -> Sequence[Finding]:
        """Whether what the admin page answered is answered by the book."""
        what = "replies of the admin page"
        if not await self.account.has_token():
            return [_no_token(what)]
        rules = (await read_replies(self.api)).rules
        library, _ = await read.result()
        entries = library.book.entries.values() if library else ()
        left = [
            rule.name or "、".join(rule.words[:2])
            for rule in rules
            if rule.words and not is_taken_over(rule, entries)
        ]
        if left:
            shown = "、".join(left[:5]) + (" ..." if len(left) > 5 else "")
            told = f"{len(left)} keyword rules are not in the book: {shown}"
            return [Finding("warning", "menu", what, told, "run menu pull")]
        return [Finding("good", "menu", what, f"all {len(rules)} keyword rules are in the book")]

    async def written(self, read: _Once) -> Sequence[Finding]:
        """Whether the content can go live."""
        library, problems = await read.result()
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors or library is None:
            told = f"{len(errors)} errors in {self.content}; the first: {errors[0]}"
            return [Finding("bad", "house", "content", told, "run faq check")]
        found = [_warned(problems, library)]
        if library.domains.hosts is None:
            told, remedy = "links may lead anywhere", "list your hosts in domains.yaml"
            found.append(Finding("warning", "house", "links", told, remedy))
        if not (self.content / "hours.yaml").exists():
            told, remedy = "a human is promised day and night", "write hours.yaml"
            found.append(Finding("warning", "house", "human hours", told, remedy))
        return found

    async def pictures(self, read: _Once) -> Sequence[Finding]:
        """Whether WeChat holds the pictures that answers name; not tried yet is no fault."""
        library, _ = await read.result()
        files = library.pictures.files if library else {}
        held = {item.sha256: item for item in await self._held() if files}
        now = self.account.clock.now()
        left = {
            name: held[sha256].fault
            for name, sha256 in files.items()
            if sha256 in held and held[sha256].fault and not is_usable(held[sha256], now)
        }
        if left:
            name, fault = next(iter(left.items()))
            told = f"{len(left)} of {len(files)} are not at WeChat, fans get the text alone"
            told = f"{told}; {name}: {fault}"
            remedy = "mend what it says; it is tried again by itself"
            return [Finding("warning", "house", "pictures", told, remedy)]
        up = sum(sha256 in held and is_usable(held[sha256], now) for sha256 in files.values())
        told = f"{up} of {len(files)} are at WeChat; the rest is uploaded while serving"
        return [Finding("good", "house", "pictures", told)]

    async def _held(self) -> Sequence[HeldPicture]:
        path = sqlite_path(parse_url(self.database_url))
        if path is not None and not path.exists():
            return []
        database = await Database.open(self.database_url)
        try:
            if await version_of(database) != NEWEST:
                return []
            return await SqlPictureStore(database, self.app_id).list_pictures()
        finally:
            await database.close()

    async def database(self) -> Sequence[Finding]:
        """Reachable, of this version, and taking writes; a missing file is no fault."""
        path = sqlite_path(parse_url(self.database_url))
        if path is not None and not path.exists():
            return [Finding("good", "house", "database", f"{path} is made at the first start")]
        database = await Database.open(self.database_url)
        try:
            found = await version_of(database)
            if found != NEWEST:
                told = f"the schema is {found or 'empty'}, this program needs {NEWEST}"
                newer = found is not None and found > NEWEST
                remedy = "start the newer program" if newer else "run db upgrade, or start serve"
                return [Finding("bad" if newer else "warning", "house", "database", told, remedy)]
            await SqlSettingStore(database, self.app_id).write_setting("last_doctor", "looked")
            return [Finding("good", "house", "database", f"takes writes: {database.label}")]
        finally:
            await database.close()

    async def disk(self) -> Sequence[Finding]:
        """Room for the database and what fans send."""
        folder = next(path for path in (self.data, *self.data.absolute().parents) if path.exists())
        free = shutil.disk_usage(folder).free
        told = f"{free / 1e9:.1f} GB free in {self.data}"
        if free < FEW_BYTES:
            level: Level = "bad" if free < LEAST_BYTES else "warning"
            return [Finding(level, "house", "disk", told, "make room")]
        return [Finding("good", "house", "disk", told)]


class _Once:
    """The content, read by whoever needs it first; one who gives up does not stop the others."""

    def __init__(self, load: Callable[[], _Read]) -> None:
        self._load = load
        self._reading: asyncio.Future[_Read] | None = None

    async def result(self) -> _Read:
        """What was read; takes CPU time in a thread."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(asyncio.to_thread(self._load))
        return await asyncio.shield(self._reading)


def _warned(problems: Sequence[Problem], library: Library) -> Finding:
    told = f"{len(library.book.entries)} entries, {len(library.stores.stores)} shops"
    if problems:
        remedy = "run faq check"
        return Finding("warning", "house", "content", f"{told}; {len(problems)} warnings", remedy)
    return Finding("good", "house", "content", told)


def _no_token(what: str) -> Finding:
    told, remedy = "not looked at: there is no token", "mend the credentials first"
    return Finding("warning", "menu", what, told, remedy)
