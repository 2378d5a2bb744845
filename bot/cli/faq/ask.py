"""``faq ask``: what the bot would do with these words, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from bot import config
from bot.cli.faq.common import BookFolder, Json, print_json, understanding_of
from bot.content.hours import load_hours
from bot.content.products import load_products
from bot.content.stores import load_stores
from bot.rules.routing import Guide, by_words
from bot.rules.vocabulary import vocabulary_of
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
    told = explain(understanding.decide(text, top=shown), understanding.book, top=shown)
    hours, _ = load_hours(folder)
    stores, _ = load_stores(folder, hours)
    products, _ = load_products(folder, understanding.book.synonyms)
    names = vocabulary_of(stores, products, hours.holidays)
    guide = Guide(
        book=understanding.book, stores=stores, names=names, understand=understanding.decide
    )
    route = by_words(text, guide)
    told["route"] = {"handler": route.handler, "reason": route.reason}
    told["slots"] = _slots(names.read(text, datetime.now(SHANGHAI)))
    if json:
        print_json(told)
    else:
        _print_decision(told)


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


def _print_decision(told: dict[str, Any]) -> None:
    typer.echo(f"{told['decision']}: {told['entry']} ({told['confidence']:.2f})")
    typer.echo(f"tokens: {' / '.join(told['tokens'])}")
    if told["slots"]:
        named = ("{slot} {value} 「{words}」".format_map(slot) for slot in told["slots"])
        typer.echo(f"slots: {', '.join(named)}")
    typer.echo(f"handled by: {told['route']['handler']}, {told['route']['reason']}")
    if told["also"]:
        typer.echo(f"asks also: {', '.join(item['entry'] for item in told['also'])}")
    for candidate in told["candidates"]:
        typer.echo(f"  {candidate['confidence']:.2f}  {candidate['entry']}: {candidate['reason']}")
    if told["answer"]:
        typer.echo(f"\n{told['answer']}")
