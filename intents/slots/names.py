"""Known names in a message: the longest at each place, in time linear in the message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from intents.slots.said import Said, comparable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A name at a place of ``Said.words``, with what it stands for."""

    start: int
    end: int
    value: T


class Names(Generic[T]):
    """Names with what they stand for. Two are never equal, so each may have its cache."""

    def __init__(self, named: Iterable[tuple[str, T]] = ()) -> None:
        by_start: dict[str, dict[str, T]] = {}
        for name, value in named:
            words = comparable(name)
            if words:
                by_start.setdefault(words[0], {})[words] = value
        self._by_start = {
            char: sorted(names.items(), key=lambda item: -len(item[0]))
            for char, names in by_start.items()
        }

    def find(self, said: Said) -> tuple[Hit[T], ...]:
        """What is named, in order; a name inside a longer one does not count."""
        return tuple(self._hits(said.words))

    def _hits(self, words: str) -> Iterator[Hit[T]]:
        reached = 0
        for start, char in enumerate(words):
            for name, value in self._by_start.get(char, ()):
                end = start + len(name)
                if words.startswith(name, start) and _stands_alone(words, start, end):
                    if end > reached:
                        reached = end
                        yield Hit(start, end, value)
                    break


def _stands_alone(words: str, start: int, end: int) -> bool:
    """Latin names end where words end: 'rome' is not in 'chrome'."""
    return not (
        _joins(words[start - 1 : start], words[start])
        or _joins(words[end - 1], words[end : end + 1])
    )


def _joins(left: str, right: str) -> bool:
    return left.isascii() and left.isalnum() and right.isascii() and right.isalnum()
