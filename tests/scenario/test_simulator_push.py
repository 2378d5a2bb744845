"""What a gateway sees of the simulated platform, and what the fan sees of the gateway."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web

from bot.channels.wechat import crypto, xml
from bot.simulator.acts import NOTICE
from tests.simulated import AES_KEY, APP_ID, TOKEN, Gateway, Simulated, always, simulated

MODES = ["plain", "compatible", "safe"]
CIPHER = crypto.MessageCipher(AES_KEY, APP_ID)


def clear(query: dict[str, str], body: str) -> xml.Fields:
    """The push as a gateway reads it, its signatures proven."""
    times = (TOKEN, query["timestamp"], query["nonce"])
    fields = xml.parse(body.encode())
    assert crypto.is_signed(query["signature"], *times)
    if "encrypt_type" not in query:
        return fields

    assert crypto.is_signed(query["msg_signature"], *times, fields.get("Encrypt"))
    return xml.parse(CIPHER.decrypt(fields.get("Encrypt")))


def reply_to(fan: str, **more: Any) -> str:
    head: dict[str, Any] = {
        "ToUserName": fan,
        "FromUserName": "gh_veland0demo",
        "CreateTime": 1_795_000_000,
    }
    return xml.render({**head, "MsgType": "text", "Content": "您好", **more})


def encrypted(inner: str) -> str:
    closed = CIPHER.encrypt(inner.encode())
    return xml.envelope(closed, crypto.sign(TOKEN, "1795000000", "n", closed), 1_795_000_000, "n")


async def follow(world: Simulated, gateway: Gateway) -> None:
    answer, gateway.answer = gateway.answer, always("success").answer
    await world.do("follow", source="search")
    gateway.answer = answer
    gateway.got.clear()


def kinds(chat: list[dict[str, Any]]) -> list[str]:
    return [bubble["kind"] for bubble in chat]


@pytest.mark.parametrize("mode", MODES)
async def test_push_is_signed_and_readable_in_every_mode(mode: str) -> None:
    gateway = always("success")
    async with simulated(gateway, mode=mode) as world:
        await follow(world, gateway)
        told = await world.do("text", text="你们在上海有店吗 ]]> 👜")
        query, body = gateway.got[0]
        fields = clear(query, body)

        assert told["delivered"] is True
        assert (told["tries"], told["outcome"], told["reply"]) == (1, "success", None)
        assert query["openid"] == fields.get("FromUserName") == world.fan
        assert fields.get("Content") == "你们在上海有店吗 ]]> 👜"
        assert fields.get("CreateTime") == str(int(world.clock().timestamp()))
        assert int(fields.get("MsgId")) > 2**53
        assert ("<Content>" in body) is (mode != "safe")
        assert ("<Encrypt>" in body) is (mode != "plain")


@pytest.mark.parametrize(
    ("mode", "closed", "understood"),
    [
        ("plain", False, True),
        ("plain", True, False),
        ("compatible", False, True),
        ("compatible", True, True),
        ("safe", False, False),
        ("safe", True, True),
    ],
)
async def test_reply_is_read_as_the_mode_allows(mode: str, closed: bool, understood: bool) -> None:
    async def answer(request: web.Request, _: str) -> web.StreamResponse:
        inner = reply_to(request.query["openid"])
        return web.Response(text=encrypted(inner) if closed else inner)

    gateway = Gateway(answer)
    async with simulated(gateway, mode=mode) as world:
        await follow(world, gateway)
        told = await world.do("text", text="在吗")
        last = (await world.chat())[-1]

        assert told["delivered"] is understood
        assert told["tries"] == 1
        assert last["data"]["text"] == ("您好" if understood else NOTICE)
        assert last["via"] == ("passive" if understood else "")


async def test_silent_gateway_gets_three_tries_and_the_fan_the_notice() -> None:
    async def hang(_: web.Request, __: str) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    gateway = Gateway(hang)
    async with simulated(gateway, mode="safe") as world:
        await follow(world, gateway)
        told = await world.do("text", text="在吗")
        bodies = {body for _, body in gateway.got}
        proofs = {(query["nonce"], query["signature"]) for query, _ in gateway.got}

        assert (told["delivered"], told["tries"], told["outcome"]) == (False, 3, "no_answer")
        assert 600 <= told["ms"] < 3000
        assert (len(gateway.got), len(bodies), len(proofs)) == (3, 1, 3)
        assert [clear(*push).get("Content") for push in gateway.got] == ["在吗"] * 3
        assert (await world.chat())[-1]["data"]["text"] == NOTICE


async def test_answer_at_the_second_try_reaches_the_fan_once() -> None:
    async def answer(request: web.Request, _: str) -> web.StreamResponse:
        if len(gateway.got) == 1:
            return web.Response(status=503)
        return web.Response(text=reply_to(request.query["openid"]))

    gateway = Gateway(answer)
    async with simulated(gateway) as world:
        await follow(world, gateway)
        told = await world.do("text", text="在吗")

        assert (told["delivered"], told["tries"]) == (True, 2)
        assert kinds(await world.chat()) == ["followed", "text", "text"]


async def test_unreachable_gateway_gives_the_notice() -> None:
    async with simulated(always("success"), callback_url="http://127.0.0.1:1/wechat") as world:
        told = await world.do("follow", source="search")

        assert (told["delivered"], told["tries"]) == (False, 3)
        assert kinds(await world.chat()) == ["followed", "notice"]


async def test_lost_replies_make_the_platform_repeat() -> None:
    gateway = always("success")
    async with simulated(gateway) as world:
        await follow(world, gateway)
        world.platform.faults.drop_replies = 2
        told = await world.do("text", text="在吗")

        assert (told["delivered"], told["tries"]) == (True, 3)


ARTICLE = {"Title": "t", "Description": "d", "PicUrl": "", "Url": "https://veland.example"}


@pytest.mark.parametrize(
    ("act", "body", "more", "shown"),
    [
        ("text", {"text": "x"}, {"ToUserName": "another"}, "notice"),
        ("text", {"text": "x"}, {"FromUserName": "another"}, "notice"),
        ("text", {"text": "x"}, {"Content": ""}, "notice"),
        ("text", {"text": "x"}, {"Content": "岚" * 700}, "notice"),
        ("text", {"text": "x"}, {"MsgType": "image", "Image": {"MediaId": "no"}}, "notice"),
        (
            "text",
            {"text": "x"},
            {"MsgType": "news", "ArticleCount": 2, "Articles": {"item": [ARTICLE, ARTICLE]}},
            "notice",
        ),
        (
            "click",
            {"key": "K"},
            {"MsgType": "news", "ArticleCount": 2, "Articles": {"item": [ARTICLE, ARTICLE]}},
            "news",
        ),
        ("text", {"text": "x"}, {"MsgType": "transfer_customer_service"}, "text"),
        ("click", {"key": "K"}, {"MsgType": "transfer_customer_service"}, "notice"),
        ("location_report", {"latitude": 31.2, "longitude": 121.4}, {}, "followed"),
        ("view", {"url": "https://veland.example"}, {}, "followed"),
    ],
)
async def test_reply_shows_only_where_the_platform_allows_it(
    act: str, body: dict[str, Any], more: dict[str, Any], shown: str
) -> None:
    async def answer(request: web.Request, _: str) -> web.StreamResponse:
        return web.Response(text=reply_to(request.query["openid"], **more))

    gateway = Gateway(answer)
    async with simulated(gateway) as world:
        await follow(world, gateway)
        await world.do(act, **body)

        assert kinds(await world.chat())[-1] == shown


@pytest.mark.parametrize("body", ['{"ok": true}', "ok", "<xml>", "<html></html>"])
async def test_nonsense_with_status_200_gives_the_notice_at_once(body: str) -> None:
    gateway = always(body)
    async with simulated(gateway) as world:
        await follow(world, gateway)
        told = await world.do("text", text="在吗")

        assert (told["delivered"], told["tries"]) == (False, 1)
        assert kinds(await world.chat())[-1] == "notice"


@pytest.mark.parametrize(
    ("act", "body", "expected"),
    [
        ("text", {"text": "是", "menu_id": "101"}, {"bizmsgmenuid": "101", "Content": "是"}),
        (
            "location",
            {"latitude": 31.227936, "longitude": 121.453385, "label": "恒隆广场"},
            {"Location_X": "31.227936", "Location_Y": "121.453385", "Label": "恒隆广场"},
        ),
        ("voice", {"text": "门店在哪"}, {"Format": "amr", "Recognition": "门店在哪"}),
        ("voice", {"text": "门店", "recognised": False}, {"Format": "amr", "Recognition": ""}),
        ("link", {"title": "t", "url": "https://x.example"}, {"Url": "https://x.example"}),
        ("video", {}, {"MsgType": "video"}),
        ("click", {"key": "STORES"}, {"Event": "CLICK", "EventKey": "STORES"}),
        ("view", {"url": "https://x.example"}, {"Event": "VIEW"}),
        ("scan", {"scene": "shop-1"}, {"Event": "SCAN", "EventKey": "shop-1"}),
        ("location_report", {"latitude": 31.2, "longitude": 121.4}, {"Event": "LOCATION"}),
        ("unfollow", {}, {"Event": "unsubscribe", "EventKey": ""}),
        ("raw", {"xml": "<xml><MsgType>file</MsgType></xml>"}, {"MsgType": "file"}),
    ],
)
async def test_each_act_pushes_its_own_fields(
    act: str, body: dict[str, Any], expected: dict[str, str]
) -> None:
    gateway = always("")
    async with simulated(gateway) as world:
        await follow(world, gateway)
        told = await world.do(act, **body)
        fields = clear(*gateway.got[0])

        assert told["outcome"] == "empty"
        assert {name: fields.get(name) for name in expected} == expected


async def test_scan_of_someone_who_does_not_follow_is_a_follow_with_its_scene() -> None:
    gateway = always("success")
    async with simulated(gateway) as world:
        await world.do("scan", scene="event-popup-sh")
        fields = clear(*gateway.got[0])
        info = await world.call(
            "user/info", access_token=await world.token(), openid=world.fan, lang="zh_CN"
        )

        assert [fields.get("Event"), fields.get("EventKey")] == [
            "subscribe",
            "qrscene_event-popup-sh",
        ]
        assert info["subscribe_scene"] == "ADD_SCENE_QR_CODE"
        assert info["qr_scene_str"] == "event-popup-sh"
        assert "nickname" not in info


async def test_picture_of_a_fan_can_be_fetched_both_ways() -> None:
    gateway = always("success")
    async with simulated(gateway) as world:
        await follow(world, gateway)
        await world.do("image", sample="bag")
        fields = clear(*gateway.got[0])
        media = f"{world.root}/api/cgi-bin/media/get"
        query = {"access_token": await world.token(), "media_id": fields.get("MediaId")}
        async with (
            world.http.get(fields.get("PicUrl")) as by_url,
            world.http.get(media, params=query) as by_id,
        ):
            assert by_url.content_type == by_id.content_type == "image/png"
            assert await by_url.read() == await by_id.read()


async def test_fans_are_served_beside_each_other_and_each_in_order() -> None:
    arrived, gate = asyncio.Event(), asyncio.Event()

    async def answer(_: web.Request, body: str) -> web.StreamResponse:
        if "慢" in body:
            arrived.set()
            await gate.wait()
        if "快" in body:
            gate.set()
        return web.Response(text="success")

    gateway = Gateway(answer)
    async with simulated(gateway, cutoff_s=5.0) as world:
        await follow(world, gateway)
        other = list(world.platform.state.fans)[1]
        await world.do("follow", fan=other, source="card")
        gateway.got.clear()
        first = asyncio.create_task(world.do("text", text="慢"))
        await arrived.wait()
        second = asyncio.create_task(world.do("text", text="之后"))
        await world.do("text", fan=other, text="快")
        await asyncio.gather(first, second)

        order = [clear(*push).get("Content") for push in gateway.got]
        assert order == ["慢", "快", "之后"]


async def test_change_without_the_header_is_refused() -> None:
    async with (
        simulated(always("success")) as world,
        world.http.post(f"{world.root}/do/unfollow", json={"fan": world.fan}) as response,
    ):
        assert response.status == 403


@pytest.mark.parametrize(
    ("act", "body", "status"),
    [
        ("text", {"text": "x"}, 409),
        ("unfollow", {}, 409),
        ("text", {"text": "x", "fan": "nobody"}, 404),
        ("text", {}, 422),
        ("follow", {"source": "telepathy"}, 422),
        ("image", {"content": "bm8="}, 422),
        ("image", {"content": "?"}, 422),
    ],
)
async def test_impossible_act_is_refused_in_words(
    act: str, body: dict[str, Any], status: int
) -> None:
    async with simulated(always("success")) as world:
        told = await world.do(act, **body)

        assert told["http"] == status
        assert told["error"]
