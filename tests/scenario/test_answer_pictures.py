"""A picture that an editor names reaches the fan, and WeChat never forgets it for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.flow.doctor.account import AccountDoctor
from bot.flow.doctor.house import HouseDoctor
from bot.simulator.faults import ApiFault
from bot.simulator.pictures import sample_picture
from tests.scenario.house import APP_ID, House, open_house

ANSWERS = """entries:
  - id: care.strap
    questions: [表带怎么保养, 皮表带要护理吗, 表带脏了怎么清洁, 保养表带, 表带护理]
    answer: 请避免沾水。
    image: pictures/strap.png
  - id: size.chart
    questions: [戒指尺寸表, 戒指尺码图, 看看尺寸表, 有尺码图吗, 戒指码数图]
    image: pictures/{chart}.png
"""
WITH_TEXT, ALONE = "表带怎么保养", "戒指尺寸表"
UPLOAD = "media/upload"


def write(folder: Path, *, chart: str = "strap") -> Path:
    for name in ("answers", "pictures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "pictures" / "strap.png").write_bytes(sample_picture("bag"))
    (folder / "answers" / "a.yaml").write_text(ANSWERS.format(chart=chart), "utf-8")
    return folder


@asynccontextmanager
async def visited(folder: Path) -> AsyncIterator[House]:
    """A house whose first fan follows, with its one picture uploaded."""
    async with open_house(folder, faq=write(folder / "faq")) as house:
        await until(lambda: len(held(house)) == 1)
        await house.do("follow")
        yield house


def held(house: House) -> set[str]:
    """The media ids of the content in force that may be used now."""
    files = house.gateway.content.current.library.pictures.files
    return {found for sha in files.values() if (found := house.gateway.pictures.media_id_of(sha))}


async def until(condition: Callable[[], bool]) -> None:
    """Wait until it is so; fails after five seconds."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def seen(house: House, count: int = 1) -> list[str]:
    """The media ids of the pictures on the phone once there are that many."""
    async with asyncio.timeout(5):
        while True:
            found = [
                str(item["data"]["media_id"])
                for item in await house.chat()
                if item["kind"] == "image"
            ]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.01)


async def test_text_is_free_and_its_picture_follows(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        words = await house.say(WITH_TEXT)
        shown = await seen(house)

    assert "请避免沾水" in words
    assert shown == [*held(house)]


async def test_picture_without_words_is_the_free_reply(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        told = await house.do("text", text=ALONE)
        (talk,) = await house.gateway.stores.conversations.list_conversations(APP_ID)

    assert told["reply"]["kind"] == "image"
    assert {item.spent for item in talk.allowances} == {0}


async def test_restart_uploads_nothing_again(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        before = await house.gateway.stores.pictures.list_pictures()
    async with open_house(tmp_path, faq=tmp_path / "faq") as house:
        await until(lambda: len(held(house)) == 1)
        after = await house.gateway.stores.pictures.list_pictures()

        assert after == before
        assert house.platform.media.all() == {}


async def test_picture_is_renewed_before_its_three_days_end(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        first = held(house)
        house.clock.forward(hours=63)
        house.gateway.pictures.wake()
        house.clock.forward(hours=2)
        house.gateway.pictures.wake()
        await until(lambda: held(house) not in ({*first}, set()))
        house.clock.forward(hours=20)
        await house.do("text", text=WITH_TEXT)
        (shown,) = await seen(house)

    assert shown not in first


async def test_answer_goes_without_a_picture_that_is_not_up(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        house.platform.faults.calls.append(ApiFault(path=UPLOAD, errcode=45009))
        (tmp_path / "faq" / "pictures" / "chart.png").write_bytes(sample_picture("window"))
        write(tmp_path / "faq", chart="chart")
        assert await house.gateway.content.reload()
        await until(lambda: not house.platform.faults.calls)
        words = await house.say(ALONE)
        assert "图片暂时发不出来" in words
        assert len(held(house)) == 1

        lines = [str(line) for line in await doctor_of(house, tmp_path)]
        async with house.http.get(f"{house.root}/metrics") as response:
            assert "bot_pictures_missing 1.0" in await response.text()
        house.clock.forward(seconds=10)
        house.gateway.pictures.wake()
        await until(lambda: len(held(house)) == 2)
        told = await house.do("text", text=ALONE)

    assert lines[0].startswith("warning  pictures: 1 of 2 are not at WeChat, fans get the text")
    assert "pictures/chart.png" in lines[0]
    assert told["reply"]["kind"] == "image"


async def doctor_of(house: House, folder: Path) -> list[object]:
    account = AccountDoctor(
        api=house.gateway.api,
        session=house.http,
        base_url=house.simulator,
        clock=house.clock,
        max_age_s=300,
    )
    doctor = HouseDoctor(
        api=house.gateway.api,
        account=account,
        app_id=APP_ID,
        content=folder / "faq",
        database_url=f"sqlite:///{folder / 'bot.db'}",
        data=folder,
        today=house.clock.now().date(),
    )
    (check,) = [check for check in doctor.checks() if check.what == "pictures"]
    return [*await check.look()]


async def test_picture_that_wechat_forgot_is_uploaded_again(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        (first,) = held(house)
        house.platform.media.drop(first)
        await house.say(WITH_TEXT)
        await until(lambda: held(house) not in ({first}, set()))
        await house.say(WITH_TEXT)
        (shown,) = await seen(house)

    assert shown != first


async def test_changed_picture_is_uploaded_and_the_text_stays(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        first = held(house)
        (tmp_path / "faq" / "pictures" / "strap.png").write_bytes(sample_picture("receipt"))
        await until(lambda: held(house) not in (first, set()))
        await house.say(WITH_TEXT)
        (shown,) = await seen(house)
        found = house.platform.media.find(shown)

    assert found is not None
    assert found[1] == sample_picture("receipt")
