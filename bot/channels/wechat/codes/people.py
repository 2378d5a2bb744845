"""Fans as the account keeps them: remarks, tags, blacklist, log of follow-ups."""

from __future__ import annotations

from bot.channels.wechat.codes.meaning import LATER, REPORT, Meanings, of
from bot.errors import BadRequest, Declined, PlatformBusy

_SHORTER = "write at most 30 bytes: ten Chinese characters"

PEOPLE: Meanings = {
    **of(PlatformBusy, {45169: ("the same fan is being tagged right now", LATER)}),
    **of(
        Declined,
        {
            40050: ("there is no such group of fans", "reload the list of tags"),
            40051: ("the name of the group is not valid", _SHORTER),
            40092: ("the remark is not valid", "write less than 30 bytes"),
            40117: ("the name of the group is not valid", _SHORTER),
            45056: ("the account has 100 tags already", "delete one on the admin page first"),
            45057: ("more than 100 000 fans carry this tag", "take it from them first"),
            45058: ("the platform's own tags cannot be changed", "choose another tag"),
            45059: ("a fan carries 20 tags already", "take one from them first"),
            45157: ("there is a tag of this name already", "use that one"),
            45158: ("the name of the tag is too long", _SHORTER),
            45159: ("there is no such tag", "reload the list of tags"),
            45171: ("some of the fans could not be tagged", "try those again"),
        },
    ),
    **of(
        BadRequest,
        {
            40031: ("the list of fans is not valid", REPORT),
            40032: ("the list of fans is empty or too long", REPORT),
        },
    ),
}
