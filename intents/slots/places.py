"""Places that are named, but for cities that only lend their name to a road (南京西路)."""

from __future__ import annotations

import re

from intents.slots.forms import Place
from intents.slots.names import Hit, Names
from intents.slots.said import Said

_ROAD = re.compile(r"[东西南北中]?[一二三四五]?(?:路|街|大道|大街)")


def find_places(said: Said, names: Names[Place]) -> list[Hit[Place]]:
    """The places in the order of the message."""
    return [
        hit
        for hit in names.find(said)
        if hit.value.kind != "city" or not _ROAD.match(said.words, hit.end)
    ]
