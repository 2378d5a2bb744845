"""What conversations taught, kept in one file of the data folder: the embedding and its fusion."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from intents.embedding import DIMENSIONS, SLOTS, Embedding
from intents.fusion import ORDER, SURE, Fusion
from intents.kept import UNREADABLE

NAME = "taught.npz"
"""The file's name in the folder of what was learned."""
FORMAT = 1
"""Rises with every change of ``embedding.pieces`` or of the file: older ones are learned anew."""

_COLUMNS = "|".join((*ORDER, "", *SURE))
_Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """The encoder, and what its word is worth beside the other evidence."""

    encoder: Embedding
    fusion: Fusion


class FileFault(ValueError):
    """The file cannot be used; its text says why."""


def save(file: Path, taught: Taught) -> None:
    """Write it whole or not at all; raises ``OSError``."""
    arrays: _Arrays = {
        "slots": taught.encoder.slots,
        "vectors": taught.encoder.vectors.astype(np.float16),
        "order": taught.fusion.order,
        "sure": taught.fusion.sure,
        "typical": taught.fusion.typical,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        with partial.open("wb") as out:
            np.savez_compressed(
                out,
                allow_pickle=False,
                format=np.array(FORMAT),
                columns=np.array(_COLUMNS),
                digest=np.array(_digest(arrays)),
                **arrays,
            )
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def load(file: Path) -> Taught | None:
    """What ``save`` wrote, or nothing if nothing was; raises ``FileFault``."""
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as held:
            if int(held["format"]) != FORMAT or str(held["columns"]) != _COLUMNS:
                raise FileFault("it was written by another release")
            arrays = {name: held[name] for name in ("slots", "vectors", "order", "sure", "typical")}
            digest = str(held["digest"])
    except FileNotFoundError:
        return None
    except FileFault:
        raise
    except ValueError:
        raise FileFault("it is no file of vectors") from None
    except (*UNREADABLE, TypeError, AttributeError) as error:
        raise FileFault(f"it cannot be read ({type(error).__name__})") from None
    if digest != _digest(arrays):
        raise FileFault("its contents were changed")
    return _taught_of(arrays)


def _taught_of(arrays: _Arrays) -> Taught:
    slots, vectors = arrays["slots"].astype(np.int32), arrays["vectors"].astype(np.float32)
    if vectors.shape != (len(slots), DIMENSIONS):
        raise FileFault("its vectors do not fit each other")
    if len(slots) and not 0 <= slots.min() <= slots.max() < SLOTS:
        raise FileFault("its vectors do not fit each other")
    order, sure, typical = (
        arrays[name].astype(np.float64) for name in ("order", "sure", "typical")
    )
    return Taught(Embedding(slots, vectors), Fusion(order, sure, typical))


def _digest(arrays: _Arrays) -> str:
    whole = hashlib.sha256()
    for name in sorted(arrays):
        whole.update(arrays[name].tobytes())
    return whole.hexdigest()
