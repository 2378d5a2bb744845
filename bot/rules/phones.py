"""Telephone numbers in a fan's words: found, checked, shown masked.

*Source:* ITU-T E.164 (at most 15 digits); numbering plan of the Chinese ministry MIIT: mobile
numbers have 11 digits and begin with 13 to 19.
"""

from __future__ import annotations

import re
import unicodedata

_CANDIDATE = re.compile(r"(?<![\w+])(\+|00)?\(?(\d[\d ()-]{5,22}\d)(?![\w])")
_MOBILE = re.compile(r"1[3-9]\d{9}\Z")
_ABROAD = re.compile(r"[1-9]\d{6,14}\Z")


def find_phone(text: str) -> str | None:
    """A Chinese mobile number or one with ``+`` and country, as ``+8613800138000``."""
    for plus, digits in _candidates(text):
        if plus and digits.startswith("86"):
            digits, plus = digits[2:], False
        elif not plus and len(digits) == 13 and digits.startswith("861"):
            digits = digits[2:]
        if not plus and _MOBILE.match(digits):
            return f"+86{digits}"
        if plus and _ABROAD.match(digits):
            return f"+{digits}"
    return None


def tries_a_phone(text: str) -> bool:
    """Whether the words hold what looks like a number of a telephone, right or wrong."""
    return any(7 <= len(digits) <= 15 for _, digits in _candidates(text))


def masked(phone: str) -> str:
    """``138****8000``; of a number abroad its country's first digits and the last two."""
    if phone.startswith("+86") and len(phone) == 14:
        return f"{phone[3:6]}****{phone[-4:]}"
    return f"{phone[:4]}****{phone[-2:]}" if phone else ""


def _candidates(text: str) -> list[tuple[bool, str]]:
    plain = unicodedata.normalize("NFKC", text)
    # Chinese words stand right beside a number: 手机13800138000可以吗.
    spaced = re.sub(r"[^\x00-\x7f]", " | ", plain)
    return [(bool(found[1]), re.sub(r"\D", "", found[2])) for found in _CANDIDATE.finditer(spaced)]
