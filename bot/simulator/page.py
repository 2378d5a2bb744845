"""The chat page itself, its static files and the pictures in the chats."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jinja2
from aiohttp import web
from pydantic import JsonValue

from bot.simulator.backstage import EVENTS
from bot.simulator.pictures import SAMPLES
from bot.simulator.platform import Platform

_FOLDER = Path(str(resources.files(__package__)))
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: http: https:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


class ChatPage:
    """Serves the page in Chinese, or with ``?lang=en`` in English."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        loader = jinja2.FileSystemLoader(_FOLDER / "templates")
        self._templates = jinja2.Environment(
            loader=loader, autoescape=True, undefined=jinja2.StrictUndefined
        )
        self._words = _json_file("words.json")
        self._places = _json_file("places.json")

    def routes(self) -> list[web.AbstractRouteDef]:
        """The page with and without a slash at its end, static files, pictures."""
        return [
            web.get("", self._page),
            web.get("/", self._page, name="page"),
            web.get("/pictures/{media_id}", self._picture, name="picture"),
            web.get("/files/{media_id}", self._file, name="file"),
            web.static("/static", _FOLDER / "static", name="static"),
        ]

    async def _page(self, request: web.Request) -> web.Response:
        lang = "en" if request.query.get("lang") == "en" else "zh"
        words = self._words[lang]
        root = str(request.app.router["page"].url_for()).rstrip("/")
        html = self._templates.get_template("chat.html").render(
            lang=lang,
            root=root,
            title=self._platform.settings.account_title,
            words=words,
            setup={
                "root": root,
                "lang": lang,
                "words": words,
                "account": self._platform.settings.account_title,
                "places": self._places["places"],
                "scenes": self._places["scenes"],
                "samples": list(SAMPLES),
                "events": sorted(EVENTS),
            },
        )
        headers = {
            "Content-Security-Policy": _POLICY,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
        return web.Response(text=html, content_type="text/html", headers=headers)

    async def _picture(self, request: web.Request) -> web.Response:
        found = self._platform.media.find(request.match_info["media_id"])
        if found is None or not found[0].content_type.startswith("image/"):
            raise web.HTTPNotFound(text="there is no such picture")
        headers = {
            "Cache-Control": "private, max-age=86400",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=found[1], content_type=found[0].content_type, headers=headers)

    async def _file(self, request: web.Request) -> web.Response:
        found = self._platform.media.find(request.match_info["media_id"])
        if found is None:
            raise web.HTTPNotFound(text="there is no such file")
        headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
        return web.Response(body=found[1], content_type=found[0].content_type, headers=headers)


def _json_file(name: str) -> dict[str, JsonValue]:
    content: dict[str, JsonValue] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return content
