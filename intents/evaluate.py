"""Labelled questions -> figures, and one decision told in full: what ``faq`` prints."""

from __future__ import annotations

import mmap
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from intents.text import language
from intents.types import Book, Decision, DecisionKind, EntryId
from intents.understanding import Understanding

_SHOWN = 3  # candidates that are always listed, if the book has as many


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """A question and the entries that answer it; none means that nothing in the book does."""

    text: str
    entries: frozenset[EntryId]


def labelled(row: dict[str, object]) -> LabelledQuery:
    """One JSON line ``{"text", "entry": id, [ids] or null}``; ``ValueError`` says what is wrong."""
    text, entry = row.get("text"), row.get("entry")
    if not isinstance(text, str):
        raise ValueError("`text` is missing or not text")
    names = [entry] if isinstance(entry, str) else [] if entry is None else entry
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("`entry` must be an id, a list of ids or null")
    return LabelledQuery(text, frozenset(map(EntryId, names)))


def explain(decision: Decision, book: Book, *, top: int = 5) -> dict[str, object]:
    """The decision as ``faq ask --json`` shows it."""
    best = decision.best
    answered = best is not None and decision.kind is DecisionKind.ANSWER
    entry = book.entries[best.entry] if best is not None and answered else None
    candidates: list[dict[str, object]] = [
        {"entry": match.entry, "confidence": match.confidence, "reason": match.reason}
        for match in decision.matches[:top]
    ]
    if candidates:
        candidates += _strangers(decision, book, min(_SHOWN, top) - len(candidates))
    return {
        "text": decision.text,
        "tokens": list(decision.tokens),
        "decision": decision.kind.value,
        "entry": best.entry if best else None,
        "confidence": best.confidence if best else 0.0,
        "candidates": candidates,
        "answer": entry.answer_in(language(decision.text)) if entry and entry.answers else None,
        "service": entry.service if entry else None,
        "also": [{"entry": match.entry, "confidence": match.confidence} for match in decision.also],
    }


def _strangers(decision: Decision, book: Book, wanted: int) -> list[dict[str, object]]:
    """Further entries, so that an editor always sees three, however far-fetched."""
    listed = {match.entry for match in decision.matches}
    others = [
        entry.id
        for entry in book.entries.values()
        if entry.id not in listed and entry.valid_from is None and entry.valid_until is None
    ]
    return [
        {"entry": name, "confidence": 0.0, "reason": "shares no piece of text"}
        for name in others[: max(0, wanted)]
    ]


@dataclass(slots=True)
class _Counts:
    inside: int = 0
    outside: int = 0
    first: int = 0
    among_three: int = 0
    answered_inside: int = 0
    answered_outside: int = 0
    right_answers: int = 0

    def add(self, query: LabelledQuery, decision: Decision) -> None:
        answered = decision.kind is DecisionKind.ANSWER
        if not query.entries:
            self.outside += 1
            self.answered_outside += answered
            return
        names = [match.entry for match in decision.matches[:3]]
        right = bool(names) and names[0] in query.entries
        self.inside += 1
        self.first += right
        self.among_three += any(name in query.entries for name in names)
        self.answered_inside += answered
        self.right_answers += answered and right


def evaluate(
    understanding: Understanding, queries: Iterable[LabelledQuery]
) -> tuple[dict[str, object], list[Decision]]:
    """The figures of ``faq evaluate`` and the decisions in the order of the queries.

    Latency is the CPU time of this thread for the whole decision, in milliseconds. A share of
    nothing is 0, but for precision: without answers there are no wrong ones, so it is 1.
    """
    counts = _Counts()
    decisions: list[Decision] = []
    spent: list[float] = []
    understanding.decide("")  # what is loaded on first use is not part of any decision
    for query in queries:
        before = time.thread_time_ns()
        decision = understanding.decide(query.text)
        spent.append((time.thread_time_ns() - before) / 1e6)
        decisions.append(decision)
        counts.add(query, decision)
    return _figures(understanding, counts, spent), decisions


def _figures(
    understanding: Understanding, counts: _Counts, spent: Sequence[float]
) -> dict[str, object]:
    answered = counts.answered_inside + counts.answered_outside
    return {
        "n": counts.inside + counts.outside,
        "top1": _share(counts.first, counts.inside),
        "recall3": _share(counts.among_three, counts.inside),
        "coverage": _share(counts.answered_inside, counts.inside),
        "precision": _share(counts.right_answers, answered) if answered else 1.0,
        "false_answer_rate": _share(counts.answered_outside, counts.outside),
        "latency_ms": {"p50": _quantile(spent, 0.5), "p99": _quantile(spent, 0.99)},
        "build_s": round(understanding.build_s, 3),
        "rss_mb": round(resident_mb(), 1),
        "index_mb": round(understanding.matcher.nbytes() / 1e6, 2),
        "entries": len(understanding.book.entries),
        "phrasings": understanding.book.phrasing_count(),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 4) if ordered else 0.0


def resident_mb() -> float:
    """Memory that this process holds, in MB; 0 where the system does not tell it."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0.0
    return int(status.read_text().split()[1]) * mmap.PAGESIZE / 1e6
