"""Words of a text: the only place that knows jieba and rjieba.

The dictionary of some 350 000 words is shared by all books of the process; a book's own words
lie over it, so that a new book costs nothing and the old one keeps its own words.
"""

from __future__ import annotations

import functools
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from intents.text import has_han, normalise

Backend = Literal["auto", "jieba", "rjieba"]
Cut = Callable[[str], Iterable[str]]


class Tokenizer:
    """Cuts normalised text into words, a brand's own words whole and synonyms made one.

    ``words`` maps the brand's words to a frequency (0 = let the segmenter choose), ``synonyms``
    a variant to its preferred word. ``cache_dir`` holds jieba's parsed dictionary and must be
    writable only by us; without it the dictionary is parsed anew in each process (a second).
    """

    def __init__(
        self,
        words: Mapping[str, int],
        cache_dir: Path | None,
        *,
        synonyms: Mapping[str, str] | None = None,
        backend: Backend = "auto",
    ) -> None:
        self.synonyms = {
            normalise(variant): normalise(word) for variant, word in (synonyms or {}).items()
        }
        known = {normalise(word): freq for word, freq in words.items()}
        for word in (*self.synonyms, *self.synonyms.values()):
            known.setdefault(word, 0)
        own = {word: freq for word, freq in known.items() if word and " " not in word}
        if backend == "auto":
            backend = "rjieba" if find_spec("rjieba") else "jieba"
        self.backend = backend
        self._cut: Cut = _rjieba(own) if backend == "rjieba" else _jieba(own, cache_dir)

    def cut(self, text: str) -> list[str]:
        """The words of a text that went through ``normalise``, in order, without spaces."""
        if has_han(text):
            found = [token for token in self._cut(text) if not token.isspace()]
        else:
            found = text.split()
        if self.synonyms:
            return [self.synonyms.get(token, token) for token in found]
        return found


def join(tokens: Iterable[str]) -> str:
    """The text of the tokens again, with spaces between Latin words only."""
    return normalise(" ".join(tokens))


def _rjieba(words: Mapping[str, int]) -> Cut:
    from rjieba import Jieba  # noqa: PLC0415 - an optional dependency

    segmenter = Jieba()
    for word, freq in words.items():
        segmenter.add_word(word, freq or None, None)
    return lambda text: segmenter.cut(text, False)


def _jieba(words: Mapping[str, int], cache_dir: Path | None) -> Cut:
    base = _dictionary(cache_dir.resolve() if cache_dir else None)
    own = _module().Tokenizer()
    own.FREQ = _Overlay(base.FREQ)
    own.total = base.total
    own.initialized = True
    for word, freq in words.items():
        own.add_word(word, freq or None)
    # Without the hidden Markov model: it guesses words that no phrasing shares.
    return lambda text: own.lcut(text, HMM=False)


class _Overlay:
    """A book's words over the shared dictionary, as far as jieba uses a dictionary."""

    def __init__(self, base: Mapping[str, int]) -> None:
        self.base = base
        self.own: dict[str, int] = {}

    def __contains__(self, word: str) -> bool:
        return word in self.own or word in self.base

    def __getitem__(self, word: str) -> int:
        found = self.own.get(word)
        return self.base[word] if found is None else found

    def __setitem__(self, word: str, freq: int) -> None:
        self.own[word] = freq

    def get(self, word: str, default: int | None = None) -> int | None:
        found = self.own.get(word)
        return self.base.get(word, default) if found is None else found


@functools.cache
def _dictionary(cache_dir: Path | None) -> Any:
    """jieba's own dictionary, parsed once per process and folder."""
    segmenter = _module().Tokenizer()
    if cache_dir is None:
        # jieba would write a file with a predictable name into the public temporary folder.
        segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
        segmenter.initialized = True
        return segmenter
    cache_dir.mkdir(parents=True, exist_ok=True)
    segmenter.tmp_dir = str(cache_dir)
    segmenter.initialize()
    return segmenter


@functools.cache
def _module() -> Any:
    with warnings.catch_warnings(), _hidden("pkg_resources"):
        # Its source has invalid escapes.
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415 - costs 70 MB, so not where rjieba serves

    jieba.setLogLevel(logging.WARNING)
    return jieba


@contextmanager
def _hidden(module: str) -> Iterator[None]:
    """That module cannot be imported meanwhile.

    jieba opens its files itself where pkg_resources is missing; importing it would be a tenth of
    a start of ours.
    """
    modules: dict[str, Any] = sys.modules
    before = modules.pop(module, None)
    modules[module] = None
    try:
        yield
    finally:
        del modules[module]
        if before is not None:
            modules[module] = before
