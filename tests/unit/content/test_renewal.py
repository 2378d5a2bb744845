"""An edit while serving: what is at fault keeps its former value, all else is new."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content.library import Library, load_library, renew_library
from intents.types import Problem

GOOD = {
    "answers/a.yaml": "entries:\n  - id: a.b\n    questions: [甲, 乙, 丙, 丁, 戊]\n"
    "    answer: 一\n    tags: [topic=x]\n"
    "  - {id: w.why, questions: [子, 丑, 寅, 卯, 辰], answer: 来}\n",
    "canned.yaml": "canned: [{id: a, title: 一, text: {zh: 甲}}]\n",
    "domains.yaml": "domains: [{host: a.example, owner: 维岚}, {host: n.example, owner: 维岚}]\n",
    "hours.yaml": 'hours: {shops: {daily: "10:00-20:00"}}\n',
    "menu.yaml": "buttons: [{name: 一, entry: a.b, purpose: service}]\n",
    "products.yaml": "products: [{id: bags, name: {zh: 包, en: Bags}, words: [包包]}]\n",
    "stores.yaml": """stores:
  - id: city.one
    name: {zh: 一店, en: One}
    country: CN
    city: {zh: 上海, en: Shanghai}
    district: {zh: 静安区, en: Jing'an}
    address: {zh: 一号, en: "1"}
    phone: "+86 21 0000 0101"
    location: {latitude: 31.2, longitude: 121.4, datum: gcj02}
    timezone: Asia/Shanghai
""",
    "tags.yaml": "tags: [{key: topic, type: text, owner: crm, meaning: {zh: 题}}]\n",
    "texts.yaml": "texts: {thanks: {zh: 不客气}}\n",
    "welcome.yaml": """default: {zh: 欢迎智能助手}
notice: {version: "1", text: {zh: "隐私 https://n.example"}}
question: {text: {zh: 来意}, choices: [{label: {zh: 看看}, entry: w.why}]}
""",
}
EDITED = {
    "answers/a.yaml": ("answer: 一", "answer: 二"),
    "canned.yaml": ("title: 一", "title: 二"),
    "domains.yaml": ("a.example", "b.example"),
    "hours.yaml": ("20:00", "21:00"),
    "menu.yaml": ("name: 一", "name: 二"),
    "products.yaml": ("zh: 包", "zh: 包袋"),
    "stores.yaml": ("一店", "二店"),
    "tags.yaml": ("zh: 题", "zh: 主题"),
    "texts.yaml": ("不客气", "乐意"),
    "welcome.yaml": ("欢迎", "您好"),
}
PARTS = {"answers/a.yaml": "book"} | {
    name: name.removesuffix(".yaml") for name in EDITED if "/" not in name
}


@dataclass
class Folder:
    """A content folder with what came into force of it at first."""

    path: Path
    library: Library

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, "utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        self.write(name, (self.path / name).read_text("utf-8").replace(old, new))

    def renew(self) -> tuple[Library, tuple[Problem, ...]]:
        return renew_library(self.path, former=self.library)

    def changed(self, now: Library) -> set[str]:
        return {name for name in PARTS.values() if _seen(now, name) != _seen(self.library, name)}


def _seen(library: Library, name: str) -> str:
    return library.book.version if name == "book" else repr(getattr(library, name))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "answers").mkdir()
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text, "utf-8")
    library, problems = load_library(tmp_path)
    assert library is not None, problems
    return Folder(tmp_path, library)


@pytest.mark.parametrize("broken", sorted(EDITED))
def test_broken_file_keeps_its_part_and_all_others_go_live(folder: Folder, broken: str) -> None:
    for name, (old, new) in EDITED.items():
        folder.edit(name, old, new)
    folder.write(broken, "{broken")
    now, problems = folder.renew()
    kept = {PARTS[broken]}

    assert {problem.path for problem in problems} == {(folder.path / broken).as_posix()}
    assert folder.changed(now) == set(PARTS.values()) - kept


@pytest.mark.parametrize("broken", ["synonyms.yaml", "words.txt"])
def test_broken_words_keep_the_book(folder: Folder, broken: str) -> None:
    folder.edit("answers/a.yaml", *EDITED["answers/a.yaml"])
    folder.edit("texts.yaml", *EDITED["texts.yaml"])
    folder.write(broken, "一个 词 两个")
    now, problems = folder.renew()

    assert problems
    assert now.book is folder.library.book
    assert folder.changed(now) == {"texts"}


def test_broken_hours_leave_edited_shops_with_the_former_hours(folder: Folder) -> None:
    folder.edit("stores.yaml", *EDITED["stores.yaml"])
    folder.write("hours.yaml", "hours: 10:00\n")
    now, _ = folder.renew()
    [store] = now.stores

    assert store.name.zh == "二店"
    assert store.calendar is not None
    assert str(store.calendar.week[0][0]) == "10:00-20:00"


def test_edit_that_uses_an_unknown_tag_is_at_fault_itself(folder: Folder) -> None:
    folder.edit("answers/a.yaml", "topic=x", "tpic=x")
    folder.edit("tags.yaml", *EDITED["tags.yaml"])
    now, problems = folder.renew()

    assert ["tpic" in problem.message for problem in problems] == [True]
    assert folder.changed(now) == {"tags"}


def test_registry_that_drops_a_used_tag_is_at_fault_itself(folder: Folder) -> None:
    folder.edit("answers/a.yaml", *EDITED["answers/a.yaml"])
    folder.edit("tags.yaml", "key: topic", "key: other")
    now, problems = folder.renew()

    assert len(problems) == 1
    assert folder.changed(now) == {"book"}


@pytest.mark.parametrize(
    ("name", "part"), [("welcome.yaml", "welcome"), ("answers/a.yaml", "book")]
)
def test_link_to_another_host_keeps_the_part_that_names_it(
    folder: Folder, name: str, part: str
) -> None:
    old, _ = EDITED[name]
    folder.edit("texts.yaml", *EDITED["texts.yaml"])
    folder.edit(name, old, f"{old}https://evil.example")
    now, problems = folder.renew()

    assert len(problems) == 1
    assert folder.changed(now) == {"texts"}


def test_list_that_drops_a_linked_host_is_at_fault_itself(folder: Folder) -> None:
    folder.edit("welcome.yaml", "欢迎", "https://a.example 欢迎")
    folder.edit("domains.yaml", *EDITED["domains.yaml"])
    now, problems = folder.renew()

    assert len(problems) == 1
    assert folder.changed(now) == {"welcome"}


def test_menu_that_names_no_entry_is_at_fault_itself(folder: Folder) -> None:
    folder.edit("menu.yaml", "entry: a.b", "entry: a.c")
    folder.edit("answers/a.yaml", *EDITED["answers/a.yaml"])
    now, problems = folder.renew()

    assert len(problems) == 1
    assert folder.changed(now) == {"book"}


def test_book_that_drops_an_entry_of_the_menu_is_at_fault_itself(folder: Folder) -> None:
    folder.edit("answers/a.yaml", "id: a.b", "id: a.c")
    folder.edit("menu.yaml", "name: 一", "name: 二")
    now, problems = folder.renew()

    assert len(problems) == 1
    assert folder.changed(now) == {"menu"}


def test_menu_that_awaits_a_broken_book_waits_with_it(folder: Folder) -> None:
    folder.write("answers/b.yaml", "{broken")
    folder.edit("menu.yaml", "entry: a.b", "entry: b.new")
    now, _ = folder.renew()

    assert folder.changed(now) == set()


def test_folder_that_is_being_exchanged_changes_nothing(folder: Folder) -> None:
    for path in (*folder.path.glob("*.yaml"), folder.path / "answers" / "a.yaml"):
        path.unlink()
    (folder.path / "answers").rmdir()
    now, problems = folder.renew()

    assert problems
    assert now is folder.library


@pytest.mark.parametrize("name", sorted(EDITED))
def test_version_tells_every_change_of_what_fans_are_answered_with(
    folder: Folder, name: str
) -> None:
    folder.edit(name, *EDITED[name])
    now, problems = folder.renew()
    unheard = name in {"canned.yaml", "domains.yaml", "tags.yaml"}

    assert problems == ()
    assert len(now.version) == 12
    assert (now.version == folder.library.version) is unheard
