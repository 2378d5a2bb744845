"""The one gate through which every bubble leaves: one free passive reply first, then the rest.

A passive reply costs nothing; a customer-service message costs one of the allowance. So texts
are merged into the passive reply as far as it holds them, and only what is left is queued.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Content, InboundKind, Text
from bot.rules.window import BOT_SHARE, WindowView

PASSIVE_TEXT_BYTES = 2_047
"""Reported limit of a passive text in UTF-8 bytes (unconfirmed; the strict reading)."""
CUSTOM_TEXT_BYTES = 2_048
"""Where other SDKs split a customer-service text (unconfirmed; error 45002 beyond)."""

_NO_PASSIVE = frozenset(
    {
        InboundKind.UNFOLLOW,
        InboundKind.VIEW,
        InboundKind.LOCATION_REPORT,
        InboundKind.UNKNOWN_EVENT,
    }
)
_SENTENCE_ENDS = ("\n", "。", "！", "？", "；", ". ", "! ", "? ", "，", ", ", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What leaves how. ``refused`` could not be sent at all, with the reason in ``why``."""

    passive: Content | None = None
    queued: tuple[Content, ...] = ()
    refused: tuple[Content, ...] = ()
    why: str = ""


def plan(contents: Sequence[Content], kind: InboundKind, window: WindowView) -> Plan:
    """One passive reply where the platform accepts one, the rest within the bot's share."""
    bubbles = _merge([piece for content in contents for piece in _fit(content)])
    if not bubbles:
        return Plan()
    passive = None if kind in _NO_PASSIVE else bubbles[0]
    rest = bubbles if passive is None else bubbles[1:]
    reserved = max(0, window.total - BOT_SHARE)
    room = max(0, min(BOT_SHARE, window.left - reserved)) if window.left else 0
    return Plan(
        passive=passive,
        queued=tuple(rest[:room]),
        refused=tuple(rest[room:]),
        why="" if len(rest) <= room else ("quota" if window.is_open else "window"),
    )


def split_text(text: str, limit_bytes: int) -> list[str]:
    """Pieces under the limit in UTF-8 bytes, cut at sentence ends where there are any."""
    pieces = []
    while len(text.encode()) > limit_bytes:
        head = text.encode()[:limit_bytes].decode("utf-8", "ignore")
        cut = next((at for end in _SENTENCE_ENDS if (at := _cut_after(head, end))), len(head))
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text] if text else pieces


def _cut_after(head: str, end: str) -> int:
    at = head.rfind(end)
    # A piece of a few characters would waste a whole message.
    return at + len(end) if at > len(head) // 3 else 0


def _fit(content: Content) -> list[Content]:
    if isinstance(content, Text):
        return [Text(piece) for piece in split_text(content.text.strip(), PASSIVE_TEXT_BYTES)]
    return [content]


def _merge(bubbles: Sequence[Content]) -> list[Content]:
    merged: list[Content] = []
    for bubble in bubbles:
        last = merged[-1] if merged else None
        if isinstance(bubble, Text) and isinstance(last, Text):
            both = f"{last.text}\n\n{bubble.text}"
            if len(both.encode()) <= PASSIVE_TEXT_BYTES:
                merged[-1] = Text(both)
                continue
        merged.append(bubble)
    return merged
