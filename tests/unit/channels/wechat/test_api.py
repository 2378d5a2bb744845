"""Calls against a small real server that answers as the platform does, or breaks as it may."""

from __future__ import annotations

import asyncio
import socket
import traceback
from datetime import timedelta

import aiohttp
import orjson
import pytest
from aiohttp import web

from bot import errors
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.calls import Call, PlatformCalls
from bot.channels.wechat.errcodes import MEANINGS
from bot.channels.wechat.token import SavedToken
from bot.model import Article, Content, News, Picture, Text
from tests.unit.channels.wechat.fake_platform import APP_ID, FAN, PREFIX, SECRET

EXPIRED = {"errcode": 42001, "errmsg": "access_token expired rid: 61655d5b-0b67106b-797933d8"}


async def drop(request: web.Request) -> web.StreamResponse:
    """Closes the connection without a word, after the request was read."""
    request.transport.close()
    return web.Response()


async def half(request: web.Request) -> web.StreamResponse:
    """Promises more than it sends."""
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"errcode":')
    request.transport.close()
    return response


async def never(request: web.Request) -> web.StreamResponse:
    """Answers only when the client has gone."""
    await asyncio.Event().wait()
    return web.Response()


async def refuse_the_first_token(request: web.Request) -> web.StreamResponse:
    is_first = request.query["access_token"] == "secret-token-1"
    return web.json_response(EXPIRED if is_first else {"errcode": 0, "errmsg": "ok"})


def whole_text(error: BaseException) -> str:
    """All that a log could print of an error, its causes and contexts included."""
    printed = traceback.format_exception(error, chain=True)
    facts = [repr(error), str(error), repr(getattr(error, "data", ""))]
    context = error.__context__
    return "".join([*printed, *facts, whole_text(context) if context else ""])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (Text("您好 👜"), {"msgtype": "text", "text": {"content": "您好 👜"}}),
        (Picture("media-1"), {"msgtype": "image", "image": {"media_id": "media-1"}}),
        (
            News((Article("门店", "恒隆", "https://example.com/s", "https://example.com/p.jpg"),)),
            {
                "msgtype": "news",
                "news": {
                    "articles": [
                        {
                            "title": "门店",
                            "description": "恒隆",
                            "url": "https://example.com/s",
                            "picurl": "https://example.com/p.jpg",
                        }
                    ]
                },
            },
        ),
    ],
)
async def test_message_is_sent_as_raw_utf8(api, platform, content: Content, expected):
    await api.send(FAN, content)
    ((path, query, body),) = platform.calls

    assert path == f"{PREFIX}/cgi-bin/message/custom/send"
    assert query == {"access_token": "secret-token-1"}
    assert orjson.loads(body) == {"touser": FAN, **expected}
    assert b"\\u" not in body


async def test_token_is_asked_for_once_in_the_stable_normal_way(api, platform):
    await api.send(FAN, Text("a"))
    await api.send(FAN, Text("b"))

    assert platform.asked == [
        {
            "grant_type": "client_credential",
            "appid": APP_ID,
            "secret": SECRET,
            "force_refresh": False,
        }
    ]


async def test_many_at_once_share_one_fetch(api, platform):
    platform.gate.clear()
    waiting = [asyncio.create_task(api.tokens.get()) for _ in range(20)]
    await platform.was_asked.wait()
    platform.gate.set()

    assert set(await asyncio.gather(*waiting)) == {"secret-token-1"}
    assert len(platform.asked) == 1


async def test_many_at_once_share_one_failed_fetch_and_the_next_tries_anew(api, platform):
    platform.gate.clear()
    platform.token_answers = [502]
    waiting = [asyncio.create_task(api.tokens.get()) for _ in range(20)]
    await platform.was_asked.wait()
    platform.gate.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)

    assert {type(result) for result in results} == {errors.PlatformBusy}
    assert len(platform.asked) == 1
    assert await api.tokens.get() == "secret-token-2"


async def test_token_is_renewed_five_minutes_before_its_end(api, platform, clock):
    await api.tokens.get()
    clock.advance(6899)
    just_before = await api.tokens.get()
    clock.advance(1)

    assert just_before == "secret-token-1"
    assert await api.tokens.get() == "secret-token-2"


