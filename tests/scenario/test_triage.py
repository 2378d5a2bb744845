"""Pictures, recordings, films, files and cards: asked for their purpose once, then led on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.house import APP_ID, House, open_house, words_of
from tests.scenario.pushes import pushing_at
from tests.scenario.test_attachments import settled, swapped

PURPOSES = ("1. 询价与购买", "2. 维修与保养", "3. 辨别真伪", "4. 其他事情")


async def reasons(house: House) -> list[str]:
    handoffs = await house.gateway.stores.handoffs.list_handoffs(APP_ID)
    return [item.reason for item in handoffs if item.state.is_open]


async def sent(house: House, act: str, **more: object) -> str:
    return words_of(await house.do(act, **more))


ACTS: dict[str, tuple[str, dict[str, object], str]] = {
    "picture": ("image", {"sample": "bag"}, "图片已收到"),
    "film": ("video", {}, "视频已收到"),
    "voice": ("voice", {"text": "", "recognised": False}, "语音已收到"),
    "link": ("link", {"title": "包", "url": "https://example.com/bag"}, "已收到您发来的内容"),
}


@pytest.mark.parametrize("name", ACTS)
async def test_its_purpose_is_asked_with_numbers(name: str, tmp_path: Path) -> None:
    act, more, words = ACTS[name]
    async with open_house(tmp_path) as house:
        await house.do("follow", source="search")
        asked = await sent(house, act, **more)

    assert words in asked
    assert all(line in asked for line in PURPOSES)
    assert len([line for line in asked.splitlines() if "？" in line]) == 1


CARDS = {
    "miniprogrampage": "<Title>手袋</Title><AppId>wx1</AppId><PagePath>p</PagePath>",
    "file": "<Title>发票.pdf</Title><FileKey>k</FileKey><FileTotalLen>9</FileTotalLen>",
    "sticker": "",
}


@pytest.mark.parametrize("kind", CARDS)
async def test_cards_and_files_are_asked_too(kind: str, tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.do("follow", source="search")
        head = (
            f"<ToUserName>gh</ToUserName><FromUserName>{house.fan()}</FromUserName>"
            f"<CreateTime>{int(house.clock.now().timestamp())}</CreateTime>"
        )
        own = f"<MsgType>{kind}</MsgType>{CARDS[kind]}<MsgId>77</MsgId>"
        answered = await pushing_at(house).send(f"<xml>{head}{own}</xml>")
        asked = answered.body.decode()

    assert all(line in asked for line in PURPOSES)
    assert ("请改发图片" in asked) is (kind == "file")


ANSWERS: dict[str, tuple[str, str, str]] = {
    "number": ("1", "转给顾问", "price"),
    "numeral": ("第二个", "转给顾问", "repair"),
    "label": ("真伪", "转给顾问", "authenticity"),
    "other": ("4", "转给顾问", "attachment"),
    "price_in_words": ("这个多少钱", "转给顾问", "price"),
    "authenticity_in_words": ("帮我看看是真的吗", "转给顾问", "authenticity"),
    "repair_in_words": ("拉链坏了能修吗", "转给顾问", "repair"),
    "something_unheard_of": ("我姑妈说这个颜色像湖水", "转给顾问", "attachment"),
    "a_human": ("人工", "顾问", "asked"),
    "a_safe_question": ("退货期限是多少天", "7 天", ""),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_the_answer_leads_on(name: str, tmp_path: Path) -> None:
    said, expected, reason = ANSWERS[name]
    async with open_house(tmp_path) as house:
        await house.do("follow", source="search")
        await sent(house, "image", sample="bag")
        answer = await house.say(said)
        found = await reasons(house)

    assert expected in answer
    assert found == ([reason] if reason else [])


async def test_several_pictures_in_a_row_are_asked_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.do("follow", source="search")
        asked = [await sent(house, "image", sample=name) for name in ("bag", "receipt", "window")]
        await house.say("1")
        kept = await settled(house, 3)

    assert "图片已收到" in asked[0]
    assert asked[1:] == ["", ""]
    assert len(kept) == 3
    assert len({item.conversation_id for item in kept}) == 1


async def test_a_picture_for_an_agent_is_not_asked_about(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        lin = await house.agent("lin")
        await house.do("follow", source="search")
        await house.say("人工")
        waiting = await sent(house, "image", sample="bag")
        (handoff,) = await house.gateway.stores.handoffs.list_handoffs(APP_ID)
        await house.api("POST", f"/v1/handoffs/{handoff.id}/claim", {}, as_="lin")
        talking = await sent(house, "image", sample="receipt")
        kept = await settled(house, 2)

    assert lin.name == "lin"
    assert "询价" not in waiting
    assert talking == ""
    assert len(kept) == 2


async def test_a_fan_is_told_once_that_what_they_sent_cannot_be_used(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.do("follow", source="search")
        swapped(house, b"<html>")
        await sent(house, "image", sample="bag")
        await settled(house)
        answer = await house.say("1")
        _, queue = await house.api("GET", "/v1/handoffs", as_=await _key(house))

    assert "换成图片再发一次" in answer
    # Told in the free reply: all five messages are left for the advisor.
    assert [item["quota_left"] for item in queue["items"]] == [5]


async def _key(house: House) -> str:
    await house.agent("zhou")
    return "zhou"
