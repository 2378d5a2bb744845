"""Words that may not go out, and those that only look like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.library import load_library
from bot.content.texts import load_texts
from bot.content.wording import faults_in

ERROR, WARNING = "error", "warning"


@pytest.mark.parametrize(
    ("text", "words", "severity"),
    [
        ("我们的皮料达到国家级水准", "国家级", ERROR),
        ("最高级的工艺", "最高级", ERROR),
        ("给您最佳品质", "最佳", ERROR),
        ("給您最佳品質", "最佳", ERROR),
        ("全国销量第一", "全国销量第一", ERROR),
        ("銷量全國第一的手袋", "销量全国第一", ERROR),
        ("世界顶级工坊", "世界顶级", ERROR),
        ("同行最好的售后", "同行最好", ERROR),
        ("最好的品质", "最好的", WARNING),
        ("我们的手感最好", "手感最好", WARNING),
        ("第一品牌", "第一品牌", WARNING),
        ("顶级小牛皮", "顶级", WARNING),
        ("獨一無二的設計", "独一无二", WARNING),
        ("这是唯一的选择", "唯一", WARNING),
        ("100%正品", "100%", WARNING),
        ("百分之百满意", "百分之百", WARNING),
        ("最便宜的时候", "最便宜", WARNING),
        ("绝对正品", "绝对正品", WARNING),
        ("镀层永不褪色", "永不褪色", WARNING),
        ("Made with the best leather", "the best leather", WARNING),
        ("The world's finest bags", "world's finest", WARNING),
        ("分享到朋友圈即可领取礼品", "分享到朋友圈即可领", ERROR),
        ("转发给好友领优惠券", "转发给好友领优惠券", ERROR),
        ("集赞38个送香水", "集赞", ERROR),
        ("集满20个赞", "集满20个赞", ERROR),
        ("分享有礼", "分享有礼", ERROR),
        ("关注有礼", "关注有礼", WARNING),
        ("關注公眾號即可領取小樣", "关注公众号即可领", WARNING),
        ("邀请三位好友领红包", "邀请三位好友领红包", WARNING),
        ("不转不是真爱粉", "不转不是", WARNING),
        ("请加V信咨询", "加V信", WARNING),
    ],
)
def test_claims_and_lures_are_found_in_any_script(text: str, words: str, severity: str) -> None:
    [fault] = faults_in(text)

    assert (fault.words, fault.severity) == (words, severity)
    assert fault.message
    assert fault.remedy


@pytest.mark.parametrize(
    "text",
    [
        "最近的门店在恒隆广场",
        "全国最近的门店",
        "最后一步请确认地址",
        "最多可预留两件",
        "最晚 21:00 到店",
        "最早明天送达",
        "最新一季的岚影",
        "这是您第一次来吗",
        "第一个问题",
        "我们会第一时间回复您",
        "全国第一家旗舰店于 2012 年开业",
        "尺码最大到 44",
        "最好先用干布擦拭",
        "包袋最好不要沾水",
        "最好的办法是送店检查",
        "最佳佩戴时间为早晨",
        "最佳赏味期见瓶底",
        "100% 羊绒",
        "面料：100%桑蚕丝",
        "made of 100% wool",
        "每件作品有唯一编号",
        "编号是唯一的编号",
        "分享您的感受",
        "把照片发给顾问",
        "可以发朋友圈吗",
        "请关注门店公告",
        "加微信顾问需本人同意",
        "请加顾问的企业微信",
        "The best time to visit is in the morning",
        "We will do our best.",
        "",
        "👜",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert faults_in(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "售价 ¥12,800",
        "售價HK$9,800起",
        "定金500元",
        "大约三千元",
        "约 1.2 万元",
        "It costs €1,250",
        "RMB 8000",
        "800 港币",
        "about 300 euros",
    ],
)
def test_price_without_a_date_is_found(text: str) -> None:
    [fault] = faults_in(text)

    assert fault.message == "is a price without a date"
    assert fault.severity == WARNING
    assert faults_in(text, dated=True) == ()


@pytest.mark.parametrize(
    "text",
    [
        "售价 ¥12,800（截至2026年5月31日）",
        "自 2026-05-01 起为 500 元",
        "€1,250 as of May 2026",
        "运费 0 元",
        "三元桥附近",
        "3 至 7 个工作日",
        "2 件作品",
        "多元的选择",
    ],
)
def test_dated_price_and_what_is_no_price_are_left_alone(text: str) -> None:
    assert faults_in(text) == ()


ANSWER = """entries:
  - id: a.b
    questions: [甲一, 乙二, 丙三, 丁四, 戊五]
    answer:
      zh: 您好，{zh}
      en: "Hello, {en}"
"""


@pytest.mark.parametrize(
    ("zh", "en", "place", "severity"),
    [
        ("国家级工坊", "yes", "5:11", ERROR),
        ("好的", "the best quality", "6:11", WARNING),
        ("只要 500 元", "yes", "5:11", WARNING),
    ],
)
def test_place_and_remedy_are_told(
    tmp_path: Path, zh: str, en: str, place: str, severity: str
) -> None:
    file = tmp_path / "answers" / "a.yaml"
    file.parent.mkdir()
    file.write_text(ANSWER.format(zh=zh, en=en), "utf-8")
    library, [problem] = load_library(tmp_path)

    assert (library is None) is (severity == ERROR)
    assert str(problem).startswith(f"{file.as_posix()}:{place}: ")
    assert problem.severity == severity


def test_entry_with_a_last_day_may_name_prices(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    text = ANSWER.format(zh="只要 500 元", en="yes") + "    valid_until: 2099-01-01\n"
    (tmp_path / "answers" / "a.yaml").write_text(text, "utf-8")

    assert load_library(tmp_path)[1] == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("welcome.yaml", "default: {zh: 顶级手袋}"),
        ("texts.yaml", "texts: {thanks: {zh: 不客气, en: the best brand}}"),
        ("canned.yaml", "canned: [{id: a, title: 问候, text: {zh: 100%正品}}]"),
        ("menu.yaml", "buttons: [{name: 顶级系列, entry: a.b, purpose: content}]"),
    ],
)
def test_every_file_that_speaks_to_fans_is_read(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "a.yaml").write_text(ANSWER.format(zh="好的", en="yes"), "utf-8")
    (tmp_path / name).write_text(text + "\n", "utf-8")
    _, problems = load_library(tmp_path)
    [claim] = [problem for problem in problems if "absolute claim" in problem.message]

    assert claim.path.endswith(name)
    assert claim.severity == WARNING


def test_what_fans_ask_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    text = ANSWER.format(zh="好的", en="yes").replace("甲一", "你们是最好的品牌吗")
    (tmp_path / "answers" / "a.yaml").write_text(text + "    tests: [顶级手袋]\n", "utf-8")

    assert load_library(tmp_path)[1] == ()


def test_standard_sentences_pass(tmp_path: Path) -> None:
    texts, _ = load_texts(tmp_path)
    said = [text for by_lang in texts.sentences.values() for text in by_lang.values()]

    assert [(text, faults_in(text)) for text in said if faults_in(text)] == []
