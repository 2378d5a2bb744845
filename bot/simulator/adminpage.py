"""The account's admin page: the menu and the keyword replies that were set there by hand.

They are what a brand has before it connects a server; the platform switches both off then, but
still tells them.

*Source:* developers.weixin.qq.com, "get current selfmenu info" and "get current autoreply info",
read in 2026.
"""

from __future__ import annotations

from pydantic import JsonValue

from bot.simulator.calls import Call, get
from bot.simulator.platform import Platform
from bot.simulator.state import Account, Json


class AdminPage:
    """The two calls that read the admin page."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def calls(self) -> list[Call]:
        """The rows of the table."""
        return [
            get("/cgi-bin/get_current_selfmenu_info", self._menu, basic=True),
            get("/cgi-bin/get_current_autoreply_info", self._replies, basic=True),
        ]

    def _menu(self, _: Json) -> Json:
        state = self._platform.state
        own = self_menu(state.menu) if state.menu else None
        return own or _page_menu(state.account)

    def _replies(self, _: Json) -> Json:
        replies = self._platform.state.account.replies
        return replies or {"is_add_friend_reply_open": 0, "is_autoreply_open": 0}


def self_menu(menu: Json) -> Json:
    """A menu of the API in the shape that the admin page's own one has."""
    buttons = menu.get("button")
    shown: list[JsonValue] = []
    for button in buttons if isinstance(buttons, list) else []:
        if isinstance(button, dict) and button.get("sub_button"):
            shown.append({**button, "sub_button": {"list": button["sub_button"]}})
        else:
            shown.append(button)
    return {"is_menu_open": 1, "selfmenu_info": {"button": shown}}


def _page_menu(account: Account) -> Json:
    # A connected server switches the page's own menu off; it is told all the same.
    if account.menu is None:
        return {"is_menu_open": 0}
    return {"is_menu_open": int(not account.callback_set), "selfmenu_info": account.menu}
