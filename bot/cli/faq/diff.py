"""``faq diff``: recorded questions on the edited book, beside what the live one did."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import config
from bot.cli.faq.common import BookFolder, Json, print_json, understanding_of
from bot.cli.faq.guide import guide_of
from bot.cli.opened import with_stores
from bot.cli.since import moment_of
from bot.config import Settings
from bot.flow.bookdiff import KINDS, Line, Record, Treatment, compare, recorded, treatment_of
from bot.ports import Stores
from bot.rules.reading import by_words

_NAMES = {
    "lost": "lost (was answered, is not now)",
    "changed": "changed (another entry answers)",
    "newly_answered": "newly answered",
    "asked_back": "asked back now, was not understood",
    "given_up": "not understood now, was asked back",
    "unchanged": "unchanged",
}


def diff(
    since: Annotated[str, typer.Option(help="30d, 12h, 2w, or an ISO time (UTC)")] = "30d",
    book: BookFolder = None,
    against: Annotated[
        Path | None, typer.Option(help="a content folder to compare with, instead of the record")
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=10_000, help="lines of each kind")] = 20,
    json: Json = False,
) -> None:
    """Replay recorded questions on the edited book: newly answered, changed, lost."""
    moment = moment_of(since, now=datetime.now(UTC))
    settings = config.load()
    edited = book or settings.faq_dir
    # The books first: nobody wants to hear of an error in them after a long read.
    after = _treating(edited, settings)
    before = _treating(against, settings) if against else None

    async def work(stores: Stores, settings: Settings) -> tuple[Record, list[Line]]:
        record = await recorded(
            stores.asked, since=moment, progress=lambda n: _progress(f"{n} messages read")
        )
        counted = _counted(after, len(record.questions))
        return record, await asyncio.to_thread(compare, record.questions.values(), counted, before)

    record, lines = with_stores(work)
    _progress("")
    if json:
        print_json(_as_json(record, lines, moment))
    else:
        if not record.versions:
            typer.echo(f"no question of a fan is on record since {moment:%Y-%m-%d %H:%M} UTC")
            return
        _show(record, lines, live=str(against) if against else "the record", top=top)


def _treating(folder: Path, settings: Settings) -> Callable[[str], Treatment]:
    guide = guide_of(folder, understanding_of(folder, settings))
    return lambda text: treatment_of(by_words(text, guide))


def _counted(treat: Callable[[str], Treatment], total: int) -> Callable[[str], Treatment]:
    done = 0

    def treated(text: str) -> Treatment:
        nonlocal done
        done += 1
        if done % 200 == 0:
            _progress(f"{done} of {total} questions replayed")
        return treat(text)

    return treated


def _totals(lines: Sequence[Line]) -> dict[str, dict[str, int]]:
    return {
        kind: {
            "questions": sum(line.kind == kind for line in lines),
            "fans": sum(line.fans for line in lines if line.kind == kind),
            "messages": sum(line.messages for line in lines if line.kind == kind),
        }
        for kind in KINDS
    }


def _as_json(record: Record, lines: Sequence[Line], since: datetime) -> dict[str, Any]:
    return {
        "since": since,
        "versions": dict(record.versions),
        "in_dialogue": record.in_dialogue,
        "totals": _totals(lines),
        "lines": [asdict(line) for line in lines if line.kind != "unchanged"],
    }


def _show(record: Record, lines: Sequence[Line], *, live: str, top: int) -> None:
    for kind in KINDS[:-1]:
        found = [line for line in lines if line.kind == kind]
        if not found:
            continue
        typer.echo(f"{_NAMES[kind]}:")
        for line in found[:top]:
            words = " ".join(line.text.split())[:80]
            typer.echo(f"  {_weight(line)}  「{words}」  {line.before} → {line.after}")
        if len(found) > top:
            typer.echo(f"  {len(found) - top} more; --top shows more")
    for name, total in _totals(lines).items():
        counted = ", ".join(f"{n} {unit}" for unit, n in total.items())
        typer.echo(f"{_NAMES[name]}: {counted}")
    newest = record.versions.most_common(5)
    versions = ", ".join(f"{version or 'unknown'} ({n})" for version, n in newest)
    typer.echo(f"compared with {live}; messages by book version: {versions or 'none'}")
    if record.in_dialogue:
        typer.echo(f"{record.in_dialogue} messages were understood in a dialogue only: left out")


def _weight(line: Line) -> str:
    fans = "1 fan" if line.fans == 1 else f"{line.fans} fans"
    return fans if line.messages == line.fans else f"{fans}, {line.messages} messages"


def _progress(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{what}")
        sys.stderr.flush()
