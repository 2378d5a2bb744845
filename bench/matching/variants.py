"""The same question as it is typed in haste, by ear, in another script or order.

Every variant is made by rule and chance of a fixed seed, so it is the same in every run. A text
that a variant does not change is not asked.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import jieba
from opencc import OpenCC
from pypinyin import lazy_pinyin

from bench.matching.sets import Question
from intents.text import has_han

Chance = random.Random
Variant = Callable[[str, Chance], str]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_CLAUSES = re.compile(r"[,，。;；?？!！]")
_FREQUENT = 5  # of the characters that sound alike, those that an input method offers first
_BEFORE = {
    True: ("你好，", "在吗？", "亲，", "您好😊 ", ""),
    False: ("hi, ", "hello there! ", "hey 👋 ", ""),
}
_AFTER = {
    True: ("谢谢🙏", "[微笑]", "😊😊", "，谢谢", "~~"),
    False: (" thanks!", " 🙏", " please", " 😊😊"),
}


def homophone(text: str, chance: Chance) -> str:
    """One character replaced by a frequent one of the same sound, whatever the tone."""
    places = [i for i, char in enumerate(text) if _alike(char)]
    if not places:
        return text
    place = chance.choice(places)
    return text[:place] + chance.choice(_alike(text[place])) + text[place + 1 :]


def pinyin_word(text: str, chance: Chance) -> str:
    """One word typed as pinyin, of two or more characters where there is one."""
    words = jieba.lcut(text)
    han = [i for i, word in enumerate(words) if _HAN.search(word)]
    long = [i for i in han if len(words[i]) > 1]
    if not han:
        return text
    place = chance.choice(long or han)
    return "".join([*words[:place], _typed(words[place]), *words[place + 1 :]])


def pinyin_all(text: str, _: Chance) -> str:
    """The whole question typed as pinyin, a space between words."""
    return " ".join(map(_typed, jieba.lcut(text))) if _HAN.search(text) else text


def dropped(text: str, chance: Chance) -> str:
    """One character or letter left out."""
    places = [i for i, char in enumerate(text) if char.isalnum()]
    if len(places) < 2:
        return text
    place = chance.choice(places)
    return text[:place] + text[place + 1 :]


def traditional(text: str, _: Chance) -> str:
    """In traditional script."""
    return _traditional()(text)


def greeting(text: str, chance: Chance) -> str:
    """With a greeting before or emoji, faces or thanks behind, or both."""
    chinese = has_han(text)
    return chance.choice(_BEFORE[chinese]) + text + chance.choice(_AFTER[chinese])


def order(text: str, chance: Chance) -> str:
    """The first clause put last, or of a single clause two neighbouring words swapped."""
    chinese = has_han(text)
    clauses = [clause.strip() for clause in _CLAUSES.split(text) if clause.strip()]
    if len(clauses) > 1:
        return ("，" if chinese else ", ").join([*clauses[1:], clauses[0]])
    words = jieba.lcut(text) if chinese else text.split()
    if len(words) < 2:
        return text
    place = chance.randrange(len(words) - 1)
    words[place : place + 2] = words[place + 1], words[place]
    return ("" if chinese else " ").join(words)


VARIANTS: dict[str, Variant] = {
    "homophone": homophone,
    "typed pinyin, one word": pinyin_word,
    "typed pinyin, all": pinyin_all,
    "dropped character": dropped,
    "traditional": traditional,
    "emoji and greetings": greeting,
    "word order": order,
}


def changed(name: str, questions: Sequence[Question]) -> Iterator[tuple[Question, Question]]:
    """Each question with its variant, where that differs."""
    for question in questions:
        text = VARIANTS[name](question.text, Chance(f"{name}: {question.text}"))
        if text != question.text:
            yield question, replace(question, text=text)


def _typed(word: str) -> str:
    return "".join(lazy_pinyin(word))


@functools.cache
def _alike(char: str) -> tuple[str, ...]:
    others = _by_sound().get(lazy_pinyin(char)[0], ()) if _HAN.match(char) else ()
    return tuple(other for other in others if other != char)[:_FREQUENT]


@functools.cache
def _by_sound() -> dict[str, list[str]]:
    """The 3 755 characters of GB 2312's first level by sound, the most frequent first."""
    jieba.initialize()  # else no frequency is known yet
    rows = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    chars = [code.decode("gb2312", errors="ignore") for code in rows]
    found: dict[str, list[str]] = {}
    for char in sorted(filter(None, chars), key=lambda char: -(jieba.get_FREQ(char) or 0)):
        found.setdefault(lazy_pinyin(char)[0], []).append(char)
    return found


@functools.cache
def _traditional() -> Callable[[str], str]:
    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert
