"""Menus go to the account and come back: default ones, those for some fans, and the former ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.channels.wechat.menus import read_menus
from bot.cli.operator import act
from bot.content.menu import published
from bot.content.menufile import load_menu
from bot.errors import PlatformError
from bot.flow.menu import Publisher, difference, kept_menus
from bot.model import AuditAction
from bot.model.menu import AccountMenus
from tests.scenario.commands import Shell, output_of
from tests.scenario.house import APP_ID, FAQ, SECRET, House

DEFAULT = "buttons: [{name: 时间, entry: hours.store, purpose: service}]\n"
MEMBERS = "{tag: 会员, buttons: [{name: 礼遇, url: 'https://www.veland.example/v', purpose: crm}]}"
APPLE = "{client: ios, buttons: [{name: 苹果, entry: hours.store, purpose: service}]}"
OTHERS = "{client: other, buttons: [{name: 其他, entry: hours.store, purpose: service}]}"


def wanted(folder: Path, *conditional: str) -> AccountMenus:
    (folder / "menu.yaml").write_text(
        DEFAULT + f"conditional: [{', '.join(conditional)}]\n", "utf-8"
    )
    menu, problems = load_menu(folder)
    assert problems == ()
    return published(menu)


def publisher(house: House, folder: Path) -> Publisher:
    return Publisher(api=house.gateway.api, stores=house.gateway.stores, folder=folder / "menus")


async def test_menus_for_some_fans_are_published_changed_and_brought_back(
    house: House, tmp_path: Path
) -> None:
    api, publish = house.gateway.api, publisher(house, tmp_path)
    before = await read_menus(api)
    first = wanted(tmp_path, MEMBERS, APPLE)
    kept = await publish.publish(first, by=act(AuditAction.MENU_PUBLISHED))
    live = await read_menus(api)
    assert live == first
    assert difference(live, first) == ()
    assert kept_menus(kept) == before

    numbers = {menu.title: menu.menu_id for menu in live.conditional}
    second = wanted(tmp_path, MEMBERS, OTHERS, APPLE)
    await publish.publish(second, by=act(AuditAction.MENU_PUBLISHED))
    live = await read_menus(api)
    assert live == second
    # The last of the list was untouched; what a fan must meet before it was made anew.
    again = {menu.title: menu.menu_id for menu in live.conditional}
    assert again["ios"] == numbers["ios"]
    assert again["会员"] != numbers["会员"]

    await publish.publish(await publish.former(), by=act(AuditAction.MENU_RESTORED))
    assert await read_menus(api) == first
    await publish.publish(AccountMenus(), by=act(AuditAction.MENU_RESTORED))
    live = await read_menus(api)
    assert live.conditional == ()
    assert live.by_hand or not live.default


async def test_refusal_in_the_middle_keeps_the_way_back(house: House, tmp_path: Path) -> None:
    api, publish = house.gateway.api, publisher(house, tmp_path)
    first = wanted(tmp_path, APPLE)
    await publish.publish(first, by=act(AuditAction.MENU_PUBLISHED))
    calls = [{"path": "menu/addconditional", "errcode": 65316, "times": 2}]
    async with house.http.post(
        f"{house.simulator}/do/faults", json={"calls": calls}, headers={"X-Simulator": "1"}
    ) as response:
        assert response.status == 200
    for _ in range(2):
        with pytest.raises(PlatformError):
            await publish.publish(
                wanted(tmp_path, MEMBERS, OTHERS), by=act(AuditAction.MENU_PUBLISHED)
            )

    assert await publish.former() == first
    await publish.publish(await publish.former(), by=act(AuditAction.MENU_RESTORED))
    assert await read_menus(api) == first


async def test_commands_show_refuse_publish_and_restore(
    house: House, shell: Shell, tmp_path: Path
) -> None:
    environ = {
        "BOT_FAQ_DIR": str(tmp_path / "faq"),
        "BOT_WECHAT_APP_ID": APP_ID,
        "BOT_WECHAT_APP_SECRET": SECRET,
        "BOT_WECHAT_API_BASE": f"{house.simulator}/api",
    }

    async def run(*words: str) -> tuple[int, str, str]:
        ended = await shell.run_beside("menu", *words)
        return ended.code, ended.out, ended.err

    shell.set(**environ)
    shutil.copytree(FAQ, tmp_path / "faq")
    menu = tmp_path / "faq" / "menu.yaml"
    menu.write_text(DEFAULT.replace("hours.store", "no.such"), "utf-8")
    code, out, err = await run("publish", "--yes")
    assert code == 1
    assert "menu.yaml:1:29: no entry is called `no.such`" in out
    assert "nothing was published" in err

    menu.write_text(DEFAULT, "utf-8")
    code, out, _ = await run("diff")
    assert (code, "+ 时间  click hours.store" in out) == (1, True)
    code, _, err = await run("publish")
    assert code == 2
    assert "--yes" in err
    code, out, _ = await output_of("menu", "publish", "--yes", folder=tmp_path, environ=environ)
    assert code == 0
    assert "run.py menu restore" in out
    assert (await read_menus(house.gateway.api)).default[0].name == "时间"
    assert (await run("diff"))[:2] == (0, "no difference: the account has these menus\n")
    code, _, err = await run("pull")
    assert code == 0, err
    assert menu.read_text("utf-8") == DEFAULT
