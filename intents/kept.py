"""What was learned of a book, kept in the cache folder so that a restart need not learn it again.

The file's name is a hash of all that it depends on; a file that cannot be read is simply made
anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tokenize
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

KEPT_FILES = 4
"""Books whose weights are kept; the oldest go."""

UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    SyntaxError,
    MemoryError,
    RuntimeError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What numpy and zipfile raise at a damaged file, according to which byte it is."""

Arrays = Mapping[str, NDArray[np.generic]]


def file_for(folder: Path, *facts: object) -> Path:
    """Where the arrays that depend on these facts are kept."""
    return folder / f"weights-{hashlib.sha256(orjson.dumps(facts)).hexdigest()[:32]}.npz"


def load(file: Path, names: Sequence[str]) -> Arrays | None:
    """The arrays of those names, or nothing if they were never kept or cannot be read."""
    try:
        # Opened here, because numpy leaves a file open that turns out to be none of its own.
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as kept:
            return {name: kept[name] for name in names}
    except UNREADABLE:
        return None


def save(file: Path, arrays: Arrays) -> None:
    """Keep them; a folder that cannot be written only costs the next start some time."""
    partial = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as target:
            np.savez(target, allow_pickle=False, **arrays)
        partial.replace(file)
        kept = sorted(file.parent.glob("weights-*.npz"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-KEPT_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
