"""What one error number means, and how the tables are written down.

Texts for agents are Chinese, as they stand on the desk; texts for operators are English, as
they stand in logs and in REST problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.errors import PlatformError


@dataclass(frozen=True, slots=True)
class Meaning:
    """The error class of a number, what happened, and what one does about it."""

    error: type[PlatformError]
    message: str
    remedy: str


Meanings = Mapping[int, Meaning]

LATER = "it is tried again by itself"
REPORT = "this is a fault of the gateway: please report it with the rid"
SERVICE_PAGE = "look at the notices on the account's admin page"
IP_LIST = "add the gateway's outgoing address to the IP list (Basic configuration)"
NEXT_MESSAGE = "等客人下次发来消息后再回复"
OTHER_WAY = "可改用电话等其他方式联系"


def of(error: type[PlatformError], texts: Mapping[int, tuple[str, str]]) -> dict[int, Meaning]:
    """Numbers of one class: number -> what happened, what to do."""
    return {number: Meaning(error, *text) for number, text in texts.items()}


def alike(
    error: type[PlatformError], numbers: Iterable[int], message: str, remedy: str
) -> dict[int, Meaning]:
    """Numbers that mean the same for us."""
    return dict.fromkeys(numbers, Meaning(error, message, remedy))
