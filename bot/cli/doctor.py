"""``doctor``: what keeps the account from answering, before and after going live."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Annotated
from zoneinfo import ZoneInfo

import aiohttp
import orjson
import typer

from bot import config
from bot.app import SystemClock
from bot.cli.account import api_of
from bot.config import Settings
from bot.flow.doctor.account import AccountDoctor
from bot.flow.doctor.callback import CallbackDoctor
from bot.flow.doctor.findings import Check, Finding, Group, run_checks
from bot.flow.doctor.house import HouseDoctor
from bot.telemetry import Redactor

_FOUND_BAD = 1
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_TITLES: dict[Group, str] = {
    "settings": "Settings",
    "account": "Account",
    "callback": "From WeChat to us",
    "menu": "Menu and replies",
    "house": "Content and machine",
}
_COLOURS = {"warning": typer.colors.YELLOW, "bad": typer.colors.RED, "good": typer.colors.GREEN}


def doctor(
    json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
) -> None:
    """Look at everything that going live needs; exit 1 if anything is bad."""
    settings, faults = config.load_usable()
    findings = [*_settings(settings, faults), *asyncio.run(_look(settings))]
    redactor = Redactor((*settings.secret_values(), *config.secrets_at_hand()))
    if json:
        _print_json(findings, redactor)
    else:
        _print(findings, redactor)
    if any(finding.level == "bad" for finding in findings):
        raise typer.Exit(_FOUND_BAD)


def _settings(settings: Settings, faults: Sequence[str]) -> list[Finding]:
    missing = [fault for fault in config.missing_for_serving(settings) if not _in(fault, faults)]
    wrong = [(*_split(fault, ": "), "correct this value") for fault in faults]
    lacking = [_split(fault, " is missing: ") for fault in missing]
    bad = [Finding("bad", "settings", *parts) for parts in wrong]
    bad += [Finding("bad", "settings", name, "is missing", remedy) for name, remedy in lacking]
    odd = [
        Finding("warning", "settings", name, f"is not a setting{rest}", "correct or remove it")
        for name, _, rest in (line.partition(" is not a setting") for line in config.unknown())
    ]
    if bad:
        return [*bad, *odd]
    told = f"all that serving needs are there; {settings.mode} mode"
    return [Finding("good", "settings", "settings", told), *odd]


def _in(fault: str, faults: Sequence[str]) -> bool:
    name = fault.partition(" ")[0]
    return any(other.startswith(f"{name}:") for other in faults)


def _split(fault: str, at: str) -> tuple[str, str]:
    name, _, rest = fault.partition(at)
    return name, rest


async def _look(settings: Settings) -> list[Finding]:
    async with aiohttp.ClientSession() as session:
        checks = _checks(settings, session)
        looked = 0

        def done() -> None:
            nonlocal looked
            looked += 1
            if sys.stderr.isatty():
                ending = "\r\033[K" if looked == len(checks) else ""
                typer.echo(f"\rlooked at {looked} of {len(checks)} ...{ending}", err=True, nl=False)

        return await run_checks(checks, done=done)


def _checks(settings: Settings, session: aiohttp.ClientSession) -> list[Check]:
    clock = SystemClock()
    api = api_of(settings, session, clock)
    account = AccountDoctor(
        api=api,
        session=session,
        base_url=settings.wechat_api_base,
        clock=clock,
        max_age_s=settings.wechat_max_age_s,
    )
    callback = CallbackDoctor(
        api=api,
        account=account,
        session=session,
        clock=clock,
        public_url=settings.public_url,
        app_id=settings.wechat_app_id,
        token=settings.wechat_token,
        aes_key=settings.wechat_aes_key,
        mode=settings.mode,
    )
    house = HouseDoctor(
        api=api,
        account=account,
        app_id=settings.wechat_app_id,
        content=settings.faq_dir,
        database_url=settings.database,
        data=settings.data_dir,
        today=datetime.now(_SHANGHAI).date(),
    )
    return [*account.checks(), *callback.checks(), *house.checks()]


def _print(findings: Sequence[Finding], redactor: Redactor) -> None:
    order = list(_TITLES)
    ordered = sorted(findings, key=lambda finding: order.index(finding.group))
    on_terminal = sys.stdout.isatty()
    for group, members in groupby(ordered, key=lambda finding: finding.group):
        typer.secho(_TITLES[group], bold=on_terminal or None)
        for finding in members:
            colour = _COLOURS[finding.level] if on_terminal else None
            typer.secho(f"  {redactor.clean(str(finding))}", fg=colour)
    bad, warnings = _counts(findings)
    typer.echo(f"{bad} bad, {warnings} warnings, {len(findings) - bad - warnings} good")


def _print_json(findings: Sequence[Finding], redactor: Redactor) -> None:
    bad, warnings = _counts(findings)
    rows = [
        {
            "level": finding.level,
            "group": finding.group,
            "what": finding.what,
            "found": redactor.clean(finding.found),
            "remedy": redactor.clean(finding.remedy),
        }
        for finding in findings
    ]
    body = {"findings": rows, "bad": bad, "warnings": warnings}
    typer.echo(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())


def _counts(findings: Sequence[Finding]) -> tuple[int, int]:
    levels = [finding.level for finding in findings]
    return levels.count("bad"), levels.count("warning")
