"""``faq learn``: train from confirmed pairs, tell what changes, take it if it is better."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.cli.faq.common import FOUND_PROBLEMS, Json, book_of, print_json
from bot.cli.opened import account_settings, with_stores
from bot.cli.since import moment_of
from bot.config import Settings
from bot.flow import learning
from bot.flow.learning import Report, TooFew
from bot.ports import Stores
from intents.encoder import Encoder
from intents.fusion import Fusion
from intents.learning import LEAST, Lesson
from intents.understanding import Understanding

_SETS = {
    "by_question": "questions never seen",
    "by_time": "the newest questions",
}
_FIGURES = {
    "top1": "right entry first",
    "right_at_95": "answered right at 95 % precision",
    "answered_right": "answered right by itself",
    "wrong_answers": "wrong answers by itself",
}


def learn(
    since: Annotated[str, typer.Option(help="only pairs since then: 90d, or an ISO time")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="train and tell, take nothing")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="go back to what the book alone teaches")
    ] = False,
    json: Json = False,
) -> None:
    """Learn from what conversations confirmed; taken into use only where it is better.

    Exit 1 below 500 usable pairs.
    """
    settings = account_settings()
    file = learning.learned_file(settings.data_dir, settings.wechat_app_id)
    if forget:
        _tell_forgotten(learning.forget(file), as_json=json)
        return
    lessons = _lessons(moment_of(since, now=datetime.now(UTC)) if since else None)
    report = _trained(lessons, settings, file)
    if isinstance(report, TooFew):
        _refuse(report, as_json=json)
    taken = report.verdict.better and not dry_run
    if taken:
        learning.take(file, report.taught)
    if json:
        print_json(_as_json(report, taken=taken))
    else:
        _print(report, taken=taken)


def _lessons(since: datetime | None) -> list[Lesson]:
    async def read(stores: Stores, _: Settings) -> list[Lesson]:
        return await learning.read_lessons(stores.pairs, since=since)

    return with_stores(read)


def _trained(lessons: list[Lesson], settings: Settings, file: Path) -> Report | TooFew:
    book = book_of(settings.faq_dir)

    def understand(encoder: Encoder | None, fusion: Fusion | None) -> Understanding:
        return Understanding(
            book,
            cache_dir=settings.data_dir / "jieba",
            backend=settings.segmenter,
            encoder=encoder,
            fusion=fusion,
        )

    return learning.learn(lessons, book, understand, learning.taught_by(file), _progress)


def _tell_forgotten(known: bool, *, as_json: bool) -> None:
    if as_json:
        print_json({"forgotten": known})
    else:
        typer.echo("Forgotten: the book alone decides." if known else "Nothing had been learned.")


def _refuse(few: TooFew, *, as_json: bool) -> NoReturn:
    why = (
        f"{few.usable} usable pairs of {few.recorded} recorded; {LEAST} are needed: "
        "with fewer, better cannot be told from worse"
    )
    if as_json:
        body = {"taken": False, "why": why, "pairs": few.usable, "recorded": few.recorded}
        print_json(body | {"needed": LEAST})
    else:
        typer.echo(
            f"{why} (pairs come from fans who choose a number or say whether an answer helped, "
            "and from agents who send a suggested answer)",
            err=True,
        )
    raise typer.Exit(FOUND_PROBLEMS)


def _as_json(report: Report, *, taken: bool) -> dict[str, object]:
    return {
        "taken": taken,
        "better": report.verdict.better,
        "why": report.verdict.why,
        "pairs": report.pairs,
        "learned_from": report.learned_from,
        "before": report.before,
        "after": report.after,
        **report.verdict.as_json(),
    }


def _print(report: Report, *, taken: bool) -> None:
    typer.echo(f"{report.pairs} pairs, learned from {report.learned_from} of them\n")
    for name, title in _SETS.items():
        before, after = report.before[name], report.after[name]
        typer.echo(f"{title} ({before['n']}, held back)".ljust(48) + "before   after")
        for key, words in _FIGURES.items():
            typer.echo(f"  {words:<44}{_shown(before[key]):>8}{_shown(after[key]):>8}")
    verdict = report.verdict
    low, high = verdict.span
    typer.echo(
        f"\n{verdict.gained} questions found that were not, {verdict.lost} lost"
        f" (by chance: p = {verdict.chance:.4f});"
        f" answered right at 95 % precision {low:+.3f} to {high:+.3f}"
    )
    if taken:
        typer.echo(f"Taken into use: {verdict.why}. `faq learn --forget` goes back.")
    elif verdict.better:
        typer.echo(f"Better: {verdict.why}. Not taken into use (--dry-run).")
    else:
        typer.echo(f"Not taken into use: {verdict.why}.")


def _shown(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _progress(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty() and (done % 20 == 0 or done == total):
        end = "\n" if done == total else ""
        typer.echo(f"\r{what}: {done} of {total}", err=True, nl=False)
        typer.echo(end, err=True, nl=False)
