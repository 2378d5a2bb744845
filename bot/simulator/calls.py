"""What one call of the platform's API is: where it lives, what it needs, who answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from bot.simulator.state import Json

Answer = Callable[[Json], Json]
Served = Callable[[web.Request], Awaitable[Json | web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A row of the table of calls.

    ``answer`` gets the JSON body of a POST or the query of a GET; ``serve`` the whole request,
    for the few that carry files. ``token``: whether the account's access token must stand in the
    query. ``per_day`` is the number of a newly verified account, 0 without a limit; ``basic``
    calls are open to an unverified account too.

    *Source:* developers.weixin.qq.com, "API call limits", read in 2026.
    """

    method: Literal["GET", "POST", ""]
    path: str
    answer: Answer | None = None
    serve: Served | None = None
    token: bool = True
    per_day: int = 0
    basic: bool = False
    escapes: int = 47002

    @property
    def label(self) -> str:
        """The path as it stands in the live feed and in ordered faults."""
        return self.path.removeprefix("/cgi-bin/").removeprefix("/")


def get(path: str, answer: Answer, *, per_day: int = 0, basic: bool = False) -> Call:
    """A reading call, its query as fields."""
    return Call(method="GET", path=path, answer=answer, per_day=per_day, basic=basic)


def post(path: str, answer: Answer, *, per_day: int = 0, basic: bool = False) -> Call:
    """A call with a JSON body."""
    return Call(method="POST", path=path, answer=answer, per_day=per_day, basic=basic)
