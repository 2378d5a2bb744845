"""Weights that were learned once serve the next start, and only the same book."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from intents.kept import load, save
from intents.match import Matcher
from intents.tokens import Tokenizer
from intents.types import Book, Entry, EntryId, Phrasing
from intents.understanding import Understanding

TOPICS = {
    "returns.window": ["可以退货吗", "退货期限多久", "几天内能退", "买错了想退"],
    "repair.request": ["拉链坏了", "可以维修吗", "包带断了怎么修", "想送修"],
    "hours.store": ["几点关门", "营业时间", "周末开门吗", "你们几点开始营业"],
}
BOOK = Book(
    entries={
        EntryId(id_): Entry(
            id=EntryId(id_),
            questions=tuple(Phrasing(text) for text in texts),
            answers={"zh": "好"},
        )
        for id_, texts in TOPICS.items()
    },
    version="1",
)
ASKED = ["退货要几天", "包坏了能修吗", "星期天开不开门"]


def ranked(book: Book, cache_dir: Path | None) -> list[list[tuple[str, float]]]:
    matcher = Matcher(book, Tokenizer({}, None), cache_dir=cache_dir)
    return [[(match.entry, match.confidence) for match in matcher.rank(text)] for text in ASKED]


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("weights-*.npz"))


def test_kept_weights_rank_exactly_like_freshly_learned_ones(tmp_path: Path) -> None:
    fresh = ranked(BOOK, None)
    first = ranked(BOOK, tmp_path)
    (kept,) = files(tmp_path)
    written = kept.stat().st_mtime_ns
    again = ranked(BOOK, tmp_path)

    assert fresh == first == again
    assert kept.stat().st_mtime_ns == written


def test_likeness_decides_until_the_book_is_learned(tmp_path: Path) -> None:
    def built(*, learning: bool) -> Understanding:
        return Understanding(BOOK, cache_dir=tmp_path, learning=learning)

    at_once = built(learning=False)
    taught = at_once.learned()
    decided = [[it.decide(text) for text in ASKED] for it in (taught, built(learning=False))]

    assert (at_once.complete, taught.complete) == (False, True)
    assert at_once.decide(ASKED[0]).matches[0].entry == "returns.window"
    assert decided[0] == decided[1] == [built(learning=True).decide(text) for text in ASKED]
    assert taught.learned() is taught


def test_another_book_never_takes_the_weights_of_this_one(tmp_path: Path) -> None:
    ranked(BOOK, tmp_path)
    entry = BOOK.entries[EntryId("hours.store")]
    edited = replace(entry, questions=(*entry.questions, Phrasing("中午休息吗")))
    changed = replace(BOOK, entries={**BOOK.entries, entry.id: edited})

    assert ranked(changed, tmp_path) == ranked(changed, None)
    assert len(files(tmp_path)) == 2


def test_broken_file_is_learned_anew(tmp_path: Path) -> None:
    ranked(BOOK, tmp_path)
    (kept,) = files(tmp_path)
    for content in (b"", b"PK", kept.read_bytes()[:200], b"\x93NUMPY"):
        kept.write_bytes(content)

        assert ranked(BOOK, tmp_path) == ranked(BOOK, None)


def test_file_with_any_damaged_byte_of_its_headers_is_learned_anew(tmp_path: Path) -> None:
    file = tmp_path / "weights-x.npz"
    save(file, {"weights": np.ones(3)})
    whole = file.read_bytes()
    for place in range(len(whole)):
        for value in (0, 0x63, 0xFF):
            file.write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
            found = load(file, ("weights",))

            assert found is None or list(found["weights"]) == [1.0, 1.0, 1.0]


def test_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x", "utf-8")

    assert ranked(BOOK, blocked) == ranked(BOOK, None)


def test_old_files_go(tmp_path: Path) -> None:
    for words in ("早上开吗", "夜里有人么", "春节休不休", "国庆照常", "午休多久", "提前打烊"):
        extra = Phrasing(words)
        entry = BOOK.entries[EntryId("hours.store")]
        edited = replace(entry, questions=(*entry.questions, extra))
        ranked(replace(BOOK, entries={**BOOK.entries, entry.id: edited}), tmp_path)

    assert len(files(tmp_path)) == 4
