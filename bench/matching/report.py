"""Runs -> tables in Markdown, the same on the screen and in ``bench/RESULTS.md``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.matching.measure import auroc, cov95, decided, quantile, recall3, top1
from bench.matching.ours import Run
from bench.matching.sets import LabelledSet

Row = Sequence[str]


def table(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def percent(value: float | None, digits: int = 1) -> str:
    return "-" if value is None else f"{100 * value:.{digits}f} %"


def size(data: LabelledSet) -> str:
    counts = " / ".join(str(len(data.of(kind))) for kind in ("in", "near", "far"))
    return (
        f"{len(data.book.entries)} entries, {len(data.phrasings)} phrasings; "
        f"questions in / near / far: {counts}"
    )


METHODS = (
    "method", "top-1", "recall3", "cov95 near", "cov95 far", "AUROC near", "AUROC far",
    "build s", "CPU ms mean", "p99",
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
    "right one offered (asked back)",
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
