"""The platform API over HTTP: what a gateway is told when it calls."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, FormData
from yarl import URL

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


@pytest.mark.parametrize(
    ("account", "errcode", "text"),
    [
        ({"ip_list": ["10.1.1.1"]}, 40164, "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in"),
        ({"secret_frozen": True}, 40243, "frozen"),
        ({"refusal": 89506}, 89506, "24 hours"),
    ],
)
async def test_account_that_refuses_a_token_says_why(
    account: dict[str, Any], errcode: int, text: str
) -> None:
    async with simulated(always("success")) as world:
        await world.do("account", fan=None, **account)
        told = await world.call("stable_token", GRANT)

        assert told["errcode"] == errcode
        assert text in told["errmsg"]


async def test_withheld_and_unverified_calls_are_not_authorised() -> None:
    async with simulated(always("success")) as world:
        token = await world.token()
        await world.do("account", fan=None, withheld=["/cgi-bin/menu/get"])
        withheld = await world.call("menu/get", access_token=token)
        await world.do("account", fan=None, withheld=[], verified=False)
        message = await world.call("message/custom/send", text_for(world), access_token=token)
        menu = await world.call("menu/get", access_token=token)
        desk = await world.call("customservice/getkflist", access_token=token)
        rid = message["errmsg"].rpartition("rid: ")[2]
        looked_up = await world.call("openapi/rid/get", {"rid": rid}, access_token=token)

        assert (withheld["errcode"], message["errcode"], menu["errcode"]) == (48001, 48001, 46003)
        assert desk["errcode"] == 48001
        assert looked_up["request"]["request_url"] == "/cgi-bin/message/custom/send"


async def test_fault_hits_as_many_calls_as_ordered() -> None:
    async with simulated(always("success")) as world:
        token = await world.token()
        calls = [{"path": "user/info", "errcode": 45011, "times": 2}]
        await world.do("faults", fan=None, calls=calls)
        codes = [
            (await world.call("user/info", access_token=token, openid=world.fan)).get("errcode", 0)
            for _ in range(3)
        ]

        assert codes == [45011, 45011, 0]


async def test_web_log_in_gives_each_code_once_and_the_profile_with_consent_only() -> None:
    async with simulated(always("success")) as world:
        code = await authorised(world, scope="snsapi_userinfo")
        query = {
            "appid": APP_ID,
            "secret": SECRET,
            "code": code,
            "grant_type": "authorization_code",
        }
        first = await world.call("oauth2/access_token", root="sns/", **query)
        again = await world.call("oauth2/access_token", root="sns/", **query)
        granted = {"access_token": first["access_token"], "openid": first["openid"]}
        profile = await world.call("userinfo", root="sns/", **granted)
        silent = await world.call(
            "oauth2/access_token",
            root="sns/",
            **{**query, "code": await authorised(world, scope="snsapi_base", snapshot="1")},
        )
        refused = await world.call(
            "userinfo", root="sns/", access_token=silent["access_token"], openid=silent["openid"]
        )
        late_code = await authorised(world, scope="snsapi_base")
        world.clock.move(minutes=6)
        late = await world.call("oauth2/access_token", root="sns/", **{**query, "code": late_code})

        assert first["openid"] == world.fan
        assert again["errcode"] == 40163
        assert profile["nickname"] == "林小姐"
        assert silent["is_snapshotuser"] == 1
        assert refused["errcode"] == 48001
        assert late["errcode"] == 40029


async def authorised(world: Simulated, *, scope: str, **more: str) -> str:
    """The code that the fan's phone brings back."""
    query = {
        "appid": APP_ID,
        "redirect_uri": "https://veland.example/back?a=1",
        "response_type": "code",
        "scope": scope,
        "state": "abc123",
        "fan": world.fan,
        **more,
    }
    url = f"{world.root}/api/connect/oauth2/authorize"
    async with world.http.get(url, params=query, allow_redirects=False) as response:
        back = URL(response.headers["Location"])

    assert (response.status, back.query["state"], back.query["a"]) == (302, "abc123", "1")
    return back.query["code"]


