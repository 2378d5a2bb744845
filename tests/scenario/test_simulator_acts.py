"""Every push that the platform can make, and what a bad day does to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientPayloadError, web

from bot.channels.wechat import xml
from bot.simulator.backstage import EVENTS
from tests.simulated import Gateway, Simulated, always, simulated


@pytest.fixture
async def gateway() -> Gateway:
    return always("success")


@pytest.fixture
async def world(gateway: Gateway) -> AsyncIterator[Simulated]:
    async with simulated(gateway, cutoff_s=5.0) as opened:
        await opened.do("follow", source="search")
        gateway.got.clear()
        yield opened


def pushed(gateway: Gateway) -> list[xml.Fields]:
    return [xml.parse(body.encode()) for _, body in gateway.got]


@pytest.mark.parametrize(
    ("act", "body", "kind", "fields"),
    [
        ("file", {"title": "票.pdf", "size": 9}, "file", {"Title": "票.pdf", "FileTotalLen": "9"}),
        ("miniprogrampage", {"title": "手袋"}, "miniprogrampage", {"Title": "手袋"}),
        ("video", {"short": True}, "shortvideo", {}),
        ("voice", {"text": "在吗", "recognised": False}, "voice", {"Recognition": ""}),
        ("text", {"text": "好", "article": 2}, "text", {"Idx": "2"}),
        ("text", {"text": "是", "menu_id": "101"}, "text", {"bizmsgmenuid": "101"}),
    ],
)  # fmt: skip
async def test_message_of_each_type_reaches_the_gateway(
    world: Simulated, gateway: Gateway, act: str, body: dict[str, Any], kind: str, fields: Any
) -> None:
    told = await world.do(act, **body)
    (push,) = pushed(gateway)

    assert told["delivered"] is True
    assert push.get("MsgType") == kind
    assert {name: push.get(name) for name in fields} == fields
    assert int(push.get("MsgId")) > 2**53


async def test_menu_buttons_push_their_event_and_what_it_announces(
    world: Simulated, gateway: Gateway
) -> None:
    await world.do("pictures", key="P", event="pic_weixin", samples=["bag", "receipt"])
    await world.do("location_select", key="L", latitude=31.2, longitude=121.4, label="外滩")
    await world.do("click", key="S", event="scancode_waitmsg", result="https://veland.example/1")
    pushes = pushed(gateway)

    assert [push.get("Event") or push.get("MsgType") for push in pushes] == [
        "pic_weixin", "image", "image", "location_select", "location", "scancode_waitmsg",
    ]  # fmt: skip
    assert len(pushes[0].child("SendPicsInfo").child("PicList").all("item")) == 2
    assert pushes[3].child("SendLocationInfo").get("Label") == "外滩"
    assert pushes[5].child("ScanCodeInfo").get("ScanResult") == "https://veland.example/1"


@pytest.mark.parametrize("event", sorted(EVENTS))
async def test_own_event_of_the_platform_is_pushed_with_its_fields(
    world: Simulated, gateway: Gateway, event: str
) -> None:
    await world.do("event", event=event)
    (push,) = pushed(gateway)

    assert push.get("Event") == event
    assert push.get("MsgId") == ""
    assert all(push.has(name) for name in EVENTS[event])


async def test_answered_question_for_notices_repeats_its_list(
    world: Simulated, gateway: Gateway
) -> None:
    choices = [{"template_id": "A"}, {"template_id": "B", "accept": False}]
    await world.do("popup", choices=choices)
    (push,) = pushed(gateway)
    answers = push.child("SubscribeMsgPopupEvent").all("List")

    assert [one.get("SubscribeStatusString") for one in answers] == ["accept", "reject"]
    assert world.platform.state.accepted[world.fan] == {"A": 1}


async def test_burst_comes_in_one_second_and_each_copy_has_the_same_number(
    world: Simulated, gateway: Gateway
) -> None:
    told = await world.do("burst", texts=["一", "二"], keys=["K", "K"], repeat=1)
    pushes = pushed(gateway)
    numbers = [push.get("MsgId") for push in pushes if push.get("MsgId")]

    assert len(told["items"]) == 4
    assert len(pushes) == 8
    assert sorted(numbers.count(one) for one in set(numbers)) == [2, 2]
    assert len({push.get("CreateTime") for push in pushes}) == 1


async def test_ordered_push_faults_repeat_and_overtake(world: Simulated, gateway: Gateway) -> None:
    await world.do("faults", pushes=[{"hold": True}, {"repeat": 1}], fan=None)
    held = asyncio.create_task(world.do("text", text="先"))
    while not [b for b in await world.chat() if b["data"].get("text") == "先"]:
        await asyncio.sleep(0)
    await world.do("text", text="后")
    await held

    assert [push.get("Content") for push in pushed(gateway)] == ["后", "后", "先"]


async def test_worker_of_the_own_desk_takes_the_fan_until_half_an_hour_of_silence() -> None:
    async def transfer(request: web.Request, body: str) -> web.StreamResponse:
        push = xml.parse(body.encode())
        reply: dict[str, xml.Node] = {
            "ToUserName": push.get("FromUserName"),
            "FromUserName": push.get("ToUserName"),
            "CreateTime": 1_795_000_000,
            "MsgType": "transfer_customer_service",
        }
        return web.Response(text=xml.render(reply) if push.get("Content") else "success")

    gateway = Gateway(transfer)
    async with simulated(gateway, cutoff_s=5.0) as world:
        await world.do("follow", source="search")
        await world.do("text", text="转人工")
        await world.do("text", text="有人吗")
        waiting = await world.call(
            "customservice/kfsession/getwaitcase", root="", access_token=await world.token()
        )
        await world.do("desk", does="online", text="林顾问")
        await world.do("desk", does="accept")
        heard = await world.do("text", text="请问")
        await world.do("desk", does="say", text="您好，我是林顾问")
        world.clock.move(minutes=30)
        await world.do("text", text="还在吗")
        events = [push.get("Event") for push in pushed(gateway)]

        assert waiting["count"] == 1
        assert (heard["outcome"], heard["tries"]) == ("desk", 0)
        assert (await world.chat())[-2]["data"]["worker"] == "林顾问"
        assert "kf_create_session" in events
        assert [push.get("Content") for push in pushed(gateway)].count("还在吗") == 1
        assert "请问" not in [push.get("Content") for push in pushed(gateway)]


async def test_fan_on_the_blacklist_is_not_pushed(world: Simulated, gateway: Gateway) -> None:
    body = {"openid_list": [world.fan]}
    await world.call("tags/members/batchblacklist", body, access_token=await world.token())
    told = await world.do("text", text="在吗")

    assert told["outcome"] == "blacklisted"
    assert gateway.got == []


async def test_faulty_file_is_over_too_large_or_no_picture(world: Simulated) -> None:
    await world.do("image", sample="bag", expired=True)
    await world.do("image", sample="bag", megabytes=11)
    await world.do("image", content="bm8gcGljdHVyZQ==", unchecked=True)
    ids = [b["data"]["media_id"] for b in await world.chat() if b["kind"] == "image"]
    token = await world.token()
    over = await world.call("media/get", access_token=token, media_id=ids[0])
    sizes = []
    for media_id in ids[1:]:
        query = {"access_token": token, "media_id": media_id}
        async with world.http.get(f"{world.root}/api/cgi-bin/media/get", params=query) as got:
            sizes.append((got.content_type, len(await got.read())))

    assert over["errcode"] == 40007
    assert sizes[0][1] > 11 * 1024 * 1024
    assert sizes[1] == ("image/jpeg", 10)


async def test_download_can_be_cut_in_half_or_be_garbage(world: Simulated) -> None:
    await world.do("image", sample="bag")
    media_id = (await world.chat())[-1]["data"]["media_id"]
    await world.do(
        "faults",
        fan=None,
        calls=[{"path": "media/get", "half": True}, {"path": "media/get", "garbage": True}],
    )
    query = {"access_token": await world.token(), "media_id": media_id}
    url = f"{world.root}/api/cgi-bin/media/get"
    with pytest.raises(ClientPayloadError):
        async with world.http.get(url, params=query) as got:
            await got.read()
    async with world.http.get(url, params=query) as got:
        content = await got.read()

    assert b"not the file" in content


async def test_template_result_and_scanned_ticket_come_back_as_events(
    world: Simulated, gateway: Gateway
) -> None:
    token = await world.token()
    added = await world.call(
        "template/api_add_template", {"template_id_short": "TM00303"}, access_token=token
    )
    data = {
        "thing1": {"value": "上海恒隆广场店"},
        "time2": {"value": "11月28日 15:00"},
        "name3": {"value": "林小姐"},
    }
    message = {"touser": world.fan, "template_id": added["template_id"], "data": data}
    sent = await world.call("message/template/send", message, access_token=token)
    scene = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "till"}}}
    code = await world.call("qrcode/create", scene, access_token=token)
    async with asyncio.timeout(5):
        while not gateway.got:
            await asyncio.sleep(0.01)
    await world.do("scan", ticket=code["ticket"])
    world.clock.move(minutes=2)
    late = await world.do("scan", ticket=code["ticket"])
    finished, scanned = pushed(gateway)

    assert finished.get("Event") == "TEMPLATESENDJOBFINISH"
    assert (finished.get("MsgID"), finished.get("Status")) == (str(sent["msgid"]), "success")
    assert (scanned.get("EventKey"), scanned.get("Ticket")) == ("till", code["ticket"])
    assert late["http"] == 409
