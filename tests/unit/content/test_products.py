"""Kinds of products: what counts as a word for them, and what editors are told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content.hours import load_hours
from bot.content.products import load_products
from bot.content.stores import StoreBook
from bot.rules.vocabulary import Vocabulary, vocabulary_of
from tests.understood import house_library

FAQ = Path(__file__).parents[3] / "faq"
WRITTEN = """products:
  - id: bags
    name: {zh: 包袋, en: Bags}
    words: [包, 包包, tote]
    except: [包装, 钱包]
  - id: shoes
    name: {zh: 鞋履, en: Shoes}
    words: [鞋]
"""


def names(folder: Path) -> Vocabulary:
    synonyms = {"手袋": "包包"}
    products, problems = load_products(folder, synonyms)
    assert problems == ()
    return vocabulary_of(StoreBook(), products, ())


def seen(words: str, vocabulary: Vocabulary) -> list[str]:
    slots = vocabulary.read(words, datetime(2026, 11, 26, tzinfo=UTC))
    return [slot.value for slot in slots.products]


@pytest.mark.parametrize(
    ("said", "products"),
    [
        ("想看包", ["bags"]), ("看個包包和鞋", ["bags", "shoes"]), ("a Tote please", ["bags"]),
        ("手袋", ["bags"]), ("BAGS", ["bags"]), ("包装盒", []), ("totem", []), ("钱包", []),
    ],
)  # fmt: skip
def test_words_and_synonyms_name_a_product_but_exceptions_do_not(
    tmp_path: Path, said: str, products: list[str]
) -> None:
    (tmp_path / "products.yaml").write_text(WRITTEN, "utf-8")

    assert seen(said, names(tmp_path)) == products


def test_no_file_means_no_products(tmp_path: Path) -> None:
    assert seen("想看包", names(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: shoes", "id: bags", "6:9: the id `bags` is taken by the product in line 2"),
        ("words: [鞋]", "words: [鞋, 包包]", "8:16: `包包` stands under `bags` already"),
        ("except: [包装", "except: [tote", "5:14: `tote` stands under `bags` already"),
        ("words: [鞋]", "words: ['！']", "8:13: `！` is no word"),
        ("words: [鞋]", "words: []", "8:12: this is empty"),
        ("except:", "excepts:", "did you mean `except`?"),
    ],
)
def test_faults_are_told_with_their_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    (tmp_path / "products.yaml").write_text(WRITTEN.replace(old, new), "utf-8")
    products, problems = load_products(tmp_path)

    assert any(says in str(problem) for problem in problems), problems
    assert products.products == ()


@pytest.mark.parametrize(
    ("said", "product"),
    [
        ("看包", "bags"), ("包邮吗", ""), ("表带坏了", ""), ("想看看手錶", "watches"),
        ("试戒指", "jewellery"),
        ("钱包", "small_leather"), ("求婚戒指", "bridal"), ("多谢表扬", ""), ("丝巾", "silk"),
    ],
)  # fmt: skip
def test_the_sample_brand_knows_its_products(said: str, product: str) -> None:
    library = house_library()
    vocabulary = vocabulary_of(library.stores, library.products, library.hours.holidays)

    assert seen(said, vocabulary) == ([product] if product else [])


def test_a_feast_lies_within_its_free_days(tmp_path: Path) -> None:
    written = (FAQ / "hours.yaml").read_text("utf-8").replace("day: 2027-02-06", "day: 2027-03-06")
    (tmp_path / "hours.yaml").write_text(written, "utf-8")
    _, problems = load_hours(tmp_path)

    assert [problem.message for problem in problems] == [
        "春节 itself, 2027-03-06, is none of its days"
    ]
