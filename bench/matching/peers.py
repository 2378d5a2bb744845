"""Other methods on the same questions, as they are commonly used.

Each gets the texts as they were written, in lower case: script, faces and politeness are not mended
for them as they are for us. An entry's score is the best of its phrasings'; the linear SVM scores
entries itself. Confidence is the score of the best entry or its lead over the second, whichever
gives that method the better cov95: the name says which.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

import bm25s
import jieba
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from bench.matching.measure import Kind, Outcome, cov95
from bench.matching.ours import Run
from bench.matching.sets import LabelledSet, Question

Scores = NDArray[np.float32] | NDArray[np.float64]
Scorer = Callable[[str], Scores]
"""A text -> one score for each entry, in the order of the book."""

MOST_CLASSES = 2000
"""The linear SVM keeps weights of every piece for every entry: 16 GB at 10 000 entries."""


def words(text: str) -> list[str]:
    """Chinese words by jieba, Latin ones as they stand, in lower case."""
    return [word for word in jieba.lcut(text.lower()) if re.search(r"\w", word)]


def character_pairs(text: str) -> list[str]:
    """Every two neighbouring characters; the first one also with a space before it."""
    text = text.lower()
    return [a + b for a, b in zip(f" {text}", text, strict=False)]


def literal(data: LabelledSet) -> Scorer:
    """The literal reading: token_set_ratio over jieba words."""
    phrasings = [" ".join(words(text)) for text in data.phrasings]
    best = _best_of(data)
    return lambda text: best(_alike(" ".join(words(text)), phrasings, fuzz.token_set_ratio))


def ratio(data: LabelledSet) -> Scorer:
    """rapidfuzz's ratio over the characters."""
    phrasings = [text.lower() for text in data.phrasings]
    best = _best_of(data)
    return lambda text: best(_alike(text.lower(), phrasings, fuzz.ratio))


def bm25_words(data: LabelledSet) -> Scorer:
    """BM25 over jieba words."""
    return _bm25(data, words)


def bm25_pairs(data: LabelledSet) -> Scorer:
    """BM25 over pairs of characters."""
    return _bm25(data, character_pairs)


def linear_svm(data: LabelledSet) -> Scorer:
    """A linear SVM over TF-IDF: characters and their pairs, in English words and pieces of them."""
    numbers = {name: number for number, name in enumerate(data.book.entries)}
    pieces = _pieces(chinese=data.chinese)
    vectors = pieces.fit_transform(data.phrasings)
    machine = LinearSVC().fit(vectors, [numbers[name] for name in data.owners])
    return lambda text: machine.decision_function(pieces.transform([text]))[0]


SVM = "linear SVM"
PEERS: dict[str, Callable[[LabelledSet], Scorer]] = {
    "literal (jieba, token_set_ratio)": literal,
    "rapidfuzz ratio": ratio,
    "BM25, jieba words": bm25_words,
    "BM25, character pairs": bm25_pairs,
    SVM: linear_svm,
}


def can_run(name: str, data: LabelledSet) -> bool:
    """Whether the method fits into memory with this book."""
    return name != SVM or len(data.book.entries) <= MOST_CLASSES


def build(name: str, data: LabelledSet) -> tuple[Scorer, float]:
    """The method made ready with a book, and how many seconds that took."""
    jieba.setLogLevel("WARNING")
    jieba.initialize()  # its dictionary is not part of any building
    started = time.perf_counter()
    scorer = PEERS[name](data)
    return scorer, time.perf_counter() - started


def run(name: str, data: LabelledSet, built: tuple[Scorer, float]) -> Run:
    """Score every question, with the confidence that suits the method better."""
    scorer, build_s = built
    entries = list(data.book.entries)
    by_score, by_lead, spent = [], [], []
    scorer("")
    for question in data.questions:
        before = time.thread_time_ns()
        scores = scorer(question.text)
        first = _first_three(scores)
        spent.append((time.thread_time_ns() - before) / 1e6)
        named = [entries[number] for number in first]
        best, second = float(scores[first[0]]), float(scores[first[1]])
        by_score.append(_outcome(question, named, best))
        by_lead.append(_outcome(question, named, best - second))
    other: Kind = "near" if data.of("near") else "far"
    lead = (cov95(by_lead, other) or 0.0) > (cov95(by_score, other) or 0.0)
    return Run(
        method=f"{name}; by {'lead' if lead else 'score'}",
        outcomes=by_lead if lead else by_score,
        cpu_ms=spent,
        build_s=build_s,
    )


def right_first(scorer: Scorer, data: LabelledSet, questions: Sequence[Question]) -> list[bool]:
    """Whether the right entry comes first, for each question."""
    entries = list(data.book.entries)
    return [entries[int(scorer(each.text).argmax())] in each.entries for each in questions]


def _outcome(question: Question, named: Sequence[str], confidence: float) -> Outcome:
    return Outcome(
        kind=question.kind,
        confidence=confidence,
        right=named[0] in question.entries,
        among_three=not question.entries.isdisjoint(named),
    )


def _first_three(scores: Scores) -> list[int]:
    if len(scores) > 3:
        among = np.argpartition(-scores, 3)[:3]
        return [int(number) for number in among[np.argsort(-scores[among], kind="stable")]]
    return [int(number) for number in np.argsort(-scores, kind="stable")]


def _best_of(data: LabelledSet) -> Callable[[Scores], Scores]:
    """Scores of phrasings -> the best of each entry; phrasings of an entry stand together."""
    counts = [len(entry.questions) for entry in data.book.entries.values()]
    starts = np.cumsum([0, *counts[:-1]])
    return lambda scores: np.maximum.reduceat(scores, starts)


def _alike(text: str, phrasings: Sequence[str], scorer: Callable[..., float]) -> Scores:
    scores: Scores = process.cdist([text], phrasings, scorer=scorer)[0]
    return scores


def _bm25(data: LabelledSet, cut: Callable[[str], list[str]]) -> Scorer:
    index = bm25s.BM25()
    index.index([cut(text) for text in data.phrasings], show_progress=False)
    best = _best_of(data)
    return lambda text: best(index.get_scores_from_ids(index.get_tokens_ids(cut(text))))


def _pieces(*, chinese: bool) -> TfidfVectorizer | FeatureUnion:
    if chinese:
        return TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    whole = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", ngram_range=(1, 2), sublinear_tf=True)
    parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return FeatureUnion([("words", whole), ("pieces", parts)])
