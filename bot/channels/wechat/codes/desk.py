"""The platform's own multi-agent desk: accounts, sessions, records."""

from __future__ import annotations

from bot.channels.wechat.codes.meaning import LATER, REPORT, Meanings, of
from bot.errors import BadRequest, Declined, Misconfigured, PlatformBusy

_NAME = "write 1 to 16 characters"
_ACCOUNT = "write name@id: at most 10 letters, digits or _ before the @"

DESK: Meanings = {
    **of(
        Misconfigured,
        {
            65400: (
                "the native customer-service function is not switched on",
                "switch it on on the account's admin page, and wait a while",
            ),
        },
    ),
    **of(PlatformBusy, {61450: ("the native desk is busy", LATER)}),
    **of(
        Declined,
        {
            61452: ("there is no such desk account", "reload the list of desk accounts"),
            61453: ("there is a desk account of this name", "choose another name"),
            61454: ("the name of the desk account is too long", _ACCOUNT),
            61455: ("the name of the desk account is not valid", _ACCOUNT),
            61456: ("there are too many desk accounts", "delete one first"),
            61457: ("the portrait is no picture", "use a jpg file"),
            61458: ("another desk account serves this fan", "wait until it closes the session"),
            61459: ("the desk account is not online", "its agent must log in first"),
            65401: ("there is no such desk account", "reload the list of desk accounts"),
            65402: ("the desk account has no WeChat user", "invite one"),
            65403: ("the agent's name is not valid", _NAME),
            65404: ("the name of the desk account is not valid", _ACCOUNT),
            65405: ("there are 100 desk accounts already", "delete one first"),
            65406: ("there is a desk account of this name", "choose another name"),
            65407: ("this WeChat user is an agent here already", "use that desk account"),
            65408: ("this WeChat user was invited already", "they accept in WeChat"),
            65409: ("there is no such WeChat id", "correct it"),
            65410: ("this WeChat user serves five accounts already", "invite somebody else"),
            65411: ("an invitation is pending", "wait until it is answered"),
            65412: ("the desk account has a WeChat user already", "make another one"),
            65413: ("there is no such session", "it was closed already"),
            65414: ("another desk account serves this fan", "wait until it closes the session"),
            65415: ("the desk account is not online", "its agent must log in first"),
        },
    ),
    **of(
        BadRequest,
        {
            61451: ("a parameter of the native desk is wrong", REPORT),
            65416: ("the question for the record is wrong", REPORT),
            65417: ("the record is asked for more than 24 hours", REPORT),
        },
    ),
}
