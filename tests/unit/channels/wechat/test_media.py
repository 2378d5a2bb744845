"""Files against a small real server that answers as the platform does, or as an attacker would."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

from bot.channels.wechat import media as channel
from bot.channels.wechat.calls import PlatformCalls
from bot.channels.wechat.guard import PublicResolver, check_address, guarded_session, is_public
from bot.channels.wechat.media import Film, WeChatMedia
from bot.channels.wechat.token import AccessToken, Credentials
from bot.errors import BadRequest, MediaRefused, PlatformBusy, Refused
from bot.model import WantedFile
from tests.unit.channels.wechat.conftest import StandingClock

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 2_000
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 200
AMR = b"#!AMR\n" + (b"\x04" + bytes(12)) * 50
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(12)
CDN = "mmbiz.qpic.cn"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Directory(AbstractResolver):
    """Every name leads to one address; what was looked up is kept."""

    def __init__(self, *addresses: str, port: int) -> None:
        self.addresses, self.port = addresses, port
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        return [
            ResolveResult(
                hostname=host, host=found, port=self.port, family=family, proto=0, flags=0
            )
            for found in self.addresses
        ]

    async def close(self) -> None:
        return


@dataclass
class Platform:
    """Answers every call with the next of ``answers``."""

    answers: list[Answer | bytes | dict[str, object]] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith("stable_token"):
            return web.json_response({"access_token": "a-secret-token", "expires_in": 7200})
        self.got.append((request.path, dict(request.query), await request.read()))
        answer = self.answers.pop(0)
        if isinstance(answer, bytes):
            # The platform's own content types are not to be trusted.
            return web.Response(body=answer, content_type="text/plain")
        return web.json_response(answer) if isinstance(answer, dict) else await answer(request)


@dataclass
class Opened:
    media: WeChatMedia
    platform: Platform
    directory: Directory


@asynccontextmanager
async def opened(
    *answers: Answer | bytes | dict[str, object],
    addresses: tuple[str, ...] = ("127.0.0.1",),
    may: Callable[[str], bool] = lambda _: True,
) -> AsyncIterator[Opened]:
    platform = Platform(list(answers))
    app = web.Application(client_max_size=2**25)
    app.router.add_route("*", "/{path:.*}", platform.handle)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        assert server.port
        directory = Directory(*addresses, port=server.port)
        base_url = str(server.make_url("/api"))
        calls = PlatformCalls(session, base_url=base_url)
        tokens = AccessToken(calls, Credentials(app_id="wx1", secret="s"), clock=StandingClock())
        async with guarded_session(PublicResolver(directory, may=may)) as guarded:
            yield Opened(
                WeChatMedia(session, guarded, base_url=base_url, tokens=tokens),
                platform,
                directory,
            )


def redirecting(where: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": where})

    return answer


def streaming(chunks: int, *, declared: bool) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if declared:
            response.content_length = chunks * 65_536
        await response.prepare(request)
        for _ in range(chunks):
            await response.write(bytes(65_536))
        return response

    return answer


async def packed(_: web.Request) -> web.StreamResponse:
    return web.Response(body=b"\x1f\x8b\x08", headers={"Content-Encoding": "gzip"})


async def test_a_picture_is_fetched_by_its_id() -> None:
    async with opened(PNG) as it:
        assert await it.media.download("m-1") == PNG

    path, query, _ = it.platform.got[0]
    assert path == "/api/cgi-bin/media/get"
    assert query == {"access_token": "a-secret-token", "media_id": "m-1"}


async def test_an_answer_in_json_is_an_error_and_never_a_file() -> None:
    async with opened({"errcode": 40007, "errmsg": "invalid media_id"}) as it:
        with pytest.raises(BadRequest) as caught:
            await it.media.download("m-1")

    assert caught.value.errcode == 40007


async def test_an_expired_token_is_renewed_once() -> None:
    async with opened({"errcode": 42001, "errmsg": "expired"}, PNG) as it:
        assert await it.media.download("m-1") == PNG


async def test_the_better_voice_has_a_call_of_its_own() -> None:
    async with opened(b"OggS") as it:
        assert await it.media.download_voice("v-1") == b"OggS"

    assert it.platform.got[0][0] == "/api/cgi-bin/media/get/jssdk"


async def test_the_address_of_a_film_is_followed_on_the_platforms_hosts() -> None:
    film = {"video_url": "http://vweixinf.tc.qq.com/film.mp4?key=1"}
    async with opened(film, MP4) as it:
        assert await it.media.download("m-1") == MP4

    assert it.directory.asked == ["vweixinf.tc.qq.com"]
    assert it.platform.got[1][:2] == ("/film.mp4", {"key": "1"})


async def test_the_address_of_a_film_may_be_the_apis_own() -> None:
    async def film(request: web.Request) -> web.StreamResponse:
        return web.json_response({"video_url": str(request.url.origin() / "film.mp4")})

    async with opened(film, MP4) as it:
        assert await it.media.download("m-1") == MP4

    assert it.directory.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:6379/",
        "http://[::1]/",
        "http://2130706433/",
        "http://evil.example/pic.png",
        "http://qpic.cn.evil.example/a",
        "http://evilqpic.cn/a",
        "http://mmbiz.qpic.cn@evil.example/a",
        "http://user:word@mmbiz.qpic.cn/a",
        "http://mmbiz.qpic.cn:8080/a",
        "https://mmbiz.qpic.cn:80/a",
        "file:///etc/passwd",
        "ftp://mmbiz.qpic.cn/a",
        "//mmbiz.qpic.cn/a",
        "http://mmbiz.qpic.cn:99999/a",
        "http://[mmbiz.qpic.cn/a",
        "http://mmbiz.qpic.cn\\@evil.example/a",
        "http://mmbiz.qpic.cn\n.evil.example/a",
        " http://mmbiz.qpic.cn/a",
        "",
    ],
)
async def test_addresses_elsewhere_are_refused_before_any_look_up(url: str) -> None:
    async with opened() as it:
        with pytest.raises(MediaRefused) as caught:
            await it.media.download_url(url)

    assert caught.value.data["reason"] == "host"
    assert it.directory.asked == []


def test_a_number_in_the_list_of_hosts_still_opens_no_inner_network() -> None:
    with pytest.raises(MediaRefused):
        check_address("http://10.0.0.1/a", ["10.0.0.1"])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "no address",
    ],
)  # fmt: skip
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_addresses_of_the_open_internet_are_public() -> None:
    assert is_public("203.205.254.157")
    assert is_public("2402:4e00::1")
    assert is_public("::ffff:203.205.254.157")


async def test_a_name_of_the_platform_that_leads_inside_is_refused_after_the_look_up() -> None:
    # Rebinding: one of the two addresses is a public one.
    async with opened(PNG, addresses=("203.205.254.157", "127.0.0.1"), may=is_public) as it:
        with pytest.raises(MediaRefused) as caught:
            await it.media.download_url(f"http://{CDN}/a.png")

    assert caught.value.data["reason"] == "address"
    assert it.directory.asked == [CDN]
    assert it.platform.got == []


async def test_no_redirect_is_followed() -> None:
    async with opened(redirecting("http://127.0.0.1/secret"), redirecting(f"http://{CDN}/")) as it:
        for fetch in (it.media.download_url(f"http://{CDN}/a"), it.media.download("m-1")):
            with pytest.raises(MediaRefused) as caught:
                await fetch
            assert caught.value.data["reason"] == "redirect"


@pytest.mark.parametrize("declared", [True, False])
async def test_what_is_too_large_is_cut_off(
    declared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "LARGEST", 200_000)
    async with opened(streaming(8, declared=declared)) as it:
        with pytest.raises(MediaRefused) as caught:
            await it.media.download("m-1")

    assert caught.value.data["reason"] == "too_large"


async def test_a_file_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def dripping(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.01)

    monkeypatch.setattr(channel, "PATIENCE_S", 0.1)
    async with opened(dripping) as it:
        with pytest.raises(PlatformBusy):
            await it.media.download("m-1")


async def test_a_packed_file_of_a_foreign_host_is_refused() -> None:
    async with opened(packed) as it:
        with pytest.raises(MediaRefused) as caught:
            await it.media.download_url(f"http://{CDN}/a")

    assert caught.value.data["reason"] == "packed"


async def test_a_picture_that_is_gone_is_fetched_from_the_platforms_own_copy() -> None:
    async with opened({"errcode": 40007, "errmsg": "invalid media_id"}, PNG) as it:
        file = WantedFile(kind="image", media_id="m-1", url=f"http://{CDN}/a.png")

        assert await it.media.fetch(file) == PNG


async def test_without_a_usable_copy_the_first_error_tells() -> None:
    async with opened({"errcode": 40007, "errmsg": "invalid media_id"}) as it:
        file = WantedFile(kind="image", media_id="m-1", url="http://127.0.0.1/a.png")

        with pytest.raises(BadRequest):
            await it.media.fetch(file)


async def test_no_error_names_the_token_or_the_address() -> None:
    async with opened({"errcode": 40007, "errmsg": "x"}) as it:
        try:
            await it.media.download("m-1")
        except BadRequest as error:
            told = f"{error!r} {error} {error.data} {error.__context__!r}"

    assert "a-secret-token" not in told


async def test_a_picture_is_uploaded_with_its_sniffed_type() -> None:
    async with opened({"type": "image", "media_id": "up-1", "created_at": 1}) as it:
        assert (await it.media.upload("image", PNG)).media_id == "up-1"

    path, query, body = it.platform.got[0]
    assert (path, query["type"]) == ("/api/cgi-bin/media/upload", "image")
    assert b'name="media"; filename="file.png"' in body
    assert b"Content-Type: image/png" in body
    assert PNG in body


async def test_a_thumbs_id_comes_under_its_own_name() -> None:
    async with opened({"type": "thumb", "thumb_media_id": "th-1", "created_at": 1}) as it:
        assert (await it.media.upload("thumb", JPEG)).media_id == "th-1"


@pytest.mark.parametrize(
    ("kind", "data", "reason"),
    [
        ("image", b"<svg/>", "type"),
        ("image", MP4, "type"),
        ("image", PNG + bytes(2 * 1024 * 1024), "too_large"),
        ("voice", PNG, "type"),
        ("voice", AMR + (b"\x04" + bytes(12)) * 50 * 60, "too_long"),
        ("voice", AMR + bytes(2 * 1024 * 1024), "too_large"),
        ("video", AMR, "type"),
        ("video", MP4 + bytes(10 * 1024 * 1024), "too_large"),
        ("thumb", PNG, "type"),
        ("thumb", JPEG + bytes(64 * 1024), "too_large"),
    ],
)
async def test_what_the_platform_would_not_take_is_refused_before_the_call(
    kind: channel.UploadKind, data: bytes, reason: str
) -> None:
    async with opened() as it:
        with pytest.raises(Refused) as caught:
            await it.media.upload(kind, data)

    assert caught.value.data["reason"] == reason
    assert it.platform.got == []


async def test_permanent_files_are_added_read_and_given_up() -> None:
    answers = (
        {"media_id": "p-1", "url": f"http://{CDN}/p"},
        {"media_id": "p-2"},
        PNG,
        {"title": "t", "description": "d", "down_url": f"http://{CDN}/film"},
        MP4,
        {"errcode": 0, "errmsg": "ok"},
        {"url": f"http://{CDN}/article"},
    )
    async with opened(*answers) as it:
        media = it.media

        assert (await media.add_material("image", PNG)).url == f"http://{CDN}/p"
        film = Film("新品", "秋冬")
        assert (await media.add_material("video", MP4, film=film)).media_id == "p-2"
        assert await media.get_material("p-1") == PNG
        assert await media.get_material("p-2") == MP4
        await media.delete_material("p-1")
        assert await media.upload_article_picture(PNG) == f"http://{CDN}/article"

    assert '{"title": "新品", "introduction": "秋冬"}'.encode() in it.platform.got[1][2]
    assert it.platform.got[2][2] == b'{"media_id":"p-1"}'
    assert it.platform.got[5][0] == "/api/cgi-bin/material/del_material"


async def test_a_permanent_film_needs_a_title() -> None:
    async with opened() as it:
        with pytest.raises(Refused):
            await it.media.add_material("video", MP4)
