"""The one gate through which every bubble leaves: one free passive reply first, then the rest.

A passive reply costs nothing; a customer-service message costs one of the allowance. So texts
are merged into the passive reply as far as it holds them, and only what is left is queued.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Content, Inbound, News, Text, TransferToAi, TransferToDesk
from bot.rules.limits import (
    STRICT,
    Limits,
    custom_fault,
    passive_articles,
    passive_fault,
    takes_reply,
)
from bot.rules.window import BOT_SHARE, WindowView

_SENTENCE_ENDS = ("\n", "。", "！", "？", "；", ". ", "! ", "? ", "，", ", ", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What leaves how. ``refused`` could not be sent at all, each with its reason.

    Reasons are ``content`` (the platform takes no such bubble here), ``quota`` and ``window``.
    """

    passive: Content | None = None
    queued: tuple[Content, ...] = ()
    refused: tuple[tuple[Content, str], ...] = ()


def plan(
    contents: Sequence[Content], inbound: Inbound, window: WindowView, *, limits: Limits = STRICT
) -> Plan:
    """One passive reply where the platform accepts one, the rest within the bot's share.

    The free reply is the first bubble that can be one; handing over comes before all, because
    it can be nothing else. What can only be a customer-service message never blocks the reply.
    """
    bubbles = _merge(
        [piece for content in contents for piece in _fit(content, inbound, limits)], limits
    )
    passive = _free(bubbles, inbound, limits)
    rest = [piece for bubble in bubbles if bubble is not passive for piece in _singles(bubble)]
    fitting = [bubble for bubble in rest if not custom_fault(bubble, limits)]
    unfit = [bubble for bubble in rest if custom_fault(bubble, limits)]
    room = bot_room(window)
    why = "quota" if window.is_open else "window"
    return Plan(
        passive=passive,
        queued=tuple(fitting[:room]),
        refused=(
            *((bubble, "content") for bubble in unfit),
            *((bubble, why) for bubble in fitting[room:]),
        ),
    )


def bot_room(window: WindowView) -> int:
    """How many customer-service messages the bot may still send: the rest is kept for humans."""
    reserved = max(0, window.total - BOT_SHARE)
    return max(0, min(BOT_SHARE, window.left - reserved)) if window.left else 0


def _free(bubbles: Sequence[Content], inbound: Inbound, limits: Limits) -> Content | None:
    if not takes_reply(inbound.kind, inbound.native_type, limits):
        return None
    fitting = [item for item in bubbles if not passive_fault(item, inbound.kind, limits)]
    handing = (item for item in fitting if isinstance(item, TransferToDesk | TransferToAi))
    return next(handing, fitting[0] if fitting else None)


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


def _fit(content: Content, inbound: Inbound, limits: Limits) -> list[Content]:
    if isinstance(content, Text):
        limit = min(limits.passive_text_bytes, limits.custom_text_bytes)
        return [Text(piece) for piece in split_text(content.text.strip(), limit)]
    if isinstance(content, News):
        most = passive_articles(inbound.kind)
        more = News(content.articles[most:])
        return [News(content.articles[:most]), *(_singles(more) if more.articles else ())]
    return [content]


def _singles(content: Content) -> list[Content]:
    """Link cards as customer-service messages: the platform takes them one by one."""
    if isinstance(content, News) and len(content.articles) > 1:
        return [News((article,)) for article in content.articles]
    return [content]


def _merge(bubbles: Sequence[Content], limits: Limits) -> list[Content]:
    merged: list[Content] = []
    for bubble in bubbles:
        last = merged[-1] if merged else None
        if isinstance(bubble, Text) and isinstance(last, Text):
            both = f"{last.text}\n\n{bubble.text}"
            if len(both.encode()) <= min(limits.passive_text_bytes, limits.custom_text_bytes):
                merged[-1] = Text(both)
                continue
        merged.append(bubble)
    return merged
