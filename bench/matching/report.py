"""Figures -> tables in Markdown, the same on the screen and in ``bench/RESULTS.md``."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bench.matching import reach
from bench.matching.ablation import TYPED, Ablated
from bench.matching.growth import Grown
from bench.matching.measure import auroc, cov95, decided, of_kind, quantile, recall3, top1
from bench.matching.ours import Run
from bench.matching.robustness import Lost
from bench.matching.sets import LabelledSet

Row = Sequence[str]
HEADING = "## Matching beside its peers"
LIBRARIES = ("numpy", "rapidfuzz", "jieba", "pypinyin", "scikit-learn", "bm25s")


def table(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def points(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def size(data: LabelledSet) -> str:
    """What a set holds: the n of every figure about it."""
    counts = " / ".join(str(len(data.of(kind))) for kind in ("in", "near", "far"))
    return (
        f"{data.name}: {len(data.book.entries)} entries, {len(data.phrasings)} phrasings; "
        f"questions in scope / near / far: {counts}"
    )


METHODS = (
    "method", "top-1", "recall3", "cov95 near", "cov95 far", "AUROC near", "AUROC far",
    "build s", "CPU ms mean", "CPU ms p99",
)  # fmt: skip


def method_row(run: Run) -> Row:
    outcomes = run.outcomes
    return (
        run.method,
        *map(figure, (top1(outcomes), recall3(outcomes))),
        *(figure(cov95(outcomes, other)) for other in ("near", "far")),
        *(figure(auroc(outcomes, other)) for other in ("near", "far")),
        f"{run.build_s:.2f}",
        f"{sum(run.cpu_ms) / len(run.cpu_ms):.2f}",
        f"{quantile(run.cpu_ms, 0.99):.2f}",
    )


DECIDED = (
    "set", "wrong of all, near", "wrong of all, far", "in scope answered (right)",
    "right one offered (of so many asked back)",
)  # fmt: skip


def decided_row(name: str, run: Run) -> Row:
    near, far = decided(run.outcomes, "near"), decided(run.outcomes, "far")
    return (
        name,
        percent(near.wrong),
        percent(far.wrong),
        f"{percent(near.answered)} ({percent(near.answered_right)})",
        f"{percent(near.offered)} ({near.asked_back})",
    )


AHEAD = ("set", "what", "ours", "peer", "its figure", "n")


def ahead_rows(name: str, ours: Run, *peers: Run) -> list[Row]:
    """Where a peer does better on the same questions; the best peer for each figure."""
    figures = {
        "top-1": top1,
        "cov95 near": partial(cov95, other="near"),
        "cov95 far": partial(cov95, other="far"),
    }
    asked = str(len(of_kind(ours.outcomes, "in")))
    rows = []
    for what, of in figures.items():
        best = max(peers, key=lambda run: of(run.outcomes) or 0.0)
        mine, theirs = of(ours.outcomes), of(best.outcomes)
        if mine is not None and theirs is not None and theirs > mine:
            rows.append((name, what, figure(mine), best.method, figure(theirs), asked))
    return rows


ABLATED = (
    "set", "without", "top-1", "cov95 near", "cov95 far", "wrong of all, near",
    "in scope answered (right)", "right one offered", *(f"top-1: {name}" for name in TYPED),
)  # fmt: skip


def ablated_row(name: str, ablated: Ablated) -> Row:
    outcomes = ablated.run.outcomes
    near = decided(outcomes, "near")
    return (
        name,
        ablated.without,
        *map(figure, (top1(outcomes), cov95(outcomes, "near"), cov95(outcomes, "far"))),
        percent(near.wrong),
        f"{percent(near.answered)} ({percent(near.answered_right)})",
        percent(near.offered),
        *map(figure, ablated.typed.values()),
    )


LOST = ("set", "variant", "questions", "ours", "linear SVM")


def lost_row(name: str, lost: Lost) -> Row:
    return (name, lost.variant, str(lost.questions), points(lost.ours), points(lost.svm))


GROWN = (
    "phrasings", "entries", "CPU ms mean", "p50", "p99", "build s",
    "memory added MB", "of it index MB", "load",
)  # fmt: skip


def grown_row(grown: Grown) -> Row:
    times = (grown.mean_ms, grown.p50_ms, grown.p99_ms, grown.build_s)
    memory = (grown.added_mb, grown.index_mb)
    return (
        str(grown.phrasings),
        str(grown.entries),
        *(f"{value:.2f}" for value in times),
        *(f"{value:.0f}" for value in memory),
        f"{grown.load:.1f}",
    )


def shortfalls(found: Mapping[reach.Name, reach.Found]) -> str:
    """The goals that were missed, of those that were measured."""
    rows = [
        (
            *name,
            f"{figure.value or 0.0:.3f}",
            f"{'<=' if goal.at_most else '>='} {goal.bound:g}",
            str(figure.of),
        )
        for name, figure, goal in reach.missed(found)
    ]
    met = sum(name in found for name in reach.GOALS) - len(rows)
    head = ("where", "what", "figure", "goal", "n")
    return f"{met} goals met, {len(rows)} missed.\n" + ("\n" + table(head, rows) if rows else "")


def versions() -> str:
    """What the figures were measured with."""
    found = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"CPython {platform.python_version()}, {found}"


def write(file: Path, section: str) -> None:
    """Put the section in place of the former one, or at the end."""
    old = file.read_text(encoding="utf-8")
    former = re.compile(rf"^{re.escape(HEADING)}.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    new, count = former.subn(lambda _: section.rstrip() + "\n\n", old)
    text = new if count else f"{old.rstrip()}\n\n{section}"
    file.write_text(text.rstrip() + "\n", encoding="utf-8")
