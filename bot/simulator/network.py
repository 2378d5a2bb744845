"""Addresses: where pushes come from, where the API stands, and whether the server is reached.

*Source:* developers.weixin.qq.com, "get callback ip" and "callback check", read in 2026.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, text_of
from bot.simulator.calls import Call, get, post
from bot.simulator.platform import Platform
from bot.simulator.state import Json

_ADDRESS = "127.0.0.1"
_OPERATORS = {"CHINANET", "UNICOM", "CAP", "DEFAULT"}


class Network:
    """The calls about addresses."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def calls(self) -> list[Call]:
        """The rows of the table."""
        return [
            get("/cgi-bin/getcallbackip", _addresses, basic=True),
            get("/cgi-bin/get_api_domain_ip", _addresses, basic=True),
            post("/cgi-bin/callback/check", self._check, basic=True),
        ]

    def _check(self, body: Json) -> Json:
        action, operator = text_of(body, "action"), text_of(body, "check_operator")
        if action not in {"all", "dns", "ping"}:
            raise ApiRefused(40202)
        if operator not in _OPERATORS:
            raise ApiRefused(40203)
        host = urlsplit(self._platform.settings.callback()).hostname
        if not self._platform.state.account.callback_set or not host:
            raise ApiRefused(40201)
        dns: list[JsonValue] = [{"ip": host, "real_operator": operator}]
        ping: list[JsonValue] = [
            {"ip": host, "from_operator": operator, "package_loss": "0%", "time": "8.012ms"}
        ]
        told: Json = {}
        if action != "ping":
            told["dns"] = dns
        if action != "dns":
            told["ping"] = ping
        return told


def _addresses(_: Json) -> Json:
    return {"ip_list": [_ADDRESS]}
