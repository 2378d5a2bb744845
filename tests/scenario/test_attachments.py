"""Files that fans send: fetched after the commit, kept by what they are, thrown away in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.flow.media import MediaKeeper
from bot.model import Attachment, AttachmentState
from tests.scenario.house import APP_ID, House, open_house

WORDS = {"kind", "type", "bytes"}


@asynccontextmanager
async def visited(folder: Path) -> AsyncIterator[House]:
    """A house whose first fan follows."""
    async with open_house(folder) as house:
        await house.do("follow")
        yield house


async def files(house: House) -> list[Attachment]:
    """Every file of every conversation, as recorded."""
    stores = house.gateway.stores
    conversations = await stores.conversations.list_conversations(APP_ID)
    return [item for it in conversations for item in await stores.media.list_attachments(it.id)]


async def settled(house: House, count: int = 1) -> list[Attachment]:
    """The files once that many are no longer wanted; fails after five seconds."""
    async with asyncio.timeout(5):
        while True:
            found = [it for it in await files(house) if it.state is not AttachmentState.WANTED]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.01)


async def test_a_picture_is_kept_under_a_random_name_with_what_it_is(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        await house.do("image", sample="bag")
        (kept,) = await settled(house)
        path = house.gateway.media.shelf.path_of(kept.name)
        data = path.read_bytes()
        events = [item for item in await house.events() if item["type"] == "attachment_settled"]

    assert (kept.state, kept.type, kept.size) == ("kept", "png", len(data))
    assert data.startswith(b"\x89PNG")
    assert path.parent.name == APP_ID
    assert kept.name.removesuffix(".png") not in {kept.file.media_id, ""}
    # Settled, nobody can fetch it at the platform with what we hold.
    assert (kept.file.media_id, kept.file.url) == ("", "")
    assert [item["outcome"] for item in events] == ["kept"]
    assert set(events[0]["props"]) == WORDS


async def test_voice_with_words_is_answered_as_text_and_its_sound_is_kept(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        told = await house.do("voice", text="退货期限是多少天", recognised=True, seconds=2)
        (kept,) = await settled(house)

    assert "7" in str(told["reply"])
    assert (kept.file.kind, kept.type) == ("voice", "amr")


async def test_a_film_is_kept(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        await house.do("video")
        (kept,) = await settled(house)

    assert (kept.file.kind, kept.type) == ("video", "mp4")


async def test_what_is_not_what_it_says_is_not_kept(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        swapped(house, b"<html><script>alert(1)</script>")
        await house.do("image", sample="bag")
        (lost,) = await settled(house)

    assert (lost.state, lost.reason, lost.name) == ("refused", "type", "")


def swapped(house: House, content: bytes) -> None:
    """From now on the platform holds these bytes, whatever the fan sends."""
    put = house.platform.media.put
    house.platform.media.put = lambda _, medium: put(content, medium)  # type: ignore[method-assign]


async def test_a_busy_platform_is_asked_again(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        await _order(house, {"path": "media/get", "errcode": -1})
        await house.do("image", sample="bag")
        await _until(lambda: _attempted(house))
        house.clock.forward(seconds=30)
        house.gateway.media.wake()
        (kept,) = await settled(house)

    assert (kept.state, kept.attempts) == ("kept", 2)


async def test_a_recording_that_the_platform_forgot_is_expired(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        await _order(house, {"path": "media/get", "errcode": 40007})
        await house.do("voice", text="", recognised=False)
        (lost,) = await settled(house)

    assert (lost.state, lost.reason) == ("expired", "gone")


async def test_after_three_days_nothing_is_asked_for_any_more(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        await _order(house, {"path": "media/get", "errcode": -1})
        await house.do("image", sample="bag")
        await _until(lambda: _attempted(house))
        house.clock.forward(days=3, minutes=1)
        house.gateway.media.wake()
        (lost,) = await settled(house)

    assert (lost.state, lost.reason) == ("expired", "gone")


async def test_a_file_not_fetched_before_a_stop_is_fetched_after_the_start(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        await _order(house, {"path": "media/get", "errcode": -1})
        await house.do("image", sample="bag")
        await _until(lambda: _attempted(house))
        media, keeper = dict(house.platform.state.media), house.platform.media
    async with visited(tmp_path) as house:
        house.platform.state.media.update(media)
        house.platform.media._held.update(keeper._held)
        house.clock.forward(minutes=2)
        house.gateway.media.wake()
        (kept,) = await settled(house)

    assert kept.state is AttachmentState.KEPT


async def test_kept_files_are_thrown_away_in_time_and_strays_too(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        keeper: MediaKeeper = house.gateway.media
        await house.do("image", sample="bag")
        (kept,) = await settled(house)
        path = keeper.shelf.path_of(kept.name)
        stray = keeper.shelf.folder / "left-by-a-crash.part"
        stray.write_bytes(b"half")
        house.clock.forward(days=179)
        await keeper.tidy()
        both = (path.exists(), stray.exists())
        house.clock.forward(days=2)
        await keeper.tidy()
        (gone,) = await files(house)

    assert both == (True, False)
    assert not path.exists()
    assert (gone.state, gone.reason, gone.name) == ("expired", "retention", "")


async def test_the_files_of_a_fan_are_found_for_erasing(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        await house.do("image", sample="bag")
        (kept,) = await settled(house)
        names = await house.gateway.stores.media.names_of(kept.pid)
        found = [house.gateway.media.shelf.path_of(name) for name in names]

    assert [path.name for path in found] == [kept.name]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a.png", "0" * 32, "/etc/passwd"])
async def test_no_other_name_leads_to_a_file(name: str, tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        with pytest.raises(ValueError, match="name"):
            house.gateway.media.shelf.path_of(name)


async def _order(house: House, *faults: dict[str, object]) -> None:
    async with house.http.post(
        f"{house.simulator}/do/faults",
        json={"calls": list(faults)},
        headers={"X-Simulator": "1"},
    ) as response:
        assert response.status == 200, await response.text()


async def _attempted(house: House) -> bool:
    return any(item.reason for item in await files(house))


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while not await holds():
            await asyncio.sleep(0.01)
