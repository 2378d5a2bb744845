"""What the bot decides on a small book, also for whatever else people send."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intents.decide import choices, decide
from intents.match import Matcher
from intents.tokens import Tokenizer
from intents.types import Book, DecisionKind, Entry, EntryId, Match, Phrasing
from intents.understanding import Understanding

SPRING = date(2026, 2, 1)
SUMMER = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("said", "entry"),
    [
        ("退货期限是多少天", "returns.window"),
        ("您好，请问退货期限是多少天呀？谢谢[微笑]", "returns.window"),
        ("退貨期限是多少天", "returns.window"),
        ("退货的期限是多少天", "returns.window"),
        ("Can I return an item?", "returns.window"),
        ("附近有门店吗", "service.stores"),
        ("转人工", "service.human"),
        ("你好", "chat.greeting"),
        ("您好呀～", "chat.greeting"),
    ],
)
def test_a_known_question_is_answered(understanding: Understanding, said: str, entry: str) -> None:
    decision = understanding.decide(said, today=SUMMER)

    assert decision.kind is DecisionKind.ANSWER, decision
    assert decision.best is not None
    assert decision.best.entry == entry
    assert decision.tokens


@pytest.mark.parametrize(
    ("said", "entry"),
    [
        ("钱什么时候能退给我", "returns.refund"),
        ("我的表坏了", "repair.watch"),
        ("最近的专卖店", "service.stores"),
        ("退货要在多少天之内", "returns.window"),
        ("how long until my refund arrives", "returns.refund"),
    ],
)
def test_a_reworded_question_is_ranked_first(
    understanding: Understanding, said: str, entry: str
) -> None:
    best = understanding.decide(said, today=SUMMER).best

    assert best is not None
    assert best.entry == entry


@pytest.mark.parametrize(
    "said",
    ["怎么", "什么", "怎么办", "多少", "在哪里", "how", "what is the", "今天天气怎么样",
     "帮我订一张机票", "who won the football match"],
)  # fmt: skip
def test_what_the_book_does_not_hold_is_never_answered(
    understanding: Understanding, said: str
) -> None:
    assert understanding.decide(said, today=SUMMER).kind is not DecisionKind.ANSWER


HOSTILE = {
    "empty": "",
    "blank": " \n\t ",
    "one character": "退",
    "one letter": "x",
    "two thousand characters": "我昨天在你们店里买了一个包回家发现不合适想要退掉" * 84,
    "emoji": "😀" * 300,
    "faces": "[微笑][微笑]/::)",
    "punctuation": "？？？！！！。。。" * 50,
    "control characters": "\x00\x01\x1b[31m\u202e\ufeff\u200b",
    "repetitions": "退货" * 10_000,
    "spaces": " " * 10_000,
    "HTML": "<script>alert('x')</script><img src=x onerror=alert(1)>",
    "template": "{{7*7}} ${jndi:ldap://x} %s%n",
    "SQL": "'; DROP TABLE messages; --",
    "article": "本报讯 昨日下午，多位市民在公园内参加了植树活动，现场气氛热烈，" * 60,
    "one character without end": "退" * 2_000,
    "one character twice": "表表",
    "lone surrogate": "\ud83d退\ud83d",
    "combining marks": "e" + "\u0301" * 1000,
    "digits": "1234567890" * 50,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_sent_gets_a_quick_decision_and_no_answer(
    understanding: Understanding, name: str
) -> None:
    started = time.thread_time()
    decision = understanding.decide(HOSTILE[name], today=SUMMER)

    assert decision.kind is not DecisionKind.ANSWER, decision
    assert time.thread_time() - started < 0.1
    assert all(0 <= match.confidence <= 1 for match in decision.matches)


def test_candidates_come_best_first_with_reasons(understanding: Understanding) -> None:
    matches = understanding.decide("退货以后退款多久到", today=SUMMER).matches

    confidences = [match.confidence for match in matches]
    assert len(matches) >= 3
    assert confidences == sorted(confidences, reverse=True)
    assert len({match.entry for match in matches}) == len(matches)
    assert all(match.phrasing in match.reason for match in matches)


def test_an_entry_out_of_season_is_left_out(understanding: Understanding) -> None:
    inside = understanding.decide("过年开门吗", today=SPRING)
    outside = understanding.decide("过年开门吗", today=SUMMER)

    assert inside.kind is DecisionKind.ANSWER
    assert outside.kind is not DecisionKind.ANSWER
    assert EntryId("holiday.spring") not in {match.entry for match in outside.matches}


def test_a_phrasing_of_two_entries_is_asked_back(cache_dir: Path) -> None:
    double = Book(
        entries={
            EntryId(name): Entry(
                id=EntryId(name),
                questions=(Phrasing("怎么预约"), Phrasing(own)),
                answers={"zh": name},
            )
            for name, own in (("a.visit", "预约到店"), ("b.repair", "预约维修"))
        },
        version="x",
    )
    decision = Understanding(double, cache_dir=cache_dir).decide("怎么预约")

    assert decision.kind is DecisionKind.CLARIFY
    assert {match.entry for match in choices(decision)} == {"a.visit", "b.repair"}


def match_of(entry: str, confidence: float) -> Match:
    return Match(entry=EntryId(entry), confidence=confidence, phrasing="p")


def test_a_risky_entry_needs_more_certainty(book: Book) -> None:
    normal = decide("x", [match_of("returns.window", 0.82)], book, today=SUMMER)
    risky = decide("x", [match_of("price.bag", 0.82)], book, today=SUMMER)
    sure = decide("x", [match_of("price.bag", 0.97)], book, today=SUMMER)

    assert [d.kind for d in (normal, risky, sure)] == [
        DecisionKind.ANSWER,
        DecisionKind.CLARIFY,
        DecisionKind.ANSWER,
    ]


def test_little_certainty_is_asked_back_and_none_goes_to_a_human(book: Book) -> None:
    some = [match_of("returns.window", 0.5), match_of("returns.refund", 0.2)]
    none = [match_of("returns.window", 0.05)]

    assert decide("x", some, book, today=SUMMER).kind is DecisionKind.CLARIFY
    assert decide("x", none, book, today=SUMMER).kind is DecisionKind.FALLBACK
    assert decide("x", [], book, today=SUMMER).kind is DecisionKind.FALLBACK


def test_only_choices_within_reach_are_offered(book: Book) -> None:
    matches = [match_of(name, c) for name, c in zip(book.entries, (0.5, 0.01, 0.01), strict=False)]
    close = [match_of(name, c) for name, c in zip(book.entries, (0.5, 0.2, 0.1), strict=False)]

    assert len(choices(decide("x", matches, book, today=SUMMER))) == 1
    assert len(choices(decide("x", close, book, today=SUMMER))) == 3
    asked = replace(decide("x", matches, book, today=SUMMER), also=(matches[1],))
    assert len(choices(asked)) == 2


def test_a_synonym_reads_as_the_preferred_word(book: Book, cache_dir: Path) -> None:
    richer = replace(book, synonyms={"名片夹": "手袋"}, words={"名片夹": 0})
    fitted = Understanding(richer, cache_dir=cache_dir)
    best = fitted.decide("名片夹的价格是多少", today=SUMMER).best

    assert best is not None
    assert best.exact
    assert best.entry == "price.bag"


def test_brand_words_stay_whole_and_leave_other_books_alone(cache_dir: Path) -> None:
    own = Tokenizer({"维岚银杏": 0}, cache_dir)
    other = Tokenizer({}, cache_dir)

    assert "维岚银杏" in own.cut("维岚银杏多少钱")
    assert "维岚银杏" not in other.cut("维岚银杏多少钱")
    assert own.cut("where is the shop") == ["where", "is", "the", "shop"]
    assert [path.parent for path in cache_dir.rglob("*.cache")] == [cache_dir]


def test_an_empty_book_falls_back(cache_dir: Path) -> None:
    empty = Understanding(Book(entries={}, version="x"), cache_dir=cache_dir)

    assert empty.decide("你好").kind is DecisionKind.FALLBACK


def test_two_builds_of_one_book_agree_to_the_last_digit(book: Book, cache_dir: Path) -> None:
    first, second = (Matcher(book, Tokenizer({}, cache_dir)) for _ in range(2))

    assert first.rank("退货要几天") == second.rank("退货要几天")


def test_threads_share_one_understanding(understanding: Understanding) -> None:
    said = ["退货期限", "钱什么时候到账", "附近的门店", "手表修"] * 20
    alone = [understanding.decide(text, today=SUMMER) for text in said]
    found: list[list[object]] = [[] for _ in range(4)]

    def work(place: int) -> None:
        found[place].extend(understanding.decide(text, today=SUMMER) for text in said)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [alone] * 4


def test_jieba_starts_without_what_costs_half_of_its_start() -> None:
    asks = (
        "import sys; from intents.tokens import Tokenizer; Tokenizer({}, None, backend='jieba');"
        "print('jieba' in sys.modules, 'pkg_resources' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", asks], capture_output=True, check=True, text=True, timeout=60
    ).stdout

    assert said.split() == ["True", "False"]
