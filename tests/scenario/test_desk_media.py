"""Fans' files at the desk: who may see them, how they are served, what agents read instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, expect
from sqlalchemy import update

from bot.model import Attachment, AuditAction
from bot.store import schema as s
from bot.store.database import Database
from tests.browser import IN_CHROMIUM
from tests.scenario.desk_browser import at_the_desk, hire, sit_down
from tests.scenario.house import House, open_house
from tests.scenario.test_attachments import settled, swapped, visited

ROLES = ("agent", "supervisor", "admin", "stylist")


async def picture_of(house: House) -> Attachment:
    await house.do("image", sample="bag")
    return (await settled(house))[-1]


async def page_of(desk: ClientSession, attachment: Attachment) -> str:
    async with desk.get(f"/desk/fragments/conversation/{attachment.conversation_id}") as answer:
        return await answer.text()


async def status_of(desk: ClientSession, path: str) -> int:
    async with desk.get(path, allow_redirects=False) as answer:
        return answer.status


@pytest.mark.parametrize("role", ROLES)
async def test_every_role_of_the_house_sees_a_picture_and_nobody_else_does(
    role: str, tmp_path: Path
) -> None:
    async with visited(tmp_path) as house, ClientSession(house.root) as stranger:
        kept = await picture_of(house)
        path = f"/desk/media/{kept.id}"
        async with at_the_desk(house, "lin", role=role) as desk:
            own = await status_of(desk, path)
            database = await Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
            async with database.write() as connection:
                await connection.execute(update(s.media).values(account="wxanother000000001"))
            await database.close()
            foreign = await status_of(desk, path)
        nobody = await status_of(stranger, path)

    assert (own, foreign, nobody) == (200, 404, 401)


async def test_a_picture_is_served_by_what_it_is_and_never_kept_by_the_browser(
    tmp_path: Path,
) -> None:
    async with visited(tmp_path) as house, at_the_desk(house, "lin") as desk:
        kept = await picture_of(house)
        async with desk.get(f"/desk/media/{kept.id}") as answer:
            data, headers = await answer.read(), answer.headers

    assert data.startswith(b"\x89PNG")
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Disposition"] == f'inline; filename="guest-{kept.id}.png"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_what_a_browser_cannot_show_is_a_download_and_says_so(tmp_path: Path) -> None:
    async with visited(tmp_path) as house, at_the_desk(house, "lin") as desk:
        await house.do("voice", text="", recognised=False)
        (kept,) = await settled(house)
        page = await page_of(desk, kept)
        async with desk.get(f"/desk/media/{kept.id}") as answer:
            headers = answer.headers

    assert headers["Content-Disposition"] == f'attachment; filename="guest-{kept.id}.amr"'
    assert "浏览器无法播放这种录音（AMR），请下载后收听。" in page
    assert "<audio" not in page


async def test_a_document_in_disguise_is_never_served(tmp_path: Path) -> None:
    async with visited(tmp_path) as house, at_the_desk(house, "lin") as desk:
        swapped(house, b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
        lost = await picture_of(house)
        status = await status_of(desk, f"/desk/media/{lost.id}")
        page = await page_of(desk, lost)

    assert status == 410
    assert "文件类型不安全或无法识别，没有保存。可请客人重新发送。" in page
    assert "<svg xmlns" not in page


@pytest.mark.parametrize("wrong", ["0", "99", "-1", "1.5", "..%2f..%2fetc%2fpasswd", "x", "9" * 30])
async def test_no_other_number_is_a_file(wrong: str, tmp_path: Path) -> None:
    async with visited(tmp_path) as house, at_the_desk(house, "lin") as desk:
        assert await status_of(desk, f"/desk/media/{wrong}") == 404


async def test_an_expired_picture_says_so_in_its_bubble(tmp_path: Path) -> None:
    async with visited(tmp_path) as house, at_the_desk(house, "lin") as desk:
        kept = await picture_of(house)
        house.clock.forward(days=181)
        await house.gateway.media.tidy()
    async with open_house(tmp_path) as house, at_the_desk(house, "zhou") as desk:
        page = await page_of(desk, kept)
        status = await status_of(desk, f"/desk/media/{kept.id}")

    assert "图片已过期，无法查看。可请客人重新发送。" in page
    assert status == 410


async def test_a_look_at_a_picture_is_on_record_once_for_each_log_in(tmp_path: Path) -> None:
    async with visited(tmp_path) as house:
        kept = await picture_of(house)
        for name in ("lin", "zhou"):
            async with at_the_desk(house, name) as desk:
                for _ in range(3):
                    assert await status_of(desk, f"/desk/media/{kept.id}") == 200
        rows = [
            (item.who, item.people, item.detail)
            for item in await house.gateway.stores.audit.list_entries()
            if item.action is AuditAction.REVEALED
        ]

    assert rows == [("lin", 1, f"media {kept.id}"), ("zhou", 1, f"media {kept.id}")]


@IN_CHROMIUM
async def test_the_picture_comes_into_the_open_page_by_itself(
    tmp_path: Path, browser: Browser
) -> None:
    async with visited(tmp_path) as house:
        await house.say("人工")
        await hire(house, "lin", display_name="林岚")
        page = await sit_down(browser, house, "lin", viewport={"width": 1280, "height": 844})
        await page.locator("#group-waiting li a").first.click()
        await page.evaluate("window.since = 'opened'")
        await house.do("image", sample="bag")
        picture = page.locator("#messages .thumb img")
        await expect(picture).to_be_visible()
        width = await picture.evaluate("(it) => it.decode().then(() => it.naturalWidth)")
        since = await page.evaluate("window.since")

    assert width > 100
    assert since == "opened"
