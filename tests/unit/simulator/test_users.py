from __future__ import annotations

import pytest

from bot.simulator.users import Users
from tests.unit.simulator.nouns import Room


@pytest.fixture
def room() -> Room:
    return Room()


def test_follower_shows_source_remark_and_tags_but_no_profile(room: Room) -> None:
    users, fan = Users(room.platform), room.fan
    fan.subscribe_scene, fan.scene, fan.tags = "ADD_SCENE_QR_CODE", "shop-12", [101, 100]
    room.call(users, "updateremark", openid=fan.open_id, remark="生日九月")
    told = room.call(users, "user/info", openid=fan.open_id)

    assert told["remark"] == "生日九月"
    assert (told["qr_scene"], told["qr_scene_str"]) == (0, "shop-12")
    assert (told["tagid_list"], told["groupid"]) == ([101, 100], 100)
    assert not {"nickname", "headimgurl", "sex", "unionid"} & told.keys()


def test_unionid_comes_with_the_open_platform_only(room: Room) -> None:
    users, stranger = Users(room.platform), room.fans[1]
    room.platform.state.account.open_platform = True
    told = room.call(users, "user/info", openid=stranger.open_id)

    assert set(told) == {"subscribe", "openid", "unionid"}


def test_remark_is_refused_when_too_long_or_for_a_stranger(room: Room) -> None:
    users, fan = Users(room.platform), room.fan

    assert room.code(users, "updateremark", openid=fan.open_id, remark="岚" * 10) == 40092
    assert room.code(users, "updateremark", openid=room.fans[1].open_id, remark="a") == 43004
    assert room.code(users, "updateremark", openid="nobody", remark="a") == 40003


def test_batch_takes_a_hundred_at_most(room: Room) -> None:
    users, one = Users(room.platform), {"openid": room.fan.open_id, "lang": "zh_CN"}

    assert len(room.call(users, "batchget", user_list=[one] * 100)["user_info_list"]) == 100
    assert room.code(users, "batchget", user_list=[one] * 101) == 40032
    assert room.code(users, "batchget", user_list=[]) == 40032


def test_list_of_followers_ends_with_an_empty_page(room: Room) -> None:
    users = Users(room.platform)
    room.follow(room.fans[1])
    first = room.call(users, "user/get", next_openid="")
    last = room.call(users, "user/get", next_openid=first["next_openid"])

    assert (first["total"], first["count"]) == (2, 2)
    assert first["data"]["openid"] == [fan.open_id for fan in room.fans[:2]]
    assert last == {"total": 2, "count": 0, "next_openid": ""}


def test_blacklist_takes_twenty_at_a_time(room: Room) -> None:
    users, open_id = Users(room.platform), room.fan.open_id

    assert room.code(users, "batchblacklist", openid_list=[open_id] * 21) == 40032
    assert room.code(users, "batchblacklist", openid_list=[open_id]) == 0
    assert room.call(users, "getblacklist", begin_openid="")["data"] == {"openid": [open_id]}
    assert room.code(users, "batchunblacklist", openid_list=[open_id]) == 0
    assert room.call(users, "getblacklist", begin_openid="")["total"] == 0
