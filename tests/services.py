"""Services that tests may use: a PostgreSQL server, where there is one.

``TEST_POSTGRES_URL`` names it, else a server on this machine is tried. Tests that find none are
skipped with the reason, but fail when ``BOT_TEST_REQUIRE`` (a comma list) names ``postgres``.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeVar
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]
import pytest

_LOCAL = "postgresql://postgres@127.0.0.1:5432/test"
T = TypeVar("T")


def run_aside(work: Coroutine[object, object, T]) -> T:
    """Run a coroutine to its end where a loop may or may not be running already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def postgres_or_skip() -> str:
    """The address of the server, or the end of this test."""
    url, fault = _probe()
    if fault:
        required = os.environ.get("BOT_TEST_REQUIRE", "").split(",")
        if "postgres" in (name.strip() for name in required):
            pytest.fail(f"PostgreSQL is required and cannot be used: {fault}")
        pytest.skip(f"no PostgreSQL: {fault}")
    return url


@contextmanager
def postgres_schema() -> Iterator[str]:
    """An address whose tables live in a schema of their own, dropped afterwards.

    Commits do not wait for the disk here: tests look at order and content, not at power cuts.
    """
    server = postgres_or_skip()
    name = f"test_{uuid4().hex[:16]}"
    run_aside(_execute(server, f"CREATE SCHEMA {name}"))
    try:
        join = "&" if "?" in server else "?"
        yield f"{server}{join}search_path={name}&synchronous_commit=off"
    finally:
        run_aside(_execute(server, f"DROP SCHEMA {name} CASCADE"))


@lru_cache(maxsize=1)
def _probe() -> tuple[str, str]:
    url = os.environ.get("TEST_POSTGRES_URL") or _LOCAL
    try:
        run_aside(_execute(url, "SELECT 1"))
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        return url, f"{type(error).__name__}: {error}"
    return url, ""


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
