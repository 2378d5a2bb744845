"""Template messages, subscription notices and mini-program pages in them."""

from __future__ import annotations

from bot.channels.wechat.codes.meaning import LATER, REPORT, SERVICE_PAGE, Meanings, of
from bot.errors import BadRequest, Declined, Misconfigured, PlatformBusy, RateLimited

_LIST = "choose one of the account's template list"

OUTREACH: Meanings = {
    **of(PlatformBusy, {43108: ("the same fan is being notified right now", LATER)}),
    **of(
        RateLimited,
        {43116: ("the platform slows this template down", "send less of it, and only what helps")},
    ),
    **of(
        Declined,
        {
            40036: ("the template id is not valid", _LIST),
            40037: ("there is no such template", _LIST),
            40165: ("the mini-program's page is not valid", "correct the path"),
            40166: ("the mini-program's app id is not valid", "use one bound to the account"),
            40249: ("the template holds marketing", "keep to the service event it is made for"),
            45168: ("the message holds a forbidden word", "rewrite it"),
            47003: ("a value does not fit its field", "correct the field that the errmsg names"),
            200012: ("the account has 50 templates already", "delete one first"),
            200013: ("this template is banned", _LIST),
        },
    ),
    **of(
        Misconfigured,
        {
            43107: ("subscription notices are banned for the account", SERVICE_PAGE),
            200011: ("the account is banned", SERVICE_PAGE),
        },
    ),
    **of(
        BadRequest,
        {
            200014: ("the template's number is wrong", REPORT),
            200016: ("the start of the list is wrong", REPORT),
            200017: ("the length of the list is wrong", REPORT),
            200018: ("the categories are missing", REPORT),
            200019: ("the categories are wrong", REPORT),
            200020: ("the list of keywords is wrong", REPORT),
            200021: ("the scene's text is wrong", REPORT),
        },
    ),
}
