"""An agent claims, reads, replies and closes; refusals come in words."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model import DeliveryState, FanTag, InboundKind
from bot.store.stores import stores as make_stores
from bot.web.desk import fragments
from tests.contract.samples import ACCOUNT, following, record
from tests.scenario.desk_house import ANSWERS, House, hidden, open_house

PAYLOADS = [
    "<script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    '"><svg onload=window.hacked=1>',
    '<a href="javascript:window.hacked=1">click</a>',
    "{{ 7*7 }} {% raw %} ${7*7} {agent}",
    "</textarea><script>window.hacked=1</script>",
]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def test_waiting_fan_is_claimed_answered_and_closed(house: House) -> None:
    lin = await house.staff("lin", display_name="林岚")
    conversation, handoff = await house.fan_waits("雨", "我想找人工客服")
    waiting = await lin.page(f"/desk?conversation={conversation}")
    claimed = await lin.claim(handoff)
    sent = await lin.say(conversation, "您好，我是林岚。")
    queued = await lin.page(f"/desk?conversation={conversation}")
    await house.deliver()
    delivered = await lin.page(f"/desk?conversation={conversation}")
    closed = await lin.post(f"/desk/handoffs/{handoff}/close")
    found = await house.stores.handoffs.find_handoff(ACCOUNT, handoff)

    assert "接入后即可回复" in waiting
    assert [answer.status for answer in (claimed, sent, closed)] == [303, 303, 303]
    assert "第 2 / 5 条" in queued
    assert "待发送" in queued
    assert "已送达微信" in delivered
    assert found is not None
    assert (found.state, found.label) == ("closed", "solved")
    after = await lin.page(f"/desk?conversation={conversation}")
    assert "机器人正在接待" in after
    lines = ("客人进入人工排队", "林岚 接入了对话", "对话已结束")
    assert [after.count(line) for line in lines] == [1, 1, 1]
    ids = re.findall(r' id="([^"]+)"', after)
    assert len(ids) == len(set(ids))


async def test_second_request_folds_the_first(house: House) -> None:
    lin = await house.staff("lin", display_name="林岚")
    conversation, handoff = await house.fan_waits("雨", "第一次找人工")
    await lin.claim(handoff)
    await lin.post(f"/desk/handoffs/{handoff}/close")
    await house.fan_waits("雨", "第二次找人工")
    page = await lin.page(f"/desk?conversation={conversation}")
    folded, shown = page.split('id="messages"')

    assert "林岚 曾接待" in folded
    assert "第一次找人工" in folded
    assert "对话已结束" in folded
    assert "第二次找人工" in shown
    assert "第一次找人工" not in shown


async def test_guest_who_left_is_shown_as_gone(house: House) -> None:
    lin = await house.staff("lin", display_name="林岚")
    conversation, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)
    await house.fan_leaves("雨")
    page = await lin.page(f"/desk?conversation={conversation}")

    assert "客人已取消关注，无法再发送消息" in page
    assert "机器人正在接待" not in page
    assert ">已取消关注</span>" in page
    assert "回复窗口已关闭" in page


async def test_tags_of_the_guest_stand_beside_the_conversation(house: House) -> None:
    lin = await house.staff("lin")
    conversation, _ = await house.fan_waits("雨")
    loaded = await house.stores.conversations.find_conversation(ACCOUNT, conversation)
    assert loaded is not None
    past, now = datetime(2020, 1, 1, tzinfo=UTC), datetime.now(UTC)
    told = FanTag(key="intent.reason", value="shop", set_by="rule", event_id="e", at=now)
    gone = FanTag(
        key="intent.purchase", value="high", set_by="rule", event_id="e", at=past, until=past
    )
    await record(house.stores, following(loaded, "tagged", tags=(told, gone)))
    page = await lin.page(f"/desk?conversation={conversation}")

    assert "标签" in page
    assert "intent.reason=shop" in page
    assert "intent.purchase" not in page


async def test_matter_is_told_with_the_plea(house: House) -> None:
    lin = await house.staff("lin")
    conversation, _ = await house.fan_waits("雨", "人工")
    await house.fan_writes("雨", "手袋的拉链坏了，想找人看看能不能修")
    page = await lin.page(f"/desk?conversation={conversation}")

    assert '<dd class="matter"><p>人工</p><p>手袋的拉链坏了，想找人看看能不能修</p></dd>' in page


async def test_doubtful_words_are_told_and_sent_all_the_same(house: House) -> None:
    lin = await house.staff("lin")
    conversation, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)
    draft = "这是我们最好的皮料，只要 500 元"
    hints = (await (await lin.post("/desk/wording", text=draft)).json())["warnings"]
    clean = (await (await lin.post("/desk/wording", text="最近的门店在恒隆")).json())["warnings"]

    assert [hint[:7] for hint in hints] == ["「最好的」像绝", "「500 元」"]
    assert clean == []
    assert (await lin.say(conversation, draft)).status == 303


async def test_wording_is_judged_for_agents_alone(house: House) -> None:
    lin = await house.staff("lin")
    lin.csrf = "guessed"

    assert (await lin.post("/desk/wording", text="顶级")).status == 403


async def test_two_agents_claim_at_once_and_the_loser_reads_the_winners_name(house: House) -> None:
    lin = await house.staff("lin", display_name="林岚")
    zhou = await house.staff("zhou", display_name="周子墨")
    conversation, handoff = await house.fan_waits("雨")
    answers = await asyncio.gather(lin.claim(handoff), zhou.claim(handoff))
    won = 0 if answers[0].status == 303 else 1
    winner, loser = [("林岚", zhou), ("周子墨", lin)][won]

    assert sorted(answer.status for answer in answers) == [303, 409]
    assert f"已由 {winner} 接入" in await answers[1 - won].text()
    assert f"{winner} 正在接待" in await loser.page(f"/desk?conversation={conversation}")
    refused = await loser.say(conversation, "我来答")
    assert (refused.status, "不由您接待" in await refused.text()) == (409, True)
    assert "我来答" in await refused.text()


async def test_sixth_message_is_refused_in_words_and_the_text_is_kept(house: House) -> None:
    lin = await house.staff("lin")
    conversation, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)
    for n in range(5):
        assert (await lin.say(conversation, f"第 {n} 句")).status == 303
    refused = await lin.say(conversation, "第六句")
    page = await refused.text()

    assert refused.status == 422
    assert "微信允许的条数已用完" in page
    assert "第六句" in page
    await house.deliver()
    await house.fan_writes("雨", "好的")
    assert "第 1 / 5 条" in await lin.page(f"/desk?conversation={conversation}")


async def test_closed_window_shuts_the_composer_and_refuses_the_post(house: House) -> None:
    lin = await house.staff("lin")
    conversation, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)
    house.clock.forward(hours=49)
    await lin.log_in()
    page = await lin.page(f"/desk?conversation={conversation}")
    refused = await lin.say(conversation, "还在吗")

    assert "48 小时回复窗口已关闭" in page
    assert "<textarea" not in page
    assert (refused.status, "窗口已关闭" in await refused.text()) == (422, True)


@pytest.mark.parametrize(("text", "words"), [("  \n ", "请先输入内容"), ("长" * 700, "内容太长")])
async def test_empty_and_endless_texts_are_refused_in_words(
    house: House, text: str, words: str
) -> None:
    lin = await house.staff("lin")
    conversation, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)
    refused = await lin.say(conversation, text)

    assert refused.status == 422
    assert words in await refused.text()


async def test_same_key_sent_twice_is_one_message(house: House) -> None:
    lin = await house.staff("lin")
    conversation, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)
    await asyncio.gather(*(lin.say(conversation, "您好", key="one-draft") for _ in range(3)))

    assert await house.deliver() == 1


async def test_same_key_with_another_text_is_refused_and_the_text_is_kept(house: House) -> None:
    lin = await house.staff("lin")
    conversation, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)
    await lin.say(conversation, "您好", key="one-draft")
    refused = await lin.say(conversation, "您好，请稍候", key="one-draft")
    page = await refused.text()

    assert refused.status == 422
    assert "这段文字尚未送出" in page
    assert ">您好，请稍候</textarea>" in page
    assert (await lin.say(conversation, "您好，请稍候", key=hidden(page, "key"))).status == 303
    assert await house.deliver() == 2


async def test_agent_cannot_close_what_another_serves(house: House) -> None:
    lin = await house.staff("lin", display_name="林岚")
    zhou = await house.staff("zhou")
    _, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)
    refused = await zhou.post(f"/desk/handoffs/{handoff}/close", label="spam")
    unknown = await lin.post(f"/desk/handoffs/{handoff}/close", label="<b>")

    assert (refused.status, "由 林岚 接待，需由对方结束" in await refused.text()) == (409, True)
    assert (unknown.status, "请选择结束原因" in await unknown.text()) == (422, True)


async def test_delivery_states_are_told_as_they_are(house: House) -> None:
    lin = await house.staff("lin")
    conversation, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)
    await lin.say(conversation, "一")
    await house.deliver(DeliveryState.UNKNOWN, "interrupted")
    await lin.say(conversation, "二")
    await house.deliver(DeliveryState.FAILED, "content")
    page = await lin.page(f"/desk/fragments/conversation/{conversation}")

    assert "是否送达未知 · 发送途中被中断，系统不会自动重发" in page
    assert "未送达 · 微信拒绝了这条内容" in page


async def test_reason_without_words_is_no_code(house: House) -> None:
    lin = await house.staff("lin")
    conversation, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)
    for reason in ("misconfigured", "some_new_code"):
        await lin.say(conversation, reason.partition("_")[0])
        await house.deliver(DeliveryState.FAILED, reason)
    page = await lin.page(f"/desk/fragments/conversation/{conversation}")

    assert "未送达 · 公众号设置需要处理，请联系管理员" in page
    assert "未送达 · 发送未成功，请联系管理员" in page
    assert "some_new_code" not in page


async def test_hostile_words_stay_words_everywhere(house: House) -> None:
    for n, payload in enumerate(PAYLOADS):
        agent = await house.staff(f"agent-{n}", display_name=payload)
        conversation, handoff = await house.fan_waits(f"fan-{n}", payload)
        for kind in (InboundKind.LOCATION, InboundKind.LINK, InboundKind.CLICK):
            await house.fan_writes(f"fan-{n}", payload, kind=kind)
        await agent.claim(handoff)
        await agent.say(conversation, payload)
        page = await agent.page(f"/desk?conversation={conversation}")
        error = await (await agent.say(conversation, payload + "长" * 700)).text()

        for html in (page, error):
            assert "内容太长" in error
            assert "<script>" not in html
            assert "<svg onload" not in html
            assert "<img" not in html
            assert 'href="javascript' not in html


async def test_conversations_of_another_account_do_not_exist(house: House) -> None:
    lin = await house.staff("lin")
    foreign = make_stores(house.database, "wx-foreign")
    conversation, handoff = await house.fan_of_another_account("wx-foreign")
    for wanted in (str(conversation), "999999", "abc", "1e3", "-1", "9" * 30):
        page = await lin.client.get("/desk", params={"conversation": wanted})
        part = await lin.client.get(f"/desk/fragments/conversation/{wanted}")
        said = await lin.post(f"/desk/conversations/{wanted}/reply", text="您好")

        assert (page.status, part.status, said.status) == (404, 404, 404)
        assert "机密" not in await page.text() + await part.text() + await said.text()
    for act in ("claim", "close"):
        assert (await lin.post(f"/desk/handoffs/{handoff}/{act}")).status == 404
    assert "机密" not in await lin.page("/desk/fragments/list")
    found = await foreign.handoffs.find_handoff("wx-foreign", handoff)
    assert found is not None
    assert found.state == "queued"


async def test_words_of_another_day_carry_their_date(house: House) -> None:
    lin = await house.staff("lin")
    conversation, _ = await house.fan_waits("雨")
    today = await lin.page(f"/desk?conversation={conversation}")
    house.clock.forward(hours=11, minutes=50)
    await house.fan_writes("陈", "在吗")
    late = await lin.page(f"/desk?conversation={conversation}")
    house.clock.forward(hours=8)
    await lin.log_in()
    tomorrow = await lin.page(f"/desk?conversation={conversation}")

    assert ">10:30</time>" in today
    assert ">10:30</time>" in late
    assert ">11-20 10:30</time>" in tomorrow


async def test_script_gets_fragments_and_never_a_redirect(house: House) -> None:
    lin = await house.staff("lin")
    conversation, handoff = await house.fan_waits("雨")
    claimed = await lin.post(f"/desk/handoffs/{handoff}/claim", script=True)
    refused = await lin.post(f"/desk/conversations/{conversation}/reply", script=True, text=" ")

    assert (claimed.status, refused.status) == (200, 422)
    assert (await claimed.text()).startswith("<main")
    assert 'role="alert"' in await refused.text()


async def test_fan_waiting_behind_many_others_is_still_listed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "_RECENT", 3)
    lin = await house.staff("lin")
    conversation, _ = await house.fan_waits("第一位")
    for n in range(5):
        house.clock.forward(seconds=1)
        await house.fan_writes(f"other-{n}", "你好")

    assert f'id="row-{conversation}"' in await lin.page("/desk/fragments/list")


async def test_broken_content_is_shown_on_the_desk(house: House) -> None:
    lin = await house.staff("lin")
    (house.folder / "answers" / "returns.yaml").write_text("entries: [", encoding="utf-8")
    await house.content.reload()
    page = await lin.page("/desk")

    assert "内容文件有 1 处错误" in page
    assert "returns.yaml:2:1" in page
    (house.folder / "answers" / "returns.yaml").write_text(ANSWERS, encoding="utf-8")
    await house.content.reload()
    assert "内容文件有" not in await lin.page("/desk/fragments/list")


async def test_canned_replies_come_filled_and_with_the_courteous_default(house: House) -> None:
    lin = await house.staff("lin", display_name="林岚")
    conversation, handoff = await house.fan_waits("雨")
    await lin.claim(handoff)

    assert 'data-text="您好，我是林岚，很高兴为您服务。"' in await lin.page(
        f"/desk?conversation={conversation}"
    )
