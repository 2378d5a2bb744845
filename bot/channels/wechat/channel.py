"""One service account's callback: who may speak, what was said, and how the reply is closed.

HTTP itself does not belong here: ``web`` checks the size first and turns Forbidden into 403 and
Malformed into 400, always with the same body.

*Source:* developers.weixin.qq.com, "message push" and "encryption", read in 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.channels.wechat.crypto import MessageCipher, is_signed, sign
from bot.channels.wechat.decode import decode
from bot.channels.wechat.encode import SUCCESS
from bot.channels.wechat.xml import envelope, parse
from bot.errors import ConfigError, Forbidden
from bot.model import Datum, Inbound

Mode = Literal["plain", "compatible", "safe"]
Query = Mapping[str, str]

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_ENCRYPT_TYPES: Mapping[Mode, frozenset[str]] = {
    "plain": frozenset({"", "raw"}),
    "compatible": frozenset({"", "raw", "aes"}),
    "safe": frozenset({"", "aes"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeChatAccount:
    """What the account's page says about its callback.

    ``max_age_s`` is how far a push's timestamp may be from our clock, either way; 0 does not
    check. ``previous_aes_key`` still opens messages for a while after the key was changed.
    ``location_datum`` and ``report_datum`` are the coordinate systems of pins and of reports.
    """

    app_id: str
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)
    previous_aes_key: str = field(default="", repr=False)
    mode: Mode = "plain"
    max_age_s: int = 300
    location_datum: Datum = "gcj02"
    report_datum: Datum = "wgs84"


class WeChatChannel:
    """Opens what the platform pushes and closes what is replied. Holds no state of its own.

    Raises ConfigError if the account's mode needs a key that is missing or cannot be one.
    """

    def __init__(self, account: WeChatAccount) -> None:
        if not account.token:
            raise ConfigError("the account has no callback token", remedy="set BOT_WECHAT_TOKEN")
        if account.mode != "plain" and not account.aes_key:
            raise ConfigError(
                f"{account.mode} mode needs the EncodingAESKey", remedy="set BOT_WECHAT_AES_KEY"
            )
        self._account = account
        keys = () if account.mode == "plain" else (account.aes_key, account.previous_aes_key)
        self._ciphers = tuple(MessageCipher(key, account.app_id) for key in keys if key)

    def verify_url(self, query: Query, *, now: datetime | None = None) -> str:
        """The ``echostr`` to answer when the callback address is saved on the account's page.

        May be asked again with the same values. With ``now`` its age is checked as a push's is.
        Raises Forbidden.
        """
        self._check_url(query)
        if now is not None:
            self._check_age(query, now)
        return _needed(query, "echostr")

    def open(self, query: Query, body: bytes, *, now: datetime) -> bytes:
        """The clear body of a push that is proven to come from the platform.

        The URL's signature is checked before the body is touched, in every mode. In safe mode
        the body must be encrypted and signed as well; in compatible mode its encrypted part,
        when there is one, must verify and is the one that is used; plain mode takes plain only.
        Raises Forbidden, with a reason that must stay inside, if anything is not proven, and
        Malformed if the URL is well signed but the outer XML cannot be read.
        """
        self._check_url(query)
        self._check_age(query, now)
        is_encrypted = self._is_encrypted(query)
        if self._account.mode == "plain":
            return body
        encrypted = parse(body).get("Encrypt").strip()
        if encrypted:
            return self._opened(query, encrypted)
        if is_encrypted:
            raise Forbidden("plain text where the account's mode or the URL says encrypted")
        return body

    def decode(self, body: bytes, *, received_at: datetime) -> Inbound:
        """What the fan did, from the clear body; Malformed if it cannot be read."""
        return decode(
            body,
            account=self._account.app_id,
            received_at=received_at,
            location_datum=self._account.location_datum,
            report_datum=self._account.report_datum,
        )

    def seal(self, reply_xml: str, query: Query, *, now: datetime) -> str:
        """The response body for a clear reply: ``success`` for none, else as the mode asks.

        Encrypted anew at each call with the current key; the query's nonce is given back.
        """
        if reply_xml in {"", SUCCESS}:
            return SUCCESS
        if not self._ciphers:
            return reply_xml
        encrypted = self._ciphers[0].encrypt(reply_xml.encode())
        timestamp = str(int(now.timestamp()))
        nonce = query.get("nonce", "")
        signature = sign(self._account.token, timestamp, nonce, encrypted)
        return envelope(encrypted, signature, timestamp, nonce)

    def _check_url(self, query: Query) -> None:
        parts = (self._account.token, _needed(query, "timestamp"), _needed(query, "nonce"))
        if not is_signed(_needed(query, "signature"), *parts):
            raise Forbidden("the URL's signature is wrong")

    def _check_age(self, query: Query, now: datetime) -> None:
        if not self._account.max_age_s:
            return
        written = _needed(query, "timestamp")
        if not _TIMESTAMP.fullmatch(written):
            raise Forbidden("the timestamp is not a number of seconds")
        age_s = now.timestamp() - int(written)
        if abs(age_s) > self._account.max_age_s:
            raise Forbidden("the timestamp is too far from our clock", age_s=round(age_s))

    def _is_encrypted(self, query: Query) -> bool:
        """Whether the body must be encrypted; Forbidden for a type the mode does not allow."""
        written = query.get("encrypt_type", "")
        if written not in _ENCRYPT_TYPES[self._account.mode]:
            raise Forbidden(f"this encrypt_type is not allowed in {self._account.mode} mode")
        return self._account.mode == "safe" or written == "aes"

    def _opened(self, query: Query, encrypted: str) -> bytes:
        parts = (self._account.token, _needed(query, "timestamp"), _needed(query, "nonce"))
        if not is_signed(_needed(query, "msg_signature"), *parts, encrypted):
            raise Forbidden("the body's signature is wrong")
        refusal = Forbidden("no key opens the message")
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(encrypted)
            except Forbidden as error:
                refusal = error
        raise refusal


def _needed(query: Query, name: str) -> str:
    value = query.get(name, "")
    if not value:
        raise Forbidden(f"the URL has no {name}")
    return value
