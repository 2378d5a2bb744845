"""Small values that leave us and come back: signed, for one purpose, for a short time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson

_MOST_CHARACTERS = 4_096


def signature_of(secret: bytes, purpose: str, text: str) -> str:
    """64 hex digits: they stand only for this text and this purpose."""
    return hmac.new(secret, f"{purpose}|{text}".encode(), hashlib.sha256).hexdigest()


def is_signed(secret: bytes, purpose: str, text: str, signature: str) -> bool:
    """Whether we made this signature; takes the same time for right and wrong."""
    wanted = signature_of(secret, purpose, text)
    return hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))


def packed(values: Mapping[str, object], *, until: datetime) -> str:
    """The values and when they end, as letters, digits, ``-`` and ``_``. Readable, not secret."""
    body = orjson.dumps({**values, "until": int(until.timestamp())})
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def unpacked(text: str, *, now: datetime) -> Mapping[str, Any] | None:
    """The values of a text whose signature was checked, or nothing once they have ended."""
    try:
        body = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        values = orjson.loads(body)
    except (binascii.Error, ValueError):
        return None
    if not isinstance(values, dict) or not isinstance(values.get("until"), int):
        return None
    return values if values["until"] > now.timestamp() else None


def token_of(
    secret: bytes, purpose: str, values: Mapping[str, object], *, now: datetime, life: timedelta
) -> str:
    """A text that carries the values with their signature."""
    body = packed(values, until=now + life)
    return f"{body}.{signature_of(secret, purpose, body)}"


def read_token(
    secret: bytes, purpose: str, token: str, *, now: datetime
) -> Mapping[str, Any] | None:
    """What the token carries; nothing if it is not ours, for another purpose, or has ended."""
    body, dot, signature = token.partition(".")
    if not dot or len(token) > _MOST_CHARACTERS or not is_signed(secret, purpose, body, signature):
        return None
    return unpacked(body, now=now)
