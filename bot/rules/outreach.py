"""What a template message or a subscription notice may say, checked before it is sent.

The platform answers a wrong value with 47003 and the fan gets nothing; marketing in a template
(40249) may cost the account its templates. Every fault is told at once, one sentence a field.

*Source:* developers.weixin.qq.com, "template message" and "subscription notice" with its table of
value types, read in 2026. The limits of the types come from that table as others quote it and
are unconfirmed; ``check_types`` switches them off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.model.outreach import Outreach

URL_BYTES = 1024
FIELDS_OF_NOTICE = 5
"""A subscription notice has two to five keywords."""

MARKETING = re.compile(
    r"优惠券|代金券|抵用券|礼券|领券|折扣|打折|[\d一二三四五六七八九]折(?![叠痕])|满减|立减|满\d+减|秒杀|抢购|"
    r"促销|特价|特惠|优惠|大促|清仓|甩卖|返现|返利|红包|抽奖|中奖|免费领|买一送一|买\d+送\d+|限时|"
    r"双十一|双11|新品上市|新品首发|新款上市|"
    r"(?i:\b(?:coupons?|vouchers?|discounts?|promo(?:tions?)?|promo codes?|flash sale|on sale|"
    r"cash ?back|lottery|giveaways?|limited offer|black friday|\d+ ?% off)\b|\d+ ?% off)"
)
"""Words of marketing and coupons: a template tells of a service event that the fan waits for."""

_KEY = re.compile(r"([a-z]+(?:_[a-z]+)*)[0-9]{1,3}")
_APP_ID = re.compile(r"wx[0-9a-f]{16}")
_HAN = r"\u3400-\u9fff"
_DATE = re.compile(r"(\d{4})(?:年|-|/)(\d{1,2})(?:月|-|/)(\d{1,2})日?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing that is wrong: where, a stable word for it, why, what to do."""

    field: str
    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ValueRule:
    """What a keyword of one type may hold; ``rule`` is told to whoever wrote something else."""

    rule: str
    fits: Callable[[str], bool]


def faults_of(outreach: Outreach, *, check_types: bool = True) -> tuple[FieldFault, ...]:
    """Everything that the platform, or its rules on marketing, would refuse; empty if nothing."""
    return (*_frame(outreach), *_values(outreach, check_types=check_types))


def marketing_in(text: str) -> str | None:
    """The first word of marketing in a text, if there is one."""
    found = MARKETING.search(text)
    return found[0] if found else None


def _frame(outreach: Outreach) -> Iterator[FieldFault]:
    if not outreach.template_id.strip():
        yield FieldFault("template_id", "empty", "the template is not named", "give its id")
    if not outreach.fields:
        yield FieldFault("data", "empty", "the message has no values", "fill the template's fields")
    if outreach.kind == "notice" and len(outreach.fields) > FIELDS_OF_NOTICE:
        message = f"a notice has at most {FIELDS_OF_NOTICE} fields, not {len(outreach.fields)}"
        yield FieldFault("data", "too_many", message, "send the fields of the template only")
    if outreach.url and not outreach.url.startswith(("https://", "http://")):
        yield FieldFault("url", "url", "the address is no http address", "write https://host/path")
    if (size := len(outreach.url.encode())) > URL_BYTES:
        message = f"the address has {size} bytes, WeChat takes {URL_BYTES}"
        yield FieldFault("url", "too_long", message, "link a shorter address")
    if outreach.app_id and not _APP_ID.fullmatch(outreach.app_id):
        message = f"{outreach.app_id[:40]!r} is no app id of a mini-program"
        yield FieldFault("miniprogram", "app_id", message, "write wx and 16 lower-case characters")
    if outreach.page_path and not outreach.app_id:
        message = "a page of a mini-program is named without its app id"
        yield FieldFault("miniprogram", "app_id", message, "give appid and pagepath together")


def _values(outreach: Outreach, *, check_types: bool) -> Iterator[FieldFault]:
    for name, value in outreach.fields.items():
        fault = _general(name, value) or (_typed(name, value) if check_types else None)
        if fault is None and outreach.kind == "template":
            fault = _marketing(name, value)
        if fault is not None:
            yield fault


