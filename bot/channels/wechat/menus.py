"""Reading and writing the account's menus, and reading what its admin page answers by itself.

*Source:* developers.weixin.qq.com, "custom menu", "personalised menu", "get current selfmenu
info" and "get current autoreply info", read in 2026. There is no call to edit a conditional
menu; deleting the default one deletes them all; they match from the newest one backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.errors import PlatformError
from bot.model.adminpage import (
    AdminArticle,
    AdminKind,
    AdminReplies,
    AdminReply,
    KeywordRule,
)
from bot.model.menu import AccountMenus, MenuButton, MenuFor

NO_MENU = 46003
_CLIENTS = {"1": "ios", "2": "android", "3": "other"}
_NUMBERS = {name: number for number, name in _CLIENTS.items()}
_VALUES = {
    "view": "url",
    "miniprogram": "url",
    "media_id": "media_id",
    "view_limited": "media_id",
    "article_id": "article_id",
    "article_view_limited": "article_id",
}
"""Where a type keeps its value; all others have a key."""
_BY_HAND: Mapping[str, AdminKind] = {
    "text": "text",
    "img": "image",
    "photo": "image",
    "voice": "voice",
    "video": "video",
    "news": "news",
}
Json = Mapping[str, object]


class Calls(Protocol):
    """What is needed of the API client."""

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """The answer to a reading call."""
        ...

    async def post(self, path: str, body: Json) -> Json:
        """The answer to a call that may be repeated without harm."""
        ...


class MenuCalls:
    """The menus of one account. All errors are ``PlatformError`` and its branches."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def read(self) -> AccountMenus:
        """What the account has now, whoever made it; nothing where there is no menu."""
        shown = await self._calls.get("/cgi-bin/get_current_selfmenu_info")
        default = _buttons(_at(shown, "selfmenu_info").get("button"))
        try:
            made = await self._calls.get("/cgi-bin/menu/get")
        except PlatformError as error:
            if error.errcode != NO_MENU:
                raise
            return AccountMenus(default=default, by_hand=bool(default))
        tags: Mapping[int, str] = {}
        rows = _list(made.get("conditionalmenu"))
        if any(_text(_at(row, "matchrule").get("tag_id")) for row in rows):
            tags = {number: name for name, number in (await self.tags()).items()}
        rows.sort(key=lambda row: _number(row.get("menuid")), reverse=True)
        return AccountMenus(
            default=_buttons(_at(made, "menu").get("button")),
            conditional=tuple(_conditional(row, tags) for row in rows),
        )

    async def create(self, buttons: Sequence[MenuButton]) -> None:
        """Replace the default menu; conditional ones stay."""
        await self._calls.post("/cgi-bin/menu/create", {"button": list(map(_written, buttons))})

    async def delete(self) -> None:
        """Take away every menu, the conditional ones too."""
        await self._calls.get("/cgi-bin/menu/delete")

    async def add(self, menu: MenuFor, *, tag_id: int | None) -> None:
        """Put a conditional menu before all others."""
        rule: dict[str, str] = {}
        if tag_id is not None:
            rule["tag_id"] = str(tag_id)
        if menu.client:
            rule["client_platform_type"] = _NUMBERS[menu.client]
        body = {"button": list(map(_written, menu.buttons)), "matchrule": rule}
        await self._calls.post("/cgi-bin/menu/addconditional", body)

    async def remove(self, menu_id: str) -> None:
        """Take one conditional menu away."""
        await self._calls.post("/cgi-bin/menu/delconditional", {"menuid": menu_id})

    async def tags(self) -> dict[str, int]:
        """The account's tags, name -> number."""
        found = await self._calls.get("/cgi-bin/tags/get")
        return {_text(row.get("name")): _number(row.get("id")) for row in _list(found.get("tags"))}

    async def create_tag(self, name: str) -> int:
        """Make a tag that no fan has yet."""
        made = await self._calls.post("/cgi-bin/tags/create", {"tag": {"name": name}})
        return _number(_at(made, "tag").get("id"))

    async def replies(self) -> AdminReplies:
        """The replies of the admin page, whether or not a server has switched them off."""
        told = await self._calls.get("/cgi-bin/get_current_autoreply_info")
        rows = _list(_at(told, "keyword_autoreply_info").get("list"))
        return AdminReplies(
            follow=_reply_at(told, "add_friend_autoreply_info"),
            default=_reply_at(told, "message_default_autoreply_info"),
            rules=tuple(map(_rule, rows)),
        )


def _written(button: MenuButton) -> dict[str, object]:
    if button.buttons:
        return {"name": button.name, "sub_button": list(map(_written, button.buttons))}
    told: dict[str, object] = {"type": button.kind, "name": button.name}
    told[_VALUES.get(button.kind, "key")] = button.value
    if button.kind == "miniprogram":
        told |= {"appid": button.app_id, "pagepath": button.page}
    return told


def _conditional(row: Json, tags: Mapping[int, str]) -> MenuFor:
    rule = _at(row, "matchrule")
    number = _text(rule.get("tag_id"))
    return MenuFor(
        tag=tags.get(_number(number), f"#{number}") if number else "",
        client=_CLIENTS.get(_text(rule.get("client_platform_type")), ""),
        buttons=_buttons(row.get("button")),
        menu_id=_text(row.get("menuid")),
    )


def _buttons(rows: object) -> tuple[MenuButton, ...]:
    return tuple(map(_button, _list(rows)))


def _button(row: Json) -> MenuButton:
    below = row.get("sub_button")
    inner = _buttons(below.get("list") if isinstance(below, Mapping) else below)
    name, kind = _text(row.get("name")), _text(row.get("type"))
    if inner:
        return MenuButton(name=name, buttons=inner)
    by_hand = _BY_HAND.get(kind)
    if by_hand:
        return MenuButton(name=name, kind=kind, reply=_reply(by_hand, row, "value"))
    return MenuButton(
        name=name,
        kind=kind,
        value=_text(row.get(_VALUES.get(kind, "key"))),
        app_id=_text(row.get("appid")),
        page=_text(row.get("pagepath")),
    )


def _rule(row: Json) -> KeywordRule:
    words = _list(row.get("keyword_list_info"))
    return KeywordRule(
        name=_text(row.get("rule_name")),
        contained=tuple(_words(words, exact=False)),
        exact=tuple(_words(words, exact=True)),
        replies=tuple(
            _reply(_BY_HAND.get(_text(item.get("type")), "unknown"), item, "content")
            for item in _list(row.get("reply_list_info"))
        ),
        every=row.get("reply_mode") != "random_one",
    )


def _words(rows: Iterable[Json], *, exact: bool) -> Iterable[str]:
    for row in rows:
        word = _text(row.get("content")).strip()
        if word and (row.get("match_mode") == "equal") is exact:
            yield word


def _reply_at(told: Json, name: str) -> AdminReply | None:
    row = _at(told, name)
    kind = _BY_HAND.get(_text(row.get("type")), "unknown")
    return _reply(kind, row, "content") if row else None


def _reply(kind: AdminKind, row: Json, value: str) -> AdminReply:
    articles = tuple(
        AdminArticle(
            title=_text(item.get("title")),
            digest=_text(item.get("digest")),
            url=_text(item.get("content_url")),
            picture_url=_text(item.get("cover_url")),
        )
        for item in _list(_at(row, "news_info").get("list"))
    )
    return AdminReply(kind=kind, value=_text(row.get(value)), articles=articles)


def _at(row: Json, name: str) -> Json:
    value = row.get(name)
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Json]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _number(value: object) -> int:
    written = _text(value)
    return int(written) if written.isascii() and written.isdigit() else 0
