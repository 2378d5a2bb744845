"""Quota tools, and the addresses of the platform."""

from __future__ import annotations

import pytest

from bot.channels.wechat import network, quota
from bot.errors import Declined, Misconfigured, RateLimited, Refused
from tests.unit.channels.wechat.fake_platform import APP_ID, SECRET
from tests.unit.channels.wechat.test_api import whole_text

RID = "61725984-6126f6f9-040f19c4"


async def test_quota_of_a_path_is_told(api, platform):
    platform.answers = [{"errcode": 0, "quota": {"daily_limit": 500, "used": 3, "remain": 497}}]

    assert await quota.quota_of(api, "/cgi-bin/user/get") == quota.Quota(500, 3, 497)
    assert platform.bodies == [{"cgi_path": "/cgi-bin/user/get"}]


@pytest.mark.parametrize("path", ["", "cgi-bin/user/get", "/", "/a b", "/x?y=1", "https://x/y"])
async def test_path_that_is_none_is_refused_before_the_call(api, platform, path):
    for work in (quota.quota_of(api, path), quota.clear_quota(api, path)):
        with pytest.raises(Refused):
            await work

    assert platform.calls == []


@pytest.mark.parametrize("number", [76003, 76021, 76022])
async def test_path_that_the_platform_does_not_know_is_declined(api, platform, number):
    platform.answers = [{"errcode": number, "errmsg": "cgi_path not found"}]
    with pytest.raises(Declined):
        await quota.quota_of(api, "/cgi-bin/nothing")


async def test_one_counter_or_all_are_cleared(api, platform):
    await quota.clear_quota(api, "/cgi-bin/user/get")
    await quota.clear_all(api)

    assert platform.paths == ["/cgi-bin/openapi/quota/clear", "/cgi-bin/clear_quota"]
    assert platform.bodies[1] == {"appid": APP_ID}


async def test_clearing_too_often_is_told(api, platform):
    platform.answers = [{"errcode": 48006, "errmsg": "forbid to clear quota"}]
    with pytest.raises(RateLimited, match="month"):
        await quota.clear_all(api)

    assert platform.paths == ["/cgi-bin/clear_quota"]


async def test_counters_are_cleared_without_a_token_when_none_can_be_had(api, platform):
    platform.token_answers = [{"errcode": 45009, "errmsg": "reach max api daily quota limit"}]
    await quota.clear_all(api)

    assert platform.paths == ["/cgi-bin/clear_quota/v2"]
    assert platform.calls[0][1] == {}
    assert platform.bodies == [{"appid": APP_ID, "appsecret": SECRET}]


async def test_secret_stays_out_of_what_is_told_of_a_refused_clearing(api, platform):
    platform.answers = [{"errcode": 40125, "errmsg": f"invalid appsecret {SECRET}"}]
    with pytest.raises(Misconfigured) as raised:
        await quota.clear_all_without_token(api)

    assert SECRET not in whole_text(raised.value)


async def test_refused_call_is_looked_up_by_its_rid(api, platform):
    platform.answers = [
        {
            "request": {
                "invoke_time": 1635156704,
                "cost_in_ms": 30,
                "request_url": "access_token=50_Im7x",
                "request_body": "",
                "response_body": '{"errcode":45009}',
                "client_ip": "113.1.2.3",
            }
        }
    ]
    found = await quota.refused_call(api, RID)

    assert platform.bodies == [{"rid": RID}]
    assert (found.took_ms, found.address) == (30, "113.1.2.3")
    assert found.at is not None
    with pytest.raises(Refused):
        await quota.refused_call(api, "rid: " + RID)


async def test_addresses_of_the_platform_are_listed(api, platform):
    platform.answers = [{"ip_list": ["101.226.62.0/24"]}, {"ip_list": ["1.2.3.4"]}]

    assert await network.callback_addresses(api) == ("101.226.62.0/24",)
    assert await network.api_addresses(api) == ("1.2.3.4",)
    assert platform.paths == ["/cgi-bin/getcallbackip", "/cgi-bin/get_api_domain_ip"]


async def test_platform_tells_how_it_reaches_the_callback(api, platform):
    platform.answers = [
        {
            "dns": [{"ip": "1.2.3.4", "real_operator": "UNICOM"}],
            "ping": [
                {
                    "ip": "1.2.3.4",
                    "from_operator": "UNICOM",
                    "package_loss": "0%",
                    "time": "23.079ms",
                }
            ],
        }
    ]
    found = await network.check_callback(api, operator="UNICOM")

    assert platform.bodies == [{"action": "all", "check_operator": "UNICOM"}]
    assert found.resolved == (network.Resolved("1.2.3.4", "UNICOM"),)
    assert found.pinged == (network.Pinged("1.2.3.4", "UNICOM", "0%", "23.079ms"),)


async def test_callback_that_was_never_saved_is_named(api, platform):
    platform.answers = [{"errcode": 40201, "errmsg": "no url"}]
    with pytest.raises(Misconfigured, match="callback"):
        await network.check_callback(api)
