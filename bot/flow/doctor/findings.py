"""A finding, and running many checks at once within a time limit each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.errors import GatewayError

Level = Literal["good", "warning", "bad"]
Group = Literal["settings", "account", "callback", "menu", "house"]
LIMIT_S = 20.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor; ``remedy`` is empty for what is good."""

    level: Level
    group: Group
    what: str
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        told = f"{self.level:<8} {self.what}: {self.found}"
        return f"{told} ({self.remedy})" if self.remedy else told


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at; ``what`` names it if it cannot be looked at."""

    group: Group
    what: str
    look: Callable[[], Awaitable[Sequence[Finding]]]


async def run_checks(
    checks: Iterable[Check], *, done: Callable[[], None], limit_s: float = LIMIT_S
) -> list[Finding]:
    """All findings in the order of the checks; ``done`` is called after each of them."""

    async def one(check: Check) -> Sequence[Finding]:
        try:
            return await _looked(check, limit_s)
        finally:
            done()

    found = await asyncio.gather(*map(one, checks))
    return [finding for findings in found for finding in findings]


async def _looked(check: Check, limit_s: float) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(limit_s):
            return await check.look()
    except TimeoutError:
        found, remedy = f"no answer within {limit_s:g} s", "check the network, then try again"
    except GatewayError as error:
        found, remedy = error.message, error.remedy
    except Exception as error:
        # The one place that answers for all checks: a broken one is told like any other fault.
        found, remedy = f"the check broke: {type(error).__name__}", "please report this"
    return [Finding("bad", check.group, check.what, found, remedy)]
