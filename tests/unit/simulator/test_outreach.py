"""QR codes, template messages and subscription notices."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.notices import Notices
from bot.simulator.qrcodes import QrCodes
from bot.simulator.templates import Templates
from tests.unit.simulator.nouns import Room


@pytest.fixture
def room() -> Room:
    return Room()


def code(room: Room, action: str, scene: dict[str, Any], **more: Any) -> dict[str, Any]:
    info = {"scene": scene}
    return room.call(
        QrCodes(room.platform), "qrcode/create", action_name=action, action_info=info, **more
    )


@pytest.mark.parametrize(
    ("action", "scene", "errcode"),
    [
        ("QR_SCENE", {"scene_id": 1}, 0),
        ("QR_SCENE", {"scene_id": 2**32}, 40053),
        ("QR_SCENE", {"scene_id": 0}, 40053),
        ("QR_STR_SCENE", {"scene_str": "s" * 64}, 0),
        ("QR_STR_SCENE", {"scene_str": "s" * 65}, 40053),
        ("QR_LIMIT_SCENE", {"scene_id": 100_000}, 0),
        ("QR_LIMIT_SCENE", {"scene_id": 100_001}, 40053),
        ("QR_LIMIT_STR_SCENE", {"scene_str": ""}, 40053),
        ("QR_FUN", {"scene_str": "a"}, 40052),
    ],
)
def test_scene_must_fit_its_action(
    room: Room, action: str, scene: dict[str, Any], errcode: int
) -> None:
    assert code(room, action, scene).get("errcode", 0) == errcode


def test_temporary_code_lasts_a_minute_by_itself_and_thirty_days_at_most(room: Room) -> None:
    scene = {"scene_str": "till"}

    assert code(room, "QR_STR_SCENE", scene)["expire_seconds"] == 60
    assert code(room, "QR_STR_SCENE", scene, expire_seconds=10**9)["expire_seconds"] == 2_592_000
    assert "expire_seconds" not in code(room, "QR_LIMIT_STR_SCENE", scene)


def test_permanent_code_of_a_scene_is_made_once(room: Room) -> None:
    first = code(room, "QR_LIMIT_STR_SCENE", {"scene_str": "till"})

    assert code(room, "QR_LIMIT_STR_SCENE", {"scene_str": "till"}) == first


def booked(**values: str) -> dict[str, Any]:
    data = {"thing1": "恒隆广场店", "time2": "11月28日 15:00", "name3": "林小姐", **values}
    return {name: {"value": value} for name, value in data.items()}


@pytest.mark.parametrize(
    ("values", "errcode"),
    [
        ({}, 0),
        ({"thing1": "岚" * 20}, 0),
        ({"thing1": "岚" * 21}, 47003),
        ({"thing1": "两\n行"}, 47003),
        ({"name3": ""}, 47003),
        ({"thing1": "全场八折优惠"}, 40249),
    ],
)
def test_template_value_must_fit_its_keyword(
    room: Room, values: dict[str, str], errcode: int
) -> None:
    templates = Templates(room.platform)
    added = room.call(templates, "api_add_template", template_id_short="TM00303")
    sent = room.call(
        templates,
        "template/send",
        touser=room.fan.open_id,
        template_id=added["template_id"],
        data=booked(**values),
    )

    assert sent["errcode"] == errcode
    assert room.platform.later.qsize() == (0 if errcode else 1)


def test_template_needs_a_follower_and_its_failure_comes_as_an_event(room: Room) -> None:
    templates, fan = Templates(room.platform), room.fan
    added = room.call(templates, "api_add_template", template_id_short="TM00303")

    def send(open_id: str, template_id: str = added["template_id"]) -> int:
        body = {"touser": open_id, "template_id": template_id, "data": booked()}
        return room.code(templates, "template/send", **body)

    fan.receiving = False

    assert send(room.fans[1].open_id) == 43004
    assert send(fan.open_id, "nothing") == 40037
    assert send(fan.open_id) == 0
    assert room.platform.later.get_nowait().fields["Status"] == "failed:user block"
    assert fan.chat == []


def test_notice_is_one_message_for_one_accept(room: Room) -> None:
    notices, fan = Notices(room.platform), room.fan
    added = room.call(notices, "addtemplate", tid="1462", kidList=[1, 2, 3], sceneDesc="到店预约")
    template_id = added["priTmplId"]
    body = {"touser": fan.open_id, "template_id": template_id, "data": booked()}

    assert room.code(notices, "bizsend", **body) == 43101

    room.platform.state.accepted[fan.open_id] = {template_id: 1}

    assert room.code(notices, "bizsend", **body) == 0
    assert room.code(notices, "bizsend", **body) == 43101
    assert fan.chat[-1].data["rows"][0] == ["门店", "恒隆广场店"]


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"tid": "9"}, 200014),
        ({"kidList": [1]}, 200020),
        ({"kidList": [1, 9]}, 200020),
        ({"sceneDesc": "岚" * 16}, 200021),
    ],
)
def test_notice_template_beyond_the_limits_is_refused(
    room: Room, changed: dict[str, Any], errcode: int
) -> None:
    body = {"tid": "1462", "kidList": [1, 2], "sceneDesc": "预约", **changed}

    assert room.code(Notices(room.platform), "addtemplate", **body) == errcode


def test_library_of_notices_is_read_by_category(room: Room) -> None:
    notices = Notices(room.platform)
    titles = room.call(notices, "getpubtemplatetitles", ids="616", start="0", limit="30")
    words = room.call(notices, "getpubtemplatekeywords", tid="1462")

    assert [one["tid"] for one in titles["data"]] == [1462, 2101]
    assert words["data"][0] == {"kid": 1, "name": "门店", "example": "", "rule": "thing1"}
