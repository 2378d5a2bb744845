"""Messages to a fan: the window, the fan's own state, what is wrong with the message."""

from __future__ import annotations

from bot.channels.wechat.codes.meaning import (
    NEXT_MESSAGE,
    OTHER_WAY,
    REPORT,
    SERVICE_PAGE,
    Meanings,
    alike,
    of,
)
from bot.errors import (
    BadRequest,
    Declined,
    FanUnreachable,
    Misconfigured,
    QuotaSpent,
    RateLimited,
    WindowClosed,
)

_NEXT_MONTH = "write less often to the same fans"
_CONFIRM = "the administrator confirms the mass message in WeChat within 30 minutes"

ALLOWANCE: Meanings = {
    **of(WindowClosed, {45015: ("客人超过 48 小时未发来消息，或已取消关注", NEXT_MESSAGE)}),
    **of(QuotaSpent, {45047: ("本次可发送的消息条数已用完", NEXT_MESSAGE)}),
}

FANS: Meanings = of(
    FanUnreachable,
    {
        40003: ("该客人不是本账号的关注者", OTHER_WAY),
        43004: ("客人已取消关注", OTHER_WAY),
        43019: ("客人在本账号的黑名单中", "请管理员先移出黑名单"),
        43101: ("客人没有订阅这类通知", "请客人在页面或小程序中重新订阅"),
        46004: ("该微信用户已不存在", OTHER_WAY),
        48002: ("客人关闭了接收本账号的消息", OTHER_WAY),
        49003: ("该客人不属于本账号", OTHER_WAY),
        50002: ("客人或本账号已被微信限制", OTHER_WAY),
        50005: ("客人未关注本账号", OTHER_WAY),
        70000: ("微信为保护未成年人而拦截了这条消息", "请勿重发"),
    },
)

CONTENT: Meanings = {
    **alike(BadRequest, range(45002, 45009), "the message or one of its parts is too long", REPORT),
    **of(
        BadRequest,
        {
            40008: ("the message type is wrong", REPORT),
            44003: ("the message has no article", REPORT),
            44004: ("the text is empty", REPORT),
            45072: ("the typing command is wrong", REPORT),
            45080: ("typing can be shown for 30 seconds after a message only", REPORT),
            45081: ("typing is shown already", REPORT),
            45098: ("too many items in a menu message", REPORT),
            45099: ("an item of a menu message is too long", REPORT),
        },
    ),
}

BANS: Meanings = of(
    Misconfigured,
    {
        45082: ("a linked site has no ICP filing", "link a filed site, or file this one"),
        45086: (
            "a linked mini-program is not bound to the account",
            "bind it on the account's admin page",
        ),
        45087: ("customer-service messages are blocked", SERVICE_PAGE),
        45093: ("the account may send no messages for now", SERVICE_PAGE),
        45094: ("the account may send no messages for now", SERVICE_PAGE),
        48008: (
            "the account may not send this type of message",
            "apply for the permission on the admin page",
        ),
    },
)

MASS: Meanings = {
    **of(RateLimited, {45028: ("the mass messages of this period are used up", _NEXT_MONTH)}),
    **of(
        Declined,
        {
            40130: ("a mass message needs 2 to 10 000 fans", "choose more fans, or a tag"),
            40132: ("the WeChat id of the preview is not valid", "correct it"),
            45065: ("this mass message was sent already", "use a new clientmsgid to repeat it"),
            45066: ("this mass message is being sent", "wait a minute and look at its state"),
            45067: ("the clientmsgid is longer than 32 bytes", "shorten it"),
            89504: ("the mass message waits for confirmation", _CONFIRM),
            89505: ("the mass message waits for confirmation", _CONFIRM),
        },
    ),
}

MESSAGES: Meanings = {**ALLOWANCE, **FANS, **CONTENT, **BANS, **MASS}