async def test_token_near_its_end_is_not_fetched_at_each_call(api, platform, clock):
    platform.life_s = 300
    await api.tokens.get()
    clock.advance(149)

    assert await api.tokens.get() == "secret-token-1"


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_refused_token_is_renewed_and_the_call_repeated_once(api, platform, code):
    platform.answers = [EXPIRED | {"errcode": code}]
    await api.send(FAN, Text("您好"))

    assert [query["access_token"] for _, query, _ in platform.calls] == [
        "secret-token-1",
        "secret-token-2",
    ]


async def test_token_refused_twice_stops(api, platform):
    platform.answers = [EXPIRED, EXPIRED]
    with pytest.raises(errors.TokenExpired):
        await api.send(FAN, Text("您好"))

    assert len(platform.calls) == 2
    assert len(platform.asked) == 2


async def test_many_refused_at_once_renew_once(api, platform):
    await api.tokens.get()
    platform.answers = [refuse_the_first_token] * 16
    await asyncio.gather(*(api.send(FAN, Text("您好")) for _ in range(8)))

    assert len(platform.asked) == 2


async def test_an_old_refusal_does_not_forget_the_new_token(api, platform):
    old = await api.tokens.get()
    api.tokens.invalidate(old)
    new = await api.tokens.get()
    api.tokens.invalidate(old)

    assert await api.tokens.get() == new
    assert len(platform.asked) == 2


class SharedTokens:
    """A store as the database would be one."""

    def __init__(self) -> None:
        self.saved: dict[str, SavedToken] = {}

    async def load(self, app_id: str) -> SavedToken | None:
        return self.saved.get(app_id)

    async def save(self, app_id: str, token: SavedToken) -> None:
        self.saved[app_id] = token


async def test_processes_share_a_token_until_it_is_refused(session, base_url, platform, clock):
    store = SharedTokens()
    settings = {"base_url": base_url, "app_id": APP_ID, "secret": SECRET, "clock": clock}
    first, second = WeChatApi(session, **settings), WeChatApi(session, **settings)
    first.tokens.share_through(store)
    second.tokens.share_through(store)
    shared = [await first.tokens.get(), await second.tokens.get()]
    first.tokens.invalidate(shared[0])
    renewed = await first.tokens.get()

    assert shared == ["secret-token-1", "secret-token-1"]
    assert renewed == "secret-token-2"
    assert store.saved[APP_ID] == SavedToken(renewed, clock.now() + timedelta(seconds=7200))


async def test_shared_token_near_its_end_is_not_adopted(api, platform, clock):
    store = SharedTokens()
    await store.save(APP_ID, SavedToken("old", clock.now() + timedelta(seconds=299)))
    api.tokens.share_through(store)

    assert await api.tokens.get() == "secret-token-1"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"errcode": 40001, "errmsg": "invalid credential"}, errors.Misconfigured),
        ({"errcode": 40125, "errmsg": "invalid appsecret"}, errors.Misconfigured),
        ({"errcode": 40164, "errmsg": "invalid ip 10.0.0.1"}, errors.Misconfigured),
        ({"errcode": 45009, "errmsg": "reach max"}, errors.RateLimited),
        ({"errcode": -1, "errmsg": "system error"}, errors.PlatformBusy),
        ({"access_token": "", "expires_in": 7200}, errors.PlatformBusy),
        ({"access_token": "a", "expires_in": "soon"}, errors.PlatformBusy),
        (b"<html></html>", errors.PlatformBusy),
        (503, errors.PlatformBusy),
        (half, errors.PlatformBusy),
        (drop, errors.PlatformBusy),
    ],
)
async def test_no_token_means_nothing_was_sent(api, platform, answer, error):
    platform.token_answers = [answer]
    with pytest.raises(error) as raised:
        await api.send(FAN, Text("您好"))

    assert type(raised.value) is error
    assert platform.calls == []
    assert SECRET not in whole_text(raised.value)