async def test_ticket_of_the_page_kit_stays_the_same_until_it_ends() -> None:
    async with simulated(always("success")) as world:
        token = await world.token()
        first = await world.call("ticket/getticket", access_token=token, type="jsapi")
        again = await world.call("ticket/getticket", access_token=token, type="jsapi")
        unknown = await world.call("ticket/getticket", access_token=token, type="fun")

        assert first["ticket"] == again["ticket"]
        assert unknown["errcode"] == 40097


async def test_picture_of_a_code_is_a_png_until_the_code_is_over() -> None:
    async with simulated(always("success")) as world:
        scene = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "till"}}}
        code = await world.call("qrcode/create", scene, access_token=await world.token())
        url = f"{world.root}/api/cgi-bin/showqrcode"
        async with world.http.get(url, params={"ticket": code["ticket"]}) as picture:
            content = await picture.read()
        world.clock.move(minutes=1)
        async with world.http.get(url, params={"ticket": code["ticket"]}) as over:
            assert over.status == 404

        assert content.startswith(b"\x89PNG")


async def upload(world: Simulated, path: str, content: bytes, **query: str) -> dict[str, Any]:
    form = FormData()
    form.add_field("media", BytesIO(content), filename="f", content_type="image/png")
    query["access_token"] = await world.token()
    url = f"{world.root}/api/cgi-bin/{path}"
    async with world.http.post(url, data=form, params=query) as response:
        told: dict[str, Any] = await response.json()
        return told


@pytest.mark.parametrize(
    ("kind", "start", "padding", "errcode"),
    [
        ("image", b"\x89PNG\r\n\x1a\n", 0, 0),
        ("image", b"#!AMR", 0, 40005),
        ("image", b"\xff\xd8\xff", 10 * 2**20, 45001),
        ("voice", b"#!AMR", 0, 0),
        ("voice", b"#!AMR", 2 * 2**20, 45001),
        ("thumb", b"\xff\xd8\xff", 0, 0),
        ("thumb", b"\xff\xd8\xff", 64 * 1024, 45001),
        ("video", b"\x00\x00\x00\x18ftypmp42", 0, 0),
        ("dance", b"?", 0, 40004),
    ],
)
async def test_file_is_taken_by_its_bytes_and_size(
    kind: str, start: bytes, padding: int, errcode: int
) -> None:
    async with simulated(always("success")) as world:
        told = await upload(world, "media/upload", start + bytes(padding), type=kind)

        assert told.get("errcode", 0) == errcode


async def test_permanent_material_stays_until_it_is_deleted() -> None:
    async with simulated(always("success")) as world:
        added = await upload(world, "material/add_material", sample_picture("bag"), type="image")
        world.clock.move(days=9)
        token, body = await world.token(), {"media_id": added["media_id"]}
        counted = await world.call("material/get_materialcount", access_token=token)
        listed = await world.call(
            "material/batchget_material",
            {"type": "image", "offset": 0, "count": 20},
            access_token=token,
        )
        deleted = await world.call("material/del_material", body, access_token=token)
        gone = await world.call("material/get_material", body, access_token=token)

        assert counted["image_count"] == listed["total_count"] == 1
        assert deleted["errcode"] == 0
        assert gone["errcode"] == 40007


async def test_server_address_is_checked_on_request() -> None:
    async with simulated(always("success")) as world:
        token = await world.token()
        body = {"action": "all", "check_operator": "DEFAULT"}
        good = await world.call("callback/check", body, access_token=token)
        wrong = await world.call("callback/check", {**body, "action": "?"}, access_token=token)
        await world.do("account", fan=None, callback_set=False)
        unset = await world.call("callback/check", body, access_token=token)

        assert good["ping"][0]["package_loss"] == "0%"
        assert (wrong["errcode"], unset["errcode"]) == (40202, 40201)
