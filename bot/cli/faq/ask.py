"""``faq ask``: what the bot would do with these words, and why."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot import config
from bot.cli.faq.common import BookFolder, Json, print_json, understanding_of
from bot.content.hours import load_hours
from bot.content.stores import load_stores
from bot.rules.routing import Guide, by_words
from intents.evaluate import explain


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
    guide = Guide(book=understanding.book, stores=stores, understand=understanding.decide)
    route = by_words(text, guide)
    told["route"] = {"handler": route.handler, "reason": route.reason}
    if json:
        print_json(told)
    else:
        _print_decision(told)


def _print_decision(told: dict[str, Any]) -> None:
    typer.echo(f"{told['decision']}: {told['entry']} ({told['confidence']:.2f})")
    typer.echo(f"tokens: {' / '.join(told['tokens'])}")
    typer.echo(f"handled by: {told['route']['handler']}, {told['route']['reason']}")
    if told["also"]:
        typer.echo(f"asks also: {', '.join(item['entry'] for item in told['also'])}")
    for candidate in told["candidates"]:
        typer.echo(f"  {candidate['confidence']:.2f}  {candidate['entry']}: {candidate['reason']}")
    if told["answer"]:
        typer.echo(f"\n{told['answer']}")
