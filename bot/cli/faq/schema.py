"""``faq schema``: the JSON Schemas that editors' YAML files point to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.content.schemas import write_schemas


def schema(
    out: Annotated[Path, typer.Argument(metavar="[DIR]")] = Path("docs/schemas"),
) -> None:
    """Write the JSON Schemas that editors' YAML files point to."""
    for path in write_schemas(out):
        typer.echo(path.as_posix())
