"""An editor brings the question list that the brand has had all along."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.scenario.commands import Ended, Shell

DOMAINS = "domains: [{host: www.veland.example, owner: 维岚}]\n"
TAGS = "tags: [{key: service.topic, type: text, owner: crm, meaning: {zh: 主题}}]\n"
HEAD = ["序号", "分类", "标准问题*", "相似问法（多个换行）", "标准答案", "标签", "状态"]
RETURN = "您好，请在小程序“我的订单”里申请退货。"
TAGGED = "service.topic=returns 售后"
CARE = "用干软布轻擦，避免阳光直射，存放于防尘袋。"


@pytest.fixture
def folder(shell: Shell) -> Path:
    """A content folder without any answers yet."""
    folder = shell.folder / "faq"
    folder.mkdir()
    (folder / "domains.yaml").write_text(DOMAINS, "utf-8")
    (folder / "tags.yaml").write_text(TAGS, "utf-8")
    shell.set(BOT_FAQ_DIR=str(folder))
    return folder


def workbook(path: Path, *sheets: tuple[str, Sequence[Sequence[Any]], Sequence[str]]) -> Path:
    """A workbook of these sheets: title, rows and merged ranges."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows, merged in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    book.save(path)
    return path


def bring(shell: Shell, path: Path, *options: str) -> tuple[Ended, dict[str, Any]]:
    ended = shell.run("faq", "import", str(path), *options, "--json")
    return ended, json.loads(ended.out)


def told(report: dict[str, Any]) -> dict[str, str]:
    """Place in the list -> what was said of it."""
    return {remark["place"].rpartition("/")[2]: remark["message"] for remark in report["remarks"]}


def test_list_of_a_customer_service_becomes_entries(shell: Shell, folder: Path) -> None:
    """A title, several phrasings in a cell, merged and blank cells, a rule export, notes."""
    care = [
        [1, "退换货", "怎么申请退货", "如何退货\n2. 怎么退；退货流程", RETURN, TAGGED, "启用"],
        [2, "退换货", "换货要多久", "换货几天能到/多久可以换好", "一般 5 个工作日。"],
        [],
        [3, "保养", "皮包怎么保养", 12345.0, CARE],
        [None, None, None, "皮具护理"],
        [None, None, "包脏了怎么办"],
        [4, "保养", "手表怎么保养", "手表要上油吗", CARE],
        [5, "保养", "旧问题", None, "旧答案，不再使用。", None, "停用"],
    ]  # fmt: skip
    rules = [
        ["规则名称", "关键字", "匹配方式", "回复内容", "回复类型"],
        ["营业时间", "营业时间,几点开门 几点关门", "半匹配", "门店 10:00-22:00 营业。", "文本"],
        ["海报", "海报", "全匹配", "MEDIA_1", "图片"],
    ]
    path = workbook(
        shell.folder / "问题库.xlsx",
        ("售后", [["维岚客服问题库"], HEAD, *care], ["A1:F1", "E6:E8"]),
        ("关键词", rules, []),
        ("说明", [["请勿修改"]], []),
    )
    ended, report = bring(shell, path)

    files = sorted(file.name for file in (folder / "answers").iterdir())
    assert files == ["bao_yang.yaml", "guan_jian_ci.yaml", "tui_huan_huo.yaml"]
    assert (folder / "answers" / "tui_huan_huo.yaml").read_text("utf-8") == (
        "# yaml-language-server: $schema=../../docs/schemas/answers.json\n"
        "# 问题库.xlsx\n"
        "entries:\n"
        "  - id: tui_huan_huo.zen_me_shen_qing_tui_huo\n"
        "    questions:\n"
        "      - 怎么申请退货\n"
        "      - 如何退货\n"
        "      - 怎么退\n"
        "      - 退货流程\n"
        f"    answer: {RETURN}\n"
        "    tags: [service.topic=returns]\n"
        "\n"
        "  - id: tui_huan_huo.huan_huo_yao_duo_jiu\n"
        "    questions:\n"
        "      - 换货要多久\n"
        "      - 换货几天能到\n"
        "      - 多久可以换好\n"
        "    answer: 一般 5 个工作日。\n"
    )
    care_file = (folder / "answers" / "bao_yang.yaml").read_text("utf-8")
    for text in (
        "皮包怎么保养",
        '"12345"',
        "皮具护理",
        "包脏了怎么办",
        "手表怎么保养",
        "手表要上油吗",
    ):
        assert f"      - {text}\n" in care_file
    assert care_file.count("- id:") == 1
    said = told(report)
    assert said["问题库.xlsx:售后!C9"] == (
        "「手表怎么保养」 joined 「皮包怎么保养」 (问题库.xlsx:售后!C6): the answers are the same"
    )
    assert "switched off (停用)" in said["问题库.xlsx:售后!G10"]
    assert "「售后」" in said["问题库.xlsx:售后!F3"]
    assert "a reply of the kind 图片" in said["问题库.xlsx:关键词!E3"]
    assert "this sheet was not taken" in said["问题库.xlsx:说明!A1"]
    assert ended.code == 1
    assert shell.run("faq", "check").code == 0


