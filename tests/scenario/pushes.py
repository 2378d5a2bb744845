"""Signed bytes as the platform sends them, by hand where the simulator is too well-behaved."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from aiohttp import ClientSession

from bot.channels.wechat.crypto import MessageCipher, sign
from bot.channels.wechat.xml import parse
from tests.scenario.house import AES_KEY, APP_ID, TOKEN, House

FAN = "oTest0fan0who0pushes0by0hand"
_NONCES = count(1)


def text_xml(text: str, msg_id: int | None = 1, *, fan: str = FAN, at: int = 1_790_000_000) -> str:
    """A text message."""
    number = "" if msg_id is None else f"<MsgId>{msg_id}</MsgId>"
    return (
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{fan}]]>"
        f"</FromUserName><CreateTime>{at}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text}]]></Content>{number}</xml>"
    )


def event_xml(event: str, fields: str = "", *, fan: str = FAN, at: int = 1_790_000_000) -> str:
    """An event; it has no MsgId."""
    return (
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{fan}]]>"
        f"</FromUserName><CreateTime>{at}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        f"<Event><![CDATA[{event}]]></Event>{fields}</xml>"
    )


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def clear(self, app_id: str = APP_ID) -> bytes:
        """The inner XML of an encrypted reply."""
        return MessageCipher(AES_KEY, app_id).decrypt(parse(self.body).get("Encrypt"))


@dataclass
class Pushing:
    """A platform that sends to one address."""

    http: ClientSession
    root: str
    now_s: int
    token: str = TOKEN
    app_id: str = APP_ID
    more: dict[str, str] = field(default_factory=dict)

    def query(self, **changed: str) -> dict[str, str]:
        """A freshly signed query; what is changed afterwards breaks it, "" takes it away."""
        timestamp, nonce = changed.pop("timestamp", str(self.now_s)), f"nonce{next(_NONCES)}"
        signed = {
            "timestamp": timestamp,
            "nonce": nonce,
            "signature": sign(self.token, timestamp, nonce),
        }
        return {name: value for name, value in {**signed, **changed}.items() if value}

    async def send(
        self, body: str | bytes, query: Mapping[str, str] | None = None, *, method: str = "POST"
    ) -> Answered:
        data = body.encode() if isinstance(body, str) else body
        async with self.http.request(
            method, f"{self.root}/wechat", data=data, params=query or self.query()
        ) as response:
            return Answered(response.status, await response.read())

    async def send_safe(self, clear: str, **changed: str) -> Answered:
        """The same encrypted, as in safe mode."""
        encrypted = MessageCipher(AES_KEY, changed.pop("app_id", self.app_id)).encrypt(
            clear.encode()
        )
        query = self.query(encrypt_type="aes")
        query["msg_signature"] = sign(self.token, query["timestamp"], query["nonce"], encrypted)
        query |= changed
        return await self.send(f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>", query)

    async def send_encrypted(self, clear: str, *, beside: bool) -> Answered:
        """As in safe mode, or with the clear fields ``beside`` it as in compatible mode."""
        encrypted = MessageCipher(AES_KEY, self.app_id).encrypt(clear.encode())
        query = self.query(encrypt_type="aes")
        query["msg_signature"] = sign(self.token, query["timestamp"], query["nonce"], encrypted)
        sealed = f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        head = clear.strip().removesuffix("</xml>") if beside else "<xml>"
        return await self.send(f"{head}{sealed}", query)

    async def together(self, body: str, times: int) -> list[Answered]:
        return list(await asyncio.gather(*(self.send(body) for _ in range(times))))


def pushing_at(house: House) -> Pushing:
    """The platform of a house, by hand."""
    return Pushing(house.http, house.root, int(house.clock.now().timestamp()))


async def records(house: House) -> list[str]:
    """What fans said, as recorded."""
    conversations = await house.gateway.stores.conversations.list_conversations(APP_ID, limit=50)
    found = []
    for conversation in conversations:
        messages = await house.gateway.stores.conversations.list_messages(conversation.id, limit=99)
        found += [message.text for message in messages if message.direction == "in"]
    return found
