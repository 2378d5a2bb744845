"""What the admin page had becomes content that passes the check and keeps what editors wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.menu import Menu, published
from bot.content.menufile import load_menu
from bot.content.menuwriting import entries_text, menu_text
from bot.content.restoring import restorable
from bot.content.takeover import TakenEntry, Takeover, take_over
from bot.model.adminpage import AdminArticle, AdminReplies, AdminReply, KeywordRule
from bot.model.menu import AccountMenus, MenuButton, MenuFor
from intents.book import load_book
from intents.schema import AnswersFile
from intents.strict import parse_document
from intents.types import Book, Entry, EntryId, Phrasing

BOOK = Book(
    entries={
        EntryId("hours.store"): Entry(
            id=EntryId("hours.store"),
            questions=(Phrasing("几点关门"), Phrasing("营业时间")),
            answers={"zh": "十点至二十二点"},
        )
    },
    version="",
)
NOTHING = AdminReplies()


def text(said: str) -> AdminReply:
    return AdminReply(kind="text", value=said)


def taken(
    *buttons: MenuButton, replies: AdminReplies = NOTHING, menu: Menu | None = None
) -> Takeover:
    return take_over(
        AccountMenus(default=buttons, by_hand=True),
        replies,
        menu=menu or Menu(),
        book=BOOK,
        choose={"门店": "service.stores"}.get,
    )


@pytest.mark.parametrize(
    ("live", "values", "reviewed"),
    [
        (
            MenuButton(name="时间", kind="click", value="hours.store"),
            {"entry": "hours.store", "purpose": "service"},
            "purpose service was guessed",
        ),
        (
            MenuButton(name="门店", kind="click", value="V1001"),
            {"entry": "service.stores", "purpose": "service"},
            "the key was V1001, the entry was guessed by the name; purpose service was guessed",
        ),
        (
            MenuButton(name="礼遇", kind="scancode_waitmsg", value="KEY_9"),
            {"entry": "menu.key_9", "asks": "scan_for_answer", "purpose": "service"},
            "the key was KEY_9: write this entry, or name another; purpose service was guessed",
        ),
        (
            MenuButton(name="会员", kind="view", value="https://a.example/vip"),
            {"url": "https://a.example/vip", "purpose": "crm"},
            "purpose crm was guessed",
        ),
        (
            MenuButton(
                name="小程序",
                kind="miniprogram",
                value="https://a.example",
                app_id="wxABCDEF0123456789",
                page="pages/i",
            ),
            {
                "miniprogram": {
                    "app_id": "wxabcdef0123456789",
                    "page": "pages/i",
                    "url": "https://a.example",
                },
                "purpose": "ecom",
            },
            "purpose ecom was guessed",
        ),
        (
            MenuButton(name="电话", kind="text", reply=text("400")),
            {"entry": "menu.button_1", "purpose": "service"},
            "purpose service was guessed",
        ),
        (
            MenuButton(name="关门", kind="text", reply=text("十点至二十二点")),
            {"entry": "hours.store", "purpose": "service"},
            "purpose service was guessed",
        ),
        (
            MenuButton(name="图", kind="img", reply=AdminReply(kind="image", value="MEDIA12345")),
            {"media": "MEDIA12345", "purpose": "content"},
            "purpose content was guessed",
        ),
        (
            MenuButton(
                name="文",
                kind="news",
                reply=AdminReply(
                    kind="news",
                    articles=(
                        AdminArticle(title="甲", url="https://a.example/1"),
                        AdminArticle(title="乙", url="https://a.example/2"),
                    ),
                ),
            ),
            {"url": "https://a.example/1", "purpose": "content"},
            "was an article card; 1 more articles were left out; purpose content was guessed",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, MenuButton) else "",
)
def test_every_button_of_the_account_finds_its_form(
    live: MenuButton, values: dict[str, object], reviewed: str
) -> None:
    (button,) = taken(live).buttons

    assert (button.name, button.values, button.review) == (live.name, values, reviewed)


def test_button_of_an_unknown_type_is_told_and_left_out() -> None:
    found = taken(MenuButton(name="新", kind="hologram", value="x"))

    assert (found.buttons, found.notes) == (
        (),
        ("button 新: its type hologram cannot be taken over",),
    )


RULES = AdminReplies(
    follow=text("欢迎关注"),
    default=text("您好"),
    rules=(
        KeywordRule(
            name="VIP day",
            contained=("会员日",),
            exact=("VIP",),
            replies=(
                text("每月八日"),
                AdminReply(kind="image", value="MEDIA12345"),
                AdminReply(
                    kind="news",
                    articles=(AdminArticle(title="会员日", url="https://a.example/v"),),
                ),
            ),
        ),
        KeywordRule(name="营业", contained=("营业时间",), replies=(text("十点"),)),
        KeywordRule(
            name="二选一", contained=("抽签",), replies=(text("甲"), text("乙")), every=False
        ),
        KeywordRule(
            name="声音", exact=("听",), replies=(AdminReply(kind="voice", value="VOICE12345"),)
        ),
    ),
)


def test_keyword_rules_become_entries_unless_the_book_knows_their_words() -> None:
    found = taken(replies=RULES)

    assert [(entry.id, entry.questions, entry.answer) for entry in found.entries] == [
        ("keyword.vip_day", ("会员日", "VIP"), "每月八日"),
        ("keyword.rule_3", ("抽签",), "甲"),
    ]
    assert found.entries[0].image == "MEDIA12345"
    assert found.entries[0].card["url"] == "https://a.example/v"
    assert found.entries[0].review == "keyword rule VIP day (contains: 会员日; exactly: VIP)"
    assert found.welcome == "欢迎关注"
    assert [note.partition(":")[0] for note in found.notes] == [
        "keyword rule 二选一",
        "keyword rule 声音",
        "the default reply is not taken over",
    ]


def test_entries_are_added_behind_those_of_the_file() -> None:
    first = entries_text(taken(replies=RULES).entries, "")
    again = entries_text(
        [TakenEntry(id="keyword.x", questions=("no",), answer="10:00")], "# mine\n" + first
    )
    read = parse_document(again.encode(), AnswersFile, name="keywords.yaml")

    assert read.problems == ()
    assert read.value is not None
    assert [entry.id for entry in read.value.entries] == [
        "keyword.vip_day",
        "keyword.rule_3",
        "keyword.x",
    ]
    assert again.startswith("# mine\n")


@given(
    st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool),
)
def test_whatever_was_answered_reads_back_as_it_was(said: str) -> None:
    entry = TakenEntry(id="keyword.x", questions=("问",), answer=f"{said}\n{said}")
    single = TakenEntry(id="keyword.y", questions=("答",), answer=said)
    read = parse_document(
        entries_text((entry, single), "").encode(), AnswersFile, name="keywords.yaml"
    )

    assert read.problems == ()
    assert read.value is not None
    assert [item.answer for item in read.value.entries] == [f"{said}\n{said}", said]


MINE = """\
# our menu
buttons:
  - name: 服务
    # the shops come first
    buttons:
      - {name: 门店, entry: service.stores, purpose: crm}  # asked for by marketing
      - {name: 时间, entry: hours.store, purpose: service}
  - {name: 官网, url: 'https://a.example', purpose: ecom}
