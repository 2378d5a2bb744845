"""The way from the platform to us: what it sees of our address, and what answers there.

The one thing that leaves a trace: where messages are encrypted, a sealed body without content is
posted to our own address, to see that the running gateway opens it. It is refused as malformed
and kept as such.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import aiohttp

from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.crypto import MessageCipher, sign
from bot.channels.wechat.network import check_callback
from bot.channels.wechat.xml import envelope
from bot.errors import PlatformError
from bot.flow.doctor.account import PAGE, AccountDoctor
from bot.flow.doctor.findings import Check, Finding
from bot.ports import Clock

SERVER = f"{PAGE} → 服务器配置"
_NOT_SET = 40201


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackDoctor:
    """Looks at the address that is saved on the account's page."""

    api: WeChatApi
    account: AccountDoctor
    session: aiohttp.ClientSession
    clock: Clock
    public_url: str
    app_id: str
    token: str
    aes_key: str
    mode: Literal["plain", "compatible", "safe"]

    def checks(self) -> list[Check]:
        """Everything about the callback."""
        return [
            Check("callback", "public address", self.address),
            Check("callback", "seen by WeChat", self.seen),
            Check("callback", "our own call", self.answered),
            Check("callback", "mode and key", self.opened),
        ]

    async def address(self) -> Sequence[Finding]:
        """Whether the public address can be one."""
        if not self.public_url:
            remedy = "set BOT_PUBLIC_URL to https:// and your host"
            return [Finding("warning", "callback", "public address", "not set", remedy)]
        parts = urlsplit(self.public_url)
        if parts.port not in {None, 80, 443}:
            told = f"{self.public_url}: WeChat calls the ports 80 and 443 only"
            remedy = "put a proxy in front, and set BOT_PUBLIC_URL to its address"
            return [Finding("warning", "callback", "public address", told, remedy)]
        if parts.scheme != "https":
            told = f"{self.public_url} is not https: log-ins and messages can be read underway"
            return [Finding("warning", "callback", "public address", told, "use https")]
        return [Finding("good", "callback", "public address", self.public_url)]

    async def seen(self) -> Sequence[Finding]:
        """What the platform resolves and pings."""
        what = "seen by WeChat"
        if not await self.account.has_token():
            told, remedy = "not looked at: there is no token", "mend the credentials first"
            return [Finding("warning", "callback", what, told, remedy)]
        try:
            found = await check_callback(self.api)
        except PlatformError as error:
            if error.errcode != _NOT_SET:
                raise
            remedy = (
                f"save {self._url() or 'https://your.host/wechat'} at {SERVER}, and switch it on"
            )
            return [Finding("warning", "callback", what, "no address is saved yet", remedy)]
        lost = [ping for ping in found.pinged if ping.loss.strip() == "100%"]
        if not found.resolved or (found.pinged and len(lost) == len(found.pinged)):
            told = (
                "WeChat cannot resolve the saved address"
                if not found.resolved
                else (f"WeChat does not reach {lost[0].address}")
            )
            return [Finding("bad", "callback", what, told, f"check DNS, firewall and {SERVER}")]
        shown = ", ".join(f"{ping.address} {ping.loss} lost" for ping in found.pinged[:3])
        return [Finding("good", "callback", what, f"resolved and reached: {shown}")]

    async def answered(self) -> Sequence[Finding]:
        """The check that the account's page makes when the address is saved, made by us."""
        if not self.public_url or not self.token:
            return []
        what, echo = "our own call", secrets.token_hex(8)
        try:
            async with self.session.get(
                self._url(),
                params={**self._signed(), "echostr": echo},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=5),
            ) as response:
                status, body = (
                    response.status,
                    (await response.content.read(1_024)).decode("utf-8", "replace"),
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            told = f"{self._url()} was not reached: {type(error).__name__}"
            remedy = "start `serve`, and let the proxy pass /wechat on to it"
            return [Finding("bad", "callback", what, told, remedy)]
        if (status, body) == (200, echo):
            return [Finding("good", "callback", what, f"{self._url()} answers within 5 s")]
        if status == 403:
            remedy = "restart the running gateway with the BOT_WECHAT_TOKEN that is set here"
            told = f"{self._url()} refuses our token"
            return [Finding("bad", "callback", what, told, remedy)]
        told = f"{self._url()} answers {status}, and not what was asked"
        remedy = "let the proxy pass /wechat on to the gateway, unchanged"
        return [Finding("bad", "callback", what, told, remedy)]

    async def opened(self) -> Sequence[Finding]:
        """The mode, and whether the running gateway opens what is sealed with our key."""
        what = "mode and key"
        if self.mode == "plain":
            told = "plain: messages can be read underway"
            remedy = f"choose 安全模式 at {SERVER}, and set BOT_WECHAT_AES_KEY"
            return [Finding("warning", "callback", what, told, remedy)]
        cipher = MessageCipher(self.aes_key, self.app_id)
        sealed = cipher.encrypt(b"<xml></xml>")
        if cipher.decrypt(sealed) != b"<xml></xml>":
            told = "what our key seals it does not open"
            return [Finding("bad", "callback", what, told, "please report this")]
        if not self.public_url or not self.token:
            return [Finding("good", "callback", what, f"{self.mode}; the key opens what it seals")]
        status = await self._posted(sealed)
        if status == 400:  # opened, and refused for having no content
            told = f"{self.mode}; the running gateway opens what our key seals"
            return [Finding("good", "callback", what, told)]
        if status == 403:
            told = f"the running gateway does not open what our key seals in {self.mode} mode"
            remedy = (
                f"use the same BOT_WECHAT_AES_KEY and BOT_WECHAT_MODE there, here and at {SERVER}"
            )
            return [Finding("bad", "callback", what, told, remedy)]
        told = f"{self.mode}; the gateway's answer to a sealed body is not known yet"
        return [Finding("warning", "callback", what, told, "mend our own call first")]

    async def _posted(self, sealed: str) -> int:
        signed = self._signed()
        signature = sign(self.token, signed["timestamp"], signed["nonce"], sealed)
        query = {**signed, "encrypt_type": "aes", "msg_signature": signature}
        body = envelope(sealed, signature, signed["timestamp"], signed["nonce"])
        try:
            async with self.session.post(
                self._url(),
                params=query,
                data=body.encode(),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=5),
            ) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0

    def _url(self) -> str:
        return f"{self.public_url}/wechat" if self.public_url else ""

    def _signed(self) -> dict[str, str]:
        timestamp, nonce = str(int(self.clock.now().timestamp())), secrets.token_hex(8)
        return {
            "timestamp": timestamp,
            "nonce": nonce,
            "signature": sign(self.token, timestamp, nonce),
        }
