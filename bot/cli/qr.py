"""``qr``: QR codes of places and campaigns, as pictures for print."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import config
from bot.cli.account import Account, with_account
from bot.content.codes import FILE, Code, Codes, check_code_tags, read_codes
from bot.content.tags import load_tags
from bot.errors import ConfigError, ContentError
from bot.flow.codes import CodeMaker, Ticket

app = typer.Typer(help="QR codes of places and campaigns.", rich_markup_mode=None)

Table = Annotated[
    Path | None, typer.Argument(metavar="[FILE]", help="YAML or CSV; else codes.yaml")
]
_COLUMNS = ("scene", "label", "ticket", "url", "expires", "png", "svg")


@app.command()
def create(
    file: Table = None,
    out: Annotated[Path, typer.Option(help="folder for the pictures")] = Path("codes"),
    font: Annotated[Path | None, typer.Option(help="font of the labels in the PNG")] = None,
) -> None:
    """Make the codes of the table, each as PNG and SVG with its label, and an index."""
    from bot.cli.codepictures import Labels  # noqa: PLC0415 - drawing serves this command alone

    codes, labels = _table(file), Labels(font)
    for code in codes.by_scene.values():
        labels.png(code.scene, _lines(code))  # a label that cannot be drawn ends here
    _make_folder(out)

    async def work(account: Account) -> tuple[int, int]:
        rows, fresh = [], 0
        try:
            async for code, ticket, is_new in _maker(account).make(codes.by_scene.values()):
                label = _lines(code)
                (out / f"{code.scene}.png").write_bytes(labels.png(ticket.url, label))
                (out / f"{code.scene}.svg").write_bytes(labels.svg(ticket.url, label))
                rows.append(_row(code, ticket))
                fresh += is_new
                _progress(len(rows), len(codes.by_scene))
        finally:
            _write_index(out / "index.csv", rows)
        return len(rows), fresh

    done, fresh = with_account(work)
    typer.echo(f"{done} codes in {out}, {fresh} of them new; the list is {out / 'index.csv'}")


@app.command("list")
def list_codes(file: Table = None) -> None:
    """Show the codes of the table: scene, state, address; tab separated."""
    codes = _table(file)

    async def work(account: Account) -> None:
        maker, now = _maker(account), account.clock.now()
        for code in codes.by_scene.values():
            made = await maker.made(code.scene)
            state = "not made"
            if made is not None:
                ends = made.expires_at
                state = f"until {ends:%Y-%m-%d}" if ends else "permanent"
                state = "expired" if ends is not None and ends <= now else state
            typer.echo(f"{code.scene}\t{state}\t{made.url if made else '-'}")

    with_account(work)


def _table(file: Path | None) -> Codes:
    folder = config.load().faq_dir
    codes, problems = read_codes(file or folder / FILE)
    registry, _ = load_tags(folder)
    problems = (*problems, *check_code_tags(codes, registry))
    if problems:
        raise ContentError(
            f"no code was made: {len(problems)} errors", remedy="mend them", problems=problems
        )
    if not codes.by_scene:
        fault = f"{codes.path} holds no codes"
        raise ConfigError(fault, remedy="write the first one", faults=(fault,))
    return codes


def _maker(account: Account) -> CodeMaker:
    return CodeMaker(api=account.api, settings=account.stores.settings, clock=account.clock)


def _lines(code: Code) -> list[str]:
    """What is printed under the code: Chinese, and English below it."""
    return [code.label[lang] for lang in ("zh", "en") if lang in code.label]


def _row(code: Code, ticket: Ticket) -> tuple[str, ...]:
    return (
        code.scene,
        _plain(code.label["zh"]),
        ticket.ticket,
        ticket.url,
        f"{ticket.expires_at:%Y-%m-%dT%H:%M:%SZ}" if ticket.expires_at else "",
        f"{code.scene}.png",
        f"{code.scene}.svg",
    )


def _plain(label: str) -> str:
    """A label that no spreadsheet program takes for a formula."""
    return f"'{label}" if label.startswith(("=", "+", "-", "@")) else label


def _write_index(path: Path, rows: list[tuple[str, ...]]) -> None:
    # The byte-order mark lets spreadsheet programs read Chinese.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([_COLUMNS, *rows])


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "index.csv").touch()
    except OSError as error:
        fault = f"cannot write to {out}: {error.strerror}"
        raise ConfigError(fault, remedy="name another folder with --out", faults=(fault,)) from None


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        ending = "\r\033[K" if done == total else ""
        typer.echo(f"\r{done} of {total} ...{ending}", err=True, nl=False)
