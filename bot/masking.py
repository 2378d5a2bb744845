"""How numbers and addresses of a person look, and their masked form. Pure; nothing is looked up.

What is not surely one of these stays as it is: dates, prices and order numbers must be read.
*Source:* numbering plan of the MIIT (mobiles 13-19), GB 11643-1999 (resident id and its check
digit, MOD 11-2), ISO/IEC 7812 (cards: 13 to 19 digits, Luhn), RFC 5321 (e-mail).
"""

from __future__ import annotations

import re
from datetime import date

_MOBILE = re.compile(
    r"(?<![\d.])((?:\+|00)?86[\s-]?)?(1[3-9]\d)([\s.-]?)(\d{4})\3(\d{4})(?![\d.]*\d)", re.ASCII
)
# A country code or an area code with its dash; other digits may be an order number.
_ABROAD = re.compile(r"(?<![\d+])\+\d{1,3}(?:[ -]?\d){7,12}(?!\d)", re.ASCII)
_LANDLINE = re.compile(r"(?<![\d-])0\d{2,3}-\d{7,8}(?![\d-])", re.ASCII)
_ID_CARD = re.compile(r"(?<![\dA-Za-z])(\d{6})(\d{8})(\d{3})([\dXx])(?![\dA-Za-z])", re.ASCII)
_CARD = re.compile(r"(?<![\d.A-Za-z-])\d(?:[ -]?\d){12,18}(?![\dA-Za-z])", re.ASCII)
_MAIL = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}@(?=[A-Za-z0-9.-]{3,255})[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
_OPENID = re.compile(r"(?<![A-Za-z0-9_-])o[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])")
# A street with a number: what stands before the street's name stays readable.
_STREET = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:路|街|道|巷|弄|胡同)\s*\d+(?:[-－]\d+)?\s*(?:号|弄)"
    r"(?:\s*\d+\s*(?:号楼|栋|幢|单元|室|楼|层))*(?:\s*\d{2,5}\s*室?)?"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
MASK = "***"
# Chinese keyboards also write digits as wide as a character.
_NARROW = {wide: str(wide - ord("０")) for wide in range(ord("０"), ord("９") + 1)}


def mask_numbers(text: str) -> str:
    """The text with mobiles, ids and bank cards masked so that the last digits can be compared."""
    narrow = text.translate(_NARROW)
    masked = _ID_CARD.sub(_id_card, narrow)
    masked = _MOBILE.sub(lambda m: f"{m[1] or ''}{m[2]}{m[3]}****{m[3]}{m[5]}", masked)
    masked = _CARD.sub(_card, masked)
    return text if masked == narrow else masked


def hide_personal(text: str) -> str:
    """For logs and lists of questions: the same, landlines, numbers abroad, e-mails, openids and
    street addresses gone altogether.
    """
    hidden = _OPENID.sub(MASK, _MAIL.sub(MASK, text.translate(_NARROW)))
    hidden = _ID_CARD.sub(lambda m: MASK if is_id_card(m[0]) else m[0], hidden)
    hidden = _LANDLINE.sub(MASK, _MOBILE.sub(MASK, _ABROAD.sub(MASK, hidden)))
    hidden = _CARD.sub(lambda m: MASK if is_card(m[0]) else m[0], hidden)
    return _STREET.sub(MASK, hidden)


def is_id_card(number: str) -> bool:
    """An 18-character resident id: a real day of birth and the right check character."""
    if len(number) != 18:
        return False
    digits, check = number[:17], number[17:].upper()
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return born.year >= 1900 and _CHECKS[total % 11] == check


def is_card(number: str) -> bool:
    """A bank card: 13 to 19 digits that begin like a card and pass Luhn's check."""
    digits = [int(char) for char in number if char.isdigit()]
    if not 13 <= len(digits) <= 19 or digits[0] not in {3, 4, 5, 6}:
        return False
    # From the right, every second digit counts double.
    doubled = [2 * d - 9 * (d > 4) if n % 2 else d for n, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _id_card(found: re.Match[str]) -> str:
    if not is_id_card(found[0]):
        return found[0]
    return f"{found[1][:3]}***********{found[3]}{found[4]}"


def _card(found: re.Match[str]) -> str:
    number = found[0]
    return f"**** {_digits(number)[-4:]}" if is_card(number) else number


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