@pytest.mark.parametrize(
    ("answer", "of_send", "of_read"),
    [
        (500, errors.PlatformBusy, errors.PlatformBusy),
        (503, errors.PlatformBusy, errors.PlatformBusy),
        (502, errors.DeliveryUnknown, errors.PlatformBusy),
        (504, errors.DeliveryUnknown, errors.PlatformBusy),
        (404, errors.PlatformError, errors.PlatformError),
        (302, errors.PlatformError, errors.PlatformError),
        (drop, errors.DeliveryUnknown, errors.PlatformBusy),
        (half, errors.DeliveryUnknown, errors.PlatformBusy),
        (b"<html>ok</html>", errors.DeliveryUnknown, errors.PlatformBusy),
        (b"", errors.DeliveryUnknown, errors.PlatformBusy),
        (b"[]", errors.DeliveryUnknown, errors.PlatformBusy),
        (b"[" * 100_000, errors.DeliveryUnknown, errors.PlatformBusy),
        (b'{"errcode":"x"}', errors.DeliveryUnknown, errors.PlatformBusy),
        (b'{"errcode":-1,"errmsg":"system error"}', errors.PlatformBusy, errors.PlatformBusy),
    ],
)
async def test_broken_answer_is_told_honestly(api, platform, answer, of_send, of_read):
    platform.answers = [answer, answer]
    with pytest.raises(errors.PlatformError) as of_sending:
        await api.send(FAN, Text("您好"))
    with pytest.raises(errors.PlatformError) as of_reading:
        await api.post("/cgi-bin/menu/create", {"button": []})

    assert type(of_sending.value) is of_send
    assert type(of_reading.value) is of_read
    assert of_sending.value.__context__ is None
    assert "secret-token" not in whole_text(of_sending.value) + whole_text(of_reading.value)


@pytest.mark.parametrize(
    ("repeatable", "error"), [(False, errors.DeliveryUnknown), (True, errors.PlatformBusy)]
)
async def test_silence_after_writing_is_told_honestly(
    session, base_url, platform, repeatable, error
):
    platform.answers = [{"errcode": 0}, never]
    calls = PlatformCalls(session, base_url=base_url, timeout=aiohttp.ClientTimeout(total=0.3))
    call = Call(
        method="POST",
        path="/cgi-bin/message/custom/send",
        repeatable=repeatable,
        body={},
        query={"access_token": "secret-token-1"},
    )
    await calls.answer(call)  # the connection stands before the silence begins
    with pytest.raises(error) as raised:
        await calls.answer(call)

    assert len(platform.calls) == 2
    assert "secret-token" not in whole_text(raised.value) + repr(call)


async def test_refused_connection_means_nothing_was_sent(session, clock):
    with socket.socket() as taken:  # bound but not listening: every connection is refused
        taken.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{taken.getsockname()[1]}/x"
        calls = PlatformCalls(session, base_url=base_url)
        call = Call(
            method="POST",
            path="/cgi-bin/message/custom/send",
            repeatable=False,
            body={},
            query={"access_token": "secret-token-1"},
        )
        with pytest.raises(errors.PlatformBusy) as raised:
            await calls.answer(call)

    assert "secret-token" not in whole_text(raised.value)


async def test_control_characters_in_an_answer_are_read(api, platform):
    platform.answers = [b'{"subscribe":1,"remark":"a\x01\nb","subscribe_time":1764000000}']

    assert (await api.get("/cgi-bin/user/info"))["remark"] == "a\x01\nb"


@pytest.mark.parametrize("number", sorted(MEANINGS))
async def test_every_error_number_keeps_the_token_out_of_its_text(api, platform, number):
    leaking = {"errcode": number, "errmsg": "bad secret-token-1 secret-token-2 rid: 1"}
    platform.answers = [leaking, leaking | {"errmsg": "bad secret-token-2"}]
    with pytest.raises(MEANINGS[number].error) as raised:
        await api.send(FAN, Text("您好"))

    assert raised.value.errcode == number
    used = platform.calls[-1][1]["access_token"]
    assert used not in whole_text(raised.value)


async def test_body_of_a_call_goes_out_as_given(api, platform):
    menu = {"button": [{"type": "click", "name": "门店", "key": "STORES"}]}
    await api.post("/cgi-bin/menu/create", menu)

    assert orjson.loads(platform.calls[0][2]) == menu
    assert "门店".encode() in platform.calls[0][2]


async def test_nothing_prints_its_secrets(api, clock):
    await api.tokens.get()
    printed = repr(api) + repr(api.tokens) + repr(SavedToken("secret-token-1", clock.now()))

    assert SECRET not in printed
    assert "secret-token" not in printed
