"""The brand's menu as the platform wants it."""

from __future__ import annotations

from typing import Any

from bot.content.menu import Button, Menu


def platform_menu(menu: Menu) -> dict[str, Any]:
    """The body of ``menu/create``: a click button's key is its entry's id."""
    return {"button": [_button(button) for button in menu.buttons]}


def _button(button: Button) -> dict[str, Any]:
    if button.buttons:
        return {"name": button.name, "sub_button": [_button(child) for child in button.buttons]}
    if button.url:
        return {"name": button.name, "type": "view", "url": button.url}
    return {"name": button.name, "type": "click", "key": button.entry}