def test_second_import_adds_what_is_new_and_changes_nothing(shell: Shell, folder: Path) -> None:
    rows = [
        ["问题", "答案", "分类"],
        ["怎么退货", RETURN, "退货"],
        ["怎么换货", "可以换货。", "退货"],
    ]
    path = workbook(shell.folder / "list.xlsx", ("Sheet1", rows, []))
    assert shell.run("faq", "import", str(path)).code == 0
    former = (folder / "answers" / "tui_huo.yaml").read_bytes()

    rows += [["运费谁出", "由我们承担。", "退货"], ["怎么换货", "不可以。", "退货"]]
    rows += [["退货流程", RETURN, "退货"]]
    ended, report = bring(shell, workbook(path, ("Sheet1", rows, [])))

    said = told(report)
    assert (folder / "answers" / "tui_huo.yaml").read_bytes() == former
    assert [file["entries"] for file in report["files"]] == [["tui_huo.yun_fei_shui_chu"]]
    assert report["files"][0]["path"] == f"{folder}/answers/tui_huo_2.yaml"
    assert "has another answer already" in said["list.xlsx:Sheet1!A5"]
    assert "has this answer, but not 「退货流程」" in said["list.xlsx:Sheet1!A2"]
    assert "is in the book already: tui_huo.zen_me_huan_huo" in said["list.xlsx:Sheet1!A3"]
    assert ended.code == 1


def test_answer_that_may_not_be_sent_is_left_out(shell: Shell, folder: Path) -> None:
    """A host that is not listed; nothing is written that faq check would refuse."""
    rows = [
        ["Q", "A"],
        ["尺码表在哪", "<p>请看 <a href='https://evil.example/x'>这里</a></p>"],
        ["怎么量尺寸", "<p>请用软尺<br/>量一圈&nbsp;半</p>"],
        ["网址多少", "www.veland.example"],
    ]
    ended, report = bring(shell, workbook(shell.folder / "尺码.xlsx", ("表1", rows, [])))

    written = (folder / "answers" / "chi_ma.yaml").read_text("utf-8")
    assert "leads to evil.example" in told(report)["尺码.xlsx:表1!A2"]
    assert "answer: |-\n      请用软尺\n      量一圈 半\n" in written
    assert len(report["files"][0]["entries"]) == 2
    assert ended.code == 1
    assert shell.run("faq", "check").code == 0


