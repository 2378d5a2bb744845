"""The desk in real Chromium: live, nothing reloaded, nothing polled, nothing lost."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from bot.model import ConversationId
from bot.web.desk import socket
from tests.browser import IN_CHROMIUM
from tests.scenario.desk_house import ANSWERS, PASSWORD, House, open_house

pytestmark = IN_CHROMIUM

HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    '<svg onload=window.hacked=1></svg><a href="javascript:window.hacked=1">见此</a>'
)


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def sit_down(
    browser: Browser, house: House, name: str, *, display_name: str, scripts: bool = True
) -> Page:
    """An agent at the desk; any error on the page fails the test."""
    await house.hire(name, display_name=display_name)
    context = await browser.new_context(java_script_enabled=scripts, locale="zh-CN")
    context.set_default_timeout(10_000)
    page = await context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"error on the page: {error}"))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    await page.goto(f"http://{house.server.host}:{house.server.port}/desk")
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.click("button[type=submit]")
    if scripts:
        await expect(page.locator("body[data-live=on]")).to_be_attached()
        await page.evaluate("window.since = 'log-in'")
    return page


async def open_row(page: Page, conversation: ConversationId) -> None:
    await page.click(f"#row-{conversation} a")
    await expect(page.locator(f'main[data-conversation="{conversation}"]')).to_be_attached()


async def bubbles(page: Page) -> list[str]:
    return await page.locator("#messages .bubble").all_inner_texts()


async def test_two_agents_serve_three_fans_at_once(house: House, browser: Browser) -> None:
    lin = await sit_down(browser, house, "lin", display_name="林岚")
    zhou = await sit_down(browser, house, "zhou", display_name="周子墨")
    requests: list[str] = []
    for page in (lin, zhou):
        page.on("request", lambda request: requests.append(request.url))

    waiting = [await house.fan_waits(name) for name in ("雨", "陈", "安")]
    for page in (lin, zhou):
        await expect(page.locator("#group-waiting li")).to_have_count(3)
        await expect(page).to_have_title("(3) 客服工作台")
        await expect(page.locator("body")).to_have_attribute("data-rang", re.compile("[123]"))
        await open_row(page, waiting[0][0])
    # Both press the button of the same fan at the same moment.
    await asyncio.gather(*(page.click("#claim", no_wait_after=True) for page in (lin, zhou)))
    for page in (lin, zhou):
        await expect(page.locator("#group-waiting li")).to_have_count(2)
    mine = [await page.locator("#group-mine li").count() for page in (lin, zhou)]
    winner, loser = (lin, zhou) if mine == [1, 0] else (zhou, lin)
    name = "林岚" if winner is lin else "周子墨"

    assert sorted(mine) == [0, 1]
    await expect(loser.locator(".alert")).to_contain_text(f"已由 {name} 接入")
    await expect(winner.locator("#text")).to_be_focused()

    await open_row(loser, waiting[1][0])
    await loser.click("#claim")
    await expect(loser.locator("#text")).to_be_focused()
    for page, (conversation, _), fan in ((winner, waiting[0], "雨"), (loser, waiting[1], "陈")):
        await page.keyboard.type("您好，")
        # The fan writes into the half-typed answer: the draft and the focus stay.
        await house.fan_writes(fan, "还在吗")
        await expect(page.locator("#messages .bubble").last).to_have_text("还在吗")
        await page.keyboard.type("我在。")
        await expect(page.locator("#text")).to_have_value("您好，我在。")
        await page.keyboard.press("Enter")
        await expect(page.locator("#text")).to_have_value("")
        await expect(page.locator(".is-pending .delivery")).to_have_text("待发送")
        assert page.url.endswith(f"conversation={conversation}")
    await house.deliver()
    for page in (winner, loser):
        await expect(page.locator(".by-agent .delivery")).to_have_text("已送达微信")
        assert await bubbles(page) == [
            "我想找人工客服",
            "好的，正在为您转接顾问。",
            "还在吗",
            "您好，我在。",
        ]
        assert await page.evaluate("window.since") == "log-in"
    before = len(requests)
    for page in (lin, zhou):
        await page.clock.install()
        await page.clock.fast_forward(60_000)
    assert [url for url in requests[before:] if "/desk" in url] == []


async def test_cut_line_is_shown_and_what_was_missed_comes_back(
    house: House, browser: Browser
) -> None:
    lin = await sit_down(browser, house, "lin", display_name="林岚")
    conversation, _ = await house.fan_waits("雨")
    await open_row(lin, conversation)
    await lin.click("#claim")
    await lin.fill("#text", "写到一半")
    await lin.context.set_offline(True)
    house.wakes.feed.close()
    await expect(lin.locator("#live")).to_contain_text("连接已断开")
    for n in range(3):
        await house.fan_writes("雨", f"断线时 {n}")
    await house.fan_waits("新")
    await lin.press("#text", "Enter")
    await expect(lin.locator("#live")).to_contain_text("尚未确认是否送出")
    await lin.context.set_offline(False)

    await expect(lin.locator("#live")).to_contain_text("连接已恢复")
    await expect(lin.locator("#messages .bubble").last).to_have_text("断线时 2")
    await expect(lin.locator("#group-waiting li")).to_have_count(1)
    await expect(lin.locator("#text")).to_have_value("写到一半")
    assert (await bubbles(lin))[-3:] == [f"断线时 {n}" for n in range(3)]
    assert await lin.evaluate("window.since") == "log-in"


async def test_lost_answer_sends_the_same_text_once_and_another_text_too(
    house: House, browser: Browser
) -> None:
    async def lose_answer(route: Route) -> None:
        await route.fetch()
        await route.abort()

    lin = await sit_down(browser, house, "lin", display_name="林岚")
    conversation, _ = await house.fan_waits("雨")
    await open_row(lin, conversation)
    await lin.click("#claim")
    await lin.route("**/reply", lose_answer)
    await lin.fill("#text", "您好")
    await lin.press("#text", "Enter")
    await expect(lin.locator("#live")).to_contain_text("尚未确认是否送出")
    await lin.unroute("**/reply")
    await lin.press("#text", "Enter")
    await expect(lin.locator("#text")).to_have_value("")

    assert await house.deliver() == 1

    await lin.route("**/reply", lose_answer)
    await lin.fill("#text", "请稍候")
    await lin.press("#text", "Enter")
    await expect(lin.locator("#live")).to_contain_text("尚未确认是否送出")
    await lin.unroute("**/reply")
    await lin.fill("#text", "请稍候片刻")
    await lin.press("#text", "Enter")
    await expect(lin.locator("#text")).to_have_value("")
    await expect(lin.locator(".by-agent .bubble")).to_have_text(["您好", "请稍候", "请稍候片刻"])

    assert await house.deliver() == 2


async def test_banner_of_broken_content_goes_away_without_any_event(
    house: House, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "HEARTBEAT_S", 0.2)
    returns = house.folder / "answers" / "returns.yaml"
    returns.write_text("entries: [", encoding="utf-8")
    await house.content.reload()
    lin = await sit_down(browser, house, "lin", display_name="林岚")
    await expect(lin.locator(".content-bad")).to_be_visible()
    returns.write_text(ANSWERS, encoding="utf-8")
    await house.content.reload()

    await expect(lin.locator(".content-bad")).to_have_count(0)


async def test_ended_session_leads_to_the_log_in_and_the_draft_is_kept(
    house: House, browser: Browser
) -> None:
    lin = await sit_down(browser, house, "lin", display_name="林岚")
    conversation, _ = await house.fan_waits("雨")
    await open_row(lin, conversation)
    await lin.click("#claim")
    await lin.fill("#text", "写到一半")
    house.clock.forward(hours=13)
    house.wakes.feed.close()
    await lin.fill("#name", "lin")
    await lin.fill("#password", PASSWORD)
    await lin.click("button[type=submit]")
    await open_row(lin, conversation)

    await expect(lin.locator("#text")).to_have_value("写到一半")


async def test_hostile_words_make_no_element_and_run_nothing(
    house: House, browser: Browser
) -> None:
    lin = await sit_down(browser, house, "lin", display_name=HOSTILE)
    complaints: list[str] = []
    lin.on("console", lambda message: complaints.append(message.text))
    conversation, _ = await house.fan_waits("雨", HOSTILE)
    await open_row(lin, conversation)
    await lin.click("#claim")
    await expect(lin.locator("#text")).to_be_focused()  # claimed: the fan's next words meet it
    await house.fan_writes("雨", f"再来 {HOSTILE}")
    await expect(lin.locator("#messages .in .bubble")).to_have_count(2)
    made = "#messages :is(script, img, svg, a), #list :is(script, img), #profile :is(script, img)"

    assert await lin.locator(made).count() == 0
    assert await lin.evaluate("window.hacked") is None
    assert (await bubbles(lin))[0] == HOSTILE
    assert complaints == []


async def test_keys_canned_replies_and_input_methods(house: House, browser: Browser) -> None:
    lin = await sit_down(browser, house, "lin", display_name="林岚")
    (first, _), (second, _) = await house.fan_waits("雨"), await house.fan_waits("陈")
    await expect(lin.locator("#group-waiting li")).to_have_count(2)
    await lin.keyboard.press("n")
    await expect(lin.locator(f'main[data-conversation="{first}"]')).to_be_attached()
    await lin.keyboard.press("j")
    await expect(lin.locator(f'main[data-conversation="{second}"]')).to_be_attached()
    await lin.keyboard.press("k")
    await expect(lin.locator(f'main[data-conversation="{first}"]')).to_be_attached()
    await lin.keyboard.press("r")
    await lin.keyboard.press("Enter")
    await expect(lin.locator("#text")).to_be_focused()
    await lin.keyboard.type("/请")
    await expect(lin.locator("#canned li:visible")).to_have_count(1)
    await lin.keyboard.press("Enter")
    await expect(lin.locator("#text")).to_have_value("好的，请稍候片刻，我这就为您查询。")

    composing = "new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, isComposing: true})"
    await lin.evaluate(f"document.getElementById('text').dispatchEvent({composing})")
    await lin.keyboard.press("Shift+Enter")
    await lin.keyboard.type("林岚")
    await expect(lin.locator("#text")).to_have_value("好的，请稍候片刻，我这就为您查询。\n林岚")
    await open_row(lin, second)
    await open_row(lin, first)
    await expect(lin.locator("#text")).to_have_value("好的，请稍候片刻，我这就为您查询。\n林岚")
    await lin.locator("#text").press("Enter")
    await expect(lin.locator(".by-agent .bubble")).to_have_text(
        "好的，请稍候片刻，我这就为您查询。\n林岚"
    )
    await lin.keyboard.press("Escape")
    await lin.keyboard.press("e")
    await lin.keyboard.press("Enter")
    await expect(lin.locator("#group-mine li")).to_have_count(0)
    await expect(lin.locator(f'main[data-conversation="{second}"]')).to_be_attached()


async def test_doubtful_words_are_hinted_at_while_writing(house: House, browser: Browser) -> None:
    conversation, _ = await house.fan_waits("雨")
    lin = await sit_down(browser, house, "lin", display_name="林岚")
    await open_row(lin, conversation)
    await lin.click("#claim")
    await lin.fill("#text", "顶级小牛皮")
    await expect(lin.locator("#wording")).to_contain_text("「顶级」像绝对化用语")
    await lin.fill("#text", "小牛皮")
    await expect(lin.locator("#wording")).to_be_hidden()
    await lin.fill("#text", "顶级小牛皮")
    await expect(lin.locator("#wording")).to_be_visible()
    await lin.locator("#text").press("Enter")
    await expect(lin.locator(".by-agent .bubble")).to_have_text("顶级小牛皮")


async def test_without_scripts_plain_forms_do_everything(house: House, browser: Browser) -> None:
    lin = await sit_down(browser, house, "lin", display_name="林岚", scripts=False)
    await house.fan_waits("雨")
    await lin.reload()
    await lin.click("#group-waiting a.row")
    await lin.click("#claim")
    await lin.fill("#text", "您好，我是林岚。")
    await lin.click("#reply button")
    await expect(lin.locator(".by-agent .bubble")).to_have_text("您好，我是林岚。")
    await lin.select_option("#label", "follow_up")
    await lin.click("#close")

    await expect(lin.locator(".composer.locked")).to_contain_text("机器人正在接待")
    await lin.click("header form button")
    await expect(lin.locator("#password")).to_be_visible()
