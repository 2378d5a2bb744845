"""What a machine wants said: plain words, or any content that WeChat takes from an agent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import Refused
from bot.model import UNSIGNED, Byline, Content, Text
from bot.rules.contents import read_content

_FIELDS = ("text", "content", "kf_account", "by_ai")


def read_said(body: Mapping[str, Any]) -> tuple[Content, Byline]:
    """``{"text"}`` or ``{"content": {"type", ...}}``, and as whom it appears.

    Raises ``Refused`` with ``reason`` json, syntax or text; whether WeChat takes it is decided
    where it is queued.
    """
    if "content" not in body:
        # Unknown fields beside a text were never refused; programs out there may send some.
        return _text(body.get("text")), _byline(body)
    unknown = sorted(set(body) - set(_FIELDS))
    if "text" in body or unknown:
        wrong = "text" if "text" in body else unknown[0][:40]
        raise _unfit(f"content and {wrong} cannot stand together", "send one of them")
    return read_content(body["content"]), _byline(body)


def _text(text: object) -> Text:
    if not isinstance(text, str):
        raise _unfit("text is missing", 'send {"text": "..."} or {"content": {"type": ...}}')
    if "\0" in text:
        raise Refused("text holds a NUL character", remedy="remove it", reason="text")
    return Text(text)


def _byline(body: Mapping[str, Any]) -> Byline:
    kf_account, by_ai = body.get("kf_account", ""), body.get("by_ai")
    if not isinstance(kf_account, str):
        raise _unfit("kf_account is no text", 'write "name@account"')
    if by_ai is not None and not isinstance(by_ai, bool):
        raise _unfit("by_ai is neither true nor false", "write true or false")
    return Byline(kf_account, by_ai) if kf_account or by_ai is not None else UNSIGNED


def _unfit(message: str, remedy: str) -> Refused:
    return Refused(message, remedy=remedy, reason="json")