def _general(name: str, value: str) -> FieldFault | None:
    if not value.strip():
        return FieldFault(name, "empty", f"{name} is empty", "write a value")
    if any(not char.isprintable() for char in value):
        message = f"{name} holds a line break or another invisible character"
        return FieldFault(name, "line_break", message, "write it on one line")
    return None


def _typed(name: str, value: str) -> FieldFault | None:
    written = _KEY.fullmatch(name)
    kind = VALUE_RULES.get(written[1]) if written else None
    if kind is None:
        known = ", ".join(sorted(VALUE_RULES))
        message = f"{name} is no field of a template"
        return FieldFault(name, "unknown_field", message, f"a type and a number; types: {known}")
    if kind.fits(value):
        return None
    message = f"{name} takes {kind.rule}, not {value[:40]!r} ({len(value)} characters)"
    return FieldFault(name, "type", message, "shorten or rewrite it")


def _marketing(name: str, value: str) -> FieldFault | None:
    word = marketing_in(value)
    if word is None:
        return None
    message = f"{name} says {word!r}: WeChat refuses marketing in templates and may ban them"
    return FieldFault(name, "marketing", message, "tell the service event only")


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _at_most(count: int) -> Callable[[str], bool]:
    return lambda value: len(value) <= count


def _is_symbols(value: str) -> bool:
    return len(value) <= 5 and not any(char.isalnum() or char.isspace() for char in value)


def _is_name(value: str) -> bool:
    if any(char.isdigit() for char in value):
        return False
    return len(value) <= (20 if value.isascii() else 10)


def _is_moment(value: str, *, needs: str) -> bool:
    """A date, a time of day, or both; ``needs`` is the part that must not be missing."""
    found = _DATE.match(value)
    rest = value[found.end() :].strip() if found else value
    clock = _CLOCK.fullmatch(rest)
    if (rest and not clock) or (needs == "date" and not found) or not (found or clock):
        return False
    year, month, day = map(int, found.groups()) if found else (2000, 1, 1)
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    try:
        datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - only whether it exists
    except ValueError:
        return False
    return True


def _is_time(value: str) -> bool:
    parts = re.split(r"\s*[~～]\s*", value)
    return len(parts) <= 2 and all(_is_moment(part, needs="any") for part in parts)


def _is_date(value: str) -> bool:
    parts = re.split(r"\s*[~～]\s*", value)
    return len(parts) <= 2 and all(_is_moment(part, needs="date") for part in parts)


VALUE_RULES: dict[str, ValueRule] = {
    "thing": ValueRule("at most 20 characters", _at_most(20)),
    "const": ValueRule("one of the template's own values, at most 20 characters", _at_most(20)),
    "number": ValueRule(
        "a number of at most 32 digits", _matches(r"(?=.{1,32}\Z)-?[0-9]+(?:\.[0-9]+)?")
    ),
    "letter": ValueRule("at most 32 letters a-z", _matches(r"[A-Za-z]{1,32}")),
    "symbol": ValueRule("at most 5 symbols", _is_symbols),
    "character_string": ValueRule(
        "at most 32 letters, digits or symbols, no spaces", _matches(r"[\x21-\x7e]{1,32}")
    ),
    "time": ValueRule("a time such as 15:01, or 2026年10月1日 15:01", _is_time),
    "date": ValueRule("a date such as 2026年10月1日, with or without 15:01", _is_date),
    "amount": ValueRule(
        "an amount such as ¥100.50 or 100元, at most 10 digits",
        _matches(r"[¥￥$€£]?[0-9]{1,10}(?:\.[0-9]{1,4})?元?"),
    ),
    "phone_number": ValueRule(
        "at most 17 digits and signs, such as +86-0766-66888866", _matches(r"[0-9+() -]{1,17}")
    ),
    "car_number": ValueRule(
        "a plate of at most 8 characters, such as 粤A8Z888挂",
        _matches(rf"(?=.{{1,8}}\Z)[{_HAN}]?[A-Z0-9]+[{_HAN}]?"),
    ),
    "name": ValueRule("a name of at most 10 Chinese characters or 20 letters", _is_name),
    "phrase": ValueRule("at most 5 Chinese characters", _matches(rf"[{_HAN}]{{1,5}}")),
}
"""The types of keywords by the name that a field begins with."""
