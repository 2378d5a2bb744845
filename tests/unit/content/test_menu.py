"""The menu within the platform's limits, every button with its purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.menu import check_entries, published
from bot.content.menufile import load_menu
from bot.model.menu import MenuButton
from intents.types import Book, Entry, EntryId

ENTRY = Entry(id=EntryId("hours.store"), questions=())
BOOK = Book(entries={ENTRY.id: ENTRY}, version="")
LEAF = "{name: 时间, entry: hours.store, purpose: service}"
PAGE = "{name: 官网, url: 'https://www.veland.example', purpose: ecom}"


def problems_of(folder: Path, *buttons: str, conditional: str = "") -> list[str]:
    text = f"buttons: [{', '.join(buttons)}]\n"
    if conditional:
        text += f"conditional: [{conditional}]\n"
    (folder / "menu.yaml").write_text(text, "utf-8")
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
        (
            [LEAF.replace("entry: hours.store, ", "")],
            "needs exactly one of entry, url, miniprogram",
        ),
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


TARGETS = [
    (LEAF, ("click", "hours.store", "", ""), ["hours.store"]),
    (
        "{name: 扫码, entry: hours.store, asks: scan, purpose: service}",
        ("scancode_push", "hours.store", "", ""),
        ["hours.store"],
    ),
    (
        "{name: 扫码, entry: hours.store, asks: scan_for_answer, purpose: service}",
        ("scancode_waitmsg", "hours.store", "", ""),
        ["hours.store"],
    ),
    (
        "{name: 拍照, entry: hours.store, asks: photo, purpose: service}",
        ("pic_sysphoto", "hours.store", "", ""),
        ["hours.store"],
    ),
    (
        "{name: 照片, entry: hours.store, asks: photo_or_album, purpose: service}",
        ("pic_photo_or_album", "hours.store", "", ""),
        ["hours.store"],
    ),
    (
        "{name: 相册, entry: hours.store, asks: album, purpose: service}",
        ("pic_weixin", "hours.store", "", ""),
        ["hours.store"],
    ),
    (
        "{name: 位置, entry: hours.store, asks: location, purpose: service}",
        ("location_select", "hours.store", "", ""),
        ["hours.store"],
    ),
    (PAGE, ("view", "https://www.veland.example", "", ""), ["https://www.veland.example"]),
    (
        "{name: 商城, purpose: ecom, miniprogram: "
        "{app_id: wx0123456789abcdef, page: pages/shop, url: 'https://m.veland.example'}}",
        ("miniprogram", "https://m.veland.example", "wx0123456789abcdef", "pages/shop"),
        ["pages/shop", "https://m.veland.example"],
    ),
    ("{name: 图, purpose: content, media: MEDIA12345}", ("media_id", "MEDIA12345", "", ""), []),
    ("{name: 文, purpose: content, article: ARTICLE123}", ("article_id", "ARTICLE123", "", ""), []),
    (
        "{name: 文, purpose: content, article_page: ARTICLE123}",
        ("article_view_limited", "ARTICLE123", "", ""),
        [],
    ),
]


@pytest.mark.parametrize(
    ("written", "as_published", "told"), TARGETS, ids=[kind for _, (kind, *_), _ in TARGETS]
)
def test_every_type_of_button_is_published_and_keeps_its_purpose(
    tmp_path: Path, written: str, as_published: tuple[str, ...], told: list[str]
) -> None:
    assert problems_of(tmp_path, written) == []

    menu, _ = load_menu(tmp_path)
    button = published(menu).default[0]
    assert (button.kind, button.value, button.app_id, button.page) == as_published
    assert list(menu.buttons[0].told_as()) == told
    assert {menu.purpose_of(name) for name in told} <= {menu.buttons[0].purpose}


def test_conditional_menu_is_for_a_tag_or_a_phone_and_knows_its_purposes(tmp_path: Path) -> None:
    own = PAGE.replace("www", "vip").replace("ecom", "crm")
    assert (
        problems_of(
            tmp_path,
            LEAF,
            conditional=f"{{tag: 会员, client: ios, buttons: [{own}]}}, "
            f"{{client: other, buttons: [{LEAF}]}}",
        )
        == []
    )

    menu, _ = load_menu(tmp_path)
    first, second = published(menu).conditional
    assert (first.tag, first.client, first.title) == ("会员", "ios", "会员 · ios")
    assert (second.tag, second.client) == ("", "other")
    assert second.buttons == (MenuButton(name="时间", kind="click", value="hours.store"),)
    assert menu.purpose_of("https://vip.veland.example") == "crm"


HOSTS = ", ".join(
    f"{{client: {client}, buttons: [{PAGE.replace('www', host)}]}}"
    for client, host in (("ios", "a"), ("android", "b"), ("other", "c"))
)


@pytest.mark.parametrize(
    ("conditional", "says"),
    [
        (f"{{buttons: [{LEAF}]}}", "menu.yaml:2:15: this conditional menu is for nobody"),
        ("{tag: 会员}", "this conditional menu has no buttons"),
        (f"{{tag: 会员, buttons: [{LEAF}, {LEAF}, {LEAF}, {LEAF}]}}", "4 buttons at the top"),
        (f"{{tag: {'会' * 11}, buttons: [{LEAF}]}}", "has over 30 bytes"),
        (
            f"{{tag: 会员, buttons: [{LEAF}]}}, {{tag: 会员, buttons: [{PAGE}]}}",
            "this one would never be seen",
        ),
        (
            f"{HOSTS}, {{tag: 会员, buttons: [{PAGE.replace('www', 'd')}]}}",
            "d.veland.example is one site too many",
        ),
        (f"{{tag: 会员, buttons: [{LEAF.replace('hours.store', 'no.such')}]}}", "`no.such`"),
        *(
            (f"{{tag: 会员, {rule}: 1, buttons: [{LEAF}]}}", f"no menus by `{rule}` any more")
            for rule in ("sex", "country", "province", "city", "language")
        ),
        (f"{{client: iphone, buttons: [{LEAF}]}}", "`iphone` is none of the possible values"),
    ],
)
def test_faults_of_conditional_menus_are_told(tmp_path: Path, conditional: str, says: str) -> None:
    found = problems_of(tmp_path, LEAF, conditional=conditional)

    assert any(says in problem for problem in found), found


def test_conditional_menus_need_a_default_one(tmp_path: Path) -> None:
    found = problems_of(tmp_path, conditional=f"{{tag: 会员, buttons: [{LEAF}]}}")

    assert any("need a default menu" in problem for problem in found), found


@pytest.mark.parametrize(
    ("button", "says"),
    [
        ("{name: 扫码, asks: scan, purpose: service, url: 'https://a.example'}", "names no entry"),
        ("{name: 图, media: 短, purpose: content}", "does not have the right form"),
        (LEAF.replace("hours.store", "Hours Store"), "has characters that are not possible"),
        (
            "{name: 商城, purpose: ecom, miniprogram: "
            "{app_id: WXABC, page: p, url: 'https://m.veland.example'}}",
            "does not have the right form",
        ),
    ],
)
def test_faults_of_single_buttons_are_told(tmp_path: Path, button: str, says: str) -> None:
    found = problems_of(tmp_path, button)

    assert any(says in problem for problem in found), found
