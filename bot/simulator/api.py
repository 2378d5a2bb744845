"""The platform's API under ``/api``: the table of all calls, and what each of them goes through.

What a call does stands in the module of its noun. Here: method, token, permission, daily number,
ordered faults, and the line in the live feed.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.simulator.adminpage import AdminPage
from bot.simulator.answers import ApiRefused, json_request, json_response, new_rid, refusal
from bot.simulator.calls import Call
from bot.simulator.credentials import Credentials
from bot.simulator.desk import NativeDesk
from bot.simulator.deskcalls import DeskCalls
from bot.simulator.faults import GARBAGE, HTML, ApiFault
from bot.simulator.materials import Materials
from bot.simulator.menus import Menus
from bot.simulator.network import Network
from bot.simulator.notices import Notices
from bot.simulator.platform import Platform
from bot.simulator.qrcodes import QrCodes
from bot.simulator.quotas import Quotas
from bot.simulator.sending import Sending
from bot.simulator.state import Json, Refusal
from bot.simulator.tags import Tags
from bot.simulator.templates import Templates
from bot.simulator.users import Users
from bot.simulator.weblogin import WebLogin

_DESK = ("/customservice/", "/cgi-bin/customservice/")


class PlatformApi:
    """Every call that a gateway can make."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._quotas = Quotas(platform)
        nouns = (
            Credentials(platform),
            Sending(platform),
            Users(platform),
            Tags(platform),
            Menus(platform),
            AdminPage(platform),
            QrCodes(platform),
            Materials(platform),
            Templates(platform),
            Notices(platform),
            DeskCalls(platform, NativeDesk(platform)),
            WebLogin(platform),
            Network(platform),
            self._quotas,
        )
        self.calls = [call for noun in nouns for call in noun.calls()]
        self._quotas.watch(self.calls)

    def routes(self) -> list[web.RouteDef]:
        """Where the calls are found; all methods, because a wrong one has its own number."""
        return [web.route("*", f"/api{call.path}", self._served(call)) for call in self.calls]

    def _served(self, call: Call) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            started = time.monotonic()
            fault = self._platform.faults.next_call(call.label)
            try:
                answer = await self._under(fault, request, call)
            except ApiRefused as refused:
                answer = self._refused(request, call, refused, started)
            self._record(call, answer, fault, started)
            response = answer if isinstance(answer, web.StreamResponse) else json_response(answer)
            return await _cut(request, response) if fault and fault.half else response

        return serve

    async def _under(
        self, fault: ApiFault | None, request: web.Request, call: Call
    ) -> Json | web.StreamResponse:
        if fault and not fault.after and (spoilt := await _faulty(request, fault)) is not None:
            return spoilt
        self._check(request, call)
        answer = await _answered(request, call)
        if fault and fault.after:
            return await _faulty(request, fault) or answer
        return answer

    def _check(self, request: web.Request, call: Call) -> None:
        if call.token:
            value = request.query.get("access_token", "")
            if not value:
                raise ApiRefused(41001)
            state = self._platform.tokens.state(value, now=self._platform.now())
            if state != "good":
                raise ApiRefused(42001 if state == "expired" else 40001)
        if call.method and request.method != call.method:
            raise ApiRefused(43001 if call.method == "GET" else 43002)
        account = self._platform.state.account
        if call.path in account.withheld or (call.token and not (account.verified or call.basic)):
            raise ApiRefused(48001)
        if call.path.startswith(_DESK) and not account.native_desk:
            raise ApiRefused(65400)
        self._quotas.spend(call)

    def _refused(
        self, request: web.Request, call: Call, refused: ApiRefused, started: float
    ) -> Json:
        rid = new_rid()
        answer = refusal(refused, rid)
        self._quotas.remember(
            rid,
            Refusal(
                at=self._platform.now(),
                path=call.path,
                client_ip=request.remote or "",
                ms=_ms_since(started),
                body=json.dumps(answer, ensure_ascii=False),
            ),
        )
        return answer

    def _record(
        self,
        call: Call,
        answer: Json | web.StreamResponse,
        fault: ApiFault | None,
        started: float,
    ) -> None:
        answered = answer if isinstance(answer, dict) else {}
        self._platform.changed.set()
        entry: Json = {
            "way": "api",
            "label": call.label,
            "errcode": answered.get("errcode", 0),
            "errmsg": answered.get("errmsg", "ok"),
            "ms": _ms_since(started),
        }
        self._platform.record({**entry, "fault": fault.name} if fault else entry)


async def _answered(request: web.Request, call: Call) -> Json | web.StreamResponse:
    if call.serve is not None:
        return await call.serve(request)
    assert call.answer is not None
    if call.method == "POST":
        return call.answer(await json_request(request, escapes_refused_with=call.escapes))
    return call.answer(dict(request.query))


async def _faulty(request: web.Request, fault: ApiFault) -> Json | web.Response | None:
    await asyncio.sleep(fault.slow_s)
    if fault.reset and request.transport is not None:
        request.transport.abort()
    if fault.html:
        return web.Response(status=502, text=HTML, content_type="text/html")
    if fault.garbage:
        return web.Response(body=GARBAGE, content_type="image/jpeg")
    if fault.errcode or fault.reset:
        return refusal(ApiRefused(fault.errcode), new_rid())
    return None


async def _cut(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Announces the whole body, sends half of it, and hangs up."""
    body = response.body if isinstance(response, web.Response) else b""
    content = bytes(body) if isinstance(body, bytes | bytearray) else b"{}"
    begun = web.StreamResponse(status=response.status, headers={"Content-Type": "application/json"})
    begun.content_length = len(content)
    await begun.prepare(request)
    await begun.write(content[: len(content) // 2])
    if request.transport is not None:
        request.transport.close()
    return begun


def _ms_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
