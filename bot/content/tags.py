"""The tag registry: every key with its type, life, owner and sensitivity (``tags.yaml``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field

from bot.content.texts import Sentence
from bot.model import FanTag
from intents.strict import Strict, load_document
from intents.types import Book, Problem

TOPIC = "service.topic"
"""The key by which reports count what fans ask about."""


class TagForm(Strict):
    """One key of the registry."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")
    type: Literal["enum", "text", "flag"]
    values: tuple[str, ...] = Field(())
    labels: dict[str, Sentence] = Field(default_factory=dict)
    single: bool = False
    ttl_days: int | None = Field(None, ge=1)
    owner: str
    sensitivity: Literal["low", "medium", "high"] = "low"
    meaning: Sentence


class TagsFile(Strict):
    """``tags.yaml``."""

    tags: list[TagForm] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TagRegistry:
    """Known keys; an empty registry (no file) allows every key."""

    keys: Mapping[str, TagForm]

    def fault_of(self, key: str, value: str) -> tuple[str, str] | None:
        """Message and remedy if this tag is not allowed, else nothing."""
        if not self.keys:
            return None
        form = self.keys.get(key)
        if form is None:
            return f"the tag `{key}` is not declared", "declare it in tags.yaml or use a known key"
        if form.type == "enum" and value not in form.values:
            known = ", ".join(form.values)
            return f"`{value}` is not a value of `{key}`", f"use one of {known}"
        return None

    def words_of(self, tag: FanTag, lang: str) -> tuple[str, str]:
        """What an agent reads of a tag, in short and in full."""
        form = self.keys.get(tag.key)
        if form is None:
            return f"{tag.key}={tag.value}", tag.key
        meaning = form.meaning.by_lang()
        full = meaning.get(lang) or meaning["zh"]
        if tag.value in form.labels:
            label = form.labels[tag.value].by_lang()
            return label.get(lang) or label["zh"], full
        # A flag says by its key what it means, the others by their value.
        return (_before_colon(full) if form.type == "flag" else tag.value), full

    def of_fan(
        self, tags: Mapping[str, tuple[str, ...]], *, event_id: str, at: datetime
    ) -> tuple[FanTag, ...]:
        """Tags that a rule sets on a fan, with the life that the registry gives them."""
        return tuple(
            FanTag(
                key=key,
                value=value,
                set_by="rule",
                event_id=event_id,
                at=at,
                until=self._until(key, at),
                single=key in self.keys and self.keys[key].single,
            )
            for key, values in tags.items()
            for value in values
        )

    def _until(self, key: str, at: datetime) -> datetime | None:
        form = self.keys.get(key)
        return at + timedelta(days=form.ttl_days) if form and form.ttl_days else None


def _before_colon(text: str) -> str:
    return text.replace("，", "：").replace(":", "：").partition("：")[0]


def load_tags(folder: Path) -> tuple[TagRegistry, tuple[Problem, ...]]:
    """Read the registry; a missing file allows every tag."""
    path = folder / "tags.yaml"
    if not path.exists():
        return TagRegistry({}), ()
    document = load_document(path, TagsFile, name=path.as_posix())
    problems = list(document.problems)
    keys: dict[str, TagForm] = {}
    for index, form in enumerate(document.value.tags if document.value else ()):
        if form.key in keys:
            problems.append(
                document.problem(
                    f"the tag `{form.key}` is declared twice", "keep one", "tags", index
                )
            )
        if form.type == "enum" and not form.values:
            problems.append(
                document.problem(
                    f"the tag `{form.key}` is an enum without values",
                    "list its values, or make it a text",
                    "tags",
                    index,
                )
            )
        problems += (
            document.problem(
                f"`{value}` is not a value of `{form.key}`",
                f"label one of {', '.join(form.values)}",
                *("tags", index, "labels", value),
            )
            for value in form.labels
            if form.type == "enum" and value not in form.values
        )
        keys[form.key] = form
    return TagRegistry(keys), tuple(problems)


def check_book(book: Book, registry: TagRegistry) -> tuple[Problem, ...]:
    """Tags of the answers that the registry does not know; entries without a topic (warnings)."""
    unknown = [
        Problem(entry.path, entry.line, 1, f"{entry.id}: {fault[0]}", fault[1])
        for entry in book.entries.values()
        for tag in entry.tags
        if (fault := registry.fault_of(tag.key, tag.value))
    ]
    return (*unknown, *(_without_topic(book) if TOPIC in registry.keys else ()))


def _without_topic(book: Book) -> Iterator[Problem]:
    for entry in book.entries.values():
        if all(tag.key != TOPIC for tag in entry.tags):
            message = f"`{entry.id}` has no `{TOPIC}`, so no report will count it"
            remedy = f"add a tag: [{TOPIC}=...], values as in tags.yaml"
            yield Problem(entry.path, entry.line, 1, message, remedy, "warning")
