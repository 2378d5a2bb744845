"""The fusion that ships: what is true of evidence in any book, in Chinese and in English.

Fitted by bench/fit_priors.py on the phrasings of four public research sets: each phrasing was
asked of a book that did not hold it, and of one that did not hold its entry.
"""

from __future__ import annotations

import numpy as np

from intents.fusion import Fusion

# Mostly Chinese or not, and with or without a regression. The columns: intents.fusion.
_PRIORS: dict[tuple[bool, bool], Fusion] = {
    (True, True): Fusion(
        order=np.array((12.097, 0.067, 0.020, 0.872, 1.924, 2.000)),
        sure=np.array(
            (
                -1.048,
                0.921,
                0.498,
                -0.139,
                -2.952,
                1.539,
                1.123,
                0.541,
                0.044,
                0.000,
                0.000,
                -2.056,
                0.787,
                -0.333,
                0.870,
                -0.537,
            )
        ),
        typical=np.array(
            (
                1.000,
                2.920,
                0.222,
                0.362,
                0.139,
                0.553,
                0.147,
                0.606,
                0.197,
                0.000,
                0.000,
                0.370,
                0.386,
                0.664,
                0.791,
                2.293,
            )
        ),
    ),
    (False, True): Fusion(
        order=np.array((12.055, 0.079, 0.187, 0.965, 2.118, 2.000)),
        sure=np.array(
            (
                -3.731,
                0.653,
                -0.686,
                0.029,
                -1.987,
                1.195,
                0.899,
                1.415,
                1.651,
                0.000,
                0.000,
                -0.415,
                1.380,
                -0.988,
                0.869,
                0.205,
            )
        ),
        typical=np.array(
            (
                1.000,
                2.697,
                0.210,
                0.425,
                0.100,
                0.616,
                0.065,
                0.655,
                0.162,
                0.000,
                0.000,
                0.389,
                0.518,
                0.847,
                0.897,
                3.700,
            )
        ),
    ),
    (True, False): Fusion(
        order=np.array((0.000, 3.265, 0.176, 1.906, 3.313, 2.000)),
        sure=np.array(
            (
                -5.312,
                1.339,
                0.000,
                1.016,
                -1.716,
                1.644,
                2.886,
                0.151,
                0.178,
                0.000,
                0.000,
                1.095,
                -0.702,
                -0.946,
                1.070,
                0.753,
            )
        ),
        typical=np.array(
            (
                1.000,
                1.336,
                0.000,
                0.495,
                0.146,
                0.584,
                0.155,
                0.569,
                0.166,
                0.000,
                0.000,
                0.496,
                0.510,
                0.841,
                0.938,
                2.351,
            )
        ),
    ),
    (False, False): Fusion(
        order=np.array((0.000, 3.275, -0.021, 1.519, 2.823, 2.000)),
        sure=np.array(
            (
                -1.483,
                0.788,
                0.000,
                3.050,
                1.711,
                -0.967,
                -0.773,
                -3.298,
                -1.923,
                0.000,
                0.000,
                2.141,
                1.361,
                -0.289,
                0.208,
                -0.226,
            )
        ),
        typical=np.array(
            (
                1.000,
                0.277,
                0.000,
                0.511,
                0.101,
                0.570,
                0.023,
                0.533,
                -0.031,
                0.000,
                0.000,
                0.436,
                0.638,
                0.905,
                0.960,
                3.846,
            )
        ),
    ),
}


def prior_for(*, chinese: bool, learned: bool) -> Fusion:
    """The weights for a book in Chinese or not, with or without a regression of its own."""
    return _PRIORS[chinese, learned]
