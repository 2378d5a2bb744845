"""Names of entries and files made from what people wrote in a question list.

A name depends on its own question only: in another order, or in a longer list, it is the same.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence

from intents.text import HAN, normalise, simplified

_WORD = re.compile(rf"[{HAN}]+|[a-z0-9]+")
TOPIC, QUESTION, DIGITS = 30, 36, 12
"""Characters of the parts of an id, 80 with what stands between them."""


@functools.lru_cache(maxsize=1_024)
def slug(text: str) -> str:
    """Small letters, digits and underscores: the sound of Chinese, other words as they are.

    Empty where nothing can be read aloud, as of a text of emoji.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionaries take 50 MB

    letters = unicodedata.normalize("NFKD", simplified(text)).lower()
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    parts: list[str] = []
    for word in _WORD.findall(bare):
        spoken = [word] if word.isascii() else lazy_pinyin(word, errors="ignore")
        parts += [re.sub(r"[^a-z0-9]", "", syllable) for syllable in spoken]
    return "_".join(part for part in parts if part)


def entry_ids(named: Sequence[tuple[str, str]], taken: Collection[str]) -> list[str]:
    """An id for each category and question, all different and none of ``taken``."""
    bases = [_base(topic, question) for topic, question in named]
    shared = Counter(base for base, _ in bases)
    found: list[str] = []
    used = set(taken)
    for (base, is_cut), (topic, question) in zip(bases, named, strict=True):
        name = base
        if is_cut or shared[base] > 1 or base in used:
            digest = hashlib.sha256(f"{topic}\0{question}".encode()).hexdigest()
            tails = (f"{base}_{digest[:length]}" for length in range(6, DIGITS + 1))
            name = next(tail for tail in tails if tail not in used)
        used.add(name)
        found.append(name)
    return found


def _base(topic: str, question: str) -> tuple[str, bool]:
    """What is read aloud of the two, and whether something of it had to be left out."""
    first, second = slug(topic), slug(normalise(question) or question)
    shown = second[:QUESTION].rstrip("_")
    return f"{first[:TOPIC].rstrip('_') or 'list'}.{shown or 'q'}", shown != second or not second
