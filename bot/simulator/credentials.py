"""Who may call: the app secret, the list of addresses, and the calls that hand out tokens.

*Source:* developers.weixin.qq.com, "getStableAccessToken" and "getAccessToken", read in 2026.
"""

from __future__ import annotations

import secrets
from ipaddress import IPv6Address, ip_address

from aiohttp import web

from bot.simulator.answers import ApiRefused, json_request, text_of
from bot.simulator.calls import Call
from bot.simulator.platform import Platform
from bot.simulator.state import Json


class Credentials:
    """The two calls that give an access token."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def calls(self) -> list[Call]:
        """The rows of the table; they need the secret instead of a token."""
        return [
            Call(
                method="POST",
                path="/cgi-bin/stable_token",
                serve=self._stable,
                token=False,
                per_day=500_000,
            ),
            Call(
                method="GET",
                path="/cgi-bin/token",
                serve=self._classic,
                token=False,
                per_day=2000,
            ),
        ]

    async def _stable(self, request: web.Request) -> Json:
        body, now = await json_request(request), self._platform.now()
        self._check(request, body)
        token = self._platform.tokens.stable(now=now, force=body.get("force_refresh") is True)
        return {
            "access_token": token.value,
            "expires_in": int((token.expires_at - now).total_seconds()),
        }

    async def _classic(self, request: web.Request) -> Json:
        self._check(request, dict(request.query))
        token = self._platform.tokens.classic(now=self._platform.now())
        return {"access_token": token.value, "expires_in": 7200}

    def _check(self, request: web.Request, fields: Json) -> None:
        if text_of(fields, "grant_type") != "client_credential":
            raise ApiRefused(40002)
        check_secret(self._platform, text_of(fields, "appid"), text_of(fields, "secret"))
        check_address(self._platform, request.remote or "")


def check_secret(platform: Platform, app_id: str, secret: str) -> None:
    """Whether these are the account's own; the errors of an absent, wrong or frozen secret."""
    settings = platform.settings
    if not app_id:
        raise ApiRefused(41002)
    if not secret:
        raise ApiRefused(41004)
    if app_id != settings.app_id:
        raise ApiRefused(40013)
    if not secrets.compare_digest(secret.encode(), settings.app_secret.encode()):
        raise ApiRefused(40125)
    if platform.state.account.secret_frozen:
        raise ApiRefused(40243)


def check_address(platform: Platform, address: str) -> None:
    """Whether tokens may be fetched from this address; the refusal names it."""
    account = platform.state.account
    if account.refusal:
        raise ApiRefused(account.refusal)
    if account.ip_list is not None and address not in account.ip_list:
        raise ApiRefused(40164, f"invalid ip {address} ipv6 {_ipv6(address)}, not in whitelist")


def _ipv6(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(found) if isinstance(found, IPv6Address) else f"::ffff:{found}"
