"""``faq ask``: what the bot would do with these words, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from bot import config
from bot.cli.faq.common import BookFolder, Json, print_json, understanding_of
from bot.cli.faq.guide import guide_of
from bot.cli.faq.told import evidence, show
from bot.rules.reading import by_words
from intents.evaluate import explain
from intents.slots import Clock, Place, Slots
from intents.slots.find import SHANGHAI


def ask(
    text: Annotated[str, typer.Argument(help="what a fan writes")],
    top: Annotated[int, typer.Option(min=1, max=50, help="candidates to show, at least three")] = 5,
    json: Json = False,
    book: BookFolder = None,
) -> None:
    """Show what the bot would do with these words, and why."""
    settings = config.load()
    folder = book or settings.faq_dir
    text = text.encode("utf-8", "replace").decode()
    understanding = understanding_of(folder, settings)
    shown = max(top, 3)
    decision = understanding.decide(text, top=shown)
    told: dict[str, Any] = explain(decision, understanding.book, top=shown)
    for candidate, match in zip(told["candidates"], decision.matches, strict=False):
        candidate |= evidence(match, decision, understanding)
    guide = guide_of(folder, understanding)
    route = by_words(text, guide)
    told["route"] = {"handler": route.handler, "reason": route.reason}
    told["slots"] = _slots(guide.names.read(text, datetime.now(SHANGHAI)))
    if json:
        print_json(told)
    else:
        show(told)


def _slots(slots: Slots) -> list[dict[str, Any]]:
    return [
        {
            "slot": kind,
            "value": str(slot.value),
            **_beside(slot.value),
            "words": slot.words,
            "start": slot.start,
            "end": slot.end,
        }
        for kind, slot in slots.as_rows()
    ]


def _beside(value: object) -> dict[str, Any]:
    if isinstance(value, Place):
        return {"stores": sorted(value.shops)}
    return {"assumed": True} if isinstance(value, Clock) and value.assumed else {}