"""


def loaded(folder: Path, written: str) -> Menu:
    (folder / "menu.yaml").write_text(written, "utf-8")
    menu, problems = load_menu(folder)
    assert problems == ()
    return menu


def test_unchanged_menu_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    menu = loaded(tmp_path, MINE)
    found = taken(*published(menu).default, menu=menu)

    assert menu_text(found, MINE) == MINE


def test_changed_menu_keeps_comments_and_purposes_of_what_is_still_there(tmp_path: Path) -> None:
    menu = loaded(tmp_path, MINE)
    site = published(menu).default[1]
    inner = (
        MenuButton(name="新品", kind="view", value="https://a.example/new"),
        MenuButton(name="附近门店", kind="click", value="service.stores"),
    )
    found = taken(MenuButton(name="服务", buttons=inner), site, menu=menu)
    written = menu_text(found, MINE)

    assert "# our menu" in written
    row = "{name: 附近门店, entry: service.stores, purpose: crm} # asked for by marketing"
    assert row in " ".join(written.split())
    assert "hours.store" not in written
    assert published(loaded(tmp_path, written)).default == (
        MenuButton(name="服务", buttons=inner),
        site,
    )


def test_menus_for_some_fans_are_taken_over(tmp_path: Path) -> None:
    live = AccountMenus(
        default=(MenuButton(name="时间", kind="click", value="hours.store"),),
        conditional=(
            MenuFor(
                tag="会员",
                client="ios",
                buttons=(MenuButton(name="礼遇", kind="view", value="https://a.example"),),
                menu_id="7",
            ),
        ),
    )
    found = take_over(live, NOTHING, menu=Menu(), book=BOOK, choose=lambda _: None)

    assert published(loaded(tmp_path, menu_text(found, ""))) == live


def test_former_menu_of_the_admin_page_comes_back_as_far_as_it_can() -> None:
    menus, lost = restorable(
        AccountMenus(
            default=(
                MenuButton(name="关门", kind="text", reply=text("十点至二十二点")),
                MenuButton(
                    name="更多",
                    buttons=(
                        MenuButton(name="电话", kind="text", reply=text("400")),
                        MenuButton(
                            name="图", kind="img", reply=AdminReply(kind="image", value="M")
                        ),
                    ),
                ),
                MenuButton(name="官网", kind="view", value="https://a.example"),
            ),
            by_hand=True,
        ),
        BOOK,
    )

    assert lost == ("电话",)
    assert menus.default == (
        MenuButton(name="关门", kind="click", value="hours.store"),
        MenuButton(name="更多", buttons=(MenuButton(name="图", kind="media_id", value="M"),)),
        MenuButton(name="官网", kind="view", value="https://a.example"),
    )
    assert not menus.by_hand


def test_book_with_the_taken_over_entries_is_valid(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    written = entries_text(taken(replies=RULES).entries, "")
    (tmp_path / "answers" / "keywords.yaml").write_text(written, "utf-8")
    book, problems = load_book(tmp_path)

    assert book is not None
    assert [item for item in problems if item.severity == "error"] == []
