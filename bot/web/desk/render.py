"""The desk's only renderer of HTML: Jinja2 with autoescape, words of one language, local times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.model.mediatypes import TYPES
from bot.ports import Session
from bot.web.auth import leads_house, read_cookie, secure_headers, set_cookie
from bot.web.context import CLOCK, CONTENT
from bot.web.desk.words import DeskLang, Words
from bot.web.written import iso


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What an answer says besides its facts: an alert, a text not to be lost, the HTTP status."""

    alert: str = ""
    draft: str = ""
    status: int = 200


PLAIN = Notice()
"""Nothing special to say."""

PAGES: web.AppKey[Environment] = web.AppKey("desk_pages", Environment)

_HOUSE_ZONE = ZoneInfo("Asia/Shanghai")
_LANG_LIFE_S = 365 * 86_400


def environment() -> Environment:
    """Templates of the desk; an undefined name is an error, not an empty word."""
    env = Environment(
        loader=PackageLoader("bot.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["day"] = lambda at: at.astimezone(_HOUSE_ZONE).strftime("%Y-%m-%d")
    env.filters["moment"] = lambda at: at.astimezone(_HOUSE_ZONE).strftime("%Y-%m-%d %H:%M:%S")
    env.filters["iso"] = iso
    env.filters["filetype"] = TYPES.__getitem__
    return env


def _when(at: datetime, *, now: datetime) -> str:
    """The hour of today, or day and hour of another day."""
    there, today = at.astimezone(_HOUSE_ZONE), now.astimezone(_HOUSE_ZONE).date()
    return there.strftime("%H:%M" if there.date() == today else "%m-%d %H:%M")


def language(request: web.Request) -> DeskLang:
    """What the address asks for, else what the agent chose before, else Chinese."""
    wanted = request.query.get("lang") or read_cookie(request, "desk_lang")
    return "en" if wanted == "en" else "zh"


def render(
    request: web.Request,
    template: str,
    facts: Mapping[str, object],
    *,
    session: Session | None = None,
    status: int = 200,
) -> web.Response:
    """One page or fragment as a response with every protecting header."""
    app, lang = request.app, language(request)
    words, now = Words(lang), app[CLOCK].now()
    shared = {
        "t": words,
        "lang": lang,
        "session": session,
        "leads": session is not None and leads_house(session),
        "brand": app[CONTENT].current.library.brand(lang),
        "now": now,
        "when": partial(_when, now=now),
        "duration": _Durations(words),
    }
    body = app[PAGES].get_template(f"desk/{template}").render({**shared, **facts})
    response = web.Response(text=body, status=status, content_type="text/html", charset="utf-8")
    secure_headers(response)
    if "lang" in request.query:
        set_cookie(request, response, "desk_lang", lang, max_age_s=_LANG_LIFE_S)
    return response


class _Durations:
    """Seconds as an agent reads them: ``47 小时``, ``12 min``."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __call__(self, start: datetime, end: datetime) -> str:
        seconds = max(0, int((end - start).total_seconds()))
        if seconds < 60:
            return f"{seconds} {self._words('unit.s')}"
        if seconds < 3_600:
            return f"{seconds // 60} {self._words('unit.m')}"
        if seconds < 72 * 3_600:
            return f"{seconds // 3_600} {self._words('unit.h')}"
        return f"{seconds // 86_400} {self._words('unit.d')}"
