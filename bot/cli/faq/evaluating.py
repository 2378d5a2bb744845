"""``faq evaluate``: the understanding measured against labelled questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import orjson
import typer

from bot import config
from bot.cli.faq.common import BookFolder, Json, print_json, understanding_of, unusable
from intents.evaluate import LabelledQuery, evaluate, explain, labelled


def evaluate_queries(
    queries: Annotated[Path, typer.Option(help='JSON lines {"text", "entry"}')],
    book: BookFolder = None,
    out: Annotated[Path | None, typer.Option(help="one line per query, as faq ask --json")] = None,
    json: Json = False,
) -> None:
    """Measure the understanding against labelled questions."""
    settings = config.load()
    rows = _read_queries(queries)
    understanding = understanding_of(book or settings.faq_dir, settings)
    figures, decisions = evaluate(understanding, rows)
    if out is not None:
        lines = (orjson.dumps(explain(item, understanding.book)) + b"\n" for item in decisions)
        try:
            with out.open("wb") as file:
                file.writelines(lines)
        except OSError as error:
            raise unusable(f"cannot write {out}: {error.strerror}", "another file") from None
    if json:
        print_json(figures)
        return
    for name, value in figures.items():
        typer.echo(f"{name}\t{_shown(value)}")


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(part)}" for name, part in value.items())
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _read_queries(path: Path) -> list[LabelledQuery]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unusable(f"cannot read {path}: {error.strerror}", "another file") from None
    return list(_labelled_lines(path, data))


def _labelled_lines(path: Path, data: bytes) -> Iterator[LabelledQuery]:
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
            if not isinstance(row, dict):
                raise ValueError("the line is not a JSON object")
            yield labelled(row)
        except ValueError as error:
            raise unusable(f"{path}:{number}:1: {error}", "mend this line") from None
