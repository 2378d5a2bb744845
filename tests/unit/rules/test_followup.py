"""那腕表呢: a short message that goes on with the question just answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.content.stores import StoreBook
from bot.model import Asked, Dialogue, Route
from bot.rules.followup import GOES_ON_FOR, go_on
from bot.rules.reading import Guide, by_words
from bot.rules.vocabulary import Vocabulary
from intents.slots.forms import Place
from intents.slots.holidays import Holidays
from intents.slots.names import Names
from intents.types import Book, Decision, DecisionKind, Entry, EntryId, Match, Phrasing, Tag

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CARE, SILK, ABROAD, HOURS, REFUND = map(
    EntryId, ("care.leather", "care.silk", "delivery.abroad", "hours.store", "returns.refund")
)


PRODUCTS = Names([("皮包", "bags"), ("丝巾", "scarves"), ("scarf", "scarves"), ("bag", "bags")])
PLACES = Names([(name, Place("city", name)) for name in ("香港", "台湾", "Hong Kong", "Taiwan")])


def entry(id_: EntryId, *asked: str, topic: str = "", related: tuple[EntryId, ...] = ()) -> Entry:
    tags = (Tag("service.topic", topic),) if topic else ()
    questions = tuple(map(Phrasing, asked))
    return Entry(id=id_, questions=questions, answers={"zh": "好"}, tags=tags, related=related)


BOOK = Book(
    entries={
        CARE: entry(CARE, "怎么保养", "皮包怎么保养", "how to clean a bag", related=(SILK,)),
        SILK: entry(SILK, "丝巾怎么洗"),
        ABROAD: entry(ABROAD, "能寄到香港吗", "ship to Hong Kong", topic="delivery"),
        HOURS: entry(HOURS, "香港的店几点开门", topic="hours"),
        REFUND: entry(REFUND, "退款多久到账", topic="returns"),
    },
    version="1",
)
SURE = {
    "丝巾怎么保养": (SILK, 0.95),
    "how to clean a scarf": (SILK, 0.9),
    "能寄到台湾吗": (ABROAD, 0.9),
    "ship to taiwan": (ABROAD, 0.6),
    "台湾的店几点开门": (HOURS, 0.95),
    "皮包几点": (HOURS, 0.95),
    "and the rest": (SILK, 0.2),
    "the rest": (SILK, 0.2),
    "and my tax": (REFUND, 0.2),
    "皮包呢": (HOURS, 0.95),
}


def understand(known: Mapping[str, tuple[EntryId, float]], text: str) -> Decision:
    id_, sure = known.get(text, (REFUND, 0.05))
    kind = DecisionKind.ANSWER if sure >= 0.8 else DecisionKind.FALLBACK
    kind = DecisionKind.CLARIFY if 0.25 <= sure < 0.8 else kind
    match = Match(entry=id_, confidence=sure, phrasing="")
    return Decision(kind=kind, text=text, tokens=(), matches=(match,), reason="")


def guide() -> Guide:
    names = Vocabulary(StoreBook(), PRODUCTS, Holidays())
    return Guide(
        book=BOOK,
        understand=lambda text: understand(SURE, text),
        stores=StoreBook(),
        names=names,
    )


def said(text: str, last: EntryId | None, *, ago: timedelta = timedelta(minutes=1)) -> Route:
    asked = Asked(event_id="e", at=NOW - ago, how="answered", faq_version="1", entry=last)
    route = by_words(text, guide())
    return go_on(route, text, Dialogue(asked=asked if last else None), guide(), NOW)


@pytest.fixture(autouse=True)
def places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places without shops: only their names are needed."""
    monkeypatch.setattr("bot.rules.vocabulary.place_names", lambda _: PLACES)


@pytest.mark.parametrize(
    ("text", "last", "handler", "meant"),
    [
        ("那丝巾呢", CARE, "faq", SILK),
        ("丝巾呢？", CARE, "faq", SILK),
        ("咁絲巾呢", CARE, "faq", SILK),
        ("what about a scarf?", CARE, "faq", SILK),
        ("台湾呢", ABROAD, "faq", ABROAD),
        ("and what about a scarf", CARE, "faq", SILK),
        ("and to Taiwan?", ABROAD, "clarify", ABROAD),
        ("皮包呢", CARE, "faq", HOURS),  # sure by itself
        ("台湾呢", CARE, "fallback", None),  # no phrasing names a place
        ("台湾呢", HOURS, "fallback", None),  # a place after places: the locator's
        ("丝巾呢", None, "fallback", None),
        ("丝巾和皮包呢", CARE, "fallback", None),  # two things
        ("丝巾的快递丢了呢", CARE, "fallback", None),
        ("那个呢", CARE, "fallback", None),
        ("呢", CARE, "fallback", None),
        ("and the rest", CARE, "clarify", SILK),  # related to what was answered
        ("the rest", CARE, "fallback", None),
        ("and my tax", CARE, "fallback", None),
    ],
)
def test_it_is_read_as_the_last_question_of_another_thing(
    text: str, last: EntryId | None, handler: str, meant: EntryId | None
) -> None:
    route = said(text, last)
    best = route.decision.best if route.decision else None

    assert route.handler == handler
    if meant is not None:
        assert best is not None
        assert best.entry == meant
        assert route.entry == (meant if handler == "faq" else None)


def test_only_right_after_the_answer() -> None:
    assert said("丝巾呢", CARE, ago=GOES_ON_FOR).handler == "faq"
    assert said("丝巾呢", CARE, ago=GOES_ON_FOR + timedelta(seconds=1)).handler == "fallback"


def test_the_record_tells_with_what_it_goes_on() -> None:
    route = said("丝巾呢", CARE)

    assert route.decision is not None
    assert route.decision.text == "丝巾呢"
    assert route.reason.startswith("goes on with care.leather")


def test_another_house_is_not_put_in() -> None:
    told = replace(understand(SURE, "丝巾呢"), other="爱马仕")
    route = Route(handler="fallback", reason="", decision=told)
    asked = Asked(event_id="e", at=NOW, how="answered", faq_version="1", entry=CARE)

    assert go_on(route, "丝巾呢", Dialogue(asked=asked), guide(), NOW) is route
