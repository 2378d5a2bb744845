"""Retrieval finds the alike, also when the book is large."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from intents.index import LARGE, POOL, Index, highest


def built(*texts: str) -> Index:
    return Index(texts, [()] * len(texts))


def likest(index: Index, text: str) -> Sequence[int]:
    return highest(index.cosines(index.vector(text, ())), POOL).phrasings.tolist()


def test_the_same_text_is_found_first_and_fully_alike() -> None:
    index = built("可以退货吗", "附近有门店吗", "return an item")
    vector = index.vector("附近有门店吗", ())

    assert likest(index, "附近有门店吗")[0] == 1
    assert float(index.cosines(vector)[1]) == pytest.approx(1.0)
    assert vector.known == pytest.approx(1.0)


def test_unknown_text_is_like_nothing() -> None:
    index = built("可以退货吗")

    assert index.vector("hello", ()).known == 0
    assert likest(index, "hello") == likest(index, "") == []
    assert index.search(index.vector("", ())).phrasings.tolist() == []


def test_text_without_a_letter_is_like_nothing_wherever_it_stands() -> None:
    for texts in (("", "可以退货吗"), ("可以退货吗", ""), ("",)):
        index = built(*texts)
        said = index.cosines(index.vector("可以退货吗", ())).tolist()

        assert said == pytest.approx([float(bool(text)) for text in texts])


def test_likeness_is_the_same_both_ways() -> None:
    index = built("可以退货吗", "可以退钱吗", "退了再买", "买了再退")
    there = index.cosines(index.row(0))[1]

    assert there == pytest.approx(index.cosines(index.row(1))[0])
    assert index.cosines(index.row(2))[3] < 0.9


def test_a_large_index_follows_rare_pieces_first() -> None:
    texts = [f"请问编号{number}的手袋怎么保养" for number in range(LARGE + 1)]
    index = built(*texts)
    hits = index.search(index.vector("编号4321怎么保养", ()))

    assert index.large
    assert hits.phrasings[0] == 4321
    assert len(hits.phrasings) <= POOL
    assert len(index) == LARGE + 1
    assert index.nbytes() < 8_000_000


@pytest.mark.parametrize(
    ("heard", "written"),
    [("退或流程", "退货流程"), ("zenme tuihuo", "怎么退货"), ("wo xiang tui huo", "我想退货")],
)
def test_what_sounds_the_same_is_found(heard: str, written: str) -> None:
    index = built("营业时间", "退货流程", "怎么退货", "我想退货", "手表防水吗", "有没有停车场")
    names = ["营业时间", "退货流程", "怎么退货", "我想退货", "手表防水吗", "有没有停车场"]

    assert names[likest(index, heard)[0]] == written


def test_english_endings_and_slips_of_the_finger_cost_little() -> None:
    index = built("can i return my bags", "store opening hours", "repairing a zipper")

    assert likest(index, "returning a bag")[0] == 0
    assert likest(index, "opning hour of the stores")[0] == 1
    assert likest(index, "zippr repair")[0] == 2
