"""Publishing the account's menus, and the way back to the former ones.

What was there is kept in the database and in a file before anything is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.menus import (
    add_menu,
    create_menu,
    delete_menus,
    read_menus,
    remove_menu,
)
from bot.channels.wechat.tags import create_tag, list_tags
from bot.errors import NotFound, StoreError
from bot.model import AuditEntry
from bot.model.menu import AccountMenus, MenuButton, MenuFor
from bot.ports import Stores

_FORMER, _UNFINISHED = "menu.former", "menu.unfinished"
_MENUS = TypeAdapter(AccountMenus)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a readable difference: ``+`` comes, ``-`` goes, a blank stays."""

    sign: str
    text: str

    def __str__(self) -> str:
        return f"{self.sign} {self.text}".rstrip()


def difference(live: AccountMenus, wanted: AccountMenus) -> tuple[Line, ...]:
    """How the menus would change, line by line; empty if they are the same."""
    before, after = list(_lines(live)), list(_lines(wanted))
    told: list[Line] = []
    for _, from_, to, start, end in SequenceMatcher(
        a=before, b=after, autojunk=False
    ).get_opcodes():
        same = before[from_:to] == after[start:end]
        if same:
            told += [Line(" ", text) for text in before[from_:to]]
            continue
        told += [Line("-", text) for text in before[from_:to]]
        told += [Line("+", text) for text in after[start:end]]
    return tuple(told) if any(line.sign != " " for line in told) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Changes the menus of one account; every change is audited."""

    api: WeChatApi
    stores: Stores
    folder: Path
    """Where the files of former menus are kept."""

    async def publish(self, wanted: AccountMenus, *, by: AuditEntry) -> Path:
        """Bring the account to these menus; returns the file that holds the former ones.

        ``by`` tells the audit log who does it and when.

        Only what differs is touched. A refusal in the middle leaves the account between both;
        the former menus can then be restored as well. Raises ``PlatformError``.
        """
        live = await read_menus(self.api)
        kept = await self._keep(live, by.at)
        await self.stores.settings.write_setting(_UNFINISHED, "yes")
        await self._change(live, wanted)
        await self.stores.settings.write_setting(_UNFINISHED, "")
        detail = (
            f"{sum(1 for _ in wanted.leaves())} buttons, {len(wanted.conditional)}"
            f" conditional menus; the former ones are in {kept.name}"
        )
        await self.stores.audit.record(replace(by, detail=detail))
        return kept

    async def former(self) -> AccountMenus:
        """The menus before the last change; raises ``NotFound`` if none was made here."""
        saved = await self.stores.settings.read_setting(_FORMER)
        if saved is None:
            raise NotFound("no menu was published from here", remedy="run.py menu publish")
        return _MENUS.validate_json(saved)

    async def _keep(self, live: AccountMenus, at: datetime) -> Path:
        content = _MENUS.dump_json(live, indent=2)
        path = self.folder / f"{at:%Y%m%dT%H%M%S%f}.json"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise StoreError(
                f"the former menu cannot be kept in {path}: {error.strerror}",
                remedy="make the data folder writable; nothing was published",
            ) from None
        # After a refusal in the middle the way back leads to what was there before the attempt.
        if not await self.stores.settings.read_setting(_UNFINISHED):
            await self.stores.settings.write_setting(_FORMER, content.decode())
        return path

    async def _change(self, live: AccountMenus, wanted: AccountMenus) -> None:
        if not wanted.default:
            if live.default and not live.by_hand:
                await delete_menus(self.api)
            return
        if live.by_hand or live.default != wanted.default:
            await create_menu(self.api, wanted.default)
        # The platform matches from the newest backwards: the last of the list is made first.
        has, wants = live.conditional[::-1], wanted.conditional[::-1]
        kept = _common(has, wants)
        for menu in has[kept:]:
            await remove_menu(self.api, menu.menu_id)
        tags = await self._tags(wants[kept:])
        for menu in wants[kept:]:
            await add_menu(self.api, menu, tag_id=tags[menu.tag] if menu.tag else None)

    async def _tags(self, menus: Sequence[MenuFor]) -> dict[str, int]:
        names = {menu.tag for menu in menus if menu.tag}
        known = {tag.name: tag.id for tag in await list_tags(self.api)} if names else {}
        for name in sorted(names - set(known)):
            known[name] = (await create_tag(self.api, name)).id
        return known


def kept_menus(path: Path) -> AccountMenus:
    """The menus that a file of a former publication holds."""
    try:
        return _MENUS.validate_json(path.read_bytes())
    except OSError as error:
        raise StoreError(
            f"cannot read {path}: {error.strerror}", remedy="name a kept file"
        ) from None
    except ValidationError:
        raise StoreError(f"{path} holds no menus", remedy="name a file kept by publish") from None


def _common(has: Sequence[MenuFor], wants: Sequence[MenuFor]) -> int:
    return next(
        (n for n, pair in enumerate(zip(has, wants, strict=False)) if pair[0] != pair[1]),
        min(len(has), len(wants)),
    )


def _lines(menus: AccountMenus) -> Iterator[str]:
    if menus.by_hand:
        yield "(made on the admin page: fans do not see it while a server is connected)"
    yield from _button_lines(menus.default)
    for menu in menus.conditional:
        yield f"for {menu.title or 'nobody'}:"
        yield from (f"  {line}" for line in _button_lines(menu.buttons))


def _button_lines(buttons: Sequence[MenuButton]) -> Iterator[str]:
    for button in buttons:
        yield button.name + (f"  {_target(button)}" if button.kind else "")
        yield from (f"  {line}" for line in _button_lines(button.buttons))


def _target(button: MenuButton) -> str:
    if button.kind == "miniprogram":
        return f"{button.kind} {button.app_id} {button.page}, else {button.value}"
    if button.reply:
        said = button.reply.value or " ".join(item.title for item in button.reply.articles)
        return f"{button.kind} {said[:40]}"
    return f"{button.kind} {button.value}"
