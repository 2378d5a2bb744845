"""How often each entry is asked, and what fans wrote that it was only thought of for."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from bot.masking import hide_personal
from bot.ports import AskedStore
from intents.advice import Demand
from intents.text import normalise
from intents.types import EntryId

_SHOWN = 3


@dataclass(slots=True)
class _Count:
    asked: int = 0
    missed: int = 0
    fans: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    written: dict[str, str] = field(default_factory=dict)


async def demand(store: AskedStore, *, since: datetime) -> dict[EntryId, Demand]:
    """By entry: messages that it answered, and those in which it was only asked back.

    What was not understood at all counts for no entry. Texts are masked, those of most fans
    first.
    """
    counts: dict[EntryId, _Count] = defaultdict(_Count)
    async for batch in store.read_asked(since=since):
        for question in batch:
            if question.entry is None or question.taken == "not_understood":
                continue
            count = counts[question.entry]
            count.asked += 1
            if question.taken == "asked_back":
                count.missed += 1
                key = normalise(question.text)
                count.fans[key].add(question.pid)
                count.written.setdefault(key, hide_personal(question.text))
    return {
        entry: Demand(asked=count.asked, missed=count.missed, wrote=_most_written(count))
        for entry, count in counts.items()
    }


def _most_written(count: _Count) -> tuple[str, ...]:
    ranked = Counter({key: len(fans) for key, fans in count.fans.items()})
    return tuple(count.written[key] for key, _ in ranked.most_common(_SHOWN))
