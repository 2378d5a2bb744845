"""What a handler may use beside its turn: the brand's content and the clock.

It stands in this room, not among the ports, because content lies above them
(docs/decisions/0002-services-in-handlers.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.content.hours import OpeningHours
from bot.content.library import Library
from bot.content.stores import StoreBook
from bot.content.texts import Texts
from bot.ports import Clock
from intents.types import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Read-only: a handler decides with it and sends nothing."""

    library: Library
    clock: Clock

    @property
    def book(self) -> Book:
        """The FAQ."""
        return self.library.book

    @property
    def stores(self) -> StoreBook:
        """The shops."""
        return self.library.stores

    @property
    def hours(self) -> OpeningHours:
        """When shops and the human service are open."""
        return self.library.hours

    @property
    def texts(self) -> Texts:
        """The bot's own sentences."""
        return self.library.texts
