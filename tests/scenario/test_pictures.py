"""The stories that the documents tell, on the real pages of a whole house, in both languages.

Every page is looked over while the story runs: the words it must show, nothing wider than the
screen, no error, no raw key. ``WRITE_PICTURES=1 python -m pytest -n 0 <this file>`` also
puts the pictures into ``docs/pictures``; without it they go to a folder of the test.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, expect

from bot.channels.wechat.menus import create_menu
from bot.content.menu import published
from tests.browser import IN_CHROMIUM
from tests.scenario.commands import ACCOUNT, Shell
from tests.scenario.desk_browser import PASSWORD, hire
from tests.scenario.house import APP_ID, SECRET, House, open_house
from tests.scenario.pictures import FOLDER, PHONE, TALL, WIDE, Album, album_folder, names_in


@dataclass(frozen=True)
class Story:
    """What a fan and an agent of one language do, and what must be seen then."""

    lang: Literal["zh", "en"]
    fan: int
    agent: tuple[str, str]
    asks: str
    answer: tuple[str, ...]
    welcome: tuple[str, ...]
    sheets: tuple[str, ...]
    shops: tuple[str, ...]
    menu: tuple[str, ...]
    photo: tuple[str, ...]
    matter: str
    handed: str
    reply: str
    empty: str
    waiting: tuple[str, ...]
    sent: str
    locked: str
    tries: str
    tried: tuple[str, ...]
    unanswered: tuple[str, ...]


ZH = Story(
    lang="zh",
    fan=0,
    agent=("lin", "林岚"),
    asks="你们几点关门",
    answer=("多为每天 10:00 至 22:00", "1. 节假日营业"),
    welcome=("智能助手", "隐私说明", "1. 到店 / 找门店", "4. 我的订单"),
    sheets=("通过什么方式关注？", "搜一搜", "视频号"),
    shops=("上海国金中心店（约 1.2 公里）", "导航", "回复店名"),
    menu=("附近门店", "人工顾问"),
    photo=("图片已收到", "2. 维修与保养"),
    matter="手袋拉链坏了，能修吗",
    handed="转给顾问",
    reply="您好，我是林岚，照片收到了。请问是哪一年购买的？我先为您联系工坊。",
    empty="没有客人在等候",
    waiting=("客人正在等候，接入后即可回复。", "接入", "来意"),
    sent="已送达微信",
    locked="正在接待这位客人，您可以查看对话。",
    tries="包能退吗",
    tried=("由 faq 处理。", "客人会看到", "候选条目"),
    unanswered=("最接近的条目", "复制 YAML"),
)
EN = Story(
    lang="en",
    fan=1,
    agent=("chen", "Chen Yu"),
    asks="what time do you close",
    answer=("mostly 10:00 to 22:00 daily", "1. Holiday hours"),
    welcome=("virtual assistant", "1. Visit a boutique", "4. My order"),
    sheets=("How do they find the account?", "Search", "Channels"),
    shops=("Shanghai ifc (about 1.2 km)", "Directions", "Reply with the name of a boutique"),
    menu=("附近门店", "人工顾问"),
    photo=("Your picture has arrived", "2. Repair and care"),
    matter="The zip of my bag is broken, can you repair it?",
    handed="I have passed",
    reply="Hello, this is Chen. Thank you for the photo. In which year did you buy the bag?",
    empty="Nobody is waiting",
    waiting=("The guest is waiting. Take over to reply.", "Take over", "Matter"),
    sent="Sent",
    locked="is serving this guest; you can read along.",
    tries="can I return a bag",
    tried=("Handled by faq.", "What the guest reads", "Candidates"),
    unanswered=("Nearest entry", "Copy YAML"),
)


async def tools(page: Page, name: str) -> None:
    """Opens the panel of ⊕ and one of its tools."""
    await page.locator("#open-more").click()
    await page.locator(f"[data-tool={name}]").click()


async def say(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".turn.fan").last).to_contain_text(text)


async def ask(album: Album, house: House, story: Story) -> Page:
    """The fan's part on the phone, until an advisor is asked for."""
    address = f"{house.simulator}?fan={house.fan(story.fan)}&lang={story.lang}"
    page = await album.open(address, PHONE)
    answers = page.locator(".turn.account")
    await page.locator("#follow").click()
    await album.take(page, f"{story.lang}/follow", *story.sheets)
    await page.locator("#sheet .row-button").first.click()
    await expect(answers).to_have_count(1)
    if story.lang == "en":
        # WeChat does not tell the language of who follows: known is it after the first words.
        await say(page, "hello")
        await expect(answers).to_have_count(2)
    await album.take(page, f"{story.lang}/welcome", *story.welcome)

    await say(page, story.asks)
    await album.take(page, f"{story.lang}/answer", *story.answer)

    await page.locator("#open-more").click()
    await album.take(page, f"{story.lang}/more")
    await page.locator("[data-tool=place]").click()
    await page.locator("#sheet .row-button").nth(1).click()
    await album.take(page, f"{story.lang}/shops", *story.shops)

    await page.locator("#to-menu").click()
    await page.locator(".menu-top button").first.click()
    await album.take(page, f"{story.lang}/menu", *story.menu)
    await page.locator("#to-keyboard").click()

    await tools(page, "photo")
    await page.locator("#sheet .photos button").first.click()
    await expect(page.locator(".turn.fan img.photo")).to_be_visible()
    await album.take(page, f"{story.lang}/photo", *story.photo)
    await say(page, story.matter)
    await expect(answers.last).to_contain_text(story.handed)
    return page


