"""The book asked its own phrasings: what it costs stays in bounds."""

from __future__ import annotations

from intents.match import Matcher
from intents.rehearse import plan
from intents.ridge import likenesses
from intents.tokens import Tokenizer
from intents.types import Book, Entry, EntryId, Phrasing

TOPICS = {
    "returns.window": ["可以退货吗", "退货期限多久", "几天内能退", "买错了想退"],
    "repair.request": ["拉链坏了", "可以维修吗", "包带断了怎么修", "想送修"],
    "stock.ask": [f"{number}号还有货吗" for number in range(250)],
}


def test_entry_of_very_many_phrasings_is_not_left_out() -> None:
    """Each time would solve equations of as many unknowns: hours for some thousands."""
    entries = {
        EntryId(id_): Entry(id=EntryId(id_), questions=tuple(map(Phrasing, texts)))
        for id_, texts in TOPICS.items()
    }
    matcher = Matcher(Book(entries=entries, version="1"), Tokenizer({}, None))
    asked = plan(matcher.phrasings, likenesses(matcher.index))

    hidden = [len(rows) for rows in (*asked.alone.values(), *asked.with_entry.values())]
    assert len(hidden) == 16
    assert max(hidden) < 10
