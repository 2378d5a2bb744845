"""Fans as the platform tells of them, and the limits that are checked before a call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.wechat import users
from bot.errors import Declined, Refused
from bot.model import OpenId
from tests.unit.channels.wechat.fake_platform import FAN, PREFIX


def page(*names: str, after: str, total: int = 3) -> dict[str, object]:
    return {
        "total": total,
        "count": len(names),
        "data": {"openid": list(names)},
        "next_openid": after,
    }


async def test_user_info_tells_how_the_fan_came(api, platform):
    platform.answers = [
        {
            "subscribe": 1,
            "openid": FAN,
            "subscribe_time": 1764000000,
            "unionid": "u1",
            "remark": "VIC",
            "tagid_list": [2, 100],
            "subscribe_scene": "ADD_SCENE_QR_CODE",
            "qr_scene": 0,
            "qr_scene_str": "store.plaza66",
        }
    ]
    info = await users.info(api, FAN)

    assert platform.calls[0][1] == {
        "openid": FAN,
        "lang": "zh_CN",
        "access_token": "secret-token-1",
    }
    assert (info.open_id, info.following, info.union_id) == (FAN, True, "u1")
    assert info.followed_at == datetime(2025, 11, 24, 16, 0, tzinfo=UTC)
    assert (info.remark, info.source) == ("VIC", "ADD_SCENE_QR_CODE")
    assert (info.scene, info.tags) == ("store.plaza66", (2, 100))


async def test_user_info_of_who_does_not_follow_is_nearly_empty(api, platform):
    platform.answers = [{"subscribe": 0, "openid": FAN}]
    info = await users.info(api, FAN)

    assert not info.following
    assert (info.followed_at, info.source, info.scene, info.tags) == (None, "", "", ())


@pytest.mark.parametrize(
    ("field", "written"),
    [("subscribe_scene", None), ("subscribe_time", "soon"), ("tagid_list", {}), ("qr_scene", [])],
)
async def test_user_info_of_another_form_is_read_as_empty(api, platform, field, written):
    platform.answers = [{"subscribe": 1, "openid": FAN, field: written}]
    info = await users.info(api, FAN)

    assert info == users.UserInfo(open_id=FAN, following=True)


async def test_numeric_scene_is_read_like_a_named_one(api, platform):
    platform.answers = [{"subscribe": 1, "openid": FAN, "qr_scene": 12, "subscribe_time": "99"}]
    info = await users.info(api, FAN)

    assert info.scene == "12"
    assert info.followed_at == datetime(1970, 1, 1, 0, 1, 39, tzinfo=UTC)


async def test_many_infos_are_asked_for_a_hundred_at_a_time(api, platform):
    names = [OpenId(f"fan-{number}") for number in range(101)]
    platform.answers = [
        {"user_info_list": [{"subscribe": 1, "openid": name} for name in names[:100]]},
        {"user_info_list": [{"subscribe": 0, "openid": names[100]}]},
    ]
    found = await users.infos(api, names)

    assert [info.open_id for info in found] == names
    assert [info.following for info in found] == [True] * 100 + [False]
    assert [len(body["user_list"]) for body in platform.bodies] == [100, 1]


async def test_followers_are_read_page_after_page(api, platform):
    platform.answers = [page("a", "b", after="b"), page("c", after="c"), page(after="")]
    found = [open_id async for open_id in users.followers(api)]

    assert found == ["a", "b", "c"]
    assert [query.get("next_openid") for _, query, _ in platform.calls] == [None, "b", "c"]


async def test_list_whose_cursor_stands_still_ends(api, platform):
    platform.answers = [page("a", after="a"), page("b", after="a")]

    assert [open_id async for open_id in users.followers(api)] == ["a", "b"]
    assert len(platform.calls) == 2


async def test_account_without_followers_has_an_empty_list(api, platform):
    platform.answers = [{"total": 0, "count": 0, "next_openid": ""}]

    assert [open_id async for open_id in users.followers(api)] == []


@pytest.mark.parametrize("remark", ["王女士", "a" * 29, ""])
async def test_remark_that_fits_is_set(api, platform, remark):
    await users.set_remark(api, FAN, remark)

    assert platform.bodies == [{"openid": FAN, "remark": remark}]


@pytest.mark.parametrize(
    ("remark", "reason"), [("王" * 10, "too_long"), ("a" * 30, "too_long"), ("  ", "empty")]
)
async def test_remark_that_does_not_fit_is_refused_before_the_call(api, platform, remark, reason):
    with pytest.raises(Refused) as raised:
        await users.set_remark(api, FAN, remark)

    assert raised.value.data["reason"] == reason
    assert platform.calls == []


async def test_refused_remark_is_told_as_declined(api, platform):
    platform.answers = [{"errcode": 40092, "errmsg": "invalid remark name"}]
    with pytest.raises(Declined, match="remark"):
        await users.set_remark(api, FAN, "王女士")


@pytest.mark.parametrize(
    ("work", "verb"), [(users.block, "batchblacklist"), (users.unblock, "batchunblacklist")]
)
async def test_blacklist_takes_twenty_at_a_time(api, platform, work, verb):
    names = [OpenId(f"fan-{number}") for number in range(45)]
    await work(api, names)

    assert {path for path, _, _ in platform.calls} == {f"{PREFIX}/cgi-bin/tags/members/{verb}"}
    assert [len(body["openid_list"]) for body in platform.bodies] == [20, 20, 5]


@pytest.mark.parametrize("names", [[], [OpenId("")]])
async def test_blacklisting_nobody_is_refused_before_the_call(api, platform, names):
    with pytest.raises(Refused):
        await users.block(api, names)

    assert platform.calls == []


async def test_blacklist_is_read_page_after_page(api, platform):
    platform.answers = [page("a", after="a"), page("b", after="")]

    assert [open_id async for open_id in users.blocked(api)] == ["a", "b"]
    assert platform.bodies == [{"begin_openid": ""}, {"begin_openid": "a"}]
