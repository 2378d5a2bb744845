"""What a fan's words mean beside the numbered choices that they were offered.

A number in any of its forms, the words of a choice, a plain yes or no. Whatever says more than
that is a message of its own and is understood as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from bot.model import Choice, Dialogue
from intents.filler import says_something
from intents.others import stands_in
from intents.text import has_han, normalise
from intents.types import Entry

CHOICE_LIFE = timedelta(hours=24)
"""A number typed later than this no longer means one of the offered choices."""
FARTHEST = 20
"""A number beyond it is no choice: 88 says good-bye, longer ones belong to orders."""
LONGEST = 40
"""Characters of a reply to choices; whoever writes more has something else to say."""
ALIKE = 75.0
"""Least likeness, of 100, of a few words to the label of a choice."""
MOSTLY = 0.6
"""Least share of a message's telling characters that an offered entry has, to be said by it."""
AHEAD = 12.0
"""How far the likest label must be ahead of the second, of 100."""


class Meaning(StrEnum):
    """What was meant."""

    CHOICE = "choice"
    OUT_OF_RANGE = "out_of_range"
    NO = "no"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning, with the choice where one was meant."""

    meaning: Meaning
    choice: Choice | None = None


_HAN_NUMBERS = {char: n for n, char in enumerate("一二三四五六七八九十", 1)}
_HAN_NUMBERS |= {char: n for n, char in enumerate("壹贰叁肆伍陆柒捌玖拾", 1)}
_WORDS = "one two three four five six seven eight nine ten"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_NUMBERS = _HAN_NUMBERS | {
    word: n for row in (_WORDS, _ORDINALS) for n, word in enumerate(row.split(), 1)
}
_LAST = frozenset(
    {"最后一个", "最后一项", "最后那个", "最后1个", "the last one", "last one", "the last", "last"}
)

_HAN_OR_DIGITS = rf"\d{{1,2}}|[{''.join(_HAN_NUMBERS)}]"
_LEAD = r"(?:嗯|好的?|那|就|我|请|帮我|想|要|选择|选项|选|回复|回|答案|是|序号|编号|数字|按)*"
_TAIL = r"(?:吧|呢|啊|呀|哦|哈|啦|的|谢谢您?|可以|就行|就好|好了)*"
_CHINESE = re.compile(
    rf"{_LEAD}(?:第({_HAN_OR_DIGITS})(?:个|项|号|条|种|款|点)?|({_HAN_OR_DIGITS})[号项条]?){_TAIL}"
)
_ENGLISH = re.compile(
    r"(?:(?:i|ll|d|would|like|want|choose|pick|take|option|number|no|nr|the|choice|answer|its?"
    r"|s|ok|yes) ?)*?"
    rf"\b(\d{{1,2}}|{'|'.join([*_WORDS.split(), *_ORDINALS.split()])})(?: ?(?:st|nd|rd|th))?"
    r"(?: (?:one|option|choice|please|pls|thanks|thank|you))*"
)
_SEVERAL = re.compile(rf"{_LEAD}(?:{_HAN_OR_DIGITS})(?:[ 和跟与或](?:{_HAN_OR_DIGITS}))+{_TAIL}")
_NUMBER_AND_WORDS = re.compile(rf"({_HAN_OR_DIGITS}) ?(\D{{2,}})")

_SAID_YES = """
好,好的,好呀,好啊,好吧,好滴,可以,可以的,可以呀,行,行的,行吧,嗯,嗯嗯,嗯好,恩,是,是的,是啊,对,对的,要,要的,需要,我要,
我需要,当然,没问题,麻烦了,麻烦您,麻烦您了,麻烦你了,转吧,来吧,请转,帮我转,转,
ok,okay,yes,yeah,yep,yup,sure,y,please,yes please,sure please,of course,go ahead,please do
"""
_SAID_NO = """
不,不用,不用了,不要,不要了,不需要,不需要了,不必,不必了,不了,算了,算了吧,没有,没有了,没了,没事,没事了,先不用,先不用了,
暂时不用,暂时不需要,不用麻烦,不用麻烦了,不用谢谢,不用了谢谢,不需要谢谢,不需要了谢谢,不了谢谢,先不了,下次吧,
no,nope,nah,no need,not now,no thanks,no thank you,nothing,not needed,never mind,nevermind
"""
_SAID_NONE = """
不是,不是的,不对,都不是,都不是的,以上都不是,都不对,不是这些,没有我要的,没有我想要的,都没有,其他,其它,别的,其他的,其它的,其他问题,其它问题,
别的问题,其他事情,none,none of these,none of them,none of the above,neither,something else,other,
others,another question
"""


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(listed.strip().replace("\n", "").split(","))


_YES, _NO, _NONE = _phrases(_SAID_YES), _phrases(_SAID_NO), _phrases(_SAID_NONE)

_HAN_AROUND = re.compile(
    r"^(?:嗯|好的?|那|就|我是|我|请问|请|麻烦|想要|想|要|选择|选|了解一下|了解|咨询|问一下|问问|问|看一下|看看|"
    r"看|查一下|查查|查|关于|有关|应该是|来|一下)+|"
    r"(?:的?事情|的?事儿?|的?问题|这个|那个|方面|相关|有关|一下|吧|呢|啊|呀|哦|哈|啦|的|谢谢您?)+$"
)
_LATIN = """
i d would like to want ask about know need the a an my your some please pls it s its is question
questions regarding for of with something one thing
"""
_LATIN_AROUND = frozenset(_LATIN.split())
_PARTS = re.compile(r"[/、,，·|与和及&]| or | and ", re.IGNORECASE)


def is_fresh(dialogue: Dialogue, now: datetime) -> bool:
    """Whether the choices offered last still stand."""
    asked_at = dialogue.asked_at
    return bool(dialogue.choices) and asked_at is not None and now - asked_at <= CHOICE_LIFE


def read_reply(text: str, dialogue: Dialogue, now: datetime) -> Reading | None:
    """What these words mean as a reply to the offered choices; nothing if they say else."""
    if not is_fresh(dialogue, now):
        return None
    said, choices = normalise(text), dialogue.choices
    tapped = next((choice for choice in choices if choice.label == text.strip()), None)
    if tapped is not None:
        return Reading(Meaning.CHOICE, tapped)
    if len(said) > LONGEST:
        return None
    number = _number(said, count=len(choices))
    if number is not None:
        return _numbered(number, choices)
    if said in _NONE:
        return Reading(Meaning.NONE)
    if said in _NO:
        return Reading(Meaning.NO)
    if dialogue.waits_for == "yes_no" and said in _YES:
        return Reading(Meaning.CHOICE, choices[0])
    if _SEVERAL.fullmatch(said):
        return Reading(Meaning.OUT_OF_RANGE)
    chosen = _copied(said, choices) or _likest(said, choices)
    return Reading(Meaning.CHOICE, chosen) if chosen else None


def says(entry: Entry, tokens: Sequence[str]) -> bool:
    """Whether a message says the offered entry, and does not only share a word with it.

    ``tokens`` are the message's words; most of what they tell must stand in the entry's phrasings
    or titles: 它最近怪怪的 shares 最近 with 最近的门店 and says something else.
    """
    known = " ".join(normalise(text) for text in _written(entry))
    telling = [token for token in tokens if says_something(token)]
    length = sum(map(len, telling))
    shared = sum(len(token) for token in telling if stands_in(token, known))
    return length > 0 and shared >= MOSTLY * length


def _written(entry: Entry) -> Iterator[str]:
    yield from entry.titles.values()
    yield from (question.text for question in entry.questions)


def _numbered(number: int, choices: tuple[Choice, ...]) -> Reading | None:
    if 1 <= number <= len(choices):
        return Reading(Meaning.CHOICE, choices[number - 1])
    return Reading(Meaning.OUT_OF_RANGE) if number <= FARTHEST else None


def _number(said: str, *, count: int) -> int | None:
    """The number that the words consist of, with nothing beside it but courtesy."""
    if said in _LAST:
        return count
    found = _CHINESE.fullmatch(said) or _ENGLISH.fullmatch(said)
    if found is None:
        return None
    written = next(group for group in found.groups() if group)
    return int(written) if written.isdecimal() else _NUMBERS[written]


def _copied(said: str, choices: tuple[Choice, ...]) -> Choice | None:
    """A whole line of the list typed or pasted: its number and words of its label."""
    found = _NUMBER_AND_WORDS.fullmatch(said)
    if found is None:
        return None
    number = int(found[1]) if found[1].isdecimal() else _NUMBERS[found[1]]
    if not 1 <= number <= len(choices):
        return None
    choice = choices[number - 1]
    return choice if found[2] in normalise(choice.label) else None


def _likest(said: str, choices: tuple[Choice, ...]) -> Choice | None:
    """The one choice whose label these few words repeat or nearly repeat."""
    core = _core(said)
    if len(core) < (2 if has_han(core) else 3):
        return None
    likeness = [_likeness(core, choice) for choice in choices]
    best = max(likeness)
    second = max((score for score in likeness if score < best), default=0.0)
    alone = likeness.count(best) == 1 and best - second >= AHEAD
    return choices[likeness.index(best)] if best >= ALIKE and alone else None


def _likeness(core: str, choice: Choice) -> float:
    label = normalise(choice.label)
    if core == label:
        return 200.0  # the very words win over a label that holds them too
    if _stands_in(core, label):
        return 100.0
    parts = [_core(normalise(part)) for part in _PARTS.split(choice.label)]
    return max(fuzz.ratio(core, part) for part in (label, *parts))


def _stands_in(core: str, label: str) -> bool:
    if has_han(core):
        return core in label
    return set(core.split()) <= set(label.split())


def _core(said: str) -> str:
    """The words without what merely says that a choice is made."""
    if not has_han(said):
        return " ".join(word for word in said.split() if word not in _LATIN_AROUND)
    before = ""
    while said != before:
        before, said = said, _HAN_AROUND.sub("", said)
    return said
