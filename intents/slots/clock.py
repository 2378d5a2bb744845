"""The time of day in a fan's words: 下午三点, 10点半, 两点到四点, 15:30, 3pm, 晚上.

An hour said without its half of the day is the one in which shops are open (10 to 22 o'clock):
3点 is 15:00, 9点 is 21:00. It is marked as assumed, and the dialogue says it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from intents.slots.forms import Clock, Part, Slot
from intents.slots.numerals import ENGLISH_NUMBER, NOT_AFTER_NUMBER, NUMBER, number_of
from intents.slots.said import Said

NOON, MIDNIGHT = 12 * 60, 24 * 60
_FIRST_OPEN_H = 10

_PARTS: dict[str, Part] = {
    "凌晨": "", "半夜": "", "午夜": "", "深夜": "", "夜里": "", "夜晚": "evening",
    "清晨": "morning", "清早": "morning", "一早": "morning", "早晨": "morning", "早上": "morning",
    "上午": "morning", "上昼": "morning", "朝早": "morning", "早": "morning",
    "中午": "noon", "正午": "noon", "晌午": "noon", "午间": "noon",
    "午后": "afternoon", "下午": "afternoon", "下昼": "afternoon", "傍晚": "evening",
    "黄昏": "evening", "晚上": "evening", "晚间": "evening", "晚": "evening",
    "morning": "morning", "noon": "noon", "midday": "noon", "lunchtime": "noon",
    "afternoon": "afternoon", "evening": "evening", "tonight": "evening",
}  # fmt: skip
_NIGHT = frozenset({"凌晨", "半夜", "午夜", "深夜", "夜里"})
_LONG_PART = "|".join(word for word in _PARTS if len(word) > 1 and not word.isascii())
# 早 and 晚 alone say a part of the day only beside a day or an hour; 晚一点 is no time at all.
_PART = rf"(?:{_LONG_PART}|早(?!一点)|晚(?!一点))"
_SPOKEN_PART = re.compile(
    rf"{_LONG_PART}|(?<=[今明天当])[早晚]|(?<=聽日|听日)[早晚]"
    r"|\b(?:morning|noon|midday|lunchtime|afternoon|evening|tonight)\b"
)
_MINUTES = rf"(?P<past>半|[一1三3]刻|整|{NUMBER}(?!个|位|天|号|点)分?)?"
_OCLOCK = re.compile(
    rf"(?P<part>{_PART})?\s?(?:的)?{NOT_AFTER_NUMBER}(?<!第)"
    rf"(?:(?P<from>{NUMBER})\s?[-~到至]\s?)?(?P<hour>{NUMBER})"
    r"(?:点钟?|时(?![间候尚髦装代效常段]))"
    rf"(?!积分|建议|意见|疑问|问题|要求|原因|区别|不同|式|[多来]?个?人){_MINUTES}"
)
_DIGITAL = re.compile(
    rf"(?P<part>{_PART})?\s?(?<![\d:])(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d)(?![\d:])"
    r"\s?(?P<half>[ap]\.?m\b\.?)?"
)
_ENGLISH = re.compile(
    rf"\b(?:(?P<from>{ENGLISH_NUMBER})\s?(?:-|~|to|and)\s?)?(?P<hour>{ENGLISH_NUMBER})"
    r"\s?(?P<half>[ap]\.?m\b\.?|o'?clock\b)"
)
_HALF_PAST = re.compile(rf"\b(?P<past>half|quarter) past (?P<hour>{ENGLISH_NUMBER})\b")
_AT = re.compile(rf"\b(?:at|around) (?P<hour>{ENGLISH_NUMBER})\b(?![:%/.\d]| ?(?:days?|%))")
_JOIN = re.compile(r"\s?(?:-|~|—|–|到|至|to|until|till)\s?")


def find_time(said: Said) -> Slot[Clock] | None:
    """The first time of day, joined with the second to a span; else the part of the day."""
    text = said.head
    part = _SPOKEN_PART.search(text)
    spoken = part[0] if part else ""
    times = sorted(_times(said, spoken), key=lambda slot: (slot.start, -slot.end))
    if times:
        return _joined(said, times)
    if part is None or not _PARTS[spoken]:
        return None
    return said.slot(Clock(_PARTS[spoken]), part.start(), part.end())


def _times(said: Said, spoken: str) -> Iterator[Slot[Clock]]:
    for pattern in (_DIGITAL, _OCLOCK, _ENGLISH, _HALF_PAST, _AT):
        for found in pattern.finditer(said.head):
            value = None if _is_a_bit(said.head, found) else _clock(found, spoken)
            if value is not None:
                yield said.slot(value, found.start(), found.end())


def _is_a_bit(text: str, found: re.Match[str]) -> bool:
    """一点 is "a little" unless something beside it says that it is a time."""
    return found[0] == "一点" and not _SPOKEN_PART.search(text) and text != "一点"


def _joined(said: Said, times: list[Slot[Clock]]) -> Slot[Clock]:
    first = times[0]
    for second in times[1:]:
        if second.start < first.end:
            continue
        between = said.head[first.end : second.start]
        if first.value.until_min is None and _JOIN.fullmatch(between):
            start, end = first.value.at_min, second.value.at_min
            if start is not None and end is not None and end > start:
                clock = replace(first.value, until_min=end)
                return said.slot(clock, first.start, second.end)
        break
    return first


def _clock(found: re.Match[str], spoken: str) -> Clock | None:
    named = found.groupdict()
    hour, minute = number_of(named["hour"]), _minute(named)
    word = named.get("part") or _half(named.get("half") or "") or spoken
    if hour > 24 or minute > 59:
        return None
    exact = named.get("minute") is not None and len(named["hour"]) == 2 and not word
    at, assumed = _at(hour, minute, word=word, exact=exact)
    if at > MIDNIGHT:
        return None
    clock = Clock(_part_of(at), at, assumed=assumed)
    if not named.get("from"):
        return clock
    start, _ = _at(number_of(named["from"]), 0, word=word, exact=False)
    if start >= at:
        # 10到2点: the first of the two lies before noon.
        start -= NOON
    return Clock(_part_of(start), start, at, assumed) if 0 <= start < at else clock


def _minute(named: dict[str, str | None]) -> int:
    if named.get("minute"):
        return int(named["minute"] or 0)
    past = (named.get("past") or "").rstrip("分")
    if past in {"", "整"}:
        return 0
    if past in {"半", "half"}:
        return 30
    if past == "quarter":
        return 15
    if past.endswith("刻"):
        return 15 if past[0] in "一1" else 45
    return number_of(past)


def _half(words: str) -> str:
    return {"a": "上午", "p": "下午"}.get(words[:1], "")


def _at(hour: int, minute: int, *, word: str, exact: bool) -> tuple[int, bool]:
    """Minutes after midnight, and whether the half of the day had to be assumed."""
    part, plain = _PARTS.get(word, ""), hour * 60 + minute
    if hour > 12 or hour == 0 or exact:
        return plain, False
    if word in _NIGHT:
        return (plain - NOON if hour == 12 else plain + (NOON if hour >= 8 else 0)), False
    if part == "morning":
        return plain, False
    if part == "evening" and hour < 5:
        return plain, False
    if part == "noon":
        return plain + (NOON if hour < 10 else 0), False
    if part == "evening" and hour == 12:
        return MIDNIGHT + minute, False
    if part:
        return plain + (NOON if hour < 12 else 0), False
    return plain + (NOON if hour < _FIRST_OPEN_H else 0), hour < 12


def _part_of(at_min: int) -> Part:
    if at_min < NOON:
        return "morning"
    if at_min < 18 * 60:
        return "afternoon"
    return "evening"
