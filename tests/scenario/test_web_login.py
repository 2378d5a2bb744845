"""A fan opens a page of the brand: through WeChat and back, and nobody else gets in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from yarl import URL

from bot.simulator.faults import ApiFault
from bot.web.api.keys import hash_key
from tests.scenario.house import House, open_house

PUBLIC = "https://gateway.example"
OPEN = "https://open.weixin.qq.com"
PAGE = "https://www.veland.example/visit?shop=1#map"


@pytest.fixture
async def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """A house with a public address and an admin key."""
    monkeypatch.setenv("BOT_PUBLIC_URL", PUBLIC)
    async with open_house(tmp_path) as house:
        await house.gateway.stores.keys.add_key(
            "shop", scope="admin", agent=None, secret_hash=hash_key("wsg_s"), at=house.clock.now()
        )
        yield house


async def visit(house: House, address: str, cookie: str = "") -> Any:
    """Status, where it leads, the cookie it sets, and the page; as a browser would ask."""
    where = address.replace(PUBLIC, house.root, 1).replace(OPEN, f"{house.simulator}/api", 1)
    async with house.http.get(
        URL(where.partition("#")[0], encoded=True),
        allow_redirects=False,
        headers={"Cookie": cookie} if cookie else {},
    ) as response:
        return (
            response.status,
            response.headers.get("Location", ""),
            response.headers.get("Set-Cookie", ""),
            await response.text(),
        )


async def begin(house: House, to: str = PAGE) -> tuple[str, str]:
    """The address at WeChat, and the browser's cookie."""
    status, location, cookie, _ = await visit(
        house, f"{PUBLIC}/wechat/oauth/start?to={quote(to, safe='')}"
    )
    assert status == 302, location
    return location, cookie.partition(";")[0]


async def agree(house: House, at_wechat: str, more: str = "") -> str:
    """The address to which WeChat sends the browser back."""
    plain = at_wechat.partition("#")[0]
    _, back, _, _ = await visit(house, f"{plain}&fan={house.fan()}{more}")
    assert back.startswith(f"{PUBLIC}/wechat/oauth/back?"), back
    return back


def fields_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


async def verified(house: House, token: object) -> tuple[int, dict[str, Any]]:
    return await house.api("POST", "/v1/oauth/verify", {"token": token}, as_="wsg_s")


async def test_page_learns_the_pid_of_its_fan_and_nothing_else(opened: House) -> None:
    await opened.do("follow", source="search")
    await opened.say("您好")
    at_wechat, cookie = await begin(opened)
    status, onward, gone, _ = await visit(opened, await agree(opened, at_wechat), cookie)
    fields = fields_of(onward)
    _, listed = await opened.api("GET", "/v1/conversations", as_="wsg_s")

    assert at_wechat.startswith(f"{OPEN}/connect/oauth2/authorize?appid=")
    assert status == 302
    assert onward.startswith("https://www.veland.example/visit?shop=1&fan_token=")
    assert onward.endswith("#map")
    assert "Max-Age=0" in gone
    assert opened.fan() not in onward
    assert await verified(opened, fields["fan_token"]) == (
        200,
        {"pid": listed["items"][0]["pid"], "snapshot": False, "host": "www.veland.example"},
    )


async def test_cookie_is_out_of_reach_of_scripts_and_other_sites(opened: House) -> None:
    _, _, cookie, _ = await visit(opened, f"{PUBLIC}/wechat/oauth/start?to=/visit")

    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/wechat/oauth/back" in cookie
    assert "Max-Age=600" in cookie


async def test_token_expires_after_five_minutes(opened: House) -> None:
    at_wechat, cookie = await begin(opened)
    _, onward, _, _ = await visit(opened, await agree(opened, at_wechat), cookie)
    token = fields_of(onward)["fan_token"]
    opened.clock.forward(minutes=5)
    status, problem = await verified(opened, token)

    assert (status, problem["reason"]) == (422, "token")


@pytest.mark.parametrize(("token", "status"), [("", 422), ("a.b", 422), (1, 400), (None, 400)])
async def test_foreign_token_is_refused(opened: House, token: object, status: int) -> None:
    assert (await verified(opened, token))[0] == status


