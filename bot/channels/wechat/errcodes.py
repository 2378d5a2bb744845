"""Where an error number of the platform becomes an error of ours, and nowhere else.

The numbers stand in tables beside this module, in ``codes``; docs/reference/errors.md lists them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.channels.wechat.codes.account import ACCOUNT
from bot.channels.wechat.codes.desk import DESK
from bot.channels.wechat.codes.entries import ENTRIES
from bot.channels.wechat.codes.meaning import Meanings
from bot.channels.wechat.codes.messages import MESSAGES
from bot.channels.wechat.codes.outreach import OUTREACH
from bot.channels.wechat.codes.people import PEOPLE
from bot.errors import PlatformError

OK = 0

MEANINGS: Meanings = {**ACCOUNT, **MESSAGES, **PEOPLE, **OUTREACH, **ENTRIES, **DESK}
"""Every number the gateway knows; all others become a plain PlatformError."""

_LONGEST_TOLD = 500
_RID = re.compile(r"rid: ([0-9a-f]{8}(?:-[0-9a-f]{8}){2})")


def errcode_of(answer: Mapping[str, object]) -> int | None:
    """The error number of an API answer; 0 where it is absent, as in many good answers.

    None if there is one that is no number, so that nobody takes it for a known one.
    """
    number = answer.get("errcode", OK)
    if isinstance(number, bool) or not isinstance(number, int | str):
        return None
    try:
        return int(number)
    except ValueError:
        return None


def _one_line(text: str) -> str:
    """Without what moves a terminal's cursor or colours it, and of bearable length."""
    return "".join(char if char.isprintable() else " " for char in text[:_LONGEST_TOLD])


def raise_for_errcode(answer: Mapping[str, object], call: str) -> None:
    """Return if the platform accepted the call, else raise what its number means.

    ``call`` is the path, without a query. The error's ``data`` holds ``call``, the platform's
    own ``errmsg`` and its ``rid``, which Tencent can look up for seven days.
    """
    number = errcode_of(answer)
    if number == OK:
        return
    errmsg = _one_line(str(answer.get("errmsg", "")))
    rid = _RID.search(errmsg)
    data = {"call": call, "errmsg": errmsg, "rid": rid[1] if rid else ""}
    meaning = None if number is None else MEANINGS.get(number)
    if meaning is None:
        raise PlatformError(
            f"the platform answered {call} with {number}: {errmsg}",
            errcode=number or OK,
            remedy="look the number up in the platform's table of return codes",
            **data,
        )
    raise meaning.error(meaning.message, errcode=number or OK, remedy=meaning.remedy, **data)
