"""A clock that stands still, and the published vectors."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

PAYLOADS = Path(__file__).parents[3] / "payloads"


class StandingClock:
    """Moves only when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2025, 11, 24, 16, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """``vector`` runs over every published or computed ciphertext, ``signed_url`` likewise."""
    vectors = json.loads((PAYLOADS / "vectors.json").read_text("utf-8"))
    if "vector" in metafunc.fixturenames:
        crypt = vectors["crypt"]
        metafunc.parametrize("vector", crypt, ids=[vector["id"] for vector in crypt])
    if "signed_url" in metafunc.fixturenames:
        metafunc.parametrize("signed_url", vectors["signature3"])
