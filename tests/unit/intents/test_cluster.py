"""Unanswered questions grouped: paraphrases and typos together, different wishes apart."""

from __future__ import annotations

import random
from collections.abc import Sequence

from intents.cluster import cluster

COFFEE = ["店里有咖啡吗", "有没有咖啡喝", "到店有咖啡可以喝吗", "店里有咖非吗"]
AMBASSADOR = ["代言人是谁", "带言人是谁", "现在的代言人是哪位", "品牌代言人"]
DOGS = ["狗可以进店吗", "能带狗进店吗", "可以带宠物进店吗"]
POWER_BANK = ["可以借充电宝吗", "充电宝可以借吗", "能借个充电宝不"]
FOUNDER = ["创始人是谁", "品牌创始人叫什么"]
ALONE = ["股票代码多少", "老板是谁", "讲个笑话", "今天天气怎么样"]
EVERY = [*COFFEE, *AMBASSADOR, *DOGS, *POWER_BANK, *FOUNDER, *ALONE]
BOOK = [
    "可以退货吗",
    "戒指怎么量尺寸",
    "有没有现货",
    "门店几点开门",
    "会员积分怎么查",
    "能开发票吗",
]


def grouped(texts: Sequence[str], **options: object) -> list[set[str]]:
    return [{texts[place] for place in group} for group in cluster(texts, **options)]  # type: ignore[arg-type]


def test_paraphrases_and_typos_come_together_and_other_wishes_do_not() -> None:
    found = grouped(EVERY, background=BOOK)

    for wish in (COFFEE, AMBASSADOR, DOGS, POWER_BANK, FOUNDER, *([text] for text in ALONE)):
        assert set(wish) in found
    assert sum(map(len, found)) == len(EVERY)


def test_latin_script_groups_by_words_and_their_pieces() -> None:
    dogs = ["any dog collar", "is there a dog collar", "any dog colar"]
    ambassador = ["who is your ambassador", "who s the brand ambassador now"]
    found = grouped([*dogs, *ambassador], background=["can i return a bag", "opening hours"])

    assert sorted(found, key=len) == [set(ambassador), set(dogs)]


def test_groups_do_not_depend_on_the_order_of_the_questions() -> None:
    mixed = list(EVERY)
    random.Random(7).shuffle(mixed)

    assert grouped(mixed, background=BOOK) == grouped(EVERY, background=BOOK)


def test_heavy_questions_come_first_and_the_middle_of_a_group_before_its_edge() -> None:
    weights = [9.0 if text == "股票代码多少" else 1.0 for text in EVERY]
    groups = cluster(EVERY, weights=weights, background=BOOK)
    coffee = next([EVERY[place] for place in group] for group in groups if 0 in group)

    assert [EVERY[place] for place in groups[0]] == ["股票代码多少"]
    assert coffee[0] == "店里有咖啡吗"


def test_nothing_one_word_and_very_long_texts_are_no_trouble() -> None:
    assert cluster([]) == []
    assert cluster(["喂"]) == [(0,)]
    assert len(cluster(["好" * 5_000, "a" * 5_000, "x y " * 900, "𠮷"])) == 4
