from __future__ import annotations

import pytest

from bot.simulator.answers import ApiRefused
from bot.simulator.api import PlatformApi
from bot.simulator.quotas import Quotas
from bot.simulator.state import Refusal
from tests.unit.simulator.nouns import Room

PATH = "/cgi-bin/menu/create"


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def quotas(room: Room) -> Quotas:
    found = Quotas(room.platform)
    found.watch(PlatformApi(room.platform).calls)
    return found


def spend(room: Room, quotas: Quotas, times: int) -> int:
    call = next(one for one in PlatformApi(room.platform).calls if one.path == PATH)
    try:
        for _ in range(times):
            quotas.spend(call)
    except ApiRefused as refused:
        return refused.errcode
    return 0


def test_daily_number_is_used_up_until_midnight_in_china(room: Room, quotas: Quotas) -> None:
    assert spend(room, quotas, 1000) == 0
    assert spend(room, quotas, 1) == 45009

    told = room.call(quotas, "quota/get", cgi_path=PATH)
    assert told["quota"] == {"daily_limit": 1000, "used": 1000, "remain": 0}

    room.clock.move(hours=14)  # from ten in the morning in China to midnight
    assert spend(room, quotas, 1) == 0


def test_clearing_works_ten_times_a_month(room: Room, quotas: Quotas) -> None:
    codes = [room.code(quotas, "/clear_quota", appid="wx1") for _ in range(10)]

    assert codes == [0] * 10
    assert room.code(quotas, "/clear_quota", appid="wx1") == 48006
    assert room.code(quotas, "/v2", appid="wx1", appsecret="secret") == 48006
    assert room.code(quotas, "/clear_quota", appid="other") == 40013
    assert room.code(quotas, "quota/clear", cgi_path=PATH) == 0

    room.clock.move(days=31)
    assert room.code(quotas, "/v2", appid="wx1", appsecret="secret") == 0


@pytest.mark.parametrize(
    ("path", "errcode"), [("menu", 76003), ("/cgi-bin/nothing", 76021), ("/sns/userinfo", 76022)]
)
def test_unknown_path_has_no_quota(room: Room, quotas: Quotas, path: str, errcode: int) -> None:
    assert room.code(quotas, "quota/get", cgi_path=path) == errcode


def test_lookup_id_is_known_for_a_week(room: Room, quotas: Quotas) -> None:
    refusal = Refusal(at=room.clock(), path=PATH, client_ip="10.0.0.1", ms=3, body="{}")
    quotas.remember("a-b-c", refusal)

    assert room.call(quotas, "rid/get", rid="a-b-c")["request"]["request_url"] == PATH
    assert room.code(quotas, "rid/get", rid="d-e-f") == 76001
    assert room.code(quotas, "rid/get", rid="") == 76002

    room.clock.move(days=8)
    assert room.code(quotas, "rid/get", rid="a-b-c") == 76004
