"""The small pieces of a text that are compared: what makes matching survive typos.

Chinese is compared by single characters and pairs, Latin script by words, pairs of words and
three-letter pieces of words; words of the segmenter are compared beside them.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"[a-z0-9]+|[^\sa-z0-9]+")
_WHOLE = 2  # Latin words up to this length have no pieces of their own


def grams(text: str) -> list[str]:
    """The distinct pieces of a normalised text, in no particular order."""
    found: dict[str, None] = {}
    previous = ""
    for run in _RUN.findall(text):
        if run.isascii():
            found[f"={run}"] = None
            if previous:
                found[f"{previous} {run}"] = None
            if len(run) > _WHOLE:
                padded = f"<{run}>"
                for start in range(len(padded) - 2):
                    found[padded[start : start + 3]] = None
            previous = run
        else:
            found.update(dict.fromkeys(run))
            for start in range(len(run) - 1):
                found[run[start : start + 2]] = None
            previous = ""
    return list(found)
