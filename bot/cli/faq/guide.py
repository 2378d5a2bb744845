"""Routing by words alone, for commands that tell what the bot would do."""

from __future__ import annotations

from pathlib import Path

from bot.cli.faq.common import understanding_of
from bot.config import Settings
from bot.content.hours import load_hours
from bot.content.stores import load_stores
from bot.rules.routing import Guide


def guide_of(folder: Path, settings: Settings) -> Guide:
    """What routing asks while it decides, from the folder's files."""
    understanding = understanding_of(folder, settings)
    hours, _ = load_hours(folder)
    stores, _ = load_stores(folder, hours)
    return Guide(book=understanding.book, stores=stores, understand=understanding.decide)
