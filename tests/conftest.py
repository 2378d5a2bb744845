"""One folder a run for what is costly to make and the same for every test."""

from __future__ import annotations

import os
import shutil
from tempfile import mkdtemp

import pytest

from tests.understood import SHARED


def pytest_configure(config: pytest.Config) -> None:
    """The first process makes it, its workers inherit it; it goes with the run."""
    if SHARED not in os.environ:
        os.environ[SHARED] = mkdtemp(prefix="gateway-tests-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True))
