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
from bot.ports import Clock, PictureIds
from bot.rules.limits import STRICT, Limits
from bot.rules.vocabulary import Vocabulary, vocabulary_of
from intents.types import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Read-only: a handler decides with it and sends nothing."""

    library: Library
    clock: Clock
    pictures: PictureIds
    limits: Limits = STRICT

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
    def vocabulary(self) -> Vocabulary:
        """The brand's names that slots are looked up in."""
        library = self.library
        return vocabulary_of(library.stores, library.products, library.hours.holidays)

    @property
    def texts(self) -> Texts:
        """The bot's own sentences."""
        return self.library.texts

    def media_id_of(self, image: str) -> str | None:
        """What WeChat calls the picture of an entry, or nothing while it does not hold it."""
        sha256 = self.library.pictures.files.get(image)
        return image if sha256 is None else self.pictures.media_id_of(sha256)
