"""Routing by words alone, for commands that tell what the bot would do."""

from __future__ import annotations

from pathlib import Path

from bot.content.hours import load_hours
from bot.content.products import load_products
from bot.content.stores import load_stores
from bot.rules.reading import Guide
from bot.rules.vocabulary import vocabulary_of
from intents.understanding import Understanding


def guide_of(folder: Path, understanding: Understanding) -> Guide:
    """What routing asks while it decides, from the folder's files beside the book."""
    hours, _ = load_hours(folder)
    stores, _ = load_stores(folder, hours)
    products, _ = load_products(folder, understanding.book.synonyms)
    return Guide(
        book=understanding.book,
        stores=stores,
        names=vocabulary_of(stores, products, hours.holidays),
        understand=understanding.decide,
    )
