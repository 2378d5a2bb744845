from __future__ import annotations

import pytest

from bot.simulator.tags import Tags
from tests.unit.simulator.nouns import Room


@pytest.fixture
def room() -> Room:
    return Room()


def created(room: Room, name: str) -> int:
    return int(room.call(Tags(room.platform), "tags/create", tag={"name": name})["tag"]["id"])


@pytest.mark.parametrize(
    ("name", "errcode"), [("VIP", 45157), ("星标组", 45157), ("", 45157), ("岚" * 11, 45158)]
)
def test_tag_name_must_be_new_and_short(room: Room, name: str, errcode: int) -> None:
    created(room, "VIP")

    assert room.code(Tags(room.platform), "tags/create", tag={"name": name}) == errcode


def test_hundred_and_first_tag_is_refused(room: Room) -> None:
    ids = [created(room, f"t{number}") for number in range(100)]

    assert ids[0] == 100
    assert room.code(Tags(room.platform), "tags/create", tag={"name": "more"}) == 45056


def test_system_and_unknown_tags_cannot_be_changed(room: Room) -> None:
    tags = Tags(room.platform)

    assert room.code(tags, "tags/update", tag={"id": 2, "name": "x"}) == 45058
    assert room.code(tags, "tags/delete", tag={"id": 0}) == 45058
    assert room.code(tags, "tags/delete", tag={"id": 100}) == 45159


def test_tag_given_last_stands_last_and_goes_with_its_deletion(room: Room) -> None:
    tags, fan = Tags(room.platform), room.fan
    first, second = created(room, "VIP"), created(room, "上海")
    for tag in (first, second, first):
        room.call(tags, "batchtagging", tagid=tag, openid_list=[fan.open_id])

    assert room.call(tags, "getidlist", openid=fan.open_id) == {"tagid_list": [second, first]}
    assert room.call(tags, "user/tag/get", tagid=first)["data"] == {"openid": [fan.open_id]}

    room.call(tags, "tags/delete", tag={"id": first})

    assert fan.tags == [second]


def test_fan_carries_twenty_tags_and_a_call_fifty_fans(room: Room) -> None:
    tags, open_id = Tags(room.platform), room.fan.open_id
    ids = [created(room, f"t{number}") for number in range(21)]
    codes = [room.code(tags, "batchtagging", tagid=i, openid_list=[open_id]) for i in ids]

    assert codes == [0] * 20 + [45059]
    assert room.code(tags, "batchtagging", tagid=ids[0], openid_list=[open_id] * 51) == 40032
    assert room.code(tags, "batchtagging", tagid=999, openid_list=[open_id]) == 45159
    assert room.code(tags, "batchtagging", tagid=ids[0], openid_list=["nobody"]) == 49003


def test_strangers_in_a_list_are_told_and_the_others_tagged(room: Room) -> None:
    tag, fan = created(room, "VIP"), room.fan
    both = [fan.open_id, "nobody"]
    told = room.call(Tags(room.platform), "batchtagging", tagid=tag, openid_list=both)

    assert told == {"errcode": 45171, "fail_openid_list": ["nobody"]}
    assert fan.tags == [tag]
