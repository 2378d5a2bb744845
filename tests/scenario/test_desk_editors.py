"""The pages for editors at the desk: trying a question, and what nobody answered."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, expect

from tests.browser import IN_CHROMIUM
from tests.scenario.desk_browser import at_the_desk, hidden, hire, sit_down
from tests.scenario.house import House, open_house
from tests.scenario.small_book import COFFEE, DOGS, ask_in_turn, write_book

FANS = tuple(f"客人{n}" for n in range(8))
HOSTILE = '</textarea><script>window.hacked=1</script><img src=x onerror="window.hacked=1">'


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, faq=write_book(tmp_path), fans=FANS) as opened:
        yield opened


async def read(agent: ClientSession, path: str) -> str:
    async with agent.get(path) as answer:
        assert answer.status == 200, path
        return unescape(await answer.text())


async def tried(agent: ClientSession, text: str) -> str:
    """What the page's script gets for a question."""
    token = hidden(await read(agent, "/desk/try"), "csrf")
    form = {"text": text, "csrf": token}
    async with agent.post("/desk/try", data=form, headers={"X-Desk": "1"}) as answer:
        assert answer.status == 200, text[:40]
        return await answer.text()


def words(page: str) -> str:
    """What is read of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


async def test_pages_are_for_whom_they_are_for(house: House) -> None:
    async with ClientSession(house.root) as stranger:
        for path in ("/desk/try", "/desk/unanswered"):
            async with stranger.get(path) as answer:
                assert answer.status == 401
            html = {"Accept": "text/html"}
            async with stranger.get(path, headers=html, allow_redirects=False) as answer:
                assert answer.headers["Location"] == "/desk/login"
        async with stranger.post("/desk/try", data={"text": "x"}) as answer:
            assert answer.status == 401
    for role, status in (("agent", 403), ("stylist", 403), ("supervisor", 200), ("admin", 200)):
        async with at_the_desk(house, role, role=role) as agent:
            async with agent.get("/desk/unanswered") as answer:
                assert answer.status == status
                assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
            shown = await read(agent, "/desk/try")
            assert ("/desk/unanswered" in shown) is (status == 200)
            async with agent.post("/desk/try", data={"text": "x", "csrf": "forged"}) as answer:
                assert answer.status == 403


async def test_question_is_decided_as_for_a_fan_and_leaves_no_trace(house: House) -> None:
    async with at_the_desk(house, "lin") as agent:
        answered = words(await tried(agent, "买了不合适可以退吗"))
        human = words(await tried(agent, "转人工"))
        unknown = words(await tried(agent, "zzzz qqqq"))
        visit = words(await tried(agent, "明天下午三点，电话13812345678"))
        linked = await read(agent, "/desk/try?q=我想退货&lang=en")

    assert "直接回答" in answered
    assert "自签收之日起 7 天内可以退货。" in answered
    assert "Within 7 days of delivery." in answered
    assert "returns.window" in answered
    assert "最接近的问法 买了不合适可以退吗" in answered
    assert "以此回答。" in answered
    assert human.startswith("转接人工")
    assert "并转接人工排队" in human
    assert "不确定，请人工协助" in unknown
    assert "明天" in visit
    assert "15:00" in visit
    assert "整句相近" in visit
    assert ">我想退货</textarea>" in linked
    assert "Answers" in words(linked)
    assert "not in the phrasing" in words(linked)
    assert await house.events() == []
    assert await house.gateway.stores.conversations.recent_conversations("wxhouse0000000001") == []


async def test_phrasing_of_two_entries_says_that_neither_leads(tmp_path: Path) -> None:
    faq = write_book(tmp_path)
    again = "entries:\n  - id: hours.again\n    questions: [你们几点关门]\n    answer: 晚上十点。\n"
    (faq / "answers" / "again.yaml").write_text(again, encoding="utf-8")
    async with (
        open_house(tmp_path, faq=faq, fans=FANS) as house,
        at_the_desk(house, "editor") as agent,
    ):
        page = words(await tried(agent, "你们几点关门"))

    assert "hours.again" in page
    assert "另有条目同样或更贴切。" in page


async def test_any_text_is_shown_as_text(house: House) -> None:
    texts = ["", " ", "x", "😀", "？！", "退" * 2_000, HOSTILE, "\x00\x07", "a\u200bb\u202e"]
    async with at_the_desk(house, "lin") as agent:
        for text in texts:
            found = await tried(agent, text)
            async with agent.get("/desk/try", params={"q": text[:300]}) as page:
                found += await page.text()

            assert "<script>window" not in found
            assert "<img" not in found
            assert ("客人会看到" in found) is bool(text.strip()), repr(text)


async def test_refused_edit_is_told_beside_the_answer(house: House) -> None:
    book = house.gateway.content.folder / "answers" / "house.yaml"
    book.write_text("entries:\n  - id: a.b\n    questions: [一]\n", encoding="utf-8")
    await house.gateway.content.reload()
    async with at_the_desk(house, "lin") as agent:
        shown = words(await read(agent, "/desk/try?q=我想退货"))

    assert "上次修改有错误，未生效" in shown
    assert "house.yaml:2:5 the entry `a.b` has neither an answer nor a service" in shown
    assert "自签收之日起 7 天内可以退货。" in shown


async def test_unanswered_groups_stand_with_yaml_until_they_are_answered(house: House) -> None:
    async with at_the_desk(house, "lin", role="supervisor") as agent:
        empty = words(await read(agent, "/desk/unanswered?days=90"))
        await ask_in_turn(house, [*COFFEE, *DOGS])
        shown = await read(agent, "/desk/unanswered?days=7")
        other = await read(agent, "/desk/unanswered?days=x&lang=en")
        entry = re.search(r"  - id: new\.dian_.*?(?=\n</pre>|</pre>)", shown, re.DOTALL)
        assert entry
        written = re.sub("answer: .*", "answer: 每家店都有咖啡。", entry[0])
        book = house.gateway.content.folder / "answers" / "house.yaml"
        book.write_text(f"{book.read_text('utf-8')}{written}\n", encoding="utf-8")
        await house.gateway.content.reload()
        answered = words(await read(agent, "/desk/unanswered?days=7&lang=zh"))

    assert "没有未答的问题" in empty
    assert "6 位客人的 6 条消息没有得到回答。" in words(shown)
    assert words(shown).index("4 位客人") < words(shown).index("2 位客人")
    assert "138" not in shown
    assert 'href="/desk/try?q=%E5%BA%97' in shown
    assert 'href="/desk/unanswered?days=30" aria-current="true"' in other
    assert "现在已能回答" in answered
    assert "4 位问过的客人中，4 位现在会得到回答" in answered


@pytest_asyncio.fixture(loop_scope="session")
async def shown(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, faq=write_book(tmp_path), fans=FANS) as opened:
        yield opened


@IN_CHROMIUM
async def test_editor_tries_and_copies_in_the_browser(shown: House, browser: Browser) -> None:
    await ask_in_turn(shown, [*COFFEE, *DOGS])
    await hire(shown, "lin", role="supervisor", display_name="林岚")
    faults: list[str] = []
    page = await sit_down(browser, shown, "lin", viewport={"width": 390, "height": 800})
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    await page.click("text=未答问题")
    await page.click("text=复制 YAML >> nth=0")
    await expect(page.locator("text=已复制 >> nth=0")).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == await page.locator("#yaml-1").inner_text()
    assert copied.startswith("  - id: new.dian_li_you_ka_fei_ma\n    questions:\n")

    await page.click(f"text={COFFEE[0]} >> nth=0")
    await expect(page.locator("#text")).to_have_value(COFFEE[0])
    await expect(page.locator("#text")).to_be_focused()
    await page.fill("#text", "几天内能退\nHOSTILE".replace("HOSTILE", HOSTILE))
    await page.keyboard.press("Enter")
    await expect(page.locator("#result")).not_to_have_attribute("aria-busy", "true")
    await page.fill("#text", "买了不合适可以退吗")
    await page.keyboard.press("Enter")
    await expect(page.locator(".verdict h2")).to_have_text("直接回答")
    await expect(page.locator("#text")).to_have_value("买了不合适可以退吗")
    await page.focus("#result")
    await page.keyboard.press("/")
    await expect(page.locator("#text")).to_be_focused()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    hacked = await page.evaluate("window.hacked")

    await page.context.set_offline(True)
    await page.keyboard.press("Enter")
    await expect(page.locator("#failed")).to_be_visible()

    assert wide == 390
    assert hacked is None
    assert [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []
