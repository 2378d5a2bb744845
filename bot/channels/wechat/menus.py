"""Reading and writing the account's menus, and reading what its admin page answers by itself.

*Source:* developers.weixin.qq.com, "custom menu", "personalised menu", "get current selfmenu
info" and "get current autoreply info", read in 2026. There is no call to edit a conditional
menu; deleting the default one deletes them all; they match from the newest one backwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.channels.wechat.answers import Answer, number, part, rows, text
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.tags import list_tags
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
_NUMBERS = {name: digit for digit, name in _CLIENTS.items()}
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


async def read_menus(api: WeChatApi) -> AccountMenus:
    """What the account has now, whoever made it; nothing where there is no menu."""
    shown = part(await api.get("/cgi-bin/get_current_selfmenu_info"), "selfmenu_info")
    default = tuple(map(_button, rows(shown, "button")))
    try:
        made = await api.get("/cgi-bin/menu/get")
    except PlatformError as error:
        if error.errcode != NO_MENU:
            raise
        return AccountMenus(default=default, by_hand=bool(default))
    others = sorted(
        rows(made, "conditionalmenu"), key=lambda row: number(row, "menuid"), reverse=True
    )
    tagged = any(number(part(row, "matchrule"), "tag_id") for row in others)
    names = {tag.id: tag.name for tag in await list_tags(api)} if tagged else {}
    return AccountMenus(
        default=tuple(map(_button, rows(part(made, "menu"), "button"))),
        conditional=tuple(_conditional(row, names) for row in others),
    )


async def create_menu(api: WeChatApi, buttons: Sequence[MenuButton]) -> None:
    """Replace the default menu; conditional ones stay."""
    await api.post("/cgi-bin/menu/create", {"button": list(map(_written, buttons))})


async def delete_menus(api: WeChatApi) -> None:
    """Take away every menu, the conditional ones too."""
    await api.get("/cgi-bin/menu/delete")


async def add_menu(api: WeChatApi, menu: MenuFor, *, tag_id: int | None) -> None:
    """Put a conditional menu before all others."""
    rule: dict[str, str] = {}
    if tag_id is not None:
        rule["tag_id"] = str(tag_id)
    if menu.client:
        rule["client_platform_type"] = _NUMBERS[menu.client]
    body = {"button": list(map(_written, menu.buttons)), "matchrule": rule}
    await api.post("/cgi-bin/menu/addconditional", body)


async def remove_menu(api: WeChatApi, menu_id: str) -> None:
    """Take one conditional menu away."""
    await api.post("/cgi-bin/menu/delconditional", {"menuid": menu_id})


async def read_replies(api: WeChatApi) -> AdminReplies:
    """The replies of the admin page, whether or not a server has switched them off."""
    told = await api.get("/cgi-bin/get_current_autoreply_info")
    return AdminReplies(
        follow=_reply_at(told, "add_friend_autoreply_info"),
        default=_reply_at(told, "message_default_autoreply_info"),
        rules=tuple(map(_rule, rows(part(told, "keyword_autoreply_info"), "list"))),
    )


def _written(button: MenuButton) -> dict[str, object]:
    if button.buttons:
        return {"name": button.name, "sub_button": list(map(_written, button.buttons))}
    told: dict[str, object] = {"type": button.kind, "name": button.name}
    told[_VALUES.get(button.kind, "key")] = button.value
    if button.kind == "miniprogram":
        told |= {"appid": button.app_id, "pagepath": button.page}
    return told


def _conditional(row: Answer, names: Mapping[int, str]) -> MenuFor:
    rule = part(row, "matchrule")
    tag_id = number(rule, "tag_id")
    return MenuFor(
        tag=names.get(tag_id, f"#{tag_id}") if tag_id else "",
        client=_CLIENTS.get(text(rule, "client_platform_type"), ""),
        buttons=tuple(map(_button, rows(row, "button"))),
        menu_id=text(row, "menuid"),
    )


def _button(row: Answer) -> MenuButton:
    below = rows(part(row, "sub_button"), "list") or rows(row, "sub_button")
    name, kind = text(row, "name"), text(row, "type")
    if below:
        return MenuButton(name=name, buttons=tuple(map(_button, below)))
    by_hand = _BY_HAND.get(kind)
    if by_hand:
        return MenuButton(name=name, kind=kind, reply=_reply(by_hand, row, "value"))
    return MenuButton(
        name=name,
        kind=kind,
        value=text(row, _VALUES.get(kind, "key")),
        app_id=text(row, "appid"),
        page=text(row, "pagepath"),
    )


def _rule(row: Answer) -> KeywordRule:
    words = rows(row, "keyword_list_info")
    return KeywordRule(
        name=text(row, "rule_name"),
        contained=tuple(_words(words, exact=False)),
        exact=tuple(_words(words, exact=True)),
        replies=tuple(
            _reply(_BY_HAND.get(text(item, "type"), "unknown"), item, "content")
            for item in rows(row, "reply_list_info")
        ),
        every=text(row, "reply_mode") != "random_one",
    )


def _words(words: Sequence[Answer], *, exact: bool) -> Iterator[str]:
    for row in words:
        word = text(row, "content").strip()
        if word and (text(row, "match_mode") == "equal") is exact:
            yield word


def _reply_at(told: Answer, name: str) -> AdminReply | None:
    row = part(told, name)
    return _reply(_BY_HAND.get(text(row, "type"), "unknown"), row, "content") if row else None


def _reply(kind: AdminKind, row: Answer, value: str) -> AdminReply:
    articles = tuple(
        AdminArticle(
            title=text(item, "title"),
            digest=text(item, "digest"),
            url=text(item, "content_url"),
            picture_url=text(item, "cover_url"),
        )
        for item in rows(part(row, "news_info"), "list")
    )
    return AdminReply(kind=kind, value=text(row, value), articles=articles)
