"""The tag registry, and answers whose tags it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.tags import check_book, load_tags
from intents.types import Book, Entry, EntryId, Tag

ENUM = (
    "tags:\n"
    "  - {key: service.topic, type: enum, values: [returns], owner: crm, meaning: {zh: 主题}}\n"
)
TEXT = "  - {key: source.city, type: text, owner: crm, meaning: {zh: 城市}}\n"


def test_no_file_allows_every_tag(tmp_path: Path) -> None:
    registry, problems = load_tags(tmp_path)

    assert problems == ()
    assert registry.fault_of("any.thing", "x") is None


def test_declared_keys_and_values_are_allowed_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "tags.yaml").write_text(ENUM + TEXT, "utf-8")
    registry, problems = load_tags(tmp_path)

    assert problems == ()
    assert registry.fault_of("service.topic", "returns") is None
    assert registry.fault_of("source.city", "shanghai") is None
    assert registry.fault_of("service.topic", "x") == (
        "`x` is not a value of `service.topic`",
        "use one of returns",
    )
    assert "not declared" in (registry.fault_of("other", "x") or ("",))[0]


def test_answers_with_unknown_tags_are_told_at_their_place(tmp_path: Path) -> None:
    (tmp_path / "tags.yaml").write_text(ENUM, "utf-8")
    entry = Entry(
        id=EntryId("a.b"), questions=(), tags=(Tag("service.topic", "x"),), path="a.yaml", line=7
    )
    registry, _ = load_tags(tmp_path)
    (problem,) = check_book(Book(entries={entry.id: entry}, version=""), registry)

    assert str(problem).startswith("a.yaml:7:1: a.b: `x` is not a value")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (ENUM + ENUM.removeprefix("tags:\n"), "declared twice"),
        (ENUM.replace("[returns]", "[]"), "an enum without values"),
        (ENUM.replace("enum", "list"), "`list` is none of the possible values"),
        (ENUM.replace("service.topic", "Service"), "Service"),
        (ENUM.replace("owner: crm, ", ""), "owner"),
        (ENUM.replace("[returns]", "[yes]"), "yes"),
    ],
)
def test_faults_are_told(tmp_path: Path, written: str, says: str) -> None:
    (tmp_path / "tags.yaml").write_text(written, "utf-8")
    _, problems = load_tags(tmp_path)

    assert any(says in str(problem) for problem in problems), problems
