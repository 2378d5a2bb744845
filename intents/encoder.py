"""What turns sentences into vectors whose nearness means likeness of meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Any sentence encoder: the one learned from confirmed pairs, or one that operators bring.

    ``version`` changes whenever the vectors do: what is computed from them is kept under it.
    """

    @property
    def version(self) -> str:
        """A short name of exactly these weights."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, of length 1, or of zeros where nothing is known of it.

        The product of two rows is their likeness, -1 to 1. Must be safe to call from threads.
        """
        ...
