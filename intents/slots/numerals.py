"""Small numbers as fans write them: 3, 三, 十二, 二十三, 廿五, three."""

from __future__ import annotations

_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TWELVE = "one two three four five six seven eight nine ten eleven twelve"
_ENGLISH = {word: n for n, word in enumerate(_TWELVE.split(), 1)}

_ONES = "[一二三四五六七八九]"
NUMBER = rf"(?:\d{{1,2}}|[二三四五]?十{_ONES}?|廿{_ONES}?|[零〇]?{_ONES}|两|零)"
"""A number below 100 in digits, below 60 in Chinese."""
NOT_AFTER_NUMBER = r"(?<![\d零〇一二两三四五六七八九十廿.])"
"""So that a number is not read from the middle of a longer one."""
ENGLISH_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(_ENGLISH)})"


def number_of(words: str) -> int:
    """The number that ``NUMBER`` or ``ENGLISH_NUMBER`` matched."""
    if words.isdecimal():
        return int(words)
    if words in _ENGLISH:
        return _ENGLISH[words]
    words = words.replace("廿", "二十")
    if "十" not in words:
        return _DIGITS[words[-1]]
    tens, _, ones = words.partition("十")
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
