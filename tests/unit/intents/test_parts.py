"""Two questions in one message: cut where one ends, taken apart only where the parts are surer."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.parts import split, with_parts
from intents.types import Book, Decision, DecisionKind, Entry, EntryId, Match, Phrasing, Risk

HOURS, RETURNS, HUMAN, HELLO = map(EntryId, ("hours", "returns", "human", "hello"))
LIMITS: dict[Risk, float] = {"normal": 0.9, "high": 0.96}


def entry(id_: EntryId, service: str | None = None, risk: Risk = "normal") -> Entry:
    return Entry(id=id_, questions=(Phrasing("x"),), service=service, risk=risk)


BOOK = Book(
    entries={
        HOURS: entry(HOURS),
        RETURNS: entry(RETURNS, risk="high"),
        HUMAN: entry(HUMAN, "human"),
        HELLO: entry(HELLO, "greeting"),
    },
    version="1",
)


def thought(text: str, *found: tuple[EntryId, float], exact: bool = False) -> Decision:
    """The bands as for any message: a risk needs more."""
    matches = tuple(
        Match(entry=id_, confidence=sure, phrasing="", exact=exact) for id_, sure in found
    )
    kind = DecisionKind.FALLBACK
    if matches:
        limit = LIMITS[BOOK.entries[matches[0].entry].risk]
        kind = DecisionKind.ANSWER if matches[0].confidence >= limit else DecisionKind.CLARIFY
    return Decision(kind=kind, text=text, tokens=(), matches=matches, reason="")


def decided(whole: Decision, **parts: tuple[EntryId, float]) -> Decision:
    return with_parts(
        whole, lambda part: thought(part, *([parts[part]] if part in parts else [])), BOOK
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("开门时间？还有能不能刻字", ("开门时间", "能不能刻字")),
        ("营业时间和退货", ("营业时间", "退货")),
        ("怎么退货，另外你们几点关门", ("怎么退货", "你们几点关门")),
        ("hours and returns", ("hours", "returns")),
        ("how much is it, and do you ship abroad?", ("how much is it", "do you ship abroad")),
        ("track my parcel and when do you open", ("track my parcel", "when do you open")),
        ("and how long does it take", ()),
        ("皮带和皮包怎么保养", ()),
        ("颜色和尺寸有哪些", ()),
        ("你好，请问营业时间", ()),
        ("怎么退货", ()),
        ("没货了还有吗", ()),
        ("一、二、三、四、五", ()),
        ("退货和" * 60, ()),
        ("", ()),
    ],
)
def test_message_is_cut_where_a_question_ends(text: str, parts: tuple[str, ...]) -> None:
    assert split(text)[0] == parts


def test_both_sure_parts_are_answered_in_their_order() -> None:
    whole = thought("退货和营业", (HOURS, 0.5))

    both = decided(whole, 退货=(RETURNS, 0.97), 营业=(HOURS, 0.95))
    assert (both.kind, [match.entry for match in both.matches]) == ("answer", [RETURNS, HOURS])
    assert [match.entry for match in both.also] == [HOURS]


def test_whole_that_is_surer_of_one_thing_stays_whole() -> None:
    whole = thought("退货和营业", (HOURS, 0.98))

    assert decided(whole, 退货=(RETURNS, 0.97), 营业=(HOURS, 0.95)) is whole


def test_risk_needs_its_own_limit_in_a_part_too() -> None:
    """0.93 answers a plain question, but not a risky one beside it."""
    whole = thought("退货？营业", (HOURS, 0.5))

    both = decided(whole, 退货=(RETURNS, 0.93), 营业=(HOURS, 0.95))
    assert (both.kind, [match.entry for match in both.also]) == ("clarify", [HOURS])
    assert (
        decided(thought("退货和营业", (HOURS, 0.5)), 退货=(RETURNS, 0.93), 营业=(HOURS, 0.95)).also
        == ()
    )


def test_part_that_nobody_understands_leaves_the_whole() -> None:
    whole = thought("退货？天气", (RETURNS, 0.5))

    assert decided(whole, 退货=(RETURNS, 0.97)) is whole


def test_words_that_stand_in_the_book_are_never_cut() -> None:
    whole = thought("退货和营业", (HOURS, 0.5), exact=True)

    assert decided(whole, 退货=(RETURNS, 0.97), 营业=(HOURS, 0.95)) is whole


def test_courtesy_beside_a_question_is_no_question() -> None:
    whole = thought("早安啦。营业", (HELLO, 0.5))

    one = decided(whole, 早安啦=(HELLO, 0.97), 营业=(HOURS, 0.95))
    assert (one.kind, one.also) == ("answer", ())
    assert one.best is not None
    assert one.best.entry == HOURS


def test_person_asked_for_besides_is_what_is_wanted() -> None:
    whole = thought("营业。来人", (HOURS, 0.5))

    one = decided(whole, 营业=(HOURS, 0.95), 来人=(HUMAN, 0.97))
    assert one.best is not None
    assert (one.best.entry, one.also) == (HUMAN, ())


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="退货和，。？还有 a\nand", max_size=40))
def test_parts_stand_in_the_text_in_order(text: str) -> None:
    at = 0
    for part in split(text)[0]:
        at = text.index(part, at) + len(part)


def test_endless_text_costs_no_time() -> None:
    started = perf_counter()
    for piece in ("和", "，另外", " and ", "？"):
        split(piece * 10_000)

    assert perf_counter() - started < 0.1
