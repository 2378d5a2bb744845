"""Ids made from question lists: possible, different, and the same in any order."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.ids import entry_ids, slug
from intents.schema import _ID

TEXTS = st.one_of(
    st.text(max_size=60),
    st.text("退货款换怎么公式攻势🎁 ABCé-.", max_size=80),
)
LISTS = st.lists(st.tuples(TEXTS, TEXTS), max_size=6, unique=True)


@settings(max_examples=25, deadline=None)
@given(named=LISTS, seed=st.randoms(use_true_random=False))
def test_ids_are_possible_different_and_keep_to_their_question(
    named: list[tuple[str, str]], seed: random.Random
) -> None:
    ids = entry_ids(named, taken={"list.q"})
    shuffled = seed.sample(named, len(named))

    assert all(_ID.match(name) for name in ids)
    assert len({*ids, "list.q"}) == len(ids) + 1
    assert dict(zip(named, ids, strict=True)) == dict(
        zip(shuffled, entry_ids(shuffled, taken={"list.q"}), strict=True)
    )


def test_ids_read_aloud_what_was_asked() -> None:
    assert entry_ids([("退换货", "怎么申请退货？"), ("Shipping", "Café delivery")], ()) == [
        "tui_huan_huo.zen_me_shen_qing_tui_huo",
        "shipping.cafe_delivery",
    ]


def test_same_sound_is_told_apart_whichever_comes_first() -> None:
    first, second = entry_ids([("", "公式"), ("", "攻势")], ())

    assert first.startswith("list.gong_shi_")
    assert second.startswith("list.gong_shi_")
    assert entry_ids([("", "攻势"), ("", "公式")], ()) == [second, first]
    assert slug("🎁") == ""
