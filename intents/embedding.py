"""A small paraphrase embedding: learned from what was confirmed to mean the same.

A text is the weighted sum of the vectors of its pieces (characters, their pairs and triples;
Latin words, their pairs and three-letter pieces), brought to length 1. Training pulls two texts
of one entry together and pushes the others of a batch away. Its file is read in ``embeddingfile``.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from intents.text import normalise

DIMENSIONS = 128
SLOTS = 1 << 18
"""Pieces share this many places by their hash; two that share one are told apart by the rest."""
LONGEST = 200
"""Characters of a text that are looked at: what comes later hardly tells what is asked."""
BATCH = 128
EPOCHS = 5
TEMPERATURE = 0.1
RATE = 0.1
SEED = 20_260

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Progress = Callable[[int, int], None]
"""Batches done, batches in all."""

_RUN = re.compile(r"[a-z0-9]+|[^\sa-z0-9]+")
_LEAST = 1e-8


def pieces(text: str) -> list[str]:
    """The pieces of a text, as often as they stand in it."""
    found: list[str] = []
    previous = ""
    for run in _RUN.findall(normalise(text[:LONGEST])):
        if run.isascii():
            padded = f"<{run}>"
            found += (f"={run}", f"{previous} {run}")
            found += [padded[at : at + 3] for at in range(len(padded) - 2)]
            previous = run
            continue
        for size in (1, 2, 3):
            found += [run[at : at + size] for at in range(len(run) - size + 1)]
        previous = ""
    return found


class Embedding:
    """``intents.encoder.Encoder`` from learned vectors.

    ``slots`` are the places of the known pieces, ascending; ``vectors`` holds theirs row by row,
    their weight included.
    """

    def __init__(self, slots: NDArray[np.int32], vectors: Floats) -> None:
        self.slots, self.vectors = slots, vectors
        self._row_of = np.full(SLOTS, -1, dtype=np.int32)
        self._row_of[slots] = np.arange(len(slots), dtype=np.int32)
        whole = hashlib.sha256(slots.tobytes() + vectors.tobytes()).hexdigest()
        self._version = f"learned-1-{whole[:16]}"

    @property
    def version(self) -> str:
        """The method and a short hash of the vectors."""
        return self._version

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text, of length 1; zeros where no piece of it is known."""
        found = np.zeros((len(texts), self.vectors.shape[1]), dtype=np.float32)
        for number, text in enumerate(texts):
            slots, times = _counted(text)
            rows = self._row_of[slots]
            known = rows >= 0
            found[number] = np.sqrt(times[known]) @ self.vectors[rows[known]]
        return _unit(found)[0]


