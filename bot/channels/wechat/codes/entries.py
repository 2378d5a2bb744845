"""Menus, QR codes, media and articles: what fans tap, scan and see."""

from __future__ import annotations

from bot.channels.wechat.codes.meaning import REPORT, Meanings, alike, of
from bot.errors import BadRequest, Declined, Misconfigured, RateLimited

_MENU = "correct menu.yaml"
_RETIRED = "use tag_id or client_platform_type"
_OTHER_FILE = "use another file"

MENUS: Meanings = {
    **of(
        Declined,
        {
            40015: ("the menu's type is not valid", _MENU),
            40016: ("the menu has too many buttons", "keep 3, with 5 below each"),
            40017: ("the type of a button is not valid", _MENU),
            40018: ("the name of a button is too long", "write at most 16 bytes"),
            40019: ("the key of a button is too long", "write at most 128 bytes"),
            40020: ("the address of a button is too long", "write at most 1 024 bytes"),
            40021: ("the menu's version is not valid", "pull the menu anew"),
            40022: ("the menu has too many levels", "keep two"),
            40023: ("a button has too many buttons below it", "keep 5"),
            40024: ("the type of a button below another is not valid", _MENU),
            40025: ("the name of a button below another is too long", "write at most 60 bytes"),
            40026: ("the key of a button below another is too long", "write at most 128 bytes"),
            40027: ("the address of a button below another is too long", "at most 1 024 bytes"),
            40028: ("the menu's fan is not valid", _MENU),
            40118: ("the media id of a button is too long", "take it from the media library"),
            40119: ("the type of a button is wrong", _MENU),
            40120: ("the type of a button below another is wrong", _MENU),
            46002: ("there is no such version of the menu", "pull the menu anew"),
            46003: ("the account has no menu", "publish one"),
        },
    ),
    **of(
        Misconfigured,
        {
            40054: ("the site of a button is not allowed", "add its domain on the admin page"),
            40055: ("the site of a button is not allowed", "add its domain on the admin page"),
            45064: ("the mini-program of a button is not bound", "bind it on the admin page"),
            65306: ("the account may have no conditional menus", "verify the account"),
            65309: ("conditional menus are switched off", "switch them on on the admin page"),
        },
    ),
    **of(RateLimited, {45010: ("the menu was made too often today", "wait until midnight")}),
}

CONDITIONAL_MENUS: Meanings = {
    **of(
        Declined,
        {
            65301: ("there is no such conditional menu", "pull the menus anew"),
            65302: ("there is no such fan", "try another fan"),
            65303: ("there is no default menu", "publish the default menu first"),
            65304: ("the rule of a conditional menu is empty", "say for whom it is"),
            65305: ("there are too many conditional menus", "delete some"),
            65307: ("a conditional menu has no buttons", _MENU),
            65308: ("a button does nothing", "give it a type"),
            65315: ("the rule of a conditional menu is not valid", _RETIRED),
            65316: ("conditional menus lead to more than three domains", "keep three"),
            65317: ("the address of a button is not valid", _MENU),
            65320: ("the rule of a conditional menu asks for private data", _RETIRED),
        },
    ),
    **alike(Declined, range(65310, 65315), "rules by region are retired by the platform", _RETIRED),
}

CODES: Meanings = {
    **of(
        BadRequest,
        {
            40052: ("the kind of QR code is wrong", REPORT),
            40053: ("the scene of the QR code is wrong", REPORT),
        },
    ),
    **of(Declined, {45029: ("the account has 100 000 permanent codes", "make temporary ones")}),
}

MEDIA: Meanings = {
    **of(
        BadRequest,
        {
            40004: ("the type of media is wrong", REPORT),
            40007: ("the media id is unknown or older than three days", "upload the file again"),
            44001: ("the file is empty", _OTHER_FILE),
            45001: ("the file is too large", _OTHER_FILE),
            46001: ("the media is not there any more", "upload the file again"),
        },
    ),
    **of(
        Declined,
        {
            40005: ("the platform does not take this type of file", _OTHER_FILE),
            40006: ("the file is too large", _OTHER_FILE),
            40009: ("the picture is too large", _OTHER_FILE),
            40010: ("the recording is too large", _OTHER_FILE),
            40011: ("the film is too large", _OTHER_FILE),
            40012: ("the preview picture is too large", "use at most 64 KB"),
            40066: ("an address is not valid", "correct it"),
            40137: ("the platform does not take this type of picture", "use png, jpg or gif"),
            48005: ("the media is used by a menu or an answer", "take it out there first"),
        },
    ),
}

ENTRIES: Meanings = {**MENUS, **CONDITIONAL_MENUS, **CODES, **MEDIA}
