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
        order=np.array((12.130, 0.103, 0.049, 0.932, 1.985, 2.000)),
        sure=np.array(
            (
                -0.822,
                0.884,
                0.166,
                -0.030,
                -0.765,
                0.459,
                0.150,
                0.313,
                -0.083,
                0.000,
                0.000,
                -0.954,
                0.608,
                -0.165,
                0.597,
                -0.452,
            )
        ),
        typical=np.array(
            (
                1.000,
                2.946,
                0.223,
                0.363,
                0.140,
                0.554,
                0.148,
                0.607,
                0.196,
                0.000,
                0.000,
                0.370,
                0.387,
                0.664,
                0.791,
                2.293,
            )
        ),
    ),
    (False, True): Fusion(
        order=np.array((12.128, 0.143, 0.245, 0.991, 2.179, 2.000)),
        sure=np.array(
            (
                -2.171,
                0.624,
                -0.287,
                0.132,
                -1.059,
                0.352,
                0.688,
                1.195,
                1.256,
                0.000,
                0.000,
                -0.484,
                0.995,
                -0.582,
                0.480,
                -0.010,
            )
        ),
        typical=np.array(
            (
                1.000,
                2.718,
                0.211,
                0.425,
                0.101,
                0.616,
                0.065,
                0.658,
                0.158,
                0.000,
                0.000,
                0.389,
                0.518,
                0.847,
                0.898,
                3.700,
            )
        ),
    ),
    (True, False): Fusion(
        order=np.array((12.000, 1.756, 0.830, 2.789, 2.622, 2.000)),
        sure=np.array(
            (
                -2.104,
                1.338,
                0.000,
                0.991,
                1.266,
                1.134,
                0.680,
                -0.526,
                -1.633,
                0.000,
                0.000,
                0.377,
                1.081,
                -0.515,
                0.343,
                0.013,
            )
        ),
        typical=np.array(
            (
                1.000,
                1.265,
                0.000,
                0.327,
                0.170,
                0.496,
                0.183,
                0.433,
                0.150,
                0.000,
                0.000,
                0.331,
                0.353,
                0.504,
                0.654,
                2.299,
            )
        ),
    ),
    (False, False): Fusion(
        order=np.array((12.000, 3.848, 3.092, 1.839, 3.515, 2.000)),
        sure=np.array(
            (
                -2.847,
                1.570,
                0.000,
                0.384,
                -1.801,
                0.040,
                -1.399,
                0.741,
                -2.450,
                0.000,
                0.000,
                -1.324,
                2.015,
                0.429,
                0.553,
                -0.027,
            )
        ),
        typical=np.array(
            (
                1.000,
                1.226,
                0.000,
                0.414,
                0.137,
                0.557,
                0.054,
                0.435,
                0.086,
                0.000,
                0.000,
                0.318,
                0.609,
                0.700,
                0.782,
                3.697,
            )
        ),
    ),
}


def prior_for(*, chinese: bool, learned: bool) -> Fusion:
    """The weights for a book in Chinese or not, with or without a regression of its own."""
    return _PRIORS[chinese, learned]
