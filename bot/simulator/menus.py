"""The menu that the account publishes, checked as the platform checks it.

*Source:* developers.weixin.qq.com, "custom menu: create", limits and error numbers, read in 2026.
"""

from __future__ import annotations

from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, text_of
from bot.simulator.platform import Json

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


def checked(menu: Json) -> Json:
    """The menu in the form it is kept and shown; ApiRefused where the platform would refuse."""
    buttons = _list(menu.get("button"), 40016)
    if not 1 <= len(buttons) <= 3:
        raise ApiRefused(40016)
    return {"button": [_top(button) for button in buttons]}


def self_menu(menu: Json | None) -> Json:
    """The menu in the shape of ``get_current_selfmenu_info``."""
    if menu is None:
        return {"is_menu_open": 0}
    shown: list[JsonValue] = []
    for button in _list(menu.get("button"), 40016):
        subs = button.get("sub_button")
        shown.append({**button, "sub_button": {"list": subs}} if subs else button)
    return {"is_menu_open": 1, "selfmenu_info": {"button": shown}}


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
        leaf["url"] = _sized(button, "url", _URL_BYTES, 40020)
    else:
        raise ApiRefused(40017)
    if kind == "miniprogram":
        leaf |= {name: text_of(button, name) for name in ("appid", "pagepath")}
    return leaf


def _sized(button: Json, name: str, most_bytes: int, errcode: int) -> str:
    value = text_of(button, name)
    if not 1 <= len(value.encode()) <= most_bytes:
        raise ApiRefused(errcode)
    return value
