from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.adminpage import AdminPage
from bot.simulator.menus import Menus, enter
from bot.simulator.tags import Tags
from tests.unit.simulator.nouns import Room

DEFAULT = [{"type": "click", "name": "门店", "key": "stores"}]
SPECIAL = [{"type": "view", "name": "贵宾", "url": "https://veland.example/vip"}]


@pytest.fixture
def room() -> Room:
    return Room()


def names(menu: dict[str, Any] | None) -> list[str]:
    return [button["name"] for button in (menu or {}).get("button", [])]


def tag(room: Room, name: str) -> int:
    return int(room.call(Tags(room.platform), "tags/create", tag={"name": name})["tag"]["id"])


def give(room: Room, tag_id: int) -> None:
    fans = [room.fan.open_id]
    room.call(Tags(room.platform), "batchtagging", tagid=tag_id, openid_list=fans)


def add(room: Room, rule: dict[str, Any], name: str = "贵宾") -> dict[str, Any]:
    buttons = [{**SPECIAL[0], "name": name}]
    return room.call(Menus(room.platform), "addconditional", button=buttons, matchrule=rule)


def shown(room: Room) -> list[str]:
    return names(room.call(Menus(room.platform), "trymatch", user_id=room.fan.open_id))


def test_menu_for_some_needs_a_default_one_and_a_rule(room: Room) -> None:
    assert add(room, {"client_platform_type": "1"})["errcode"] == 65303

    room.call(Menus(room.platform), "menu/create", button=DEFAULT)

    assert add(room, {})["errcode"] == 65309
    assert add(room, {"tag_id": "999"})["errcode"] == 65318
    assert add(room, {"client_platform_type": "4"})["errcode"] == 65315
    assert add(room, {"city": "上海"})["errcode"] == 65320
    assert add(room, {"client_platform_type": "1"})["menuid"].isdigit()


def test_newest_fitting_menu_counts_and_of_tags_the_last_given(room: Room) -> None:
    menus = Menus(room.platform)
    room.call(menus, "menu/create", button=DEFAULT)
    vip, shanghai = tag(room, "VIP"), tag(room, "上海")
    add(room, {"tag_id": str(vip)}, "甲")
    newest = add(room, {"client_platform_type": "1"}, "乙")

    assert shown(room) == ["乙"]

    room.call(menus, "delconditional", menuid=newest["menuid"])
    give(room, vip)
    assert shown(room) == ["甲"]

    give(room, shanghai)
    assert shown(room) == ["门店"]


def test_menus_for_some_link_to_three_domains_at_most(room: Room) -> None:
    menus = Menus(room.platform)
    room.call(menus, "menu/create", button=DEFAULT)
    codes = []
    for number in range(4):
        buttons = [{**SPECIAL[0], "url": f"https://s{number}.veland.example/"}]
        rule = {"client_platform_type": "1"}
        codes.append(room.code(menus, "addconditional", button=buttons, matchrule=rule))

    assert codes == [0, 0, 0, 65316]


def test_deleting_the_default_menu_deletes_all(room: Room) -> None:
    menus = Menus(room.platform)
    room.call(menus, "menu/create", button=DEFAULT)
    add(room, {"client_platform_type": "1"})
    told = room.call(menus, "menu/get")
    room.call(menus, "menu/delete")

    assert told["conditionalmenu"][0]["matchrule"] == {"client_platform_type": "1"}
    assert room.code(menus, "menu/get") == 46003
    assert room.platform.state.conditional == []


def test_phone_keeps_its_copy_for_five_minutes(room: Room) -> None:
    menus, fan = Menus(room.platform), room.fan
    room.call(menus, "menu/create", button=DEFAULT)
    enter(room.platform, fan)
    room.call(menus, "menu/create", button=SPECIAL)
    enter(room.platform, fan)

    assert names(fan.menu) == ["门店"]

    room.clock.move(minutes=5)
    enter(room.platform, fan)

    assert names(fan.menu) == ["贵宾"]


def test_admin_page_tells_its_own_menu_until_the_api_makes_one(room: Room) -> None:
    page, menus = AdminPage(room.platform), Menus(room.platform)
    before = room.call(page, "selfmenu_info")
    replies = room.call(page, "autoreply_info")
    room.call(menus, "menu/create", button=DEFAULT)
    after = room.call(page, "selfmenu_info")
    room.platform.state.account.menu = None
    room.call(menus, "menu/delete")

    assert before["is_menu_open"] == 0
    assert before["selfmenu_info"]["button"][0]["name"] == "品牌"
    assert replies["keyword_autoreply_info"]["list"][0]["rule_name"] == "发票"
    assert after == {"is_menu_open": 1, "selfmenu_info": {"button": DEFAULT}}
    assert room.call(page, "selfmenu_info") == {"is_menu_open": 0}
