"""What WeChat does not publish is read strictly until an operator sets it otherwise."""

from __future__ import annotations

from pathlib import Path

from bot.channels.wechat.xml import parse
from tests.scenario.house import APP_ID, House, open_house, words_of
from tests.scenario.pushes import Answered, event_xml, pushing_at, text_xml

SET = {
    "wechat_native_desk": True,
    "wechat_transfer_ai": True,
    "wechat_payment_messages": 20,
    "wechat_answered_events": ("pic_weixin",),
    "wechat_passive_text_bytes": 300,
}
PHOTO = "<EventKey>hours.store</EventKey><SendPicsInfo><Count>1</Count></SendPicsInfo>"
STRANGE = "量子引力的重整化群不动点"


def kind_of(answer: Answered) -> str:
    assert answer.status == 200
    return "" if answer.text == "success" else parse(answer.body).get("MsgType")


async def answers(house: House) -> list[str]:
    """What is replied to a plea for a human, strange words, a photo button and a payment."""
    platform = pushing_at(house)
    fans = [f"oTest0fan0who0asks0for0thing{n}" for n in range(4)]
    at = platform.now_s
    return [
        kind_of(await platform.send(text_xml("人工", 11, fan=fans[0], at=at))),
        kind_of(await platform.send(text_xml(STRANGE, 12, fan=fans[1], at=at))),
        kind_of(await platform.send(event_xml("pic_weixin", PHOTO, fan=fans[2], at=at))),
        kind_of(await platform.send(event_xml("user_pay_from_pay_cell", fan=fans[3], at=at))),
    ]


async def test_strict_reading_holds_by_itself(house: House) -> None:
    replies = await answers(house)
    talks = await house.gateway.stores.conversations.list_conversations(APP_ID)

    assert replies == ["text", "text", "", ""]
    assert [item.handoff is not None for item in talks] == [True, False, False, False]
    assert talks[3].allowances == ()


async def test_operators_settings_reach_the_fan(tmp_path: Path) -> None:
    async with open_house(tmp_path, set_=SET) as house:
        replies = await answers(house)
        talks = await house.gateway.stores.conversations.list_conversations(APP_ID)
        events = await house.events()
        rows = [
            row
            for item in talks[:2]
            for row in await house.gateway.stores.conversations.list_messages(item.id)
        ]

    assert replies == ["transfer_customer_service", "transfer_biz_ai_ivr", "text", ""]
    assert [item.handoff for item in talks] == [None] * 4
    assert [(item.kind, item.total) for item in talks[3].allowances] == [("payment", 20)]
    assert [row.kind for row in rows if row.direction == "out"] == replies[:2]
    assert [event["type"] for event in events].count("intent_fallback") == 1


async def test_short_limit_splits_the_reply_of_the_house(tmp_path: Path) -> None:
    async with open_house(tmp_path, set_={"wechat_passive_text_bytes": 300}) as house:
        platform = pushing_at(house)
        answer = await platform.send(text_xml("有哪些门店", 13, at=platform.now_s))

    assert 0 < len(parse(answer.body).get("Content").encode()) <= 300


async def test_lines_to_tap_are_sent_where_the_operator_wants_them(tmp_path: Path) -> None:
    """The menu goes out as a customer-service message; a tapped line is read like its number."""
    async with open_house(tmp_path, set_={"wechat_clarify_menu": True}) as house:
        await house.do("follow", source="search")
        before = len(await house.chat())
        assert await house.say("掉毛") == ""
        menu = (await house.until_chat(before + 2))[-1]
        label = menu["data"]["choices"][0]["content"]
        answer = await house.do("text", text=label, menu_id="1")

        reply = (await house.events())[-1]
    assert (menu["kind"], menu["via"]) == ("msgmenu", "custom")
    assert words_of(answer)
    assert (reply["outcome"], reply["intent"]) == ("answered", "care.hardware")
