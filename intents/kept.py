"""Learned weights kept in the cache folder, so that a restart need not learn them again.

The file's name is a hash of all that the weights depend on; a file that cannot be read is
simply learned anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

KEPT_FILES = 4
"""Books whose weights are kept; the oldest go."""

ByEntry = Sequence[Mapping[int, float]]


def file_for(folder: Path, *facts: object) -> Path:
    """Where the weights that depend on these facts are kept."""
    return folder / f"weights-{hashlib.sha256(orjson.dumps(facts)).hexdigest()[:32]}.json"


def load(file: Path, *, entries: int) -> list[dict[int, float]] | None:
    """The weights by entry number, or nothing if they were never kept or cannot be read."""
    try:
        rows = orjson.loads(file.read_bytes())
        found = [dict(zip(grams, weights, strict=True)) for grams, weights in rows]
    except (OSError, ValueError, TypeError):
        return None
    return found if len(found) == entries else None


def save(file: Path, weights: ByEntry) -> None:
    """Keep them; a folder that cannot be written only costs the next start some time."""
    rows = [[list(row), list(row.values())] for row in weights]
    partial = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(orjson.dumps(rows))
        partial.replace(file)
        kept = sorted(file.parent.glob("weights-*.json"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-KEPT_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
