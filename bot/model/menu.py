"""The account's menus as the platform holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.model.adminpage import AdminReply


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuButton:
    """A button of any origin.

    ``kind`` is the platform's own name of the type, empty for a sub-menu; ``value`` its key,
    address, media id or article id. ``reply`` is what a button of the admin page answers itself.
    """

    name: str
    kind: str = ""
    value: str = ""
    app_id: str = ""
    page: str = ""
    reply: AdminReply | None = None
    buttons: tuple[MenuButton, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuFor:
    """A menu for the fans with this tag, on this kind of phone, or both."""

    tag: str = ""
    client: str = ""
    buttons: tuple[MenuButton, ...] = ()
    menu_id: str = field(default="", compare=False)

    @property
    def title(self) -> str:
        """Whom it is for."""
        return " · ".join(part for part in (self.tag, self.client) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMenus:
    """The default menu, and the others in the order in which a fan is matched: first fits.

    ``by_hand`` tells that the menu was made on the admin page: no fan sees it while a server is
    connected.
    """

    default: tuple[MenuButton, ...] = ()
    conditional: tuple[MenuFor, ...] = ()
    by_hand: bool = field(default=False, compare=False)

    def leaves(self) -> Iterator[MenuButton]:
        """Every button that does something."""
        for buttons in (self.default, *(menu.buttons for menu in self.conditional)):
            for button in buttons:
                yield from button.buttons or (button,)
