"""Telephone numbers in a fan's words.

*Source:* ITU-T E.164 (at most 15 digits); numbering plan of the Chinese ministry MIIT: mobile
numbers have 11 digits and begin with 13 to 19; numbers of Hong Kong (852) and Macau (853) have
8 digits, mobile ones of Taiwan (886) 9 beginning with 9, written with a leading 0 at home.
"""

from __future__ import annotations

import re

from intents.slots.forms import Slot
from intents.slots.said import Said

_HAN_DIGITS = str.maketrans("零〇○一幺壹二两三四五六七八九", "000111223456789")
_HAN_NUMBER = re.compile(
    r"[零〇○一幺壹二两三四五六七八九](?:[ -]?[零〇○一幺壹二两三四五六七八九]){6,14}"
)
_CANDIDATE = re.compile(r"(?<![a-z0-9_+])(\+|00)?(\(?\d[\d ().-]{5,22}\d)(?![a-z0-9_])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[ .-]?\d){8}(?!\d)")
_MAINLAND = re.compile(r"(?:86)?(1[3-9]\d{9})\Z")
_NEIGHBOURS = re.compile(r"(?:852[2-9]\d{7}|853[268]\d{7}|8869\d{8})\Z")
_ABROAD = re.compile(r"[1-9]\d{6,14}\Z")


def find_phone(said: Said) -> Slot[str] | None:
    """A mobile number of China, or one with its country, as ``+8613800138000``.

    Digits may be apart, in full width or in Chinese. The codes 852, 853 and 886 need no plus.
    """
    for found in _candidates(said):
        number, start, end = _international(found), found.start(), found.end()
        if number is None and (mobile := _MOBILE.search(found.string, start, end)):
            # A date or a price right before it: 2026-12-03 13800138000.
            number, start, end = f"+86{_digits(mobile[0])}", mobile.start(), mobile.end()
        if number:
            return said.slot(number, start, end)
    return None


def tries_a_phone(text: str) -> bool:
    """Whether the words hold what looks like a number of a telephone, right or wrong."""
    return any(7 <= len(_digits(found[2])) <= 15 for found in _candidates(Said.of(text)))


def _candidates(said: Said) -> list[re.Match[str]]:
    plain = _HAN_NUMBER.sub(lambda found: found[0].translate(_HAN_DIGITS), said.plain)
    return list(_CANDIDATE.finditer(plain))


def _international(found: re.Match[str]) -> str | None:
    has_plus, digits = bool(found[1]), _digits(found[2])
    mainland = _MAINLAND.match(digits)
    if mainland and (not has_plus or digits.startswith("86")):
        return f"+86{mainland[1]}"
    if digits.startswith("88609"):
        digits = f"886{digits[4:]}"
    if _NEIGHBOURS.match(digits):
        return f"+{digits}"
    if has_plus and not digits.startswith("86") and _ABROAD.match(digits):
        return f"+{digits}"
    return None


def _digits(words: str) -> str:
    return re.sub(r"\D", "", words)
