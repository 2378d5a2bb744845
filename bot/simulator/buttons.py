"""A menu's buttons, checked as the platform checks them.

*Source:* developers.weixin.qq.com, "custom menu: create", limits and error numbers, read in 2026.
"""

from __future__ import annotations

from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, text_of
from bot.simulator.state import Json

_TOP_NAME_BYTES, _SUB_NAME_BYTES = 16, 60
_KEY_BYTES, _URL_BYTES = 128, 1024
_KEYED = {
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
}
_STORED = {
    "media_id": "media_id",
    "view_limited": "media_id",
    "article_id": "article_id",
    "article_view_limited": "article_id",
}


def checked(menu: Json) -> Json:
    """The menu in the form it is kept and shown; ApiRefused where the platform would refuse."""
    buttons = _list(menu.get("button"), 40016)
    if not 1 <= len(buttons) <= 3:
        raise ApiRefused(40016)
    return {"button": [_top(button) for button in buttons]}


def leaves(menu: Json) -> list[Json]:
    """Every button that does something, from left to right and down."""
    tops = _list(menu.get("button"), 40016)
    return [leaf for top in tops for leaf in (_list(top.get("sub_button", []), 40023) or [top])]


def urls_of(menu: Json) -> list[str]:
    """Every address that the menu links to."""
    return [text_of(leaf, "url") for leaf in leaves(menu) if text_of(leaf, "url")]


def _list(value: JsonValue, errcode: int) -> list[Json]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ApiRefused(errcode)
    return [item for item in value if isinstance(item, dict)]


def _top(button: Json) -> Json:
    subs = _list(button.get("sub_button", []), 40023)
    if not subs:
        return _leaf(button, _TOP_NAME_BYTES)
    if len(subs) > 5:
        raise ApiRefused(40023)
    return {
        "name": _name(button, _TOP_NAME_BYTES),
        "sub_button": [_leaf(sub, _SUB_NAME_BYTES) for sub in subs],
    }


def _name(button: Json, most_bytes: int) -> str:
    name = text_of(button, "name")
    if not 1 <= len(name.encode()) <= most_bytes:
        raise ApiRefused(40018)
    return name


def _leaf(button: Json, most_bytes: int) -> Json:
    kind = text_of(button, "type")
    leaf: Json = {"type": kind, "name": _name(button, most_bytes)}
    if kind in _KEYED:
        leaf["key"] = _sized(button, "key", _KEY_BYTES, 40019)
    elif kind in {"view", "miniprogram"}:
        leaf["url"] = _address(button)
    elif kind in _STORED:
        leaf[_STORED[kind]] = _sized(button, _STORED[kind], _KEY_BYTES, 40007)
    else:
        raise ApiRefused(40017)
    if kind == "miniprogram":
        leaf |= _program(button)
    return leaf


def _address(button: Json) -> str:
    url = _sized(button, "url", _URL_BYTES, 40020)
    if not url.startswith(("http://", "https://")):
        raise ApiRefused(40055)
    return url


def _program(button: Json) -> Json:
    app_id = text_of(button, "appid")
    if not app_id.startswith("wx") or app_id != app_id.lower():
        raise ApiRefused(45064)
    return {"appid": app_id, "pagepath": _sized(button, "pagepath", _URL_BYTES, 40020)}


def _sized(button: Json, name: str, most_bytes: int, errcode: int) -> str:
    value = text_of(button, name)
    if not 1 <= len(value.encode()) <= most_bytes:
        raise ApiRefused(errcode)
    return value
