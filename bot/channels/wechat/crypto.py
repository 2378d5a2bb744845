"""Signatures and encryption of the platform's pushes (WXBizMsgCrypt).

*Source:* developers.weixin.qq.com, "message push / encryption", read in 2026.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.errors import ConfigError, Forbidden

_KEY_FORM = re.compile(r"[A-Za-z0-9]{43}")
_RANDOM_LENGTH = 16
_HEAD_LENGTH = _RANDOM_LENGTH + 4
_PAD_TO = 32


def sign(*parts: str) -> str:
    """The platform's proof of origin over these parts, as 40 lower-case hex digits.

    The parts are sorted byte by byte and joined without a separator: three parts (token,
    timestamp, nonce) sign a URL, a fourth (the encrypted text) signs a body as well.
    """
    joined = b"".join(sorted(_as_bytes(part) for part in parts))
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def is_signed(signature: str, *parts: str) -> bool:
    """Whether somebody who knows the token signed these parts; takes the same time if not."""
    return hmac.compare_digest(_as_bytes(signature), sign(*parts).encode())


class MessageCipher:
    """Opens and closes the messages of one account with one EncodingAESKey.

    Raises ConfigError if the key or the app id cannot be one.
    """

    def __init__(self, aes_key: str, app_id: str) -> None:
        if not _KEY_FORM.fullmatch(aes_key):
            raise ConfigError(
                "the EncodingAESKey must be 43 letters or digits",
                remedy="copy it again from the account's page, Basic configuration",
            )
        if not app_id:
            raise ConfigError("encryption needs the app id", remedy="set BOT_WECHAT_APP_ID")
        # The 43rd character may carry spare bits; the lenient decoder drops them, as it must.
        key = base64.b64decode(aes_key + "=")
        self._cipher = Cipher(AES(key), CBC(key[:16]))
        self._app_id = _as_bytes(app_id)

    def encrypt(self, message: bytes, *, random16: bytes | None = None) -> str:
        """The message as base64 text for ``Encrypt``; ``random16`` only to repeat a vector."""
        head = secrets.token_bytes(_RANDOM_LENGTH) if random16 is None else random16
        frame = head + len(message).to_bytes(4, "big") + message + self._app_id
        pad = _PAD_TO - len(frame) % _PAD_TO
        encryptor = self._cipher.encryptor()
        closed = encryptor.update(frame + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(closed).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """The clear message; Forbidden unless every part of the frame is as the platform's."""
        decryptor = self._cipher.decryptor()
        frame = _unpad(decryptor.update(_blocks(encrypted)) + decryptor.finalize())
        end = _HEAD_LENGTH + int.from_bytes(frame[_RANDOM_LENGTH:_HEAD_LENGTH], "big")
        if len(frame) < _HEAD_LENGTH or end > len(frame):
            raise Forbidden("the encrypted frame has a wrong length")
        if not hmac.compare_digest(frame[end:], self._app_id):
            raise Forbidden("the message was encrypted for another app id")
        return frame[_HEAD_LENGTH:end]


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _blocks(encrypted: str) -> bytes:
    try:
        closed = base64.b64decode(encrypted, validate=True)
    except ValueError:
        raise Forbidden("the encrypted text is not base64") from None
    if not closed or len(closed) % _PAD_TO:
        raise Forbidden("the encrypted text is cut off")
    return closed


def _unpad(frame: bytes) -> bytes:
    # PKCS#7 to 32 although AES blocks are 16: un-padders limited to 16 refuse real messages.
    pad = frame[-1]
    if not 1 <= pad <= _PAD_TO or frame[-pad:] != bytes([pad]) * pad:
        raise Forbidden("the encrypted frame has a wrong padding")
    return frame[:-pad]
