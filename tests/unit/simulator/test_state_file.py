from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from bot.model import AllowanceKind
from bot.simulator import state_file
from bot.simulator.platform import Platform
from bot.simulator.settings import SimulatorSettings
from tests.simulated import MovableClock


def settings(path: Path) -> SimulatorSettings:
    return SimulatorSettings(
        app_id="wx1", app_secret="s", token="t", callback_url="", state_file=path
    )


async def test_second_start_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    clock, path = MovableClock(), tmp_path / "simulator.json"
    first = Platform(settings(path), state_file.load(path, now=clock()), now=clock)
    fan = first.add_fan("林小姐")
    fan.following = True
    first.book.grant(fan.open_id, AllowanceKind.MESSAGE, now=clock())
    first.book.spend(fan.open_id, now=clock())
    first.show(fan, "fan", kind="text", data={"text": "在吗 👜"})
    first.state.menu = {"button": [{"type": "click", "name": "门店", "key": "S"}]}
    token = first.tokens.stable(now=clock())
    await state_file.save(first)

    second = Platform(settings(path), state_file.load(path, now=clock()), now=clock)

    assert second.state == first.state
    assert second.tokens.state(token.value, now=clock()) == "good"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"{", b'{"fans": 3}', b"\xff"])
def test_unreadable_state_is_kept_aside_and_named_in_the_log(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "simulator.json"
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        state = state_file.load(path, now=MovableClock()())

    aside = tmp_path / "simulator.json.unreadable-20261120T020000"
    assert not state.fans
    assert aside.read_bytes() == content
    assert aside.name in caplog.text
    assert not path.exists()


def test_state_of_an_earlier_version_still_loads(tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    path.write_text(
        """{"fans": {"o1": {"open_id": "o1", "name": "林小姐", "following": true,
        "followed_once": true, "receiving": true, "subscribe_time": 1, "subscribe_scene": "",
        "scene": "", "chat": [{"seq": 1, "at": "2026-11-20T02:00:00Z", "side": "fan",
        "kind": "text", "data": {"text": "在吗"}, "via": ""}]}},
        "allowances": {}, "menu": {"button": []},
        "tokens": {"tokens": [], "forced_at": []},
        "media": {"m": {"kind": "image", "content_type": "image/png",
        "created_at": "2026-11-20T02:00:00Z"}}, "last_seq": 1}""",
        encoding="utf-8",
    )
    state = state_file.load(path, now=MovableClock()())

    assert state.fans["o1"].chat[0].data == {"text": "在吗"}
    assert state.account.verified
    assert state.account.menu is not None
    assert not state.media["m"].permanent
