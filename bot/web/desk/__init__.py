"""The agents' desk: log-in, queue, claim, conversation, reply, close, live.

``setup_desk`` hangs it into the application.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from aiohttp import web

from bot.web.auth import THROTTLE, Handler, agents_only, leaders_only, secure_headers
from bot.web.desk import actions, fragments, media, missed, pages, socket, trying
from bot.web.desk.render import PAGES, environment
from bot.web.desk.reveal import REVEALED
from bot.web.throttle import LoginThrottle

__all__ = ["setup_desk"]

_STATIC = Path(__file__).parent.parent / "static"


def setup_desk(app: web.Application) -> None:
    """Add the desk's routes; the application's other keys (context.py) are set by ``app``."""
    app[PAGES] = environment()
    app[REVEALED] = OrderedDict()
    app[THROTTLE] = LoginThrottle()
    app[missed.LOOKS] = missed.Looks()
    app.middlewares.append(_protect)
    app.router.add_routes(
        [
            web.get("/desk", agents_only(pages.desk)),
            web.get("/desk/", _to_desk),
            web.get("/desk/login", pages.login_form),
            web.post("/desk/login", pages.login),
            web.post("/desk/logout", agents_only(pages.logout)),
            web.get("/desk/fragments/list", agents_only(fragments.list_fragment)),
            web.get(
                "/desk/fragments/conversation/{id}", agents_only(fragments.conversation_fragment)
            ),
            web.post("/desk/handoffs/{id}/claim", agents_only(actions.claim)),
            web.post("/desk/handoffs/{id}/close", agents_only(actions.close)),
            web.post("/desk/conversations/{id}/reply", agents_only(actions.reply)),
            web.post("/desk/wording", agents_only(actions.wording)),
            web.post("/desk/messages/{id}/reveal", agents_only(actions.reveal_message)),
            web.post("/desk/leads/{id}/reveal", agents_only(actions.reveal_lead)),
            web.get("/desk/try", agents_only(trying.try_page)),
            web.post("/desk/try", agents_only(trying.try_page)),
            web.get("/desk/unanswered", leaders_only(missed.unanswered_page)),
            web.get("/desk/media/{id}", agents_only(media.media)),
            web.get("/desk/events", agents_only(socket.events)),
            web.get("/desk/ws", agents_only(socket.live)),
            web.static("/desk/static", _STATIC / "desk"),
            web.static("/desk/vendor", _STATIC / "vendor"),
        ]
    )


async def _to_desk(request: web.Request) -> web.StreamResponse:
    raise web.HTTPSeeOther("/desk")


@web.middleware
async def _protect(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every answer under /desk carries the protecting headers, refusals and files too."""
    if not (request.path == "/desk" or request.path.startswith("/desk/")):
        return await handler(request)
    cacheable = request.path.startswith(("/desk/static/", "/desk/vendor/"))
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        secure_headers(refusal, cacheable=cacheable)
        raise
    if not response.prepared:
        secure_headers(response, cacheable=cacheable)
    return response
