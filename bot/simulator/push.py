"""Pushes to the gateway: real signatures and encryption, the cut-off, three tries.

*Source:* developers.weixin.qq.com, "message push" and "message encryption"; that timestamp,
nonce and signature are fresh at each try while the body stays is how developers observed it.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp

from bot.channels.wechat import crypto, xml
from bot.simulator.platform import Platform
from bot.simulator.replies import Answerable, PassiveReply, ReplyReader
from bot.simulator.state import Json

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One thing to tell the gateway: the clear XML and what may come back."""

    open_id: str
    label: str
    body: str
    answerable: Answerable


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt: the HTTP status (0 without an answer), how long it took, how it ended."""

    status: int
    ms: int
    end: str
    reply: bytes | None = None

    @property
    def answered(self) -> bool:
        """Whether the gateway took the push, so that it is not repeated."""
        return self.reply is not None and self.status == 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a push after up to three tries; no reply: the gateway never took it."""

    tries: tuple[Try, ...]
    reply: PassiveReply | None
    ms: int

    @property
    def failed(self) -> bool:
        """Whether the fan sees the notice: nobody answered, or nobody understood the answer."""
        return self.reply is None or self.reply.kind == "invalid"


class Pusher:
    """Delivers pushes to one callback address, several fans at once, each fan's in order."""

    def __init__(self, platform: Platform, session: aiohttp.ClientSession) -> None:
        settings = platform.settings
        self._platform = platform
        self._settings = settings
        self._session = session
        self._reader = ReplyReader(platform)
        self._cipher = (
            crypto.MessageCipher(settings.aes_key, settings.app_id)
            if settings.mode != "plain"
            else None
        )
        self._last: dict[str, asyncio.Event] = {}

    async def deliver(self, push: Push, *, ordered: bool = True) -> Outcome:
        """Pushes until somebody answers, three times at most; never raises.

        ``ordered``: after this fan's push before, as a client that is well connected does.
        """
        body = self._on_the_wire(push.body)
        started = time.monotonic()
        tries: list[Try] = []
        async with self._in_order(push.open_id) if ordered else contextlib.nullcontext():
            while len(tries) < TRIES and not (tries and tries[-1].answered):
                if tries and tries[-1].end != "cut off":
                    await asyncio.sleep(self._settings.retry_pause_s)
                tries.append(await self._try(body, push.open_id))
        outcome = Outcome(
            tries=tuple(tries),
            reply=self._understood(tries[-1], push),
            ms=_ms_since(started),
        )
        self._platform.record(_wire_entry(push, outcome, mode=self._settings.mode))
        return outcome

    def _understood(self, last: Try, push: Push) -> PassiveReply | None:
        if not last.answered or last.reply is None:
            return None
        return self._reader.read(last.reply, push.open_id, answerable=push.answerable)

    @contextlib.asynccontextmanager
    async def _in_order(self, open_id: str) -> AsyncIterator[None]:
        # The push before goes first, but one that hangs holds the next up for one cut-off only.
        before, done = self._last.get(open_id), asyncio.Event()
        self._last[open_id] = done
        try:
            if before is not None:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(before.wait(), self._settings.cutoff_s)
            yield
        finally:
            done.set()
            if self._last.get(open_id) is done:
                del self._last[open_id]

    def _on_the_wire(self, body: str) -> bytes:
        if self._cipher is None:
            return body.encode()
        encrypted = f"<Encrypt>{xml.cdata(self._cipher.encrypt(body.encode()))}</Encrypt>"
        if self._settings.mode == "safe":
            name = f"<ToUserName>{xml.cdata(self._settings.account_name)}</ToUserName>"
            return f"<xml>{name}{encrypted}</xml>".encode()
        head, end, tail = body.rpartition("</xml>")
        return f"{head}{encrypted}{end}{tail}".encode()

    def _query(self, body: bytes, open_id: str) -> dict[str, str]:
        token = self._settings.token
        timestamp = str(int(self._platform.now().timestamp()))
        nonce = str(secrets.randbelow(2**31))
        query = {
            "signature": crypto.sign(token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": open_id,
        }
        if self._cipher is not None:
            encrypted = body.rpartition(b"<Encrypt><![CDATA[")[2].partition(b"]]>")[0].decode()
            query["encrypt_type"] = "aes"
            query["msg_signature"] = crypto.sign(token, timestamp, nonce, encrypted)
        return query

    async def _try(self, body: bytes, open_id: str) -> Try:
        started = time.monotonic()
        status, reply, end = 0, None, "answered"
        try:
            async with (
                asyncio.timeout(self._settings.cutoff_s),
                self._session.post(
                    self._settings.callback(),
                    params=self._query(body, open_id),
                    data=body,
                    headers={"Content-Type": "text/xml"},
                    allow_redirects=False,
                ) as response,
            ):
                status = response.status
                reply = await response.read()
        except TimeoutError:
            end = "cut off"
        except (aiohttp.ClientError, OSError) as error:
            end = type(error).__name__
        if reply is not None and self._platform.faults.takes_reply():
            status, reply, end = 0, None, "reply lost"
        return Try(status=status, ms=_ms_since(started), end=end, reply=reply)


def _ms_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _wire_entry(push: Push, outcome: Outcome, *, mode: str) -> Json:
    reply = outcome.reply
    return {
        "way": "push",
        "fan": push.open_id,
        "label": push.label,
        "mode": mode,
        "tries": [{"status": t.status, "ms": t.ms, "end": t.end} for t in outcome.tries],
        "reply": reply.kind if reply else "none",
        "encrypted": bool(reply and reply.encrypted),
        "reason": reply.reason if reply else "",
        "ms": outcome.ms,
    }
