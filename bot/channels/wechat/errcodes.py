"""What the platform's error numbers mean for us: the only place where they become errors.

Texts for agents are Chinese, as they stand on the desk; texts for operators are English, as
they stand in logs and in ``doctor``.

*Source:* developers.weixin.qq.com, error tables of "send customer message", "stable token" and
the global return codes, read in 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import (
    BadRequest,
    FanUnreachable,
    Misconfigured,
    PlatformBusy,
    PlatformError,
    QuotaSpent,
    RateLimited,
    TokenExpired,
    WindowClosed,
)

OK = 0

_RID = re.compile(r"rid: ([0-9a-f]{8}(?:-[0-9a-f]{8}){2})")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The error class of a number, what happened, and what one does about it."""

    error: type[PlatformError]
    message: str
    remedy: str


_REFRESH = "the access token is fetched again by itself; if this repeats, check the app secret"
_LATER = "it is tried again by itself"
_SERVICE_PAGE = "look at the notices on the account's admin page"
_CALL = "this is a fault of the gateway: please report it with the rid"
_NEXT_MESSAGE = "等客人下次发来消息后再回复"
_OTHER_WAY = "可改用电话等其他方式联系"
_IP_LIST = "add the gateway's outgoing address to the IP list (Basic configuration)"

_MEANINGS: dict[int, Meaning] = {
    40001: Meaning(TokenExpired, "the access token is not the latest", _REFRESH),
    40014: Meaning(TokenExpired, "the access token is not valid", _REFRESH),
    42001: Meaning(TokenExpired, "the access token has expired", _REFRESH),
    -1: Meaning(PlatformBusy, "the platform is busy", _LATER),
    268487001: Meaning(PlatformBusy, "the platform is busy", _LATER),
    268487002: Meaning(PlatformBusy, "the platform is busy", _LATER),
    45009: Meaning(
        RateLimited,
        "the calls of this day are used up",
        "wait until midnight in China, or clear the quota on the admin page",
    ),
    45011: Meaning(RateLimited, "the calls of this minute are used up", "wait a minute"),
    45028: Meaning(RateLimited, "the mass messages of this period are used up", "wait"),
    45015: Meaning(WindowClosed, "客人超过 48 小时未发来消息，或已取消关注", _NEXT_MESSAGE),
    45047: Meaning(QuotaSpent, "本次可发送的消息条数已用完", _NEXT_MESSAGE),
    40003: Meaning(FanUnreachable, "该客人不是本账号的关注者", _OTHER_WAY),
    43004: Meaning(FanUnreachable, "客人已取消关注", _OTHER_WAY),
    43019: Meaning(FanUnreachable, "客人在本账号的黑名单中", "请管理员先移出黑名单"),
    46004: Meaning(FanUnreachable, "该微信用户已不存在", _OTHER_WAY),
    48002: Meaning(FanUnreachable, "客人关闭了接收本账号的消息", _OTHER_WAY),
    50002: Meaning(FanUnreachable, "客人或本账号已被微信限制", _OTHER_WAY),
    50005: Meaning(FanUnreachable, "客人未关注本账号", _OTHER_WAY),
    70000: Meaning(FanUnreachable, "微信为保护未成年人而拦截了这条消息", "请勿重发"),
    40013: Meaning(Misconfigured, "the app id is not valid", "correct BOT_WECHAT_APP_ID"),
    40125: Meaning(Misconfigured, "the app secret is not valid", "correct BOT_WECHAT_APP_SECRET"),
    40164: Meaning(Misconfigured, "this address may not fetch tokens", _IP_LIST),
    40243: Meaning(
        Misconfigured, "the app secret is frozen", "unfreeze it on the account's admin page"
    ),
    45035: Meaning(Misconfigured, "this address may not use the API", _IP_LIST),
    45082: Meaning(
        Misconfigured, "a linked site has no ICP filing", "link a filed site, or file this one"
    ),
    45086: Meaning(
        Misconfigured,
        "a linked mini-program is not bound to the account",
        "bind it on the account's admin page",
    ),
    45087: Meaning(Misconfigured, "customer-service messages are blocked", _SERVICE_PAGE),
    45093: Meaning(Misconfigured, "the account may send no messages for now", _SERVICE_PAGE),
    45094: Meaning(Misconfigured, "the account may send no messages for now", _SERVICE_PAGE),
    48001: Meaning(
        Misconfigured,
        "the account has no permission for this call",
        "verify the account, or apply for the permission",
    ),
    48004: Meaning(Misconfigured, "this call is banned for the account", _SERVICE_PAGE),
    48008: Meaning(
        Misconfigured,
        "the account may not send this type of message",
        "apply for the permission on the admin page",
    ),
    50004: Meaning(Misconfigured, "the account may not use this call", _SERVICE_PAGE),
    50007: Meaning(Misconfigured, "the account is closed or frozen", _SERVICE_PAGE),
    61004: Meaning(Misconfigured, "this address may not use the API", _IP_LIST),
    65400: Meaning(
        Misconfigured,
        "the native customer-service function is not switched on",
        "switch it on on the account's admin page",
    ),
    89503: Meaning(
        Misconfigured, "an administrator must confirm this address", "confirm it in WeChat"
    ),
    89506: Meaning(
        Misconfigured, "an administrator refused this address", "try again after 24 hours"
    ),
    89507: Meaning(
        Misconfigured, "an administrator refused this address", "try again after one hour"
    ),
    40002: Meaning(BadRequest, "the grant type is wrong", _CALL),
    40007: Meaning(
        BadRequest, "the media id is unknown or older than three days", "upload the file again"
    ),
    40008: Meaning(BadRequest, "the message type is wrong", _CALL),
    40033: Meaning(BadRequest, "the request holds escaped characters", _CALL),
    44002: Meaning(BadRequest, "the request has no body", _CALL),
    44004: Meaning(BadRequest, "the text is empty", _CALL),
    45072: Meaning(BadRequest, "the typing command is wrong", _CALL),
    45080: Meaning(BadRequest, "typing can be shown for 30 seconds after a message only", _CALL),
    45081: Meaning(BadRequest, "typing is shown already", _CALL),
    45098: Meaning(BadRequest, "too many items in a menu message", _CALL),
    45099: Meaning(BadRequest, "an item of a menu message is too long", _CALL),
}
_MEANINGS |= {
    number: Meaning(BadRequest, "a parameter is missing", _CALL) for number in range(41001, 41031)
}
_MEANINGS |= {
    number: Meaning(BadRequest, "the request was sent in a wrong way", _CALL)
    for number in range(43001, 43004)
}
_MEANINGS |= {
    number: Meaning(BadRequest, "the message or one of its parts is too long", _CALL)
    for number in range(45002, 45009)
}
_MEANINGS |= {
    number: Meaning(BadRequest, "the request body cannot be read", _CALL)
    for number in range(47001, 47004)
}

MEANINGS: Mapping[int, Meaning] = _MEANINGS
"""Every number the gateway knows; all others become a plain PlatformError."""


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


def raise_for_errcode(answer: Mapping[str, object], call: str) -> None:
    """Return if the platform accepted the call, else raise what its number means.

    ``call`` is the path, without a query. The error's ``data`` holds ``call``, the platform's
    own ``errmsg`` and its ``rid``, which Tencent can look up for seven days.
    """
    number = errcode_of(answer)
    if number == OK:
        return
    errmsg = str(answer.get("errmsg", ""))
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
