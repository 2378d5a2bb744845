"""No log line, metric, page or exception ever holds a secret, a token or a fan's openid."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.wechat import users
from bot.errors import GatewayError
from bot.handlers import HANDLERS
from bot.model import Answer, OpenId, Text, Turn
from bot.telemetry import Redactor, configure_logs
from tests.scenario.house import AES_KEY, APP_ID, SECRET, TOKEN, House, open_house
from tests.scenario.pushes import FAN, pushing_at, text_xml

ACCESS_TOKEN = "65_anAccessTokenThatNobodyMayEverRead"


@pytest.fixture
async def log() -> AsyncIterator[io.StringIO]:
    """All log lines of this test as they would reach a sink, down to DEBUG."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    redactor = Redactor([SECRET, TOKEN, AES_KEY])
    configure_logs(redactor, style="json", stream=stream, level="DEBUG")
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def nothing_secret_in(*texts: str) -> None:
    for text in texts:
        for secret in (SECRET, TOKEN, AES_KEY, ACCESS_TOKEN, FAN, "signature=0000"):
            assert secret not in text


async def pages(house: House) -> list[str]:
    found = []
    for path in ("/metrics", "/readyz", "/healthz", f"/nothing?access_token={ACCESS_TOKEN}"):
        async with house.http.get(house.root + path) as response:
            found.append(await response.text())
    return found


async def test_refused_and_broken_pushes_tell_nothing(
    log: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forged, malformed, and a handler that raises with the fan's words in its message."""

    async def breaks(turn: Turn, use: object) -> Answer:
        raise RuntimeError(f"cannot serve {turn.inbound.open_id} with {SECRET} {TOKEN}")

    monkeypatch.setattr("bot.flow.inbound.HANDLERS", dict.fromkeys(HANDLERS, breaks))
    async with open_house(tmp_path, mode="safe") as house:
        push = pushing_at(house)
        answers = [
            await push.send(text_xml("x")),
            await push.send_safe(text_xml("x"), signature="0" * 40),
            await push.send_safe("<xml>" + FAN),
            await push.send_safe(text_xml("x", 9)),
        ]
        seen = await pages(house)

    assert [answer.status for answer in answers] == [403, 403, 400, 200]
    assert "cannot serve *** with *** ***" in log.getvalue()
    nothing_secret_in(log.getvalue(), *seen, *(answer.text for answer in answers[:3]))


@pytest.mark.parametrize("fault", ["refused", "html", "cut", "errcode", "echo"])
async def test_failing_platform_tells_nothing(log: io.StringIO, tmp_path: Path, fault: str) -> None:
    """Whatever the platform answers to a call with the token in its address."""

    async def token(request: web.Request) -> web.Response:
        return web.json_response({"access_token": ACCESS_TOKEN, "expires_in": 7200})

    async def call(request: web.Request) -> web.StreamResponse:
        body = await request.text()
        if fault == "html":
            return web.Response(text=f"<h1>{request.url}</h1>", content_type="text/html")
        if fault == "errcode":
            message = f"invalid credential {request.query['access_token']} hint {body}"
            return web.json_response({"errcode": 40001, "errmsg": message})
        if fault == "echo":
            return web.Response(status=500, text=f"{request.url} {body}")
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    platform = web.Application()
    platform.router.add_post("/cgi-bin/stable_token", token)
    platform.router.add_route("*", "/cgi-bin/{rest:.*}", call)
    async with TestServer(platform) as server, open_house(tmp_path) as house:
        calls = house.gateway.api._calls
        calls._base_url = str(server.make_url("")).rstrip("/")
        if fault == "refused":
            await house.gateway.api.tokens.get()
            calls._base_url = "http://127.0.0.1:9"
        said = []
        for work in (
            house.gateway.api.send(OpenId(FAN), Text("您好")),
            users.info(house.gateway.api, OpenId(FAN)),
        ):
            with pytest.raises(GatewayError) as raised:
                await work
            said += [str(raised.value), repr(raised.value)]
            assert ACCESS_TOKEN not in repr(raised.value.data)
            assert raised.value.__cause__ is None
            assert raised.value.__context__ is None or not isinstance(
                raised.value.__context__, OSError
            )
            logging.getLogger("bot.test").error("failed", exc_info=raised.value)
        seen = await pages(house)

    nothing_secret_in(log.getvalue(), *seen, *said)


async def test_answered_fans_leave_no_openid_in_any_log(log: io.StringIO, house: House) -> None:
    """Down to DEBUG, for ordinary traffic with a human and an agent."""
    await house.agent("lin")
    await house.do("follow", source="search")
    await house.say("退货期限是多少天")
    await house.say("人工")
    _, queue = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    handoff = queue["items"][0]
    await house.api("POST", f"/v1/handoffs/{handoff['id']}/claim", {}, as_="lin")
    path = f"/v1/conversations/{handoff['conversation_id']}/messages"
    before = len(await house.chat())
    await house.api("POST", path, {"text": "您好"}, as_="lin")
    await house.until_chat(before + 1)
    await asyncio.sleep(0)

    written = log.getvalue()
    assert house.fan() not in written
    assert house.fan() not in "".join(await pages(house))
    assert house.fan() not in str(await house.api("GET", "/v1/conversations", as_="lin"))
    assert house.keys["lin"] not in written
    for secret in (SECRET, TOKEN, APP_ID + SECRET):
        assert secret not in written