async def sit_down(album: Album, house: House, story: Story) -> Page:
    """The agent logs in at an empty desk."""
    name, shown = story.agent
    await hire(house, name, display_name=shown)
    page = await album.open(f"{house.root}/desk/login?lang={story.lang}", WIDE)
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.click("button[type=submit]")
    await expect(page.locator("body[data-live=on]")).to_be_attached()
    await album.take(page, f"{story.lang}/desk-empty", story.empty)
    return page


async def serve(album: Album, story: Story, desk: Page, phone: Page) -> None:
    """The agent looks, takes the fan over and answers; the fan sees it."""
    lang = story.lang
    await desk.locator("#group-waiting li", has_text=story.handed).locator("a").click()
    await expect(desk.locator("#card .card-files img").first).to_be_visible()
    await album.take(desk, f"{lang}/desk-waiting", *story.waiting)
    await desk.click("#claim")
    await desk.fill("#text", story.reply)
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".by-agent .delivery")).to_have_text(story.sent)
    await album.take(desk, f"{lang}/desk-reply", story.reply, story.sent)
    await expect(phone.locator(".turn.account").last).to_contain_text(story.reply)
    await album.take(phone, f"{lang}/human", story.reply)


async def look_along(album: Album, story: Story, desk: Page) -> None:
    """A conversation of the other agent, then the own one on a phone."""
    own = desk.url
    await desk.locator("#group-all li a").first.click()
    await album.take(desk, f"{story.lang}/desk-locked", story.locked)
    await desk.set_viewport_size(PHONE)
    await desk.goto(own)
    await expect(desk.locator("body[data-live=on]")).to_be_attached()
    await album.take(desk, f"{story.lang}/desk-phone", story.reply)
    await album.side_by_side(
        f"{story.lang}/chat-and-desk", f"{story.lang}/human", f"{story.lang}/desk-reply"
    )


async def watch_the_wire(album: Album, house: House, story: Story) -> None:
    """The chat page on a wide screen: fans, phone and what goes over the wire."""
    address = f"{house.simulator}?fan={house.fan(story.fan)}&lang={story.lang}"
    page = await album.open(address, WIDE)
    sent = page.locator(".wire-list .api", has_text="message/custom/send")
    await expect(sent.first).to_be_in_viewport()
    await album.take(page, f"{story.lang}/wire", story.reply)
    await page.context.close()


async def edit(album: Album, house: House) -> None:
    """What nobody answered, and a question tried: the pages for editors."""
    asked = ("店里能给手机充电吗", "可以在店里给手机充电吗", "店里可以充电吗", "可以借把雨伞吗")
    for number, question in enumerate(asked):
        fan = house.platform.add_fan(f"客人{number}").open_id
        await house.do("follow", fan, source="search")
        await house.say(question, fan)
    await hire(house, "su", role="supervisor", display_name="苏眉 Mei Su")
    page = await album.open(f"{house.root}/desk/login", TALL)
    await page.fill("#name", "su")
    await page.fill("#password", PASSWORD)
    await page.click("button[type=submit]")
    await expect(page.locator("body[data-live=on]")).to_be_attached()
    for story in (ZH, EN):
        await page.goto(f"{house.root}/desk/try?q={story.tries}&lang={story.lang}")
        await album.take(page, f"{story.lang}/desk-try", *story.tried)
        await page.goto(f"{house.root}/desk/unanswered?lang={story.lang}")
        await album.take(page, f"{story.lang}/desk-unanswered", asked[0], *story.unanswered)


async def set_account(house: House, **state: object) -> None:
    """What the account's own pages have set."""
    headers = {"X-Simulator": "1"}
    async with house.http.post(
        f"{house.simulator}/do/account", json=state, headers=headers
    ) as changed:
        assert changed.status == 200, await changed.text()


async def operate(album: Album, house: House, shell: Shell) -> None:
    """What ``doctor`` and ``menu diff`` say of an account that was never connected."""
    await set_account(house, callback_set=False, withheld=["/cgi-bin/message/custom/send"])
    account = {"BOT_WECHAT_APP_ID": APP_ID, "BOT_WECHAT_APP_SECRET": SECRET}
    platform = {"BOT_WECHAT_API_BASE": f"{house.simulator}/api"}
    shell.set(**{**ACCOUNT, **account, **platform, "BOT_DATA_DIR": "data"})
    for name, words, told in (
        ("doctor", ("doctor",), "Account"),
        ("menu-diff", ("menu", "diff"), "服务"),
    ):
        ended = await shell.run_beside(*words)
        assert ended.code == 1
        assert told in ended.out
        await album.terminal(name, f".venv/bin/python run.py {' '.join(words)}", ended.out)
    await set_account(house, callback_set=True, withheld=[])


@IN_CHROMIUM
async def test_every_page_of_the_documents_is_as_it_is_shown(
    tmp_path: Path, shell: Shell, browser: Browser
) -> None:
    async with open_house(tmp_path) as house:
        album = Album(browser, album_folder(tmp_path / "pictures"))
        await operate(album, house, shell)
        menus = published(house.gateway.content.current.library.menu)
        await create_menu(house.gateway.api, menus.default)
        desks = await asyncio.gather(*(sit_down(album, house, story) for story in (ZH, EN)))
        phones = await asyncio.gather(*(ask(album, house, story) for story in (ZH, EN)))
        third = house.fan(2)
        await house.do("follow", third, source="card")
        await house.say("人工", third)
        for story, desk, phone in zip((ZH, EN), desks, phones, strict=True):
            await serve(album, story, desk, phone)
        for story, desk in zip((ZH, EN), desks, strict=True):
            await look_along(album, story, desk)
            await watch_the_wire(album, house, story)
        await edit(album, house)

    assert album.faults == []
    assert album.names() == names_in(FOLDER)
