"""Our understanding, asked the questions of a set."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.matching.measure import Outcome
from bench.matching.sets import Question
from intents.decide import choices
from intents.types import Decision
from intents.understanding import Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One method on one set. ``cpu_ms`` is the CPU time of each decision, in their order."""

    method: str
    outcomes: list[Outcome]
    cpu_ms: list[float]
    build_s: float


def run(method: str, understanding: Understanding, questions: Sequence[Question]) -> Run:
    """Decide every question. What is loaded on first use is not part of any decision."""
    understanding.decide("")
    outcomes, spent = [], []
    for question in questions:
        before = time.thread_time_ns()
        decision = understanding.decide(question.text)
        spent.append((time.thread_time_ns() - before) / 1e6)
        outcomes.append(_outcome(question, decision))
    return Run(method=method, outcomes=outcomes, cpu_ms=spent, build_s=understanding.build_s)


def _outcome(question: Question, decision: Decision) -> Outcome:
    names = [match.entry for match in decision.matches[:3]]
    return Outcome(
        kind=question.kind,
        confidence=decision.best.confidence if decision.best else 0.0,
        right=bool(names) and names[0] in question.entries,
        among_three=not question.entries.isdisjoint(names),
        deed=decision.kind.value,
        offered=any(match.entry in question.entries for match in choices(decision)),
    )