def train(
    texts_of: Mapping[str, Sequence[str]],
    *,
    epochs: int = EPOCHS,
    seed: int = SEED,
    progress: Progress = lambda done, total: None,
) -> Embedding:
    """Learn from texts by entry: phrasings of the book and questions confirmed for it.

    The same texts in the same order give the same vectors. Takes CPU time: about ten seconds for
    40 000 texts on one core. No epochs give vectors by chance, whose products are near those of
    plain counting of pieces.
    """
    corpus = _Corpus(texts_of)
    chance = np.random.default_rng(seed)
    shape = (len(corpus.slots), DIMENSIONS)
    model = _Model(chance.standard_normal(shape, dtype=np.float32) / np.sqrt(DIMENSIONS))
    batches = epochs * -(-len(corpus.paired) // BATCH)
    done = 0
    for _ in range(epochs):
        for anchors, partners in corpus.batches(chance):
            model.learn(corpus, anchors, partners, rate=RATE * (1 - done / batches))
            done += 1
            progress(done, batches)
    weighted = model.vectors * corpus.rarity[:, None]
    # As it will be read again from its file: what was measured is what answers.
    return Embedding(corpus.slots, weighted.astype(np.float16).astype(np.float32))


class _Corpus:
    """The texts as rows of pieces and their weights."""

    def __init__(self, texts_of: Mapping[str, Sequence[str]]) -> None:
        counted = [_counted(text) for texts in texts_of.values() for text in texts]
        sizes = [len(texts) for texts in texts_of.values()]
        self.entry = np.repeat(np.arange(len(sizes)), sizes)
        every = np.concatenate([slots for slots, _ in counted] or [np.zeros(0, dtype=np.int64)])
        found, seen = np.unique(every, return_counts=True)
        self.slots = found.astype(np.int32)
        self.rarity = np.log((1 + len(counted)) / seen).astype(np.float32)
        self._rows = [np.searchsorted(found, slots) for slots, _ in counted]
        self._weights = [
            np.sqrt(times) * self.rarity[rows]
            for rows, (_, times) in zip(self._rows, counted, strict=True)
        ]
        ends = np.cumsum([0, *sizes])
        self._spans = list(zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True))
        alone = np.array(sizes)[self.entry] < 2 if counted else np.zeros(0, dtype=bool)
        self.paired = np.flatnonzero(~alone)

    def batches(self, chance: np.random.Generator) -> Iterator[tuple[Rows, Rows]]:
        """Every text that has a peer once, in a new order, each with one of its peers."""
        order = chance.permutation(self.paired)
        for start in range(0, len(order), BATCH):
            anchors = order[start : start + BATCH]
            yield anchors, np.array([self._peer(int(text), chance) for text in anchors])

    def _peer(self, text: int, chance: np.random.Generator) -> int:
        first, end = self._spans[self.entry[text]]
        chosen = int(chance.integers(first, end - 1))
        return chosen + (chosen >= text)

    def matrix(self, texts: Rows) -> tuple[Rows, Floats]:
        """The rows of pieces that these texts hold, and how much of each stands in each text."""
        parts = [self._rows[text] for text in texts]
        rows, columns = np.unique(np.concatenate(parts), return_inverse=True)
        held = np.zeros((len(texts), len(rows)), dtype=np.float32)
        lines = np.repeat(np.arange(len(texts)), [len(part) for part in parts])
        held[lines, columns] = np.concatenate([self._weights[text] for text in texts])
        return rows, held


class _Model:
    """The vectors, and how far each has moved already (Adagrad, one number a vector)."""

    def __init__(self, vectors: Floats) -> None:
        self.vectors = vectors
        self._moved = np.zeros((len(vectors), 1), dtype=np.float32)

    def learn(self, corpus: _Corpus, anchors: Rows, partners: Rows, *, rate: float) -> None:
        """One step: each anchor should find its partner among those of the whole batch."""
        rows, held = corpus.matrix(np.concatenate([anchors, partners]))
        unit, lengths = _unit(held @ self.vectors[rows])
        one, other = unit[: len(anchors)], unit[len(anchors) :]
        peers = corpus.entry[anchors][:, None] == corpus.entry[partners][None, :]
        slope = _slope(one @ other.T, peers)
        pull = np.concatenate([slope @ other, slope.T @ one])
        pull = (pull - unit * (pull * unit).sum(axis=1, keepdims=True)) / lengths
        change = held.T @ pull
        self._moved[rows] += (change * change).mean(axis=1, keepdims=True)
        self.vectors[rows] -= rate * change / (np.sqrt(self._moved[rows]) + _LEAST)


def _slope(likeness: Floats, peers: NDArray[np.bool_]) -> Floats:
    """How the loss (cross entropy over the batch) changes with each likeness."""
    scaled = likeness / TEMPERATURE
    others = peers & ~np.eye(len(peers), dtype=bool)
    scaled[others] = -np.inf
    share = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    share[np.diag_indices(len(share))] -= 1
    slope: Floats = share / TEMPERATURE
    return slope


def _counted(text: str) -> tuple[Rows, Floats]:
    """The places of a text's pieces and how often each is hit."""
    counts = Counter(zlib.crc32(piece.encode()) % SLOTS for piece in pieces(text))
    slots = np.fromiter(counts, dtype=np.int64, count=len(counts))
    return slots, np.fromiter(counts.values(), dtype=np.float32, count=len(counts))


def _unit(rows: Floats) -> tuple[Floats, Floats]:
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True)) + _LEAST
    return rows / lengths, lengths
