"""``privacy``: who saw personal data, and what is kept of one fan."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, TypeVar

import orjson
import typer

from bot.app import SystemClock
from bot.cli.opened import refuse_unclear_account, with_stores
from bot.cli.operator import act
from bot.config import Settings
from bot.errors import NotFound, StoreError
from bot.flow.media import Shelf
from bot.flow.notifier import LocalNotifier
from bot.flow.privacy import Done, PrivacyFlow, PrivacyRules, read_person
from bot.model import AuditAction, AuditEntry, Hold, OpenId, Pid
from bot.ports import Stores
from bot.rules.privacy import mark_of

T = TypeVar("T")

app = typer.Typer(help="Personal data of fans.", rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Personal data of fans."""


@app.command()
def audit(
    since: Annotated[
        str | None, typer.Option(help="an ISO time (UTC where it names no zone)")
    ] = None,
) -> None:
    """Show the audit log: when, what, who, from where, whereto, how many people, detail."""
    moment = None if since is None else _moment(since)

    async def work(stores: Stores, settings: Settings) -> list[AuditEntry]:
        return await stores.audit.list_entries(since=moment)

    for entry in with_stores(work):
        people = "-" if entry.people is None else str(entry.people)
        cells = (entry.who, entry.address, entry.destination, people, entry.detail)
        typer.echo("\t".join([f"{entry.at:%Y-%m-%dT%H:%M:%SZ}", entry.action, *map(_cell, cells)]))


OpenIdWord = Annotated[str, typer.Argument(metavar="OPENID", help="WeChat's name of the fan")]


@app.command()
def export(
    open_id: OpenIdWord,
    out: Annotated[
        Path | None,
        typer.Option(help="a file instead of the screen; .zip also packs the fan's files"),
    ] = None,
) -> None:
    """Write everything about one fan as one JSON document."""

    async def work(stores: Stores, settings: Settings) -> None:
        pid = await _known(stores, open_id)
        now, shelf = datetime.now(UTC), _shelf(settings)
        person = await read_person(stores, pid, open_id=open_id, shelf=shelf, at=now)
        _write(person, out)
        kept = act(AuditAction.PERSON_EXPORTED, detail=mark_of(pid), people=1, out=out)
        await stores.audit.record(kept)

    _about_one(work)


@app.command()
def erase(
    open_id: OpenIdWord,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask again on a terminal")] = False,
) -> None:
    """Erase everything about one fan, for good; events stay as anonymous counts."""
    if not yes and sys.stdin.isatty():
        typer.confirm("Everything about this fan will be gone for good. Go on?", abort=True)

    async def work(stores: Stores, settings: Settings) -> Done | str:
        pid = await stores.privacy.find_fan(OpenId(open_id))
        if pid is None:
            return settings.wechat_app_id
        by = act(AuditAction.PERSON_ERASED)
        return await _flow(stores, settings).erase_now(pid, by=by)

    done = _about_one(work)
    if isinstance(done, str):
        typer.echo(f"nothing is kept of this fan under the account {done}")
        return
    if done.held:
        typer.echo(f"not erased: {_HELD[done.held]}")
        raise typer.Exit(1)
    told = ", ".join(f"{table} {n}" for table, n in (done.counts or {}).items() if n)
    typer.echo(f"erased: {told or 'nothing was left'}")


_HELD = {
    "hold": "a legal hold keeps the data (privacy list shows it; privacy release ends it)",
    "dispute": "a complaint keeps the data for BOT_DISPUTE_KEEP_DAYS; it is erased then",
}


@app.command()
def hold(
    open_id: OpenIdWord,
    reason: Annotated[str, typer.Option(help="why, for instance the number of the case")],
    until: Annotated[
        str | None, typer.Option(help="an ISO time; without it until it is released")
    ] = None,
) -> None:
    """Keep a fan's data from being erased, for a dispute."""
    end = None if until is None else _moment(until)
    if end is not None and end <= datetime.now(UTC):
        raise typer.BadParameter(f"{until} is over already")

    async def work(stores: Stores, settings: Settings) -> None:
        pid = await _known(stores, open_id)
        by = act(AuditAction.HOLD_SET, detail=mark_of(pid))
        await stores.privacy.set_hold(Hold(pid=pid, reason=reason, who=by.who, at=by.at, until=end))
        await stores.audit.record(by)

    _about_one(work)
    typer.echo("this fan's data are kept until " + (until or "privacy release"))


@app.command()
def release(open_id: OpenIdWord) -> None:
    """End a legal hold; what was due meanwhile is erased."""

    async def work(stores: Stores, settings: Settings) -> int:
        pid = await _known(stores, open_id)
        by = act(AuditAction.HOLD_RELEASED, detail=mark_of(pid))
        if not await stores.privacy.release_hold(pid, at=by.at):
            raise NotFound("there is no hold on this fan", remedy="see privacy list")
        await stores.audit.record(by)
        return await _flow(stores, settings).carry_out_due()

    erased = _about_one(work)
    typer.echo("released" + ("; what was due is erased" if erased else ""))


@app.command("list")
def list_duties() -> None:
    """Show holds in force and duties to erase: what, whose, cause or reason, when, state."""

    async def work(stores: Stores, settings: Settings) -> None:
        for held in await stores.privacy.list_holds(at=datetime.now(UTC)):
            until = f"{held.until:%Y-%m-%dT%H:%M:%SZ}" if held.until else "-"
            typer.echo("\t".join(["hold", held.pid, _cell(held.reason), until, held.who]))
        for duty in await stores.privacy.list_erasures():
            when = duty.done_at or duty.due_at
            whose = duty.pid or f"mark {duty.mark}"
            typer.echo(
                f"erasure\t{whose}\t{duty.cause} {duty.scope}"
                f"\t{when:%Y-%m-%dT%H:%M:%SZ}\t{duty.state}"
            )

    with_stores(work)


def _about_one(work: Callable[[Stores, Settings], Awaitable[T]]) -> T:
    refuse_unclear_account()
    return with_stores(work)


async def _known(stores: Stores, open_id: str) -> Pid:
    pid = await stores.privacy.find_fan(OpenId(open_id))
    if pid is None:
        raise NotFound("nothing is kept of this openid", remedy="check it, and the account")
    return pid


def _shelf(settings: Settings) -> Shelf:
    return Shelf.below(
        settings.data_dir, account=settings.wechat_app_id, keep_days=settings.media_keep_days
    )


def _flow(stores: Stores, settings: Settings) -> PrivacyFlow:
    rules = PrivacyRules(dispute_keep=timedelta(days=settings.dispute_keep_days))
    # Nobody listens in this process; a serving gateway looks by itself.
    notifier = LocalNotifier()
    return PrivacyFlow(stores, notifier, SystemClock(), shelf=_shelf(settings), rules=rules)


def _write(person: Mapping[str, object], out: Path | None) -> None:
    document = orjson.dumps(person, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
    if out is None:
        sys.stdout.buffer.write(document + b"\n")
        return
    try:
        if out.suffix != ".zip":
            out.write_bytes(document)
            return
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("person.json", document)
            for name in person["files"]:  # type: ignore[attr-defined]
                packed.write(name, f"files/{Path(name).name}")
    except OSError as error:
        raise StoreError(
            f"cannot write {out}: {error.strerror}", remedy="choose another file"
        ) from None


def _cell(text: str) -> str:
    return " ".join(text.split()) or "-"


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no ISO time such as 2026-11-26T09:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
