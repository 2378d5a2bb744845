"""The tag registry, and answers whose tags it does not know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.content.tags import check_book, load_tags
from intents.types import Book, Entry, EntryId, Tag

NOW = datetime(2026, 11, 22, tzinfo=UTC)
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
        (ENUM.replace("owner: crm, ", "owner: crm, labels: {x: {zh: 甲}}, "), "`x` is not a value"),
    ],
)
def test_faults_are_told(tmp_path: Path, written: str, says: str) -> None:
    (tmp_path / "tags.yaml").write_text(written, "utf-8")
    _, problems = load_tags(tmp_path)

    assert any(says in str(problem) for problem in problems), problems


def test_agent_reads_a_tag_in_words() -> None:
    registry, _ = load_tags(Path(__file__).parents[3] / "faq")

    def words(key: str, value: str, lang: str) -> str:
        (tag,) = registry.of_fan({key: (value,)}, event_id="e", at=NOW)
        return registry.words_of(tag, lang)[0]

    assert words("intent.reason", "shop", "zh") == "来意：到店"
    assert words("intent.reason", "shop", "en") == "Came for: a boutique"
    assert words("pref.no_marketing", "true", "zh") == "粉丝不希望收到推广消息"
    assert words("source.city", "shanghai", "zh") == "shanghai"
    assert words("not.declared", "x", "zh") == "not.declared=x"


def test_registry_gives_a_tag_its_life_and_whether_it_stands_alone() -> None:
    registry, _ = load_tags(Path(__file__).parents[3] / "faq")
    stage, topic, other = registry.of_fan(
        {"lifecycle.stage": ("vip",), "service.topic": ("care",), "not.declared": ("x",)},
        event_id="e",
        at=NOW,
    )

    assert (stage.single, stage.until) == (True, NOW + timedelta(days=365))
    assert (topic.single, topic.until) == (False, NOW + timedelta(days=180))
    assert (other.single, other.until) == (False, None)
