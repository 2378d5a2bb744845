"""A small book of the demo house, and writing content folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from intents.book import load_book
from intents.types import Book
from intents.understanding import Understanding
from tests.understood import segmenter_folder

BOOK = """
entries:
  - id: returns.window
    questions: [买了不合适可以退吗, 退货期限是多少天, 收到以后几天内能退货, 我想退货,
      can I return an item, how many days do I have to return something]
    answer: {zh: 自签收之日起 7 天内可以退货。, en: Within 7 days of delivery.}
    tags: [service.topic=returns]
  - id: returns.refund
    questions: [退款什么时候到账, 钱多久退回来, 退款要等几天, 退的钱到哪里,
      when will I get my refund]
    answer: 收到退货后 3 个工作日内原路退回。
  - id: repair.watch
    questions: [手表坏了怎么修, 表不走了可以维修吗, 手表保修多久, 修表要多少钱,
      my watch needs repair]
    answer: 请带保修卡到任一门店，我们为您检测。
  - id: price.bag
    questions: [这款包多少钱, 手袋的价格是多少, 包包卖什么价, 新款手袋什么价位, how much is the bag]
    answer: 请告诉我们款号。
    risk: high
  - id: holiday.spring
    questions: [春节门店营业吗, 过年开门吗, 春节放假安排, 新年营业时间, are you open at new year]
    answer: 春节期间门店照常营业。
    valid_from: 2026-01-20
    valid_until: 2026-02-28
  - id: service.stores
    service: stores
    questions: [附近有门店吗, 最近的店在哪里, 怎么去你们店, 北京有专卖店吗,
      where is the nearest store]
  - id: service.human
    service: human
    questions: [转人工, 人工客服, 我要找真人, 有人吗, talk to a human]
  - id: chat.greeting
    service: greeting
    questions: [你好, 您好, 在吗, hello, hi]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes a content folder: file names below it with their text."""

    def write(**files: str | bytes) -> Path:
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    root = tmp_path_factory.mktemp("faq")
    (root / "answers").mkdir()
    (root / "answers" / "all.yaml").write_text(BOOK, encoding="utf-8")
    loaded, problems = load_book(root)
    assert loaded is not None, problems
    return loaded


@pytest.fixture(scope="session")
def cache_dir() -> Path:
    """One for all tests, as a process has one: the dictionary takes a second to parse."""
    return segmenter_folder()


@pytest.fixture(scope="session")
def understanding(book: Book, cache_dir: Path) -> Understanding:
    return Understanding(book, cache_dir=cache_dir)
