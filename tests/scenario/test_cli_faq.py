"""What editors type: check, ask, evaluate, schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intents.decide import ANSWER
from tests.scenario.commands import Shell

ANSWERS = """entries:
  - id: returns.window
    questions: [退货期限是多少天, 买了不合适可以退吗, 签收几天之内可以退货, 能退吗, 怎么退]
    answer: 自签收之日起 7 天内可以退货，<a href="https://www.veland.example/returns">详情</a>。
  - id: care.leather
    questions: [皮包怎么保养, 皮面脏了怎么擦, 包可以用水洗吗, 皮革护理, 皮具要上油吗]
    answer: 请用干软布轻擦。
  - id: hours.store
    questions: [你们几点关门, 几点开门, 营业时间, 周末开门吗, 门店几点营业]
    answer: 门店营业时间为 10:00 至 22:00。
  - id: service.human
    service: human
    questions: [人工, 转人工, 我要找人工客服, 找客服, 人工顾问]
"""


@pytest.fixture
def book(shell: Shell) -> Path:
    """A content folder with nothing but answers."""
    folder = shell.folder / "faq"
    (folder / "answers").mkdir(parents=True)
    (folder / "answers" / "a.yaml").write_text(ANSWERS, "utf-8")
    shell.set(BOT_FAQ_DIR=str(folder))
    return folder


def test_answers_alone_are_enough(shell: Shell, book: Path) -> None:
    ended = shell.run("faq", "check")

    assert (ended.code, ended.out) == (0, "")


def test_warnings_do_not_fail(shell: Shell, book: Path) -> None:
    """A file that nobody reads, a same phrasing, few phrasings."""
    (book / "store.yaml").write_text("stores: []\n")
    (book / "answers" / "b.yaml").write_text(
        "entries: [{id: lone, questions: [人工], answer: x}]\n"
    )
    ended = shell.run("faq", "check", str(book))
    told = json.loads(shell.run("faq", "check", str(book), "--json").out)

    assert ended.code == 0
    assert f"{book}/store.yaml:1:1: this file is not read (known here: canned.yaml" in ended.out
    assert {problem["severity"] for problem in told["problems"]} == {"warning"}
    assert len(told["problems"]) == len(ended.out.splitlines()) >= 3
    assert ended.out.splitlines() == [
        "{path}:{line}:{column}: {message} ({remedy})".format(**problem)
        for problem in told["problems"]
    ]
    assert ended.err == f"0 errors, {len(told['problems'])} warnings in {book}\n"


def test_menu_entry_out_of_its_time_is_warned_of(shell: Shell, book: Path) -> None:
    (book / "answers" / "b.yaml").write_text(
        "entries:\n  - id: gift.old\n    questions: [旧礼一, 旧礼二, 旧礼三, 旧礼四, 旧礼五]\n"
        "    answer: x\n    valid_until: 2020-01-01\n"
    )
    (book / "menu.yaml").write_text(
        "buttons:\n  - {name: 礼品, entry: gift.old, purpose: service}\n", "utf-8"
    )
    ended = shell.run("faq", "check")

    first, second = ended.out.splitlines()

    assert ended.code == 0
    assert first.startswith(f"{book}/answers/b.yaml:2:1: nobody reaches `gift.old` any more")
    assert second.startswith(f"{book}/menu.yaml:2:23: the entry `gift.old` is not valid on 20")


def test_what_cannot_be_sent_is_refused(shell: Shell, book: Path) -> None:
    questions = "questions: [礼品一, 礼品二, 礼品三, 礼品四, 礼品五], answer: x"
    (book / "answers" / "b.yaml").write_text(
        f"entries:\n  - {{id: a.b, {questions}, image: pictures/a.jpg}}\n"
        f"  - {{id: a.c, {questions}, miniprogram: {{app_id: a, page: b, title: c}}}}\n"
        f"  - {{id: a.d, {questions}, image: MEDIA_id-0123456789}}\n"
        f"  - {{id: a.e, {questions}, image: short}}\n",
        "utf-8",
    )
    ended = shell.run("faq", "check")
    errors = [line for line in ended.out.splitlines() if "as well" not in line]

    assert ended.code == 1
    assert len(errors) == 3
    assert "there is no picture `pictures/a.jpg` (put the file there" in errors[0]
    assert "`a` does not have the right form" in errors[1]
    assert "`short` is neither a picture file nor a media id" in errors[2]


def test_every_file_is_checked_and_each_fault_has_its_place(shell: Shell, book: Path) -> None:
    """One line each as path:line:column: message (remedy); the same for programs."""
    broken = {
        "answers/b.yaml": "entries:\n  - id: a.b\n    question: [x]\n",
        "stores.yaml": "stores:\n  - id: 1\n",
        "hours.yaml": "hours: 10:00\n",
        "tags.yaml": "tags:\n  - {key: a.b, type: enum, owner: crm, meaning: {zh: 甲}}\n",
        "canned.yaml": "defaults: {fna: 您}\n",
        "synonyms.yaml": "synonyms: {a: [b], a: [c]}\n",
        "domains.yaml": "domains:\n  - host: https://x.example\n    owner: x\n",
        "words.txt": "一个 词 two\n",
        "welcome.yaml": "default: {zh: 　}\n",
        "menu.yaml": "buttons:\n  - {name: 服务, entry: no.such, purpose: service}\n",
        "texts.yaml": "texts: {clarify: {zh: '{choices!r}'}}\n",
    }
    for name, written in broken.items():
        (book / name).write_text(written, "utf-8")
    ended = shell.run("faq", "check")
    told = json.loads(shell.run("faq", "check", "--json").out)["problems"]

    assert ended.code == 1
    assert {problem["path"] for problem in told if problem["severity"] == "error"} == {
        str(book / name) for name in broken if name != "menu.yaml"
    }
    assert ended.out.splitlines() == [
        "{path}:{line}:{column}: {message} ({remedy})".format(**problem) for problem in told
    ]


def test_what_editors_should_look_at_is_warned_of(shell: Shell, book: Path) -> None:
    """A test that fails, no topic, a risk without a human, an answer over one message."""
    (book / "tags.yaml").write_text(
        "tags: [{key: service.topic, type: text, owner: crm, meaning: {zh: 主题}}]\n", "utf-8"
    )
    (book / "answers" / "b.yaml").write_text(
        "entries:\n  - id: price.ask\n    questions: [多少钱, 什么价位, 价格, 售价, 报个价]\n"
        f"    answer: {'字' * 700}\n    tags: [service.topic=price]\n    risk: high\n"
        "    tests: [帮我转人工]\n",
        "utf-8",
    )
    ended = shell.run("faq", "check")

    assert ended.code == 0
    for told in (
        "a.yaml:2:5: `returns.window` has no `service.topic`",
        "b.yaml:2:1: the answer of `price.ask` (zh) has 2100 bytes",
        "b.yaml:6:11: `price.ask` has risk: high and leads to no human",
        "b.yaml:7:13: the test 「帮我转人工」 of `price.ask` leads to `service.human`",
    ):
        place, _, message = told.partition(" ")
        assert any(place[:6] in line and message in line for line in ended.out.splitlines()), told


def test_own_questions_are_asked(shell: Shell, book: Path) -> None:
    ended = shell.run("faq", "test")
    told = json.loads(shell.run("faq", "test", str(book), "--json").out)

    assert ended.code == 0
    assert ended.err == ""
    assert "tests: 0 of 0 first" in ended.out
    assert (told["entries"], told["phrasings"], told["failed"]) == (4, 20, [])
    assert told["left_out"]["asked"] == 20


def test_test_that_leads_elsewhere_fails(shell: Shell, book: Path) -> None:
    (book / "answers" / "b.yaml").write_text(
        "entries:\n  - id: gift.wrap\n    questions: [礼盒包装, 包礼盒, 丝带, 纸袋, 转人工]\n"
        "    answer: x\n    tests: [包上礼盒, 你们几点关门]\n",
        "utf-8",
    )
    ended = shell.run("faq", "test")
    told = json.loads(shell.run("faq", "test", "--json").out)

    assert ended.code == 1
    place = f"{book}/answers/b.yaml:5:"
    assert ended.out.startswith(place)
    assert "the test 「你们几点关门」 of gift.wrap leads to hours.store" in ended.out
    assert [test["text"] for test in told["failed"]] == ["你们几点关门"]
    assert [(pair["text"], pair["percent"]) for pair in told["twins"]] == [("转人工", 100.0)]


def test_content_with_errors_is_not_asked(shell: Shell, book: Path) -> None:
    (book / "answers" / "b.yaml").write_text("entries: [{id: a.b}]\n", "utf-8")
    ended = shell.run("faq", "test")

    assert ended.code == 2
    assert "b.yaml:1:11: " in ended.err


def test_links_must_name_listed_hosts(shell: Shell, book: Path) -> None:
    """Answers, cards, menu, welcome, own sentences and canned replies, each at its place."""
    link = "https://evil.example/x"
    (book / "domains.yaml").write_text("domains: [{host: www.veland.example, owner: 维岚}]\n")
    (book / "answers" / "b.yaml").write_text(
        f"entries:\n  - id: a.b\n    questions: ['{link}']\n    answer: 见{link}，谢谢\n"
        f"    card: {{title: x, url: '{link}'}}\n"
    )
    (book / "menu.yaml").write_text(
        f"buttons:\n  - {{name: 官网, url: '{link}', purpose: content}}\n"
    )
    (book / "welcome.yaml").write_text(f"default: {{zh: '<a href=\"{link}\">x</a>'}}\n")
    (book / "texts.yaml").write_text(f"texts: {{thanks: {{zh: '{link}'}}}}\n")
    (book / "canned.yaml").write_text(f"canned: [{{id: a, title: a, text: {{zh: '{link}'}}}}]\n")
    ended = shell.run("faq", "check")

    errors = [line for line in ended.out.splitlines() if "leads to evil.example" in line]
    assert ended.code == 1
    assert [line.removeprefix(f"{book}/").split(": ")[0] for line in errors] == [
        "answers/b.yaml:4:13",
        "answers/b.yaml:5:27",
        "canned.yaml:1:39",
        "menu.yaml:2:21",
        "texts.yaml:1:22",
        "welcome.yaml:1:15",
    ]
    assert all("or add this one there" in line for line in errors)


def test_ask_tells_decision_candidates_and_answer(shell: Shell, book: Path) -> None:
    answered = json.loads(shell.run("faq", "ask", "退货期限是多少天", "--json").out)
    service = json.loads(shell.run("faq", "ask", "转人工", "--top", "1", "--json").out)
    lost = json.loads(shell.run("faq", "ask", "😀", "--json").out)

    assert (answered["decision"], answered["entry"]) == ("answer", "returns.window")
    assert answered["answer"].startswith("自签收之日起 7 天内")
    assert answered["candidates"][0]["confidence"] == answered["confidence"]
    assert len(answered["candidates"]) >= 3
    confidences = [candidate["confidence"] for candidate in answered["candidates"]]
    assert confidences == sorted(confidences, reverse=True)
    assert (service["decision"], service["service"], service["answer"]) == ("answer", "human", None)
    assert len(service["candidates"]) >= 3
    assert (lost["decision"], lost["answer"]) == ("fallback", None)


def test_ask_takes_another_book_and_any_bytes(shell: Shell, book: Path) -> None:
    ended = shell.run("faq", "ask", "\udcff退货", "--book", str(book))
    broken = shell.run("faq", "ask", "退货", "--book", "/nowhere")

    assert ended.code == 0
    assert broken.code == 2
    assert "1 errors in /nowhere" in broken.err


def test_evaluate_counts_and_writes_one_line_a_query(shell: Shell, book: Path) -> None:
    queries = shell.folder / "q.jsonl"
    rows = [
        {"text": "退货期限是多少天", "entry": "returns.window", "from": "x"},
        {"text": "皮包怎么保养", "entry": ["care.leather", "hours.store"]},
        {"text": "zzzz qqqq", "entry": None},
    ]
    queries.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    out = shell.folder / "out.jsonl"
    ended = shell.run("faq", "evaluate", "--queries", str(queries), "--out", str(out), "--json")

    figures = json.loads(ended.out)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert ended.code == 0
    assert (figures["top1"], figures["recall3"], figures["coverage"]) == (1, 1, 1)
    assert (figures["precision"], figures["false_answer_rate"]) == (1, 0)
    assert [line["text"] for line in lines] == [row["text"] for row in rows]
    assert lines[0]["entry"] == "returns.window"


def test_answer_is_explained_by_its_phrasing(shell: Shell, book: Path) -> None:
    told = json.loads(shell.run("faq", "ask", "门店几点营业", "--json").out)
    ended = shell.run("faq", "ask", "门店几点打烊")
    first, place = told["candidates"][0], f"{book}/answers/a.yaml"

    assert (first["phrasing"], first["path"], first["line"]) == ("门店几点营业", place, 9)
    assert (first["missing"], first["lacks"]) == ([], "")
    assert f"        in {place}:9" in ended.out.splitlines()
    assert "not in it 「打烊」" in ended.out


def test_what_is_not_answered_is_told_what_it_lacked(shell: Shell, book: Path) -> None:
    told = json.loads(shell.run("faq", "ask", "退货要在周末几点去门店的皮包柜台", "--json").out)
    first, second = told["candidates"][:2]

    assert told["decision"] != "answer"
    assert f"of the {ANSWER['normal']:.2f}" in first["lacks"]
    assert second["lacks"].endswith(f" {first['entry']}")


@pytest.mark.parametrize(
    ("line", "says"),
    [("{", "q.jsonl:1:1"), ("[1]", "not a JSON object"), ('{"entry": null}', "q.jsonl:1:1")],
)
def test_evaluate_names_the_broken_line(shell: Shell, book: Path, line: str, says: str) -> None:
    (shell.folder / "q.jsonl").write_text(line)
    ended = shell.run("faq", "evaluate", "--queries", "q.jsonl")

    assert ended.code == 2
    assert says in ended.err
    assert ended.err.count("\n") == 1


def test_schemas_are_written_where_wanted(shell: Shell) -> None:
    ended = shell.run("faq", "schema", "out")

    assert ended.code == 0
    assert "out/domains.json" in ended.out.splitlines()
    assert json.loads((shell.folder / "out" / "answers.json").read_text())["title"] == "Answers"
