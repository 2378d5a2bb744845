"""Which addresses outside the API may be fetched: the platform's own hosts, never an inner network.

A name is looked up once; if any of its addresses is not a public one, nothing is fetched, and the
connection goes to exactly the addresses that were looked at.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import MediaRefused

MEDIA_HOSTS = ("qpic.cn", "qlogo.cn", "video.qq.com", "tc.qq.com")
"""Hosts of Tencent's delivery network, with everything below them.

*Source:* the ``PicUrl`` and ``video_url`` of the platform's own examples and of public SDKs.
"""

_PORTS = {"http": "80", "https": "443"}
# So plain that no two readers of addresses can take it for different hosts.
_PLAIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?(?:[/?][\x21-\x7e]*)?\Z"
)


class NotPublic(OSError):
    """A name that leads into an inner network."""


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet, also where it is written inside another."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour is not None or ip.teredo is not None or ip in _NAT64:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class PublicResolver(AbstractResolver):
    """Looks names up and refuses those that lead anywhere but to the open internet."""

    def __init__(
        self, inner: AbstractResolver | None = None, *, may: Callable[[str], bool] = is_public
    ) -> None:
        self._inner = inner or aiohttp.ThreadedResolver()
        self._may = may

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name; raises ``NotPublic`` if one of them is not public."""
        found = await self._inner.resolve(host, port, family)
        if not all(self._may(item["host"]) for item in found):
            raise NotPublic(f"{host} leads into an inner network")
        return found

    async def close(self) -> None:
        """Nothing is kept."""
        await self._inner.close()


def check_address(url: str, hosts: Iterable[str]) -> None:
    """Return if the address stands on one of the hosts or below it; else ``MediaRefused``.

    Only http and https on their own ports; no user name, no bare number as a host.
    """
    found = _PLAIN.match(url)
    if not found:
        raise _refused()
    host = found["host"].lower().rstrip(".")
    is_listed = any(host == name or host.endswith(f".{name}") for name in hosts)
    if found["port"] not in {None, _PORTS[found["scheme"]]} or not is_listed or _is_number(host):
        raise _refused()


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _refused() -> MediaRefused:
    return MediaRefused(
        "the file lies on a host that is not the platform's",
        remedy="ask the fan to send it again, or add the host to BOT_MEDIA_HOSTS",
        reason="host",
    )


def guarded_session(resolver: PublicResolver | None = None) -> aiohttp.ClientSession:
    """A session for addresses that others named: no cookies, no proxy, no unpacking."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver or PublicResolver(), use_dns_cache=False),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        headers={"Accept-Encoding": "identity"},
    )
