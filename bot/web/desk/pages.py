"""Whole pages of the desk: the console and the log-in. They work without any script."""

from __future__ import annotations

from aiohttp import web

from bot.errors import AccessError, NotFound
from bot.model import ConversationId
from bot.ports import Session
from bot.web import auth
from bot.web.context import SETTINGS, STORES
from bot.web.desk.fragments import conversation_facts, conversation_id_of, list_facts
from bot.web.desk.render import language, render
from bot.web.desk.words import Words


async def desk(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk?conversation=: three panes."""
    wanted = request.query.get("conversation")
    selected = conversation_id_of(wanted)
    missing = wanted is not None and selected is None
    return await desk_page(request, session, selected, status=404 if missing else 200)


async def desk_page(
    request: web.Request,
    session: Session,
    selected: ConversationId | None,
    *,
    alert: str = "",
    draft: str = "",
    status: int = 200,
) -> web.StreamResponse:
    """The console with one conversation open, or none."""
    # Read before anything else: what happens while we render is then asked for once more.
    seq = await request.app[STORES].events.last_seq(request.app[SETTINGS].account)
    facts: dict[str, object] = {"alert": alert}
    if selected is not None:
        try:
            facts = await conversation_facts(request, session, selected, alert=alert, draft=draft)
        except NotFound:
            facts = {"alert": alert or Words(language(request))("error.missing")}
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
    form = await request.post()
    name, password = str(form.get("name", "")).strip(), str(form.get("password", ""))
    if not auth.is_login_meant(request, str(form.get(auth.CSRF_FIELD, ""))):
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
