"""The menu within the platform's limits, every button with its purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.menu import check_entries, load_menu
from intents.types import Book, Entry, EntryId

ENTRY = Entry(id=EntryId("hours.store"), questions=())
BOOK = Book(entries={ENTRY.id: ENTRY}, version="")
LEAF = "{name: 时间, entry: hours.store, purpose: service}"
PAGE = "{name: 官网, url: 'https://www.veland.example', purpose: ecom}"


def problems_of(folder: Path, *buttons: str) -> list[str]:
    (folder / "menu.yaml").write_text(f"buttons: [{', '.join(buttons)}]\n", "utf-8")
    menu, problems = load_menu(folder)
    return [str(problem) for problem in (*problems, *check_entries(menu, BOOK))]


def test_no_file_manages_no_menu(tmp_path: Path) -> None:
    menu, problems = load_menu(tmp_path)

    assert (menu.buttons, problems) == ((), ())


def test_full_menu_is_allowed_and_knows_its_purposes(tmp_path: Path) -> None:
    group = f"{{name: 服务, buttons: [{', '.join([LEAF] * 5)}]}}"
    assert problems_of(tmp_path, group, PAGE, LEAF) == []

    menu, _ = load_menu(tmp_path)
    assert len(list(menu.leaves())) == 7
    assert menu.purpose_of("hours.store") == "service"
    assert menu.purpose_of("https://www.veland.example") == "ecom"
    assert menu.purpose_of("https://elsewhere.example") == "unknown"


@pytest.mark.parametrize(
    ("buttons", "says"),
    [
        ([LEAF] * 4, "4 buttons at the top, WeChat shows 3"),
        ([f"{{name: 服务, buttons: [{', '.join([LEAF] * 6)}]}}"], "6 buttons under `服务`"),
        (["{name: 一二三四五六, entry: hours.store, purpose: service}"], "has over 16 bytes"),
        ([LEAF.replace("hours.store", "no.such")], "no entry is called `no.such`"),
        ([LEAF.replace(", purpose: service", "")], "has no purpose"),
        ([LEAF.replace("entry: hours.store, ", "")], "needs exactly one of entry, url, buttons"),
        ([PAGE.replace("url", "entry: hours.store, url")], "needs exactly one of"),
        ([PAGE.replace("https://www", "javascript:www")], "does not have the right form"),
        ([PAGE.replace("example'", "example/" + "x" * 1_024 + "'")], "over 1024 bytes"),
        (
            [f"{{name: a, buttons: [{{name: b, buttons: [{LEAF}]}}]}}"],
            "`b` needs exactly one of entry, url",
        ),
        ([LEAF.replace("service}", "fun}")], "`fun` is none of the possible values"),
    ],
)
def test_faults_are_told(tmp_path: Path, buttons: list[str], says: str) -> None:
    found = problems_of(tmp_path, *buttons)

    assert any(says in problem for problem in found), found