def test_missing_answers_and_broken_cells_are_told(shell: Shell, folder: Path) -> None:
    """A question that nobody has answered does not get the answer of the one above."""
    rows = [
        ["问题", "答案"],
        ["怎么退货", RETURN],
        ["怎么换货", None],
        ["怎么量尺寸", "=A2&B2"],
        ["怎么付款", "#N/A"],
        ["怎么开票", "可以开电子发票。"],
        [None, "一个没有问题的答案"],
    ]
    ended, report = bring(shell, workbook(shell.folder / "a.xlsx", ("表", rows, [])))

    assert told(report) == {
        "a.xlsx:表!A3": "「怎么换货」 has no answer",
        "a.xlsx:表!B4": "the cell holds a formula without its result",
        "a.xlsx:表!B5": "the cell holds the error #N/A",
        "a.xlsx:表!B7": "an answer without a question was left out",
    }
    assert report["files"][0]["phrasings"] == 2
    assert ended.code == 1


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        ("问题;答案;分类\r\n怎么退货;您好;退货\r\n", "gb18030"),
        ("问题,答案,分类\n怎么退货,您好,退货\n", "utf-8-sig"),
        ("问题\t答案\t分类\n怎么退货\t您好\t退货\n", "utf-16"),
    ],
)
def test_csv_of_spreadsheets_is_read(
    shell: Shell, folder: Path, written: str, encoding: str
) -> None:
    (shell.folder / "a.csv").write_bytes(written.encode(encoding))
    ended, report = bring(shell, shell.folder / "a.csv")

    assert ended.code == 0
    assert report["files"][0]["entries"] == ["tui_huo.zen_me_tui_huo"]
    assert bool(report["notes"]) == (encoding != "utf-8-sig")


def test_cell_that_could_not_be_calculated_is_no_answer(shell: Shell, folder: Path) -> None:
    (shell.folder / "a.csv").write_text('问题,答案\n怎么退,"可以\n退"\n怎么换,#REF!\n', "utf-8")
    ended, report = bring(shell, shell.folder / "a.csv")

    assert ended.code == 1
    assert report["files"][0]["phrasings"] == 1
    (remark,) = report["remarks"]
    assert (remark["place"], remark["message"]) == (
        f"{shell.folder}/a.csv:4:2",
        "the cell holds the error #REF!",
    )


def test_languages_and_several_columns_of_phrasings(shell: Shell, folder: Path) -> None:
    """Headings in English, an id of one's own, formulas that are only text."""
    (shell.folder / "a.csv").write_text(
        "FAQ ID,Question,Similar question 1,Similar question 2,Answer,English answer\n"
        "window,退货期限,几天内能退|多久可以退,return window,7 天内。,Within 7 days.\n"
        "tel,电话多少,'=1+1的电话,,'+86 21 5555 0000,\n",
        "utf-8",
    )
    ended = shell.run("faq", "import", "a.csv", "--into", "taken.yaml")

    written = (folder / "answers" / "taken.yaml").read_text("utf-8")
    assert (ended.code, ended.err) == (0, "2 new entries; 0 left out, 0 to look at, 0 notes\n")
    assert ended.out == f"wrote {folder}/answers/taken.yaml: 2 entries, 6 phrasings\n"
    assert "answer:\n      zh: 7 天内。\n      en: Within 7 days.\n" in written
    assert "- id: a.window\n" in written
    assert "answer: +86 21 5555 0000\n" in written


def test_dry_run_writes_nothing(shell: Shell, folder: Path) -> None:
    (shell.folder / "a.csv").write_text("问题,答案\n怎么退货,您好\n", "utf-8")
    ended = shell.run("faq", "import", "a.csv", "--dry-run")

    assert ended.code == 0
    assert ended.out.startswith(f"would write {folder}/answers/a.yaml: 1 entries")
    assert not (folder / "answers").exists()


@pytest.mark.parametrize("into", ["../x.yaml", "/tmp/x.yaml", "x.yml", "there.yaml"])
def test_into_names_a_new_file_of_the_answers(shell: Shell, folder: Path, into: str) -> None:
    (folder / "answers").mkdir()
    (folder / "answers" / "there.yaml").write_text("entries: []\n")
    (shell.folder / "a.csv").write_text("问题,答案\n怎么退货,您好\n", "utf-8")
    ended = shell.run("faq", "import", "a.csv", "--into", into)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert (folder / "answers" / "there.yaml").read_text() == "entries: []\n"


