"""The chat page in a real browser: two fans, each on a phone of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from playwright.async_api import Browser, FilePayload, Page, ViewportSize, expect
from pydantic import JsonValue

from bot.channels.wechat import xml
from bot.simulator.media import Medium, silence
from bot.simulator.phone import FILM
from bot.simulator.pictures import sample_picture
from bot.simulator.state import Json
from tests.browser import IN_CHROMIUM
from tests.simulated import Gateway, Simulated, simulated

pytestmark = IN_CHROMIUM

PHONE: ViewportSize = {"width": 390, "height": 844}
HOSTILE = (
    '<img src=x onerror=alert(1)> <a href="javascript:alert(1)">坏</a> '
    '<a href="https://veland.example/a?b=1&amp;c=2">官网</a>\n第二行'
)


async def echo(request: web.Request, body: str) -> web.StreamResponse:
    """Answers a text with a hostile bubble, everything else with a greeting."""
    push = xml.parse(body.encode())
    reply: dict[str, xml.Node] = {
        "ToUserName": push.get("FromUserName"),
        "FromUserName": push.get("ToUserName"),
        "CreateTime": 1_795_000_000,
        "MsgType": "text",
        "Content": HOSTILE if push.get("Content") else f"收到 {push.get('EventKey')}",
    }
    return web.Response(text=xml.render(reply))


@asynccontextmanager
async def opened(browser: Browser, url: str, faults: list[str]) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    await page.goto(url)
    try:
        yield page
    finally:
        await context.close()


async def publish_menu(world: Simulated) -> None:
    menu = {
        "button": [
            {"name": "服务", "sub_button": [{"type": "click", "name": "预约到店", "key": "BOOK"}]},
            {"type": "click", "name": "门店", "key": "STORES"},
        ]
    }
    await world.call("menu/create", menu, access_token=await world.token())


async def test_two_fans_follow_write_and_get_their_own_answers(browser: Browser) -> None:
    faults: list[str] = []
    async with simulated(Gateway(echo)) as world:
        await publish_menu(world)
        other = list(world.platform.state.fans)[1]
        async with (
            opened(browser, world.root, faults) as first,
            opened(browser, f"{world.root}?fan={other}&lang=en", faults) as second,
        ):
            await first.get_by_role("button", name="关注", exact=True).click()
            await first.get_by_role("button", name="扫描二维码").click()
            await first.get_by_role("button", name="上海张园限时店").click()
            await expect(first.locator(".turn.account")).to_have_text(
                "收到 qrscene_popup.shanghai.zhangyuan"
            )

            await first.get_by_role("button", name="切换到菜单").click()
            await first.get_by_role("button", name="服务").click()
            await first.get_by_role("button", name="预约到店").click()
            await expect(first.locator(".turn.account")).to_have_count(2)
            await expect(first.locator(".turn.account").last).to_have_text("收到 BOOK")

            await first.get_by_role("button", name="切换到键盘").click()
            await first.get_by_label("输入消息").fill("<b>在吗</b>")
            await first.keyboard.press("Enter")
            await expect(first.locator(".turn.fan .bubble")).to_have_text("<b>在吗</b>")
            reply = first.locator(".turn.account").last
            await expect(reply).to_contain_text("<img src=x onerror=alert(1)> 坏 官网")
            links = reply.locator("a")
            await expect(links).to_have_count(1)
            await expect(links).to_have_attribute("href", "https://veland.example/a?b=1&c=2")
            await expect(links).to_have_attribute("rel", "noopener noreferrer")

            message = {"touser": world.fan, "msgtype": "text", "text": {"content": "顾问在此"}}
            await world.call("message/custom/send", message, access_token=await world.token())
            await expect(first.locator(".turn.account").last).to_have_text("顾问在此")

            await expect(second.get_by_role("button", name="Follow", exact=True)).to_be_visible()
            await expect(second.locator(".turn")).to_have_count(0)
            await second.get_by_role("button", name="On the wire").click()
            await expect(second.locator(".wire-list .push")).to_have_count(3)
            await expect(second.locator(".wire-list .api").first).to_contain_text("custom/send")

    assert faults == []


async def test_place_voice_and_photo_go_out_from_the_phone(browser: Browser) -> None:
    faults: list[str] = []
    async with simulated(Gateway(echo)) as world:
        await world.do("follow", source="search")
        async with opened(browser, world.root, faults) as page:
            await page.get_by_role("button", name="更多").click()
            await page.get_by_role("button", name="位置", exact=True).click()
            await page.get_by_label("搜索地点").fill("外滩")
            await page.get_by_role("button", name="外滩").click()
            await expect(page.locator(".pin")).to_contain_text("外滩")

            await page.locator("#open-voice").click()
            await page.get_by_label("说了什么").fill("门店在哪里")
            await page.get_by_role("dialog").get_by_role("button", name="发送").click()
            await page.locator("button.voice").click()
            await expect(page.locator(".heard")).to_have_text("门店在哪里")

            await page.get_by_role("button", name="更多").click()
            await page.locator("[data-tool=photo]").click()
            await page.get_by_role("button", name="手袋").click()
            photo = page.locator(".turn.fan img.photo")
            await expect(photo).to_be_visible()
            await expect(photo).to_have_js_property("naturalWidth", 540)

            await page.get_by_role("button", name="更多").click()
            await page.locator("[data-tool=photo]").click()
            own = FilePayload(name="own.png", mimeType="image/png", buffer=sample_picture("window"))
            await page.locator("input[type=file]").set_input_files(own)
            await expect(photo).to_have_count(2)

            await page.locator("#open-profile").click()
            await page.get_by_role("button", name="不再关注").click()
            await page.get_by_role("button", name="不再关注").click()
            await expect(page.get_by_role("button", name="关注", exact=True)).to_be_visible()

    assert faults == []


async def send_every_type(world: Simulated) -> None:
    """One of each: what the fan sends, and what the account may send."""
    await world.do("follow", source="search")
    await world.do("file", title="购买凭证.pdf", size=182_400)
    await world.do("miniprogrampage", title="岚 · 手袋 秋冬系列")
    await world.do("video", short=True)
    await world.do(
        "link", title="秋冬系列", url="https://veland.example/aw", description="山色入秋"
    )
    await world.do("desk", does="online", text="林顾问")
    await world.do("desk", does="accept")
    await world.do("desk", does="say", text="您好，我是林顾问，很高兴为您服务。")
    await world.do("desk", does="close")
    platform, token = world.platform, await world.token()
    fan, now = platform.state.fans[world.fan], platform.now()
    keep = platform.media.put
    picture = keep(
        sample_picture("bag"), Medium(kind="image", content_type="image/png", created_at=now)
    )
    voice = keep(silence(9), Medium(kind="voice", content_type="audio/amr", created_at=now))
    film = keep(FILM, Medium(kind="video", content_type="video/mp4", created_at=now))
    music = {
        "title": "山色入秋",
        "description": "秋冬系列主题曲",
        "musicurl": "https://veland.example/a.mp3",
        "thumb_media_id": picture,
    }
    page = {
        "title": "预约试背 · 上海恒隆广场店",
        "appid": "wxabc12345",
        "pagepath": "pages/book",
        "thumb_media_id": picture,
    }
    choices = [{"id": "101", "content": "满意"}, {"id": "102", "content": "不满意"}]
    menu = {
        "head_content": "您对本次服务是否满意？",
        "list": choices,
        "tail_content": "感谢您的反馈",
    }
    for kind, content in (
        ("voice", {"media_id": voice}),
        ("video", {"media_id": film, "thumb_media_id": picture, "title": "工坊一日"}),
        ("music", music),
        ("msgmenu", menu),
    ):
        message = {"touser": world.fan, "msgtype": kind, kind: content}
        assert (await world.call("message/custom/send", message, access_token=token))[
            "errcode"
        ] == 0
    await world.do("text", text="谢谢")
    said = {"content": "为您找到两家门店。"}
    for kind, content, more in (
        ("miniprogrampage", page, {}),
        ("wxcard", {"card_id": "pVeland2026"}, {}),
        ("mpnewsarticle", {"article_id": "a1"}, {}),
        ("text", said, {"aimsgcontext": {"is_ai_msg": 1}}),
    ):
        message = {"touser": world.fan, "msgtype": kind, kind: content, **more}
        assert (await world.call("message/custom/send", message, access_token=token))[
            "errcode"
        ] == 0
    articles: JsonValue = [
        {"title": title, "description": "", "url": "https://veland.example/", "picture": ""}
        for title in ("秋冬系列 · 山色入秋", "皮具保养小记", "上海恒隆广场店重装开幕")
    ]
    platform.show(fan, "account", kind="news", data={"articles": articles}, via="mass")
    rows: JsonValue = [["门店", "上海恒隆广场店"], ["时间", "11月28日 15:00"], ["联系人", "林小姐"]]
    card: Json = {"title": "到店预约提醒", "rows": rows, "url": "https://veland.example/b"}
    platform.show(fan, "account", kind="template", data={**card, "pagepath": ""}, via="template")
    platform.show(fan, "account", kind="notice_card", data={**card, "pagepath": "p"}, via="notice")


async def test_every_type_has_a_look_of_its_own(browser: Browser) -> None:
    faults: list[str] = []
    async with simulated(Gateway(echo), cutoff_s=5.0) as world:
        await send_every_type(world)
        async with opened(browser, world.root, faults) as page:
            turns = page.locator(".turn")
            await expect(turns.last).to_contain_text("到店预约提醒")
            texts = await page.locator(".turn .bubble").all_text_contents()

            assert [text for text in texts if text.startswith("[")] == []
            assert await page.locator(".worker").all_text_contents() == ["林顾问"]
            assert await page.locator(".news .line").count() == 2
            assert await page.locator(".ai").count() == 1

            await page.get_by_role("button", name="不满意").click()
            await expect(page.locator(".turn.fan .bubble").last).to_have_text("不满意")

    assert faults == []


async def test_menu_for_some_fans_and_its_buttons_work_on_the_phone(browser: Browser) -> None:
    faults: list[str] = []
    async with simulated(Gateway(echo), cutoff_s=5.0) as world:
        await publish_menu(world)
        token = await world.token()
        buttons = [
            {"type": "location_select", "name": "发送位置", "key": "PLACE"},
            {"type": "pic_weixin", "name": "相册", "key": "ALBUM"},
        ]
        rule = {"button": buttons, "matchrule": {"client_platform_type": "2"}}
        await world.call("menu/addconditional", rule, access_token=token)
        android = await world.do("fans", name="安卓用户", client="2", fan=None)
        await world.do("follow", source="search", fan=android["id"])
        async with opened(browser, f"{world.root}?fan={android['id']}", faults) as page:
            await page.get_by_role("button", name="切换到菜单").click()
            await page.get_by_role("button", name="发送位置").click()
            await page.get_by_role("button", name="外滩").click()
            await expect(page.locator(".turn.fan .pin")).to_contain_text("外滩")
            await page.get_by_role("button", name="相册").click()
            await page.get_by_role("button", name="手袋").click()
            await expect(page.locator(".turn.fan img.photo")).to_be_visible()

            scene = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "vip"}}}
            await world.call("qrcode/create", scene, access_token=token)
            await page.get_by_role("button", name="切换到键盘").click()
            await page.get_by_role("button", name="更多").click()
            await page.get_by_role("button", name="扫一扫").click()
            await page.get_by_role("button", name="账号生成的二维码").click()
            await expect(page.locator(".turn.account").last).to_have_text("收到 vip")

            await page.get_by_role("button", name="实时报文").click()
            await page.get_by_role("button", name="注入故障").click()
            await page.get_by_role("button", name="设置").click()

        assert world.platform.faults.calls[0].slow_s == 6.0

    assert faults == []
