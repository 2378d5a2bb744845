"""The arithmetic of the figures in ``bench/RESULTS.md``."""

from __future__ import annotations

import pytest

from bench.matching.measure import Outcome, auroc, cov95, decided, quantile, recall3, top1


def inside(confidence: float, *, right: bool = True, **more: object) -> Outcome:
    return Outcome(kind="in", confidence=confidence, right=right, among_three=True, **more)


def near(confidence: float, **more: object) -> Outcome:
    return Outcome(kind="near", confidence=confidence, **more)


def test_ranking_counts_in_scope_questions_only() -> None:
    outcomes = [inside(0.9), inside(0.8, right=False), near(0.7)]

    assert (top1(outcomes), recall3(outcomes)) == (0.5, 1.0)


def test_coverage_stops_where_precision_falls_short() -> None:
    outcomes = [inside(0.9), inside(0.8), near(0.7), inside(0.6), inside(0.5)]

    # 0.8 right against 0.2 false would be 80 %: only the two above the stranger may be answered
    assert cov95(outcomes, "near") == 0.5
    assert cov95(outcomes, "far") is None


def test_coverage_weighs_out_of_scope_as_a_fifth_of_the_traffic() -> None:
    answered_stranger = [inside(0.9)] * 10 + [near(0.9)] + [near(0.1)] * 4

    # 0.8 right and 0.2 / 5 false: 95.2 %, though it were 91 % unweighted
    assert cov95(answered_stranger, "near") == pytest.approx(1.0)


def test_coverage_may_pass_a_dip_and_takes_equal_confidence_together() -> None:
    dip = [inside(0.9, right=False)] + [inside(0.8)] * 99 + [near(0.1)]
    tied = [inside(0.9), inside(0.9, right=False), near(0.1)]

    assert cov95(dip, "near") == pytest.approx(0.99)
    assert cov95(tied, "near") == 0.0


def test_auroc_is_the_chance_that_right_is_surer_than_wrong() -> None:
    assert auroc([inside(0.9), inside(0.8), near(0.7)], "near") == pytest.approx(1.0)
    assert auroc([inside(0.5), near(0.5)], "near") == pytest.approx(0.5)
    # wrong mass: 0.4 in scope below the right one, 0.2 near above it
    mixed = [near(0.9), inside(0.8), inside(0.7, right=False)]
    assert auroc(mixed, "near") == pytest.approx(2 / 3)


def test_bands_are_counted_in_traffic() -> None:
    outcomes = [
        inside(0.9),
        inside(0.9, right=False),
        inside(0.5, deed="clarify", offered=True),
        inside(0.4, deed="clarify"),
        near(0.9),
        near(0.1, deed="fallback"),
    ]
    found = decided(outcomes, "near")

    assert found.wrong == pytest.approx(0.8 * 1 / 4 + 0.2 * 1 / 2)
    assert (found.answered, found.answered_right) == (0.5, 0.25)
    assert (found.offered, found.asked_back) == (0.5, 2)
    assert decided(outcomes, "far").wrong is None


def test_quantiles_are_values_that_occurred() -> None:
    assert quantile(list(range(100)), 0.99) == 99
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
