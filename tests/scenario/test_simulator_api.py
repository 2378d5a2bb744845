"""The platform API over HTTP: what a gateway is told when it calls."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, FormData

from bot.simulator.faults import ApiFault
from bot.simulator.pictures import sample_picture
from tests.simulated import APP_ID, SECRET, Simulated, always, simulated

GRANT = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}


def text_for(world: Simulated, content: str = "您好") -> dict[str, Any]:
    return {"touser": world.fan, "msgtype": "text", "text": {"content": content}}


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"secret": "wrong"}, 40125),
        ({"secret": ""}, 41004),
        ({"appid": "wxother"}, 40013),
        ({"appid": ""}, 41002),
        ({"grant_type": "password"}, 40002),
    ],
)
async def test_wrong_credentials_get_no_token(changed: dict[str, str], errcode: int) -> None:
    async with simulated(always("success")) as world:
        stable = await world.call("stable_token", GRANT | changed)
        classic = await world.call("token", **(GRANT | changed))

        assert (stable["errcode"], classic["errcode"]) == (errcode, errcode)
        assert re.search(r" rid: [0-9a-f]{8}(-[0-9a-f]{8}){2}$", stable["errmsg"])


async def test_stable_token_tells_how_long_it_lasts() -> None:
    async with simulated(always("success")) as world:
        first = await world.call("stable_token", GRANT)
        world.clock.move(minutes=100)
        second = await world.call("stable_token", GRANT)

        assert first["access_token"] == second["access_token"]
        assert (first["expires_in"], second["expires_in"]) == (7200, 1200)


async def test_calls_need_a_good_token() -> None:
    async with simulated(always("success")) as world:
        token = await world.token()
        world.clock.move(hours=2)
        answers = [
            await world.call("message/custom/send", text_for(world), **query)
            for query in ({}, {"access_token": "99_made_up"}, {"access_token": token})
        ]

        assert [answer["errcode"] for answer in answers] == [41001, 40001, 42001]


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        (b"", 44002),
        (b"not json", 47001),
        (b"[]", 47001),
        (b'{"touser": "\xff"}', 47001),
        (rb'{"text": {"content": "\u60a8"}}', 47002),
        (rb'{"touser": "a\\u0061"}', 40003),
    ],
)
async def test_unreadable_body_is_refused(body: bytes, errcode: int) -> None:
    async with simulated(always("success")) as world:
        url = f"{world.root}/api/cgi-bin/message/custom/send"
        query = {"access_token": await world.token()}
        async with world.http.post(url, data=body, params=query) as response:
            told = await response.json()

        assert (response.status, told["errcode"]) == (200, errcode)


async def test_sixth_message_and_the_one_after_48_hours_are_refused() -> None:
    async with simulated(always("success")) as world:
        await world.do("follow", source="search")
        await world.do("text", text="在吗")
        token = await world.token()
        codes = [
            (await world.call("message/custom/send", text_for(world), access_token=token))
            for _ in range(6)
        ]
        world.clock.move(hours=48)
        late = await world.call(
            "message/custom/send", text_for(world), access_token=await world.token()
        )

        assert [code["errcode"] for code in codes] == [0, 0, 0, 0, 0, 45047]
        assert late["errcode"] == 45015
        assert late["errmsg"].startswith("response out of time limit or subscription is canceled")
        assert len([b for b in await world.chat() if b["via"] == "custom"]) == 5


async def test_tapped_choice_opens_one_minute_only() -> None:
    async with simulated(always("success")) as world:
        await world.do("follow", source="search")
        world.clock.move(minutes=2)
        await world.do("text", text="转人工", menu_id="1")
        token = await world.token()
        codes = [
            (await world.call("message/custom/send", text_for(world), access_token=token))
            for _ in range(4)
        ]

        assert [code["errcode"] for code in codes] == [0, 0, 0, 45047]


async def test_published_menu_is_read_back_and_deleted() -> None:
    async with simulated(always("success")) as world:
        token = await world.token()
        menu = {"button": [{"type": "click", "name": "查找门店", "key": "stores"}]}
        created = await world.call("menu/create", menu, access_token=token)
        live = await world.call("menu/get", access_token=token)
        own = await world.call("get_current_selfmenu_info", access_token=token)
        await world.call("menu/delete", access_token=token)
        gone = await world.call("menu/get", access_token=token)

        assert created == {"errcode": 0, "errmsg": "ok"}
        assert live == {"menu": menu}
        assert own["is_menu_open"] == 1
        assert gone["errcode"] == 46003


async def test_uploaded_picture_is_sent_and_downloaded() -> None:
    async with simulated(always("success")) as world:
        await world.do("follow", source="search")
        token, picture = await world.token(), sample_picture("window")
        form = FormData()
        form.add_field("media", picture, filename="w.png", content_type="image/png")
        url = f"{world.root}/api/cgi-bin/media"
        query = {"access_token": token, "type": "image"}
        async with world.http.post(f"{url}/upload", data=form, params=query) as response:
            media_id = (await response.json())["media_id"]
        message = {"touser": world.fan, "msgtype": "image", "image": {"media_id": media_id}}
        sent = await world.call("message/custom/send", message, access_token=token)
        query = {"access_token": token, "media_id": media_id}
        async with world.http.get(f"{url}/get", params=query) as response:
            downloaded = await response.read()

        assert sent["errcode"] == 0
        assert downloaded == picture


async def test_unfollowed_fan_shows_no_more_than_that() -> None:
    async with simulated(always("success")) as world:
        token = await world.token()
        info = await world.call("user/info", access_token=token, openid=world.fan)
        nobody = await world.call("user/info", access_token=token, openid="nobody")

        assert info == {"subscribe": 0, "openid": world.fan}
        assert nobody["errcode"] == 40003


async def test_ordered_faults_hit_the_next_call_only() -> None:
    async with simulated(always("success")) as world:
        token = await world.token()
        world.platform.faults.calls += [
            ApiFault(errcode=-1),
            ApiFault(path="menu/get", html=True),
        ]
        busy = await world.call("message/custom/typing", {}, access_token=token)
        info = await world.call("user/info", access_token=token, openid=world.fan)
        url = f"{world.root}/api/cgi-bin/menu/get"
        async with world.http.get(url, params={"access_token": token}) as page:
            html = await page.text()

        assert busy["errcode"] == -1
        assert info["subscribe"] == 0
        assert (page.status, "502" in html) == (502, True)
        assert (await world.call("menu/get", access_token=token))["errcode"] == 46003


@pytest.mark.parametrize(("after", "arrived"), [(False, 0), (True, 1)])
async def test_cut_connection_may_hide_that_the_message_arrived(after: bool, arrived: int) -> None:
    async with simulated(always("success")) as world:
        await world.do("follow", source="search")
        token = await world.token()
        world.platform.faults.calls.append(ApiFault(reset=True, after=after))
        with pytest.raises(ClientConnectionError):
            await world.call("message/custom/send", text_for(world), access_token=token)

        assert len([b for b in await world.chat() if b["via"] == "custom"]) == arrived


async def test_restart_keeps_chats_and_pictures(tmp_path: Path) -> None:
    state_file = tmp_path / "simulator.json"
    async with simulated(always("success"), state_file=state_file) as world:
        await world.do("follow", source="search")
        await world.do("image", sample="receipt")
        fan, before = world.fan, await world.chat()
    async with simulated(always("success"), state_file=state_file) as world:
        media_id = before[-1]["data"]["media_id"]
        async with world.http.get(f"{world.root}/pictures/{media_id}") as picture:
            assert await picture.read() == sample_picture("receipt")

        assert world.fan == fan
        assert await world.chat() == before


async def test_socket_sends_what_was_missed_and_refuses_other_sites() -> None:
    async with simulated(always("success")) as world:
        await world.do("follow", source="search")
        url = f"{world.root}/ws?fan={world.fan}"
        async with world.http.ws_connect(url) as socket:
            hello = await socket.receive_json()
            seq = hello["bubbles"][-1]["seq"]
        await world.do("text", text="在吗")
        again = f"{url}&boot={hello['boot']}&after={seq}&wire={hello['wire'][-1]['seq']}"
        async with world.http.ws_connect(again) as socket:
            missed = await socket.receive_json()
        foreign = {"Origin": "https://elsewhere.example"}
        async with world.http.get(url, headers=foreign) as refused:
            assert refused.status == 403

        assert [bubble["data"] for bubble in missed["bubbles"]] == [{"text": "在吗"}]
        assert [entry["label"] for entry in missed["wire"]] == ["text"]
        assert missed["fresh"] is False
