"""Retrieval finds the alike, also when the book is large."""

from __future__ import annotations

from intents.index import POOL, Index


def test_the_same_text_is_found_first_and_fully_covered() -> None:
    index = Index(["可以退货吗", "附近有门店吗", "return an item"])
    hits = index.search(index.query("附近有门店吗"))

    assert hits[0].phrasing == 1
    assert round(hits[0].cosine, 4) == round(hits[0].of_query, 4) == 1.0


def test_unknown_text_has_no_hits() -> None:
    index = Index(["可以退货吗"])
    query = index.query("hello")

    assert index.search(query) == []
    assert query.known == 0
    assert index.search(index.query("")) == []


def test_a_phrasing_can_be_left_out() -> None:
    index = Index(["可以退货吗", "可以退钱吗"])

    assert [hit.phrasing for hit in index.search(index.query("可以退货吗"), without=0)] == [1]


def test_a_large_index_follows_rare_pieces_first() -> None:
    texts = [f"请问编号{number}的手袋怎么保养" for number in range(5000)]
    index = Index(texts)
    hits = index.search(index.query("编号4321怎么保养"))

    assert hits[0].phrasing == 4321
    assert len(hits) <= POOL
    assert len(index) == 5000
    assert index.nbytes() < 5_000_000
