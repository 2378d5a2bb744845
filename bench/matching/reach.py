"""The goals, and which of them the figures miss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bench.matching.growth import Grown
from bench.matching.measure import cov95, decided, of_kind, top1
from bench.matching.ours import Run
from bench.matching.robustness import Lost

Name = tuple[str, str]
"""Where (a set, or a size of the book) and what."""


@dataclass(frozen=True, slots=True)
class Found:
    """A figure and how many questions it rests on."""

    value: float | None
    of: int


@dataclass(frozen=True, slots=True)
class Goal:
    bound: float
    at_most: bool = False

    def met(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound


def _most(bound: float) -> Goal:
    return Goal(bound, at_most=True)


TOP1 = {
    "smp5": 0.82, "smp10": 0.88, "clinc10": 0.83, "banking10": 0.78,
    "lcq1k": 0.97, "lcq10k": 0.925, "lcq20k": 0.90,
}  # fmt: skip
COV95 = {"smp5": (0.53, 0.60), "smp10": (0.65, 0.72)}
BY_ITSELF = {
    "wrong answers of all, near": _most(0.02),
    "in scope answered": Goal(0.55),
    "right one among those offered": Goal(0.90),
}
LOST = {
    "homophone": 1.5, "typed pinyin, one word": 1.5, "typed pinyin, all": 1.5,
    "emoji and greetings": 1.5, "traditional": 0.0, "dropped character": 3.0, "word order": 3.0,
}  # fmt: skip
P99_MS = {1_000: 2.0, 10_000: 4.0, 100_000: 10.0}

GOALS: dict[Name, Goal] = {
    **{(name, "top-1"): Goal(bound) for name, bound in TOP1.items()},
    **{(name, "cov95 near"): Goal(near) for name, (near, _) in COV95.items()},
    **{(name, "cov95 far"): Goal(far) for name, (_, far) in COV95.items()},
    **{(name, what): goal for name in ("own", "smp10") for what, goal in BY_ITSELF.items()},
    **{
        (name, f"points lost: {variant}"): _most(bound)
        for name in ("own", "smp5", "smp10")
        for variant, bound in LOST.items()
    },
    **{(f"{size} phrasings", "CPU p99, ms"): _most(bound) for size, bound in P99_MS.items()},
    ("1000 phrasings", "CPU mean, ms"): _most(0.35),
    ("1000 phrasings", "build, s"): _most(3.0),
    ("100000 phrasings", "memory added, MB"): _most(150.0),
}


def of_run(name: str, run: Run) -> dict[Name, Found]:
    """The figures of ours on a set that goals may be about."""
    inside = len(of_kind(run.outcomes, "in"))
    near = len(of_kind(run.outcomes, "near"))
    by_itself = decided(run.outcomes, "near")
    found = {
        "top-1": Found(top1(run.outcomes), inside),
        "cov95 near": Found(cov95(run.outcomes, "near"), inside),
        "cov95 far": Found(cov95(run.outcomes, "far"), inside),
        "wrong answers of all, near": Found(by_itself.wrong, inside + near),
        "in scope answered": Found(by_itself.answered, inside),
        "right one among those offered": Found(by_itself.offered, by_itself.asked_back),
    }
    return {(name, what): figure for what, figure in found.items()}


def of_lost(name: str, found: Iterable[Lost]) -> dict[Name, Found]:
    """The points lost to each variant."""
    return {
        (name, f"points lost: {each.variant}"): Found(each.ours, each.questions) for each in found
    }


def of_grown(grown: Grown) -> dict[Name, Found]:
    """Time and memory at a size of the book."""
    found = {
        "CPU p99, ms": grown.p99_ms,
        "CPU mean, ms": grown.mean_ms,
        "build, s": grown.build_s,
        "memory added, MB": grown.added_mb,
    }
    where = f"{grown.phrasings} phrasings"
    return {(where, what): Found(value, grown.questions) for what, value in found.items()}


def missed(found: Mapping[Name, Found]) -> Iterator[tuple[Name, Found, Goal]]:
    """The goals that the figures do not reach; a figure that was not measured misses nothing."""
    for name, goal in GOALS.items():
        figure = found.get(name)
        if figure and figure.value is not None and not goal.met(round(figure.value, 4)):
            yield name, figure, goal
