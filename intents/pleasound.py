"""A plea for a person by its sound: 转仁工, zhuan rengong, 找kefu. Pinyin without tones.

Initials and finals that many speakers do not tell apart count as the same (zh and z, eng and en).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from intents.text import has_han

LONGEST = 16
"""Characters of a Chinese clause that is read aloud; a longer one says more than a plea."""
_LONGEST_TYPED = 48
_BEFORE = (
    "qing wen bang wo yao xiang ni nin hao mafan gei yi xia jie dao kuai dian neng keyi bu ma ne a"
    " ba la de le xu you mei ge wei qiu rang lai men"
)
_VERBS = "zhuan chuan zhao jiao huan jie yao lianxi hujiao wen lian wan"
_PERSONS = (
    "rengong rengongkefu rengongfuwu rengongzuoxi guwen zhenren zhenrenkefu huoren kefu kefurenyuan"
    " yourenma yourenzai youmeiyouren zhaoren zhaogeren laigeren jiaogeren tousu"
)
_AFTER = (
    "xiexie ba a ma ne le la ya fuwu zai zaima zaina zaibuzai bangwo kuaidian yixia lai chulai jie"
)
_LONG, _VERY_LONG = 7, 10
_SHORT = frozenset({"zrg", "zrgkf", "rgkf", "zrgfw", "zkf", "zhaokf", "kf", "rg", "zhuanrg"})
_TYPED = re.compile(r"[a-z ]+")


def sounds_like_plea(clause: str) -> bool:
    """Whether a normalised clause, read aloud, is a plea for a person and nothing else."""
    if not has_han(clause):
        return _typed(clause)
    if len(clause) > LONGEST or "招" in clause:
        return False
    read = "".join(_syllable(char) for char in clause)
    found = _grammar().fullmatch(_blurred(read))
    if found is None:
        return False
    # 克服 and 证人 sound like the persons: alone they are no plea.
    alone = (_blurred("rengong"), _blurred("zhenrenkefu"), _blurred("you"))
    return bool(found["verb"]) or found["person"].startswith(alone) or "客" in clause


def prepare() -> None:
    """Load what is loaded on first use (a third of a second), so that no message waits for it."""
    _grammar()
    _whole()
    _syllable("转")


def _typed(clause: str) -> bool:
    joined = clause.replace(" ", "")
    if len(joined) > _LONGEST_TYPED or not _TYPED.fullmatch(clause):
        return False
    if joined in _SHORT or _grammar().fullmatch(_blurred(joined)):
        return True
    return any(_is_slip(joined, meant) for meant in _whole())


def _is_slip(typed: str, meant: str) -> bool:
    # Shorter ones have English neighbours.
    if len(meant) < _LONG:
        return False
    slips = 1 if len(meant) < _VERY_LONG else 2
    return OSA.distance(typed, meant, score_cutoff=slips) <= slips


@cache
def _whole() -> tuple[str, ...]:
    verbs = ("", "zhuan", "zhuanjie", "zhao", "woyao", "woyaozhao", "qingzhuan", "bangwozhuan")
    return ("buyaojiqiren", *_pleas(verbs))


def _pleas(verbs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{verb}{person}" for verb in verbs for person in _PERSONS.split())


@cache
def _grammar() -> re.Pattern[str]:
    before, verbs, persons, after = (
        "|".join(sorted(map(_blurred, listed.split()), key=len, reverse=True))
        for listed in (_BEFORE, _VERBS, _PERSONS, _AFTER)
    )
    return re.compile(
        rf"(?:{before})*?(?P<verb>{verbs})?(?:{before})*?(?P<person>{persons})(?:{after})*"
    )


def _blurred(read: str) -> str:
    for sharp, blurred in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n")):
        read = read.replace(sharp, blurred)
    return read


@lru_cache(maxsize=8192)
def _syllable(char: str) -> str:
    # Its tables take a moment to load, so not at import.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return "".join(lazy_pinyin(char))
