"""The account's menus: the default one, those for some fans only, and who sees which.

*Source:* developers.weixin.qq.com, "custom menu" and "personalised menu", read in 2026.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, done, number_of, object_of, text_of
from bot.simulator.buttons import checked, urls_of
from bot.simulator.calls import Answer, Call, get
from bot.simulator.platform import Platform
from bot.simulator.state import ConditionalMenu, Fan, Json
from bot.simulator.users import fan_of

DOMAINS = 3
COPY_LASTS = timedelta(minutes=5)
_RETIRED = ("sex", "country", "province", "city", "language")
_CLIENTS = {"1", "2", "3"}


class Menus:
    """The calls about menus, and the menu on each fan's phone."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._state = platform.state

    def calls(self) -> list[Call]:
        """The rows of the table; escapes in a menu have a number of their own."""
        return [
            _post("/cgi-bin/menu/create", self._create, per_day=1000, basic=True),
            get("/cgi-bin/menu/get", self._get, per_day=10_000, basic=True),
            Call(
                method="",
                path="/cgi-bin/menu/delete",
                answer=self._delete,
                per_day=1000,
                basic=True,
            ),
            _post("/cgi-bin/menu/addconditional", self._add, per_day=2000),
            _post("/cgi-bin/menu/delconditional", self._remove, per_day=2000),
            _post("/cgi-bin/menu/trymatch", self._try, per_day=20_000),
        ]

    def _create(self, body: Json) -> Json:
        self._state.menu = checked(body)
        self._tell()
        return done()

    def _get(self, _: Json) -> Json:
        if self._state.menu is None:
            raise ApiRefused(46003)
        told: Json = {"menu": self._state.menu}
        if self._state.conditional:
            shown: list[JsonValue] = [_shown(menu) for menu in self._state.conditional]
            told["conditionalmenu"] = shown
        return told

    def _delete(self, _: Json) -> Json:
        self._state.menu = None
        self._state.conditional.clear()
        self._tell()
        return done()

    def _add(self, body: Json) -> Json:
        if self._state.menu is None:
            raise ApiRefused(65303)
        tag_id, client = self._rule(object_of(body, "matchrule"))
        menu = checked(body)
        every = [menu, *(other.menu for other in self._state.conditional)]
        domains = {urlsplit(url).hostname for one in every for url in urls_of(one)}
        if len(domains) > DOMAINS:
            raise ApiRefused(65316)
        self._state.last_number += 1
        number = self._state.last_number
        self._state.conditional.append(
            ConditionalMenu(menu_id=number, menu=menu, tag_id=tag_id, client=client)
        )
        self._tell()
        return {"menuid": str(number)}

    def _rule(self, rule: Json) -> tuple[int | None, str]:
        if any(rule.get(name) for name in _RETIRED):
            raise ApiRefused(65320)
        client = text_of(rule, "client_platform_type")
        if client and client not in _CLIENTS:
            raise ApiRefused(65315)
        tag_id = number_of(rule, "tag_id")
        if rule.get("tag_id") not in {None, ""} and tag_id not in {2} | self._state.tags.keys():
            raise ApiRefused(65318)
        if tag_id is None and not client:
            raise ApiRefused(65309)
        return tag_id, client

    def _remove(self, body: Json) -> Json:
        number = number_of(body, "menuid")
        found = [menu for menu in self._state.conditional if menu.menu_id == number]
        if not found:
            raise ApiRefused(65302)
        self._state.conditional.remove(found[0])
        self._tell()
        return done()

    def _try(self, body: Json) -> Json:
        fan = fan_of(self._platform, text_of(body, "user_id"))
        if not fan.following:
            raise ApiRefused(40028)
        menu = matched(self._platform, fan)
        if menu is None:
            raise ApiRefused(65301)
        return {key: value for key, value in menu.items() if key == "button"}

    def _tell(self) -> None:
        for fan in self._state.fans.values():
            if fan.menu is None:
                enter(self._platform, fan)


def matched(platform: Platform, fan: Fan) -> Json | None:
    """The menu that is meant for this fan now: from the newest rule back, else the default.

    Of several tags the one given last counts. A matched menu carries its ``menuid``. While the
    account has a server address the menu of the admin page is switched off.
    """
    state = platform.state
    last_tag = fan.tags[-1] if fan.tags else None
    for conditional in reversed(state.conditional):
        fits_tag = conditional.tag_id is None or conditional.tag_id == last_tag
        if fits_tag and conditional.client in {"", fan.client}:
            return {**conditional.menu, "menuid": str(conditional.menu_id)}
    return state.menu


def enter(platform: Platform, fan: Fan, *, anew: bool = False) -> None:
    """The fan opens the chat: the phone reads the menu again if its copy is over 5 minutes old.

    ``anew`` is what following or clearing the phone's copy does.
    """
    now = platform.now()
    fresh = fan.menu_at is not None and now - fan.menu_at < COPY_LASTS
    if fresh and fan.menu is not None and not anew:
        return
    menu = matched(platform, fan)
    if (menu, fan.menu) != (None, None):
        fan.menu_at = now
    if menu != fan.menu:
        fan.menu = menu
        platform.publish({"type": "menu", "fan": fan.open_id, "menu": menu})


def _post(path: str, answer: Answer, *, per_day: int, basic: bool = False) -> Call:
    return Call(
        method="POST",
        path=path,
        answer=answer,
        per_day=per_day,
        basic=basic,
        escapes=40033,
    )


def _shown(conditional: ConditionalMenu) -> Json:
    rule: Json = {}
    if conditional.tag_id is not None:
        rule["tag_id"] = str(conditional.tag_id)
    if conditional.client:
        rule["client_platform_type"] = conditional.client
    return {**conditional.menu, "matchrule": rule, "menuid": conditional.menu_id}
