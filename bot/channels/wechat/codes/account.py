"""Tokens, addresses, permissions, quotas, web log-in, and requests that cannot be read."""

from __future__ import annotations

from bot.channels.wechat.codes.meaning import (
    IP_LIST,
    LATER,
    REPORT,
    SERVICE_PAGE,
    Meanings,
    alike,
    of,
)
from bot.errors import (
    BadRequest,
    Declined,
    Misconfigured,
    PlatformBusy,
    RateLimited,
    TokenExpired,
)

_REFRESH = "the access token is fetched again by itself; if this repeats, check the app secret"
_LOG_IN_AGAIN = "send the fan through the log-in once more"

TOKENS: Meanings = of(
    TokenExpired,
    {
        40001: ("the access token is not the latest", _REFRESH),
        40014: ("the access token is not valid", _REFRESH),
        42001: ("the access token has expired", _REFRESH),
    },
)

BUSY: Meanings = alike(PlatformBusy, (-1, 268487001, 268487002), "the platform is busy", LATER)

QUOTAS: Meanings = {
    **of(
        RateLimited,
        {
            45009: (
                "the calls of this day are used up",
                "wait until midnight in China, or clear the quota",
            ),
            45011: ("the calls of this minute are used up", "wait a minute"),
            48006: ("the quota was cleared too often this month", "wait until next month"),
        },
    ),
    **of(
        Declined,
        {
            76001: ("there is no such rid", "copy the rid from the error, all three groups"),
            76002: ("the rid is not written as one", "copy the rid from the error"),
            76003: ("the rid or path is not of this account", "ask with this account's own"),
            76004: ("the rid is older than seven days", "repeat the call and look up the new rid"),
            76021: ("there is no such API path", "write it as called, such as /cgi-bin/user/get"),
            76022: ("the quota of this API cannot be looked up", "sns calls have no daily quota"),
        },
    ),
}

PERMISSIONS: Meanings = of(
    Misconfigured,
    {
        40013: ("the app id is not valid", "correct BOT_WECHAT_APP_ID"),
        40125: ("the app secret is not valid", "correct BOT_WECHAT_APP_SECRET"),
        40164: ("this address may not fetch tokens", IP_LIST),
        40201: ("the account has no callback address", "save the server configuration"),
        40243: ("the app secret is frozen", "unfreeze it on the account's admin page"),
        45035: ("this address may not use the API", IP_LIST),
        48001: (
            "the account has no permission for this call",
            "verify the account, or apply for the permission",
        ),
        48004: ("this call is banned for the account", SERVICE_PAGE),
        50004: ("the account may not use this call", SERVICE_PAGE),
        50007: ("the account is closed or frozen", SERVICE_PAGE),
        61004: ("this address may not use the API", IP_LIST),
        89503: ("an administrator must confirm this address", "confirm it in WeChat"),
        89506: ("an administrator refused this address", "try again after 24 hours"),
        89507: ("an administrator refused this address", "try again after one hour"),
    },
)

LOG_IN: Meanings = of(
    Declined,
    {
        40029: ("the log-in code is not valid", _LOG_IN_AGAIN),
        40030: ("the refresh token is not valid", _LOG_IN_AGAIN),
        40163: ("the log-in code was used already", _LOG_IN_AGAIN),
        42002: ("the refresh token has expired", _LOG_IN_AGAIN),
        42003: ("the log-in code has expired", _LOG_IN_AGAIN),
        42007: ("the fan changed their WeChat password", _LOG_IN_AGAIN),
        50001: ("the fan did not allow this", "ask for the scope snsapi_userinfo"),
    },
)

REQUESTS: Meanings = {
    **alike(BadRequest, range(41001, 41031), "a parameter is missing", REPORT),
    **alike(BadRequest, range(43001, 43004), "the request was sent in a wrong way", REPORT),
    **alike(BadRequest, range(47001, 47003), "the request body cannot be read", REPORT),
    **of(
        BadRequest,
        {
            40002: ("the grant type is wrong", REPORT),
            40033: ("the request holds escaped characters", REPORT),
            40035: ("a parameter is wrong", REPORT),
            40097: ("a parameter is wrong", REPORT),
            40202: ("the check of the callback address has a wrong action", REPORT),
            40203: ("the check of the callback address has a wrong operator", REPORT),
            44002: ("the request has no body", REPORT),
        },
    ),
}

ACCOUNT: Meanings = {**REQUESTS, **TOKENS, **BUSY, **QUOTAS, **PERMISSIONS, **LOG_IN}
