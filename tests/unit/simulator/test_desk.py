from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.desk import NativeDesk
from bot.simulator.deskcalls import DeskCalls
from tests.unit.simulator.nouns import Room

LIN, HE = "lin@veland", "he@veland"


class Desk(Room):
    """A platform whose own desk has two workers, one of them online."""

    def __init__(self) -> None:
        super().__init__()
        self.room = NativeDesk(self.platform)
        self.calls = DeskCalls(self.platform, self.room)
        for name in (LIN, HE):
            self.of("kfaccount/add", kf_account=name, nickname="顾问")
        self.room.set_online(LIN, on=True)

    def of(self, path: str, **fields: Any) -> int:
        return self.code(self.calls, path, **fields)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("kf_account", "nickname", "errcode"),
    [(LIN, "x", 65406), ("a b@c", "x", 65404), ("new@veland", "岚" * 17, 65403)],
)
def test_worker_is_refused_with_its_number(
    desk: Desk, kf_account: str, nickname: str, errcode: int
) -> None:
    assert desk.of("kfaccount/add", kf_account=kf_account, nickname=nickname) == errcode


def test_hundred_and_first_worker_is_refused(desk: Desk) -> None:
    codes = [desk.of("kfaccount/add", kf_account=f"k{n}@v", nickname="x") for n in range(99)]

    assert codes == [0] * 98 + [65405]


def test_session_needs_a_worker_who_is_online_and_free_for_the_fan(desk: Desk) -> None:
    fan = desk.fan.open_id

    assert desk.of("kfsession/create", kf_account="nobody@v", openid=fan) == 65401
    assert desk.of("kfsession/create", kf_account=HE, openid=fan) == 65402
    assert desk.of("kfsession/close", kf_account=LIN, openid=fan) == 65413
    assert desk.of("kfsession/create", kf_account=LIN, openid=fan) == 0

    desk.room.set_online(HE, on=True)

    assert desk.of("kfsession/create", kf_account=HE, openid=fan) == 65414
    assert desk.call(desk.calls, "kfsession/getsession", openid=fan)["kf_account"] == LIN
    assert desk.call(desk.calls, "getonlinekflist")["kf_online_list"][0]["accepted_case"] == 1
    assert desk.of("kfsession/close", kf_account=LIN, openid=fan) == 0
    assert [desk.platform.later.get_nowait().name for _ in range(2)] == [
        "kf_create_session",
        "kf_close_session",
    ]


def test_record_holds_both_sides_of_a_day(desk: Desk) -> None:
    desk.room.accept(desk.fan, LIN)
    desk.room.takes(desk.fan, "在吗")
    desk.room.say(desk.fan, "在的")
    now = int(desk.clock().timestamp())
    told = desk.call(desk.calls, "getmsglist", starttime=now - 60, endtime=now, msgid=1, number=100)

    assert [(line["opercode"], line["text"]) for line in told["recordlist"]] == [
        (2003, "在吗"),
        (2002, "在的"),
    ]
    query = {"msgid": 1, "number": 100}
    assert desk.of("getmsglist", starttime=now - 90_000, endtime=now, **query) == 65417
    assert desk.of("getmsglist", starttime=now, endtime=now, msgid=0, number=1) == 65416


def test_fan_belongs_to_the_worker_until_half_an_hour_of_silence(desk: Desk) -> None:
    desk.room.wait(desk.fan)

    assert not desk.room.takes(desk.fan, "有人吗")

    desk.room.accept(desk.fan, LIN)
    desk.clock.move(minutes=29)
    assert desk.room.takes(desk.fan, "在吗")

    desk.clock.move(minutes=29)
    assert desk.room.takes(desk.fan, "还在吗")

    desk.clock.move(minutes=30)
    assert not desk.room.takes(desk.fan, "喂")
    assert desk.platform.state.desk.sessions == {}
