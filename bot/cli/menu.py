"""``menu``: the account's menus and replies into the content folder, and back to the account."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.channels.wechat.menus import read_menus
from bot.cli.account import Account, with_account
from bot.cli.operator import act
from bot.cli.pulling import PullFolder, proposal
from bot.content.library import Library, load_library
from bot.content.menu import published
from bot.content.restoring import restorable
from bot.errors import ConfigError
from bot.flow.menu import Line, Publisher, difference, kept_menus
from bot.model import AuditAction
from bot.model.menu import AccountMenus
from intents.types import Problem

app = typer.Typer(help="The account's menus.", rich_markup_mode=None)

Yes = Annotated[bool, typer.Option("--yes", help="do not ask; for scripts")]
_FOUND_PROBLEMS = 1
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@app.command()
def pull(
    write: Annotated[bool, typer.Option("--write", help="also over files that exist")] = False,
) -> None:
    """Take the live menu, and the replies of the admin page, into the content folder."""

    async def work(account: Account) -> bool:
        folder = PullFolder(account.settings.faq_dir)
        takeover = await proposal(account, folder)
        for note in takeover.notes:
            _tell(f"note: {note}")
        if takeover.welcome:
            _tell("note: the admin page greets new followers; for `default` in welcome.yaml:")
            _tell("  " + takeover.welcome.replace("\n", "\n  "))
        changed = folder.changed(takeover)
        if not changed:
            typer.echo("the content folder has everything already")
        for file in changed:
            if file.former and not write:
                typer.echo(file.difference())
                if not _agreed(f"write {file.path}?"):
                    _tell(f"{file.path} was left alone (--write writes it)")
                    return False
            file.save()
            typer.echo(f"wrote {file.path}")
        return not _told(_checked(account)[1])

    if not with_account(work):
        raise typer.Exit(_FOUND_PROBLEMS)


@app.command()
def diff() -> None:
    """Show how the account's menus differ from menu.yaml; exit 1 if they do."""

    async def work(account: Account) -> bool:
        library, problems = _checked(account)
        if library is None:
            return _told(problems)
        return _shown(difference(await read_menus(account.api), _wanted(library)))

    if with_account(work):
        raise typer.Exit(_FOUND_PROBLEMS)


@app.command()
def publish(yes: Yes = False) -> None:
    """Bring the menus of menu.yaml to the account; the former ones are kept."""

    async def work(account: Account) -> bool:
        library, problems = _checked(account)
        _told(problems)
        if library is None:
            _tell("nothing was published: mend this first")
            return False
        wanted = _wanted(library)
        if not _shown(difference(await read_menus(account.api), wanted)):
            return True
        if not yes and not _agreed("publish this?", needed="--yes"):
            _tell("nothing was published")
            return False
        await _publish(account, wanted, AuditAction.MENU_PUBLISHED)
        return True

    if not with_account(work):
        raise typer.Exit(_FOUND_PROBLEMS)


@app.command()
def restore(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="a kept file; else the last one")
    ] = None,
) -> None:
    """Bring the menus back that were there before the last publish or restore."""

    async def work(account: Account) -> bool:
        former = kept_menus(file) if file else await _publisher(account).former()
        library, _ = _checked(account)
        menus, lost = restorable(former, library.book if library else None)
        for name in lost:
            _tell(
                f"the button {name} answered by itself on the admin page, which the API cannot"
                " make: no entry says the same, so it was left out (run menu pull first)"
            )
        if not _shown(difference(await read_menus(account.api), menus)):
            return True
        await _publish(account, menus, AuditAction.MENU_RESTORED)
        return not lost

    if not with_account(work):
        raise typer.Exit(_FOUND_PROBLEMS)


def _wanted(library: Library) -> AccountMenus:
    wanted = published(library.menu)
    if not wanted.default:
        fault = "menu.yaml has no buttons: no menu is managed here"
        raise ConfigError(fault, remedy="run menu pull, or write menu.yaml", faults=(fault,))
    return wanted


def _publisher(account: Account) -> Publisher:
    folder = account.settings.data_dir / "menus"
    return Publisher(api=account.api, stores=account.stores, folder=folder)


async def _publish(account: Account, menus: AccountMenus, action: AuditAction) -> None:
    kept = await _publisher(account).publish(menus, by=act(action))
    typer.echo(f"published; fans see it within five minutes. The former menus are in {kept}")
    typer.echo("back to them: run.py menu restore")


def _checked(account: Account) -> tuple[Library | None, Sequence[Problem]]:
    today = datetime.now(_SHANGHAI).date()
    return load_library(account.settings.faq_dir, today=today)


def _told(problems: Sequence[Problem]) -> bool:
    """Tell the errors; whether there are any."""
    errors = [problem for problem in problems if problem.severity == "error"]
    for problem in errors:
        typer.echo(problem)
    return bool(errors)


def _shown(lines: Sequence[Line]) -> bool:
    """Show a difference; whether there is one."""
    for line in lines:
        colour = {"+": typer.colors.GREEN, "-": typer.colors.RED}.get(line.sign)
        typer.secho(str(line), fg=colour if sys.stdout.isatty() else None)
    if not lines:
        typer.echo("no difference: the account has these menus")
    return bool(lines)


def _agreed(question: str, *, needed: str = "") -> bool:
    if not sys.stdin.isatty():
        if needed:
            fault = f"there is no terminal to ask: {question}"
            raise ConfigError(fault, remedy=f"give {needed}", faults=(fault,))
        return False
    return typer.confirm(question, err=True)


def _tell(text: str) -> None:
    typer.echo(text, err=True)
