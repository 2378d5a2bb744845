"""The platform's API under ``/api``: tokens, customer-service messages, fans, menu, media."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable

from aiohttp import BodyPartReader, web

from bot.simulator import menus
from bot.simulator.answers import (
    ApiRefused,
    done,
    json_request,
    json_response,
    refusal,
    text_of,
)
from bot.simulator.faults import ApiFault
from bot.simulator.media import Medium, picture_type
from bot.simulator.platform import Fan, Json, Platform
from bot.simulator.sending import Sending

_Call = Callable[[web.Request], Awaitable[Json | web.Response]]
_PICTURE_BYTES = 10 * 1024 * 1024


class PlatformApi:
    """The calls that a gateway makes, one method each."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._state = platform.state
        self._sending = Sending(platform)

    def routes(self) -> list[web.RouteDef]:
        """Where the calls are found; both methods, because a wrong one has its own number."""
        calls: list[tuple[str, str, bool, _Call]] = [
            ("POST", "stable_token", False, self._stable_token),
            ("GET", "token", False, self._token),
            ("POST", "message/custom/send", True, self._send),
            ("POST", "message/custom/typing", True, self._typing),
            ("GET", "user/info", True, self._user_info),
            ("POST", "menu/create", True, self._menu_create),
            ("GET", "menu/get", True, self._menu_get),
            ("", "menu/delete", True, self._menu_delete),
            ("GET", "get_current_selfmenu_info", True, self._self_menu),
            ("POST", "media/upload", True, self._media_upload),
            ("GET", "media/get", True, self._media_get),
            ("GET", "getcallbackip", True, self._addresses),
            ("GET", "get_api_domain_ip", True, self._addresses),
        ]
        return [
            web.route("*", f"/api/cgi-bin/{path}", self._served(call, method, path, token))
            for method, path, token, call in calls
        ]

    def _served(
        self, call: _Call, method: str, path: str, needs_token: bool
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            started = time.monotonic()
            fault = self._platform.faults.next_call(path)
            try:
                answer = None if fault and fault.after else await _faulty(request, fault)
                if answer is None:
                    self._check(request, method, needs_token)
                    answer = await call(request)
                if fault and fault.after:
                    answer = await _faulty(request, fault) or answer
            except ApiRefused as refused:
                answer = refusal(refused.errcode)
            self._record(path, answer, started)
            return answer if isinstance(answer, web.StreamResponse) else json_response(answer)

        return serve

    def _check(self, request: web.Request, method: str, needs_token: bool) -> None:
        if needs_token:
            value = request.query.get("access_token", "")
            if not value:
                raise ApiRefused(41001)
            state = self._platform.tokens.state(value, now=self._platform.now())
            if state != "good":
                raise ApiRefused(42001 if state == "expired" else 40001)
        if method and request.method != method:
            raise ApiRefused(43001 if method == "GET" else 43002)

    def _record(self, path: str, answer: Json | web.StreamResponse, started: float) -> None:
        answered = answer if isinstance(answer, dict) else {}
        self._platform.changed.set()
        self._platform.record(
            {
                "way": "api",
                "label": path,
                "errcode": answered.get("errcode", 0),
                "errmsg": answered.get("errmsg", "ok"),
                "ms": round((time.monotonic() - started) * 1000),
            }
        )

    def _check_secret(self, grant_type: str, app_id: str, secret: str) -> None:
        settings = self._platform.settings
        if grant_type != "client_credential":
            raise ApiRefused(40002)
        if not app_id:
            raise ApiRefused(41002)
        if not secret:
            raise ApiRefused(41004)
        if app_id != settings.app_id:
            raise ApiRefused(40013)
        if not secrets.compare_digest(secret.encode(), settings.app_secret.encode()):
            raise ApiRefused(40125)

    async def _stable_token(self, request: web.Request) -> Json:
        body, now = await json_request(request), self._platform.now()
        self._check_secret(*(text_of(body, name) for name in ("grant_type", "appid", "secret")))
        token = self._platform.tokens.stable(now=now, force=body.get("force_refresh") is True)
        return {
            "access_token": token.value,
            "expires_in": int((token.expires_at - now).total_seconds()),
        }

    async def _token(self, request: web.Request) -> Json:
        query = request.query
        self._check_secret(*(query.get(name, "") for name in ("grant_type", "appid", "secret")))
        token = self._platform.tokens.classic(now=self._platform.now())
        return {"access_token": token.value, "expires_in": 7200}

    async def _send(self, request: web.Request) -> Json:
        self._sending.send(await json_request(request))
        return done()

    async def _typing(self, request: web.Request) -> Json:
        self._sending.typing(await json_request(request))
        return done()

    async def _user_info(self, request: web.Request) -> Json:
        fan = self._state.fans.get(request.query.get("openid", ""))
        if fan is None:
            raise ApiRefused(40003)
        return _user_info(fan)

    async def _menu_create(self, request: web.Request) -> Json:
        body = await json_request(request, escapes_refused_with=40033)
        self._publish_menu(menus.checked(body))
        return done()

    async def _menu_get(self, request: web.Request) -> Json:
        if self._state.menu is None:
            raise ApiRefused(46003)
        return {"menu": self._state.menu}

    async def _menu_delete(self, request: web.Request) -> Json:
        self._publish_menu(None)
        return done()

    def _publish_menu(self, menu: Json | None) -> None:
        self._state.menu = menu
        self._platform.publish({"type": "menu", "menu": menu})

    async def _self_menu(self, request: web.Request) -> Json:
        return menus.self_menu(self._state.menu)

    async def _media_upload(self, request: web.Request) -> Json:
        kind = request.query.get("type", "")
        if kind not in {"image", "thumb", "voice", "video"}:
            raise ApiRefused(40004)
        content = await _uploaded(request)
        content_type = picture_type(content) or "application/octet-stream"
        if kind in {"image", "thumb"} and content_type == "application/octet-stream":
            raise ApiRefused(40005)
        now = self._platform.now()
        media_id = self._platform.media.put(
            content, Medium(kind=kind, content_type=content_type, created_at=now)
        )
        return {"type": kind, "media_id": media_id, "created_at": int(now.timestamp())}

    async def _media_get(self, request: web.Request) -> Json | web.Response:
        media_id = request.query.get("media_id", "")
        found = self._platform.media.find(media_id, now=self._platform.now())
        if found is None:
            raise ApiRefused(40007)
        medium, content = found
        name = f'attachment; filename="{media_id}.{medium.content_type.partition("/")[2]}"'
        return web.Response(
            body=content,
            content_type=medium.content_type,
            headers={"Content-Disposition": name},
        )

    async def _addresses(self, request: web.Request) -> Json:
        return {"ip_list": ["127.0.0.1"]}


def _user_info(fan: Fan) -> Json:
    if not fan.following:
        return {"subscribe": 0, "openid": fan.open_id}
    number = int(fan.scene) if fan.scene.isascii() and fan.scene.isdigit() else 0
    return {
        "subscribe": 1,
        "openid": fan.open_id,
        "language": "",
        "subscribe_time": fan.subscribe_time,
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": fan.subscribe_scene,
        "qr_scene": number,
        "qr_scene_str": "" if number else fan.scene,
    }


async def _faulty(request: web.Request, fault: ApiFault | None) -> Json | web.Response | None:
    if fault is None:
        return None
    await asyncio.sleep(fault.slow_s)
    if fault.reset and request.transport is not None:
        request.transport.abort()
    if fault.html:
        return web.Response(
            status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html"
        )
    return refusal(fault.errcode) if fault.errcode or fault.reset else None


async def _uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        raise ApiRefused(41005)
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name != "media":
            continue
        content = bytearray()
        while chunk := await part.read_chunk():
            content += chunk
            if len(content) > _PICTURE_BYTES:
                raise ApiRefused(40006)
        return bytes(content)
    raise ApiRefused(41005)
