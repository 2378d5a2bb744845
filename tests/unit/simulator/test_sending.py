from __future__ import annotations

from typing import Any

import pytest

from bot.model import AllowanceKind
from bot.simulator.answers import ApiRefused
from bot.simulator.media import Medium
from bot.simulator.platform import Platform
from bot.simulator.sending import Sending
from bot.simulator.settings import SimulatorSettings
from bot.simulator.state import Fan, State
from tests.simulated import MovableClock

SETTINGS = SimulatorSettings(app_id="wx1", app_secret="s", token="t", callback_url="")
CARD = {"title": "t", "description": "d", "url": "https://veland.example/a", "picurl": ""}


class Room:
    """A platform with one following fan who has just written."""

    def __init__(self) -> None:
        self.clock = MovableClock()
        self.platform = Platform(SETTINGS, State(), now=self.clock)
        self.sending = Sending(self.platform)
        self.fan: Fan = next(iter(self.platform.state.fans.values()))
        self.fan.following = self.fan.followed_once = True
        self.write()

    def write(self) -> None:
        self.platform.book.grant(self.fan.open_id, AllowanceKind.MESSAGE, now=self.clock())
        self.platform.show(self.fan, "fan", kind="text", data={"text": "在吗"})

    def send(self, kind: str = "text", **content: Any) -> int:
        return self.refused(
            {"touser": self.fan.open_id, "msgtype": kind, kind: content or {"content": "您好"}}
        )

    def refused(self, message: dict[str, Any]) -> int:
        try:
            self.sending.send(message)
        except ApiRefused as refused:
            return refused.errcode
        return 0


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.mark.parametrize(
    ("kind", "content", "errcode"),
    [
        ("text", {"content": "您好"}, 0),
        ("text", {"content": " "}, 44004),
        ("text", {"content": "岚" * 682}, 0),
        ("text", {"content": "岚" * 683}, 45002),
        ("news", {"articles": [CARD]}, 0),
        ("news", {"articles": [CARD, CARD]}, 45008),
        ("news", {"articles": []}, 44004),
        ("news", {"articles": [{**CARD, "url": "javascript:alert(1)"}]}, 40066),
        ("image", {"media_id": "nobody"}, 40007),
        ("msgmenu", {"head_content": "h", "list": [{"id": "1", "content": "是"}]}, 0),
        ("msgmenu", {"list": [{"id": "1", "content": "是"}] * 11}, 45098),
        ("msgmenu", {"list": [{"id": "1", "content": "岚" * 43}]}, 45099),
        ("wxcard", {"card_id": "c"}, 0),
        ("voice", {"media_id": "nobody"}, 40007),
        ("mpnewsarticle", {"article_id": "a"}, 0),
        ("link", {"title": "t", "url": "https://veland.example/"}, 48008),
        ("nonsense", {"a": "b"}, 40008),
    ],
)
def test_content_is_taken_or_refused_with_its_number(
    room: Room, kind: str, content: dict[str, Any], errcode: int
) -> None:
    assert room.send(kind, **content) == errcode


def test_refused_content_spends_nothing(room: Room) -> None:
    for _ in range(9):
        room.send("text", content="")

    assert [room.send() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


def test_message_after_48_hours_is_refused(room: Room) -> None:
    room.clock.move(hours=48)

    assert room.send() == 45015


def test_writing_again_after_six_messages_opens_five_more(room: Room) -> None:
    for _ in range(6):
        room.send()
    room.write()

    assert [room.send() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


def test_fans_out_of_reach_are_refused_with_their_numbers(room: Room) -> None:
    stranger = room.platform.add_fan("陌生人")

    assert room.refused({"touser": "nobody", "msgtype": "text"}) == 40003
    assert room.refused({"touser": stranger.open_id, "msgtype": "text"}) == 43004

    room.fan.receiving = False

    assert room.send() == 48002

    room.fan.following = False

    assert room.send() == 45015


def test_picture_is_refused_after_three_days(room: Room) -> None:
    medium = Medium(kind="image", content_type="image/png", created_at=room.clock())
    media_id = room.platform.media.put(b"\x89PNG\r\n\x1a\n", medium)

    assert room.send("image", media_id=media_id) == 0

    room.clock.move(days=3, seconds=1)
    room.write()

    assert room.send("image", media_id=media_id) == 40007


def test_typing_needs_recent_talk_and_a_pause(room: Room) -> None:
    def typing(command: str = "Typing") -> int:
        try:
            room.sending.typing({"touser": room.fan.open_id, "command": command})
        except ApiRefused as refused:
            return refused.errcode
        return 0

    assert [typing(), typing(), typing("CancelTyping"), typing(), typing("?")] == [
        0, 45081, 0, 0, 45072,
    ]  # fmt: skip

    room.clock.move(seconds=31)

    assert typing() == 45080


def test_message_marked_as_written_by_a_machine_shows_it(room: Room) -> None:
    room.refused(
        {
            "touser": room.fan.open_id,
            "msgtype": "text",
            "text": {"content": "您好"},
            "aimsgcontext": {"is_ai_msg": 1},
        }
    )

    assert room.fan.chat[-1].data == {"text": "您好", "ai": True}
