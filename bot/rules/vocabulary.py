"""The brand's own names that a message is read with: shops, products, holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.content.products import ProductBook
from bot.content.stores import StoreBook
from bot.rules.locate import place_names
from intents.slots import Slots, find_slots
from intents.slots.holidays import Holiday, Holidays
from intents.slots.names import Names


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What slots are looked up in, made once for a state of the content (``vocabulary_of``)."""

    stores: StoreBook
    products: Names[str]
    holidays: Holidays

    def read(self, text: str, now: datetime) -> Slots:
        """All that a message names; ``now`` is the moment at which it was written."""
        return find_slots(
            text,
            now=now,
            places=place_names(self.stores),
            products=self.products,
            holidays=self.holidays,
        )


NO_NAMES = Vocabulary(StoreBook(), Names(), Holidays())
"""A brand without shops, products and holidays of its own."""


@lru_cache(maxsize=4)
def vocabulary_of(
    stores: StoreBook, products: ProductBook, holidays: tuple[Holiday, ...]
) -> Vocabulary:
    """The vocabulary of these parts of the content."""
    return Vocabulary(stores, Names(products.named()), Holidays(holidays))
