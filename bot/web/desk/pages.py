"""Whole pages of the desk: the console and the log-in. They work without any script."""

from __future__ import annotations

from aiohttp import web

from bot.errors import AccessError, NotFound
from bot.model import ConversationId
from bot.ports import Session
from bot.web import auth
from bot.web.context import SETTINGS, STORES
from bot.web.desk.fragments import conversation_facts, list_facts
from bot.web.desk.render import PLAIN, Notice, language, render
from bot.web.desk.words import Words
from bot.web.written import read_id


async def desk(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk?conversation=: three panes."""
    wanted = request.query.get("conversation")
    selected = read_id(wanted)
    missing = wanted is not None and selected is None
    return await desk_page(request, session, selected, Notice(status=404) if missing else PLAIN)


async def desk_page(
    request: web.Request,
    session: Session,
    wanted: int | None,
    notice: Notice = PLAIN,
) -> web.StreamResponse:
    """The console with one conversation open, or none."""
    # Read before anything else: what happens while we render is then asked for once more.
    seq = await request.app[STORES].events.last_seq(request.app[SETTINGS].account)
    selected = None if wanted is None else ConversationId(wanted)
    facts: dict[str, object] = {"alert": notice.alert}
    status = notice.status
    if selected is not None:
        try:
            facts = await conversation_facts(request, session, selected, notice)
        except NotFound:
            facts = {"alert": notice.alert or Words(language(request))("error.missing")}
            selected, status = None, 404
    listed = await list_facts(request, session, selected)
    facts = {**listed, **facts, "seq": seq}
    return render(request, "desk.html", facts, session=session, status=status)


async def login_form(request: web.Request) -> web.StreamResponse:
    """GET /desk/login."""
    if await auth.find_session(request) is not None:
        raise web.HTTPSeeOther("/desk")
    return _login_page(request)


async def login(request: web.Request) -> web.StreamResponse:
    """POST /desk/login: name and password; 303 to the desk."""
    form = await auth.read_form(request)
    name, password = form.get("name", "").strip(), form.get("password", "")
    if not auth.is_login_meant(request, form.get(auth.CSRF_FIELD, "")):
        return _login_page(request, alert="login.outdated", name=name, status=403)
    try:
        secret = await auth.log_in(request, name=name, password=password)
    except AccessError:
        return _login_page(request, alert="login.throttled", name=name, status=429)
    if secret is None:
        return _login_page(request, alert="login.wrong", name=name, status=401)
    response = web.Response(status=303, headers={"Location": "/desk"})
    auth.remember_session(request, response, secret)
    return response


def _login_page(
    request: web.Request, *, alert: str = "", name: str = "", status: int = 200
) -> web.StreamResponse:
    seed, token = auth.login_token(request)
    facts = {"alert": alert, "name": name, "token": token}
    response = render(request, "login.html", facts, status=status)
    auth.set_cookie(request, response, "desk_form", seed, max_age_s=auth.LOGIN_FORM_LIFE_S)
    return response


async def logout(request: web.Request, session: Session) -> web.StreamResponse:
    """POST /desk/logout: revoke the session; 303 to the log-in."""
    await auth.log_out(request, session)
    response = web.Response(status=303, headers={"Location": "/desk/login"})
    auth.set_cookie(request, response, "desk_session", "", max_age_s=0)
    return response
