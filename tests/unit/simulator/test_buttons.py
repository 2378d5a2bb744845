from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.adminpage import self_menu
from bot.simulator.answers import ApiRefused
from bot.simulator.buttons import checked

CLICK: dict[str, Any] = {"type": "click", "name": "查找门店", "key": "stores"}
VIEW: dict[str, Any] = {"type": "view", "name": "秋冬系列", "url": "https://veland.example/aw"}
APP: dict[str, Any] = {**VIEW, "type": "miniprogram", "appid": "wx1", "pagepath": "pages/home"}


@pytest.mark.parametrize(
    "buttons", [[CLICK], [CLICK, VIEW, APP], [{"name": "服务", "sub_button": [CLICK] * 5}]]
)
def test_menu_within_the_limits_is_kept_as_it_is(buttons: list[Any]) -> None:
    assert checked({"button": buttons, "more": 1}) == {"button": buttons}


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([], 40016),
        ([CLICK] * 4, 40016),
        ([{"name": "服务", "sub_button": [CLICK] * 6}], 40023),
        ([{**CLICK, "name": "查找附近门店"}], 40018),
        ([{**CLICK, "name": ""}], 40018),
        ([{**CLICK, "key": "k" * 129}], 40019),
        ([{**VIEW, "url": ""}], 40020),
        ([{**CLICK, "type": "dance"}], 40017),
        ([{**VIEW, "url": "javascript:alert(1)"}], 40055),
        ([{**APP, "appid": "wxABC"}], 45064),
        ([{"type": "article_id", "name": "专栏"}], 40007),
    ],
)
def test_menu_beyond_the_limits_is_refused(buttons: list[Any], errcode: int) -> None:
    with pytest.raises(ApiRefused) as refused:
        checked({"button": buttons})

    assert refused.value.errcode == errcode


def test_self_menu_wraps_sub_buttons_in_a_list() -> None:
    menu = checked({"button": [{"name": "服务", "sub_button": [CLICK]}]})

    assert self_menu(menu)["selfmenu_info"] == {
        "button": [{"name": "服务", "sub_button": {"list": [CLICK]}}]
    }
