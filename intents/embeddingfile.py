"""An embedding learned from confirmed conversations, kept in one file of the data folder."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import numpy as np

from intents.embedding import DIMENSIONS, SLOTS, Embedding

NAME = "embedding.npz"
"""The file's name in the folder of what was learned."""
FORMAT = 1
"""Rises with every change of ``embedding.pieces`` or of the file: older ones are learned anew."""


class FileFault(ValueError):
    """The file cannot be used; its text says why."""


def save(file: Path, embedding: Embedding) -> None:
    """Write it whole or not at all; raises ``OSError``."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        with partial.open("wb") as out:
            np.savez_compressed(
                out,
                format=np.array(FORMAT),
                version=np.array(embedding.version),
                slots=embedding.slots,
                vectors=embedding.vectors.astype(np.float16),
            )
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def load(file: Path) -> Embedding | None:
    """What ``save`` wrote, or nothing if nothing was; raises ``FileFault``."""
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as held:
            if int(held["format"]) != FORMAT:
                raise FileFault("it was written by another release")
            slots = held["slots"].astype(np.int32)
            vectors = held["vectors"].astype(np.float32)
            version = str(held["version"])
    except FileNotFoundError:
        return None
    except (OSError, EOFError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise FileFault(f"it cannot be read ({type(error).__name__})") from None
    except FileFault:
        raise
    except ValueError:
        raise FileFault("it is no file of vectors") from None
    if vectors.shape != (len(slots), DIMENSIONS) or slots.ndim != 1:
        raise FileFault("its vectors do not fit each other")
    if len(slots) and not 0 <= slots.min() <= slots.max() < SLOTS:
        raise FileFault("its vectors do not fit each other")
    embedding = Embedding(slots, vectors)
    if embedding.version != version:
        raise FileFault("its contents were changed")
    return embedding
