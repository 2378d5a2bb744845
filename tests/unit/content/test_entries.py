"""What an entry may hold beside its answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from intents.book import load_book
from intents.text import language
from intents.types import Entry
from tests.understood import house_book

SHORT = 16
LANGS = ("zh", "zh-Hant", "en")


def read(folder: Path, extra: str) -> tuple[Entry | None, list[str]]:
    (folder / "answers").mkdir()
    (folder / "answers" / "a.yaml").write_text(
        f"entries:\n  - id: a.b\n    questions: [甲, 乙, 丙, 丁, 戊]\n"
        f"    answer: 一\n    {extra}\n",
        "utf-8",
    )
    book, problems = load_book(folder)
    entry = next(iter(book.entries.values())) if book else None
    return entry, [str(problem).partition("a.yaml:")[2] for problem in problems]


@pytest.mark.parametrize(
    ("written", "titles"),
    [
        ("title: 退货期限", {"zh": "退货期限"}),
        ("title: {zh: 退货, zh-Hant: 退貨, en: Returns}",
         {"zh": "退货", "zh-Hant": "退貨", "en": "Returns"}),
        ("risk: normal", {}),
    ],
)  # fmt: skip
def test_title_is_kept_in_its_languages(
    tmp_path: Path, written: str, titles: dict[str, str]
) -> None:
    entry, problems = read(tmp_path, written)

    assert problems == []
    assert entry is not None
    assert entry.titles == titles


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (f"title: {'长' * 25}", "5:12: this is too long (at most 24 are possible)"),
        ("title: {en: Returns}", "5:12: `zh` is missing"),
        ("title: {zh: 退货, fr: x}", "unknown key `fr`"),
        ("title: ''", "5:12: this text is empty"),
        ("title: [Returns]", "5:12: this is a list, text or a mapping of"),
        (
            "image: pictures/a.gif",
            "5:12: `pictures/a.gif` is neither a picture file nor a media id (",
        ),
        ("image: short", "5:12: `short` is neither a picture file nor a media id"),
        ("miniprogram: {app_id: a, page: b, title: c}", "5:27: "),
    ],
)
def test_what_fans_could_not_be_sent_is_refused(tmp_path: Path, written: str, says: str) -> None:
    entry, problems = read(tmp_path, written)

    assert entry is None
    assert says in problems[0]


def test_every_sample_entry_has_a_short_title_in_every_language() -> None:
    book = house_book()
    titles = {entry.id: entry.titles for entry in book.entries.values()}

    assert [name for name, by_lang in titles.items() if len(by_lang) < 3] == []
    assert [
        text for by_lang in titles.values() for text in by_lang.values() if len(text) > SHORT
    ] == []
    for lang in ("zh", "zh-Hant", "en"):
        assert len({by_lang[lang] for by_lang in titles.values()}) == len(titles)


def test_the_house_has_a_hundred_entries_and_answers_thirty_in_every_language() -> None:
    book = house_book()
    translated = [entry for entry in book.entries.values() if len(entry.answers) == len(LANGS)]

    assert len(book.entries) >= 100
    assert len(translated) >= 30
    for entry in translated:
        assert [lang for lang in LANGS if language(entry.answers[lang]) != lang] == [], entry.id
        assert entry.answers["zh-Hant"].endswith("？") is entry.answers["zh"].endswith("？")


def test_what_may_cost_money_or_health_is_risky_and_leads_to_a_human() -> None:
    book = house_book()
    risky = {entry.id for entry in book.entries.values() if entry.risk == "high"}
    topics = {"price", "authenticity", "safety", "tax"}

    assert {
        entry.id for entry in book.entries.values() if entry.handoff == "never"
    } & risky == set()
    assert {
        entry.id
        for entry in book.entries.values()
        for tag in entry.tags
        if tag.key == "service.topic" and tag.value in topics
    } <= risky
