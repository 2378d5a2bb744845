"""What is said: bubbles, numbered choices, what the bot waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from intents.types import EntryId, Tag


@dataclass(frozen=True, slots=True)
class Text:
    """A text bubble. Links may stand in it as ``<a href="https://...">words</a>``."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the platform already holds under this media id."""

    media_id: str


@dataclass(frozen=True, slots=True)
class News:
    """One link card."""

    title: str
    description: str
    url: str
    picture_url: str = ""


Content = Text | Picture | News


@dataclass(frozen=True, slots=True)
class Choice:
    """One numbered possibility offered to the fan; ``entry`` is what it leads to.

    ``tags`` are what choosing it tells of the fan, as ``key=value``.
    """

    label: str
    entry: EntryId
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """What the bot is waiting for in a conversation.

    ``waits_for`` is ``choice`` after numbered choices, ``yes_no`` where the one choice offered
    may be granted or declined in words, and ``matter`` after a tapped 人工, when one written
    sentence is asked for. ``misses`` counts fallbacks in a row.
    """

    waits_for: Literal["nothing", "choice", "yes_no", "matter"] = "nothing"
    choices: tuple[Choice, ...] = ()
    asked_at: datetime | None = None
    misses: int = 0