@pytest.mark.parametrize(
    "to", ["", "https://evil.example/", "//evil.example", "http://www.veland.example/", "/wechat"]
)
async def test_target_that_is_not_ours_is_refused_on_a_page(opened: House, to: str) -> None:
    status, location, cookie, page = await visit(
        opened, f"{PUBLIC}/wechat/oauth/start?to={quote(to, safe='')}"
    )

    assert (status, location, cookie) == (400, "", "")
    assert "链接有误" in page
    assert "evil" not in page


async def test_scope_that_asks_for_a_profile_is_refused(opened: House) -> None:
    status, _, _, _ = await visit(
        opened, f"{PUBLIC}/wechat/oauth/start?to=/visit&scope=snsapi_userinfo"
    )

    assert status == 400


async def test_log_in_is_good_in_its_own_browser_only(opened: House) -> None:
    """A code of one's own, slipped to somebody else, logs nobody in."""
    mine, my_cookie = await begin(opened)
    _, other_cookie = await begin(opened)
    back = await agree(opened, mine)
    name, _, value = my_cookie.partition("=")
    other_value = other_cookie.partition("=")[2]
    state = fields_of(back)["state"]
    for address, cookie in (
        (back, ""),
        (back, other_cookie),
        (back, f"{name}={other_value}"),
        (back, f"{name}={value}x"),
        (back.replace(state, state[::-1]), my_cookie),
        (back.replace(state, "x"), my_cookie),
        (f"{PUBLIC}/wechat/oauth/back?code=1", my_cookie),
        (f"{PUBLIC}/wechat/oauth/back", ""),
    ):
        status, location, _, page = await visit(opened, address, cookie)
        assert (status, location) == (400, "")
        assert "已过期" in page


async def test_log_in_that_took_too_long_begins_anew(opened: House) -> None:
    at_wechat, cookie = await begin(opened)
    back = await agree(opened, at_wechat)
    opened.clock.forward(minutes=10)

    assert (await visit(opened, back, cookie))[0] == 400


async def test_fan_who_does_not_agree_reaches_the_page_without_a_token(opened: House) -> None:
    at_wechat, cookie = await begin(opened)
    state = fields_of(at_wechat)["state"]
    _, onward, _, _ = await visit(opened, f"{PUBLIC}/wechat/oauth/back?state={state}", cookie)

    assert onward == "https://www.veland.example/visit?shop=1&fan_login=denied#map"


async def test_code_used_twice_or_a_silent_platform_end_without_a_token(opened: House) -> None:
    at_wechat, cookie = await begin(opened)
    back = await agree(opened, at_wechat)
    await visit(opened, back, cookie)
    _, twice, _, _ = await visit(opened, back, cookie)
    at_wechat, cookie = await begin(opened)
    opened.platform.faults.calls.append(ApiFault(path="oauth2/access_token", reset=True, times=5))
    _, silent, _, _ = await visit(opened, await agree(opened, at_wechat), cookie)

    assert fields_of(twice)["fan_login"] == "failed"
    assert fields_of(silent)["fan_login"] == "failed"


async def test_visitor_of_a_snapshot_page_is_nobody(opened: House) -> None:
    at_wechat, cookie = await begin(opened)
    back = await agree(opened, at_wechat, "&snapshot=1")
    _, onward, _, _ = await visit(opened, back, cookie)

    assert (await verified(opened, fields_of(onward)["fan_token"]))[1] == {
        "pid": None,
        "snapshot": True,
        "host": "www.veland.example",
    }


async def test_two_pages_at_once_do_not_disturb_each_other(opened: House) -> None:
    began = [await begin(opened, to) for to in ("/one", "/two")]
    cookies = "; ".join(cookie for _, cookie in began)
    backs = [await agree(opened, at_wechat) for at_wechat, _ in began]
    onward = await asyncio.gather(*(visit(opened, back, cookies) for back in backs))

    assert [urlsplit(location).path for _, location, _, _ in onward] == ["/one", "/two"]


async def test_without_a_public_address_no_log_in_begins(house: House) -> None:
    async with house.http.get(f"{house.root}/wechat/oauth/start?to=/visit") as response:
        assert response.status == 400