def archive(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)


def test_what_is_no_list_is_one_line_and_exit_2(shell: Shell, folder: Path) -> None:
    """Locked, old, renamed, cut off, a bomb, a web page, binary, no headings, not there."""
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    good = workbook(shell.folder / "good.xlsx", ("a", [["问题", "答案"], ["怎么退", "可以"]], []))
    with zipfile.ZipFile(good) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    archive(shell.folder / "renamed.xlsx", {"a.txt": b"x"})
    archive(shell.folder / "bomb.xlsx", parts | {sheet: bytes(110_000_000)})
    typed = parts[sheet].replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet', 1)
    archive(shell.folder / "entities.xlsx", parts | {sheet: typed})
    archive(shell.folder / "torn.xlsx", parts | {sheet: parts[sheet][:200]})
    for name, data, says in (
        ("locked.xlsx", office + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("old.xls", office, "old form (.xls)"),
        ("renamed.xlsx", None, "another zip archive"),
        ("cut.xlsx", good.read_bytes()[:3_000], "damaged or not complete"),
        ("torn.xlsx", None, "cannot be read"),
        ("bomb.xlsx", None, "unpacks to more than 100 MB"),
        ("entities.xlsx", None, "declares a document type"),
        ("page.xls", b"<html><table>", "is a web page"),
        ("binary.csv", bytes(range(256)), "neither a workbook nor readable text"),
        ("none.csv", "怎么退,可以\n".encode(), "none.csv:1:1: no row names a question"),
        ("big5.csv", "問題,答案\n怎麼退,可以\n".encode("big5"), "--encoding names another"),
        ("quotes.csv", '问题,答案\n怎么退,"可以\n'.encode(), "quotes.csv:2:1: this is not CSV"),
        ("empty.csv", b"", "holds no rows"),
    ):
        if data is not None:
            (shell.folder / name).write_bytes(data)
        ended = shell.run("faq", "import", name)

        assert (ended.code, ended.out) == (2, ""), name
        assert says in ended.err, name
        assert ended.err.count("\n") == 1, name
    assert "cannot read" in shell.run("faq", "import", "absent.xlsx").err
    assert shell.run("faq", "import", "big5.csv", "--encoding", "big5").code == 0


def test_sheet_that_lies_about_its_size_is_read_quickly(shell: Shell, folder: Path) -> None:
    """A cell in the last corner and a merge over a million rows."""
    path = workbook(
        shell.folder / "a.xlsx", ("表", [["问题", "答案"], ["怎么退", "可以退"]], ["B2:B3"])
    )
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[sheet] = (
        parts[sheet]
        .replace(b'ref="B2:B3"', b'ref="B2:B1048576"')
        .replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )
    )
    archive(path, parts)
    ended, report = bring(shell, path)

    assert ended.code == 0
    assert report["files"][0]["phrasings"] == 1


def test_what_stands_far_below_is_told_not_lost(shell: Shell, folder: Path) -> None:
    rows = [["问题", "答案"], ["怎么退货", RETURN], *([[]] * 2001), ["怎么换货", RETURN]]
    ended, report = bring(shell, workbook(shell.folder / "far.xlsx", ("表", rows, ())))

    assert ended.code == 0, ended.err
    assert "表 was not read below row 2002, after 2000 blank rows" in str(report)


def test_folder_with_errors_is_not_added_to(shell: Shell, folder: Path) -> None:
    (folder / "answers").mkdir()
    (folder / "answers" / "a.yaml").write_text("entries: [{id: a.b}]\n")
    (shell.folder / "a.csv").write_text("问题,答案\n怎么退货,您好\n", "utf-8")
    ended = shell.run("faq", "import", "a.csv")

    assert ended.code == 2
    assert "answers/a.yaml:1:11: " in ended.err
