"""The card on top of a request: why the fan came, with what, in Chinese and English."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser

from bot.model import AuditAction
from tests.browser import IN_CHROMIUM
from tests.scenario.desk_browser import at_the_desk, hidden, hire, sit_down
from tests.scenario.house import APP_ID, House, open_house
from tests.scenario.test_attachments import settled
from tests.scenario.test_leads import at_ten


async def conversation_of(house: House) -> int:
    (conversation,) = await house.gateway.stores.conversations.list_conversations(APP_ID)
    return conversation.id


async def test_a_booking_is_on_the_card_with_its_phone_masked_until_asked(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        await house.say("预约周六下午去北京国贸店 13800138000")
        opened = f"/desk?conversation={await conversation_of(house)}"
        async with at_the_desk(house, "lin") as desk:
            shown = await (await desk.get(opened)).text()
            english = await (await desk.get(f"{opened}&lang=en")).text()
            form = {"csrf": hidden(shown, "csrf")}
            # A plain form is sent back to the conversation, where the number now stands.
            revealed = await (await desk.post("/desk/leads/1/reveal", data=form)).text()
            unknown = await desk.post("/desk/leads/2/reveal", data=form)
        card = shown.partition('id="card"')[2].partition("</section>")[0]
        told = english.partition('id="card"')[2].partition("</section>")[0]
        whole = revealed.partition('id="card"')[2].partition("</section>")[0]
        audit = [
            item.detail
            for item in await house.gateway.stores.audit.list_entries()
            if item.action is AuditAction.REVEALED
        ]

    assert all(words in card for words in ("预约到店", "北京国贸商城店", "2026-11-28 下午"))
    assert "138****8000" in card
    assert "13800138000" not in card
    assert "Wants to book a visit" in told
    assert "+8613800138000" in whole
    assert unknown.status == 404
    assert audit == ["phone of lead 1"]


@IN_CHROMIUM
async def test_a_photo_and_its_question_are_on_one_card(tmp_path: Path, browser: Browser) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        await house.do("image", sample="bag")
        await settled(house)
        await house.say("这个多少钱")
        await hire(house, "lin", display_name="林岚")
        for name, size in (("desk", (1280, 844)), ("phone", (390, 844))):
            if name == "phone":
                await hire(house, "zhou")
            page = await sit_down(
                browser,
                house,
                "lin" if name == "desk" else "zhou",
                viewport={"width": size[0], "height": size[1]},
            )
            await page.locator("#group-waiting li a").first.click()
            card = page.locator("#card")
            await card.locator(".thumb img").wait_for()
            words = await card.inner_text()
            await page.screenshot(path=tmp_path / f"card-{name}.png")
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")

            assert "询价与购买" in words
            assert wide <= 0
