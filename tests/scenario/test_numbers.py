"""Numbers of people in what fans and agents wrote: masked at the desk and by REST."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.model import AuditAction, AuditEntry, InboundKind
from bot.web.api.keys import hash_key, new_key
from tests.browser import IN_CHROMIUM
from tests.scenario.desk_browser import hire, sit_down
from tests.scenario.desk_house import House as Desk
from tests.scenario.desk_house import open_house as open_desk
from tests.scenario.house import House, open_house

MOBILE, ID_CARD = "13812345678", "11010519491231002X"
WORDS = f"我的手机{MOBILE}，身份证{ID_CARD}，卡号4111111111111111"
MASKED = "我的手机138****5678，身份证110***********002X，卡号**** 1111"
WHOLE = (MOBILE, ID_CARD, "4111111111111111")
REVEALS = re.compile(r'action="(/desk/messages/\d+/reveal)"')


async def reveals(house: Desk | House) -> list[AuditEntry]:
    stores = house.stores if isinstance(house, Desk) else house.gateway.stores
    return [
        item for item in await stores.audit.list_entries() if item.action is AuditAction.REVEALED
    ]


@pytest.mark.parametrize("script", [False, True])
async def test_numbers_are_masked_everywhere_until_a_recorded_look_at_one_message(
    script: bool, tmp_path: Path
) -> None:
    async with open_desk(tmp_path) as house:
        conversation, handoff = await house.fan_waits("one", WORDS)
        lin, zhou = await house.staff("lin"), await house.staff("zhou")
        await lin.claim(handoff)
        await lin.say(conversation, "会打１３９１２３４５６７８给您")
        page = await lin.page(f"/desk?conversation={conversation}")
        before = await reveals(house)
        fans, agents = REVEALS.findall(page)
        answer = await lin.post(fans, script=script)
        shown = await answer.text() if script else await lin.page(answer.headers["Location"])
        again = await lin.page(f"/desk/fragments/conversation/{conversation}")
        await lin.post(fans, script=script)
        others = await zhou.page(f"/desk?conversation={conversation}")
        (row,) = await reveals(house)

    assert MASKED in page
    assert "会打139****5678给您" in page
    assert not any(number in page for number in (*WHOLE, "13912345678", "１３９"))
    assert before == []
    assert answer.status == (200 if script else 303)
    for seen in (shown, again):
        assert WORDS in seen
        assert REVEALS.findall(seen) == [agents]
    assert not any(number in others for number in WHOLE)
    assert (row.who, row.people, row.detail) == ("lin", 1, f"message {fans.split('/')[3]}")


async def test_numbers_in_links_and_scanned_codes_do_not_slip_through(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as house:
        found = await house.fan_writes("one", f"看 https://a.example/?tel={MOBILE}&x=<b>")
        await house.fan_writes("one", f"tel:{MOBILE}", kind=InboundKind.SCAN_CODE)
        lin = await house.staff("lin")
        page = await lin.page(f"/desk?conversation={found.id}")
        whole = ""
        for path in REVEALS.findall(page):
            whole = await (await lin.post(path, script=True)).text()

    assert MOBILE not in page
    assert f'href="https://a.example/?tel={MOBILE}&amp;x=' in whole
    assert f"<q>tel:{MOBILE}</q>" in whole


async def test_nobody_reveals_what_is_not_theirs_to_see(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as house:
        await house.fan_waits("one", WORDS)
        foreign, _ = await house.fan_of_another_account("wxanother000000001")
        lin = await house.staff("lin")
        own = REVEALS.findall(await lin.page("/desk?conversation=1"))[0]
        stranger = await house.browser()
        refused = [
            (await lin.post(f"/desk/messages/{wrong}/reveal", script=True)).status
            for wrong in ("0", "-1", "x", "99", "9" * 30, str(int(own.split("/")[3]) + 2))
        ]
        unasked = await lin.client.post(own, data={"csrf": "guessed"})
        elsewhere = await lin.client.post(
            own, data={"csrf": lin.csrf}, headers={"Origin": "https://evil.example"}
        )
        nobody = await stranger.post(own, data={"csrf": lin.csrf})
        rows = await reveals(house)

    assert foreign == 2
    assert refused == [404] * 6
    assert (unasked.status, elsewhere.status, nobody.status) == (403, 403, 401)
    assert rows == []


async def test_agent_sees_that_the_guest_stopped_promotions_and_took_it_back(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as house:
        conversation, handoff = await house.fan_waits("one")
        lin = await house.staff("lin")
        await lin.claim(handoff)
        await house.fan_writes("one", "退订")
        await house.fan_writes("one", "怎么退订会员")
        stopped = await lin.page(f"/desk?conversation={conversation}")
        await house.fan_writes("one", "TY")
        resumed = await lin.page(f"/desk?conversation={conversation}&lang=en")

    assert stopped.count("客人已退订活动消息") == 1
    assert "客人已恢复接收活动消息" not in stopped
    assert "The guest no longer wants promotions" in resumed
    assert "The guest wants promotions again" in resumed


async def test_rest_masks_for_a_desk_key_until_asked_and_records_whereto(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.do("follow")
        await house.say(WORDS)
        await house.agent("lin")
        house.keys["boss"] = new_key()
        await house.gateway.stores.keys.add_key(
            "boss",
            scope="admin",
            agent=None,
            secret_hash=hash_key(house.keys["boss"]),
            at=house.clock.now(),
        )
        path = "/v1/conversations/1/messages"
        seen = {
            name: next(
                item["text"]
                for item in (await house.api("GET", asked, as_=who))[1]["items"]
                if item["kind"] == "text" and item["actor"] == "fan"
            )
            for name, asked, who in (
                ("masked", path, "lin"),
                ("asked", f"{path}?reveal=1", "lin"),
                ("admin", path, "boss"),
            )
        }
        _, listed = await house.api("GET", "/v1/conversations", as_="lin")
        wrong, _ = await house.api("GET", f"{path}?reveal=yes", as_="lin")
        rows = [(row.who, row.destination, row.detail) for row in await reveals(house)]

    assert seen == {"masked": MASKED, "asked": WORDS, "admin": WORDS}
    assert not any(number in str(listed) for number in WHOLE)
    assert wrong == 400
    assert rows == [
        ("lin", "127.0.0.1", "conversation 1"),
        ("boss", "127.0.0.1", "conversation 1"),
    ]


@IN_CHROMIUM
@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("en", 390)])
async def test_an_agent_shows_a_number_by_keyboard_and_goes_on_at_it(
    lang: str, width: int, tmp_path: Path, browser: Browser
) -> None:
    async with open_house(tmp_path) as house:
        await house.do("follow")
        await house.say("转人工")
        await house.say(WORDS)
        await hire(house, "lin", display_name="林岚")
        page = await sit_down(browser, house, "lin", viewport={"width": width, "height": 844})
        await page.goto(f"{house.root}/desk?lang={lang}")
        await expect(page.locator("#group-waiting .row-last")).to_contain_text("138****5678")
        await page.locator("#group-waiting li a").first.click()
        masked = page.locator("#messages .msg.in", has_text="138****5678")
        await masked.wait_for()
        await page.screenshot(path=tmp_path / f"masked-{lang}.png")
        copied = await masked.evaluate(
            "(it) => (getSelection().selectAllChildren(it), String(getSelection()))"
        )
        source = await page.content()
        show = masked.get_by_role("button", name="显示" if lang == "zh" else "Show")
        await show.focus()
        await page.keyboard.press("Enter")
        bubble = page.locator("#messages .msg.in", has_text=MOBILE)
        await expect(bubble).to_be_focused()
        await house.say("在吗")
        await expect(page.locator("#messages")).to_contain_text("在吗")
        await expect(bubble).to_have_count(1)
        await page.screenshot(path=tmp_path / f"shown-{lang}.png")
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert not any(number in copied or number in source for number in WHOLE)
    assert wide <= 0
