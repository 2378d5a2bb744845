"""``faq unanswered``: what fans ask and nobody wrote an answer for, with YAML to paste."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bot.cli.faq.common import Json, built, print_json
from bot.cli.opened import with_stores
from bot.cli.since import moment_of
from bot.config import Settings
from bot.errors import ContentError
from bot.flow.reload import load
from bot.flow.unanswered import Group, Unanswered
from bot.flow.unanswered import unanswered as find_unanswered
from bot.ports import Stores


def unanswered(
    since: Annotated[str, typer.Option(help="30d, 12h, 2w, or an ISO time (UTC)")] = "30d",
    top: Annotated[int, typer.Option(min=1, max=500, help="groups to show")] = 20,
    json: Json = False,
) -> None:
    """Show what fans asked and got no answer to, by meaning, with YAML to paste."""
    now = datetime.now(UTC)
    moment = moment_of(since, now=now)

    async def work(stores: Stores, settings: Settings) -> Unanswered:
        content, problems = await asyncio.to_thread(
            load, settings.faq_dir, lambda library: built(library.book, settings)
        )
        if content is None:
            errors = tuple(problem for problem in problems if problem.severity == "error")
            raise ContentError(
                f"{len(errors)} errors in {settings.faq_dir}",
                remedy="mend them first",
                problems=errors,
            )
        return await find_unanswered(stores.missed, content, since=moment, now=now, top=top)

    found = with_stores(work)
    if json:
        print_json(_as_json(found))
    else:
        _print(found)


def _as_json(found: Unanswered) -> dict[str, Any]:
    told = asdict(found)
    return {"clusters": told.pop("open"), **told}


def _print(found: Unanswered) -> None:
    typer.echo(
        f"{found.messages} messages of {found.fans} fans had no answer"
        f" since {found.since:%Y-%m-%d %H:%M} UTC"
        + ("; only the newest were looked at" if found.cut_off else "")
    )
    for number, group in enumerate(found.open, 1):
        typer.echo(f"\n{number}. {_counts(group)}{_near(group)}\n   {_examples(group)}\n")
        for answer in group.answers:
            typer.echo(f"   an agent wrote: {' '.join(answer.split())}\n")
        typer.echo(group.yaml.rstrip("\n"))
    if found.more:
        typer.echo(f"\n{found.more} more; --top shows more groups")
    if found.answered:
        typer.echo("\nAnswered by now:")
    for group in found.answered:
        assert group.effect is not None
        typer.echo(
            f"  {_examples(group)}: {group.effect.fans} of {group.fans} fans by"
            f" {group.effect.entry}, which has answered {group.effect.helped} fans since"
        )


def _counts(group: Group) -> str:
    fans = "1 fan" if group.fans == 1 else f"{group.fans} fans"
    messages = "1 message" if group.messages == 1 else f"{group.messages} messages"
    return f"{fans}, {messages}, last on {group.last_at:%Y-%m-%d}"


def _near(group: Group) -> str:
    told = ""
    if group.nearest is not None:
        told = f"; nearest is {group.nearest.entry} ({group.nearest.confidence:.2f})"
    return told + (f"; {group.effect.fans} would be answered now" if group.effect else "")


def _examples(group: Group) -> str:
    return " / ".join(item.text for item in group.examples)
