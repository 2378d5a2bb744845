"""From where the platform pushes, where its API answers, and whether it reaches our callback.

*Source:* developers.weixin.qq.com, "get callback IP", "get API domain IP" and "network check",
read in 2026; Tencent advises to read the lists anew each day. Errors of the check: 40201 no
address is saved, 40202 wrong action, 40203 wrong operator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.channels.wechat.answers import Answer, rows, text, texts
from bot.channels.wechat.api import WeChatApi

Action = Literal["all", "dns", "ping"]
Operator = Literal["CHINANET", "UNICOM", "CAP", "DEFAULT"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """One address that the platform found for our host, and whose network it is in."""

    address: str
    operator: str


@dataclass(frozen=True, slots=True)
class Pinged:
    """How the platform reached one of our addresses: its share of lost packets, its time."""

    address: str
    from_operator: str
    loss: str
    time: str


@dataclass(frozen=True, slots=True)
class CallbackCheck:
    """What the platform saw of our callback address; empty lists mean that it found nothing."""

    resolved: tuple[Resolved, ...]
    pinged: tuple[Pinged, ...]


async def callback_addresses(api: WeChatApi) -> tuple[str, ...]:
    """Addresses and ranges that pushes come from."""
    return texts(await api.get("/cgi-bin/getcallbackip"), "ip_list")


async def api_addresses(api: WeChatApi) -> tuple[str, ...]:
    """Addresses of the platform's API, for a firewall that lets out by address."""
    return texts(await api.get("/cgi-bin/get_api_domain_ip"), "ip_list")


async def check_callback(
    api: WeChatApi, *, action: Action = "all", operator: Operator = "DEFAULT"
) -> CallbackCheck:
    """Let the platform resolve and ping the saved callback address, from one operator's network."""
    body = {"action": action, "check_operator": operator}
    answer = await api.post("/cgi-bin/callback/check", body)
    return CallbackCheck(
        tuple(Resolved(text(row, "ip"), text(row, "real_operator")) for row in rows(answer, "dns")),
        tuple(_pinged(row) for row in rows(answer, "ping")),
    )


def _pinged(row: Answer) -> Pinged:
    return Pinged(
        address=text(row, "ip"),
        from_operator=text(row, "from_operator"),
        loss=text(row, "package_loss"),
        time=text(row, "time"),
    )
