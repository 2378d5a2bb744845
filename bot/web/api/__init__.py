"""The REST interface for integrators: ``/api/v1`` (bearer keys with scopes, problem+json)."""

from __future__ import annotations

from aiohttp import web

from bot.web.api import desk, events, openapi, platform
from bot.web.api.keys import as_problem, no_such_method, no_such_route, with_key

__all__ = ["setup_api"]


def setup_api(app: web.Application) -> None:
    """Add the routes; whatever else is asked for under ``/api`` gets a problem too."""
    app.middlewares.append(as_problem)
    routes = [
        web.get("/api/openapi.json", openapi.document),
        web.get("/api/v1/events", with_key("events", events.list_events)),
        web.get("/api/v1/conversations", with_key("desk", desk.list_conversations)),
        web.get("/api/v1/conversations/{id}/messages", with_key("desk", desk.list_messages)),
        web.post("/api/v1/conversations/{id}/messages", with_key("desk", desk.send_message)),
        web.get("/api/v1/handoffs", with_key("desk", desk.list_handoffs)),
        web.post("/api/v1/handoffs/{id}/claim", with_key("desk", desk.claim)),
        web.post("/api/v1/handoffs/{id}/close", with_key("desk", desk.close)),
        web.get("/api/v1/fans/{pid}", with_key("admin", platform.show_fan)),
        web.put("/api/v1/fans/{pid}/remark", with_key("admin", platform.set_remark)),
        web.post("/api/v1/fans/{pid}/tags", with_key("admin", platform.tag_fan)),
        web.post("/api/v1/fans/{pid}/block", with_key("admin", platform.block_fan)),
        web.delete("/api/v1/fans/{pid}/block", with_key("admin", platform.block_fan)),
        web.post("/api/v1/templates/send", with_key("admin", platform.send_template)),
        web.post("/api/v1/notices/send", with_key("admin", platform.send_notice)),
        web.post("/api/v1/oauth/verify", with_key("admin", platform.verify_login)),
        web.get("/api/v1/jssdk", with_key("admin", platform.sign_page)),
        web.get("/api/v1/platform/quota", with_key("admin", platform.show_quota)),
        web.post("/api/v1/platform/quota/clear", with_key("admin", platform.clear_quota)),
    ]
    app.router.add_routes(routes)
    methods: dict[str, list[str]] = {}
    for route in routes:
        methods.setdefault(route.path, []).append(route.method)
    for path, allowed in methods.items():
        app.router.add_route("*", path, no_such_method(allowed))
    app.router.add_route("*", "/api/{rest:.*}", no_such_route)
