"""What an editor is told to write first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intents.advice import Demand, advise, confusions, expected
from intents.selftest import Asked
from intents.types import Book, Entry, EntryId, Phrasing

BOOK = {
    "a.few": ("退货", "怎么退货", "我要退货怎么办理呢"),
    "b.few": ("换货", "怎么换货", "尺码不合适想换一个怎么办"),
    "c.many": (*(f"{word}怎么保养" for word in "包鞋表衣帽巾带戒链镜香盒"), "how to clean"),
    "d.english": ("opening hours", "when do you open on sundays please"),
}


def book() -> Book:
    entries = {
        EntryId(name): Entry(id=EntryId(name), questions=tuple(map(Phrasing, questions)))
        for name, questions in BOOK.items()
    }
    return Book(entries=entries, version="")


def asked(entry: str, text: str, instead: str = "", *, sure: bool = False) -> Asked:
    return Asked(
        entry=EntryId(entry),
        text=text,
        reached="missed" if instead else "answered",
        instead=EntryId(instead) if instead else None,
        sure=sure,
        path="a.yaml",
        line=1,
        column=1,
    )


def tokens(text: str) -> list[str]:
    return [word for word in ("退货", "换货", "保养") if word in text]


def test_entry_that_is_asked_often_comes_before_one_that_is_not() -> None:
    fans = {EntryId("b.few"): Demand(asked=20, missed=5, wrote=("衣服小了",))}
    found = advise(book(), [], tokens=tokens, demand=fans)

    assert found[0].entry == "b.few"
    assert (found[0].asked, found[0].missed, found[0].wrote) == (20, 5, ("衣服小了",))


def test_what_fans_were_only_asked_back_for_counts_however_many_phrasings() -> None:
    many = Entry(id=EntryId("e.full"), questions=tuple(Phrasing(f"{n}怎么清洁") for n in range(40)))
    full = Book(entries={many.id: many}, version="")

    assert advise(full, [], tokens=tokens) == []
    assert advise(full, [], tokens=tokens, demand={many.id: Demand(3, 2, ("洗吗",))})[0].gain > 0


def test_few_phrasings_and_misses_gain_most_and_the_missing_kind_is_named() -> None:
    left_out = [asked("a.few", "退货", "b.few"), asked("b.few", "换货"), asked("b.few", "怎么换货")]
    found = {item.entry: item for item in advise(book(), left_out, tokens=tokens)}

    assert found[EntryId("a.few")].gain > found[EntryId("b.few")].gain
    assert found[EntryId("b.few")].gain > found[EntryId("c.many")].gain
    assert "one without 「退货」" in found[EntryId("a.few")].wants
    assert "English" in found[EntryId("a.few")].wants
    assert "Chinese" in found[EntryId("d.english")].wants
    assert not any("without" in want for want in found[EntryId("b.few")].wants)


def test_pairs_that_are_answered_wrongly_come_first() -> None:
    left_out = [
        asked("a.few", "一", "b.few"),
        asked("b.few", "二", "a.few"),
        asked("a.few", "三", "b.few"),
        asked("c.many", "四", "d.english", sure=True),
        asked("c.many", "五", "a.few"),
    ]
    found = confusions(left_out)

    assert [(pair.entry, pair.other, pair.times, pair.wrongly) for pair in found] == [
        ("c.many", "d.english", 1, 1),
        ("a.few", "b.few", 3, 0),
    ]
    assert found[0].examples == (("四", "c.many"),)


@given(st.integers(1, 100))
def test_more_phrasings_are_never_expected_to_find_less(count: int) -> None:
    assert 0 < expected(count) <= expected(count + 1) < 1
