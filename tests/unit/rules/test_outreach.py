"""What a template message or a notice may say, as tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.outreach import Outreach
from bot.rules.outreach import VALUE_RULES, faults_of, marketing_in


def template(**fields: str) -> Outreach:
    return Outreach(kind="template", template_id="tpl-1", fields=fields)


def codes(outreach: Outreach, *, check_types: bool = True) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in faults_of(outreach, check_types=check_types)]


GOOD = [
    ("thing1", "恒隆广场店"),
    ("thing1", "字" * 20),
    ("thing01", "二十个字以内"),
    ("const2", "已完成"),
    ("number3", "12"),
    ("number3", "-3.50"),
    ("number3", "9" * 32),
    ("letter4", "ABCdef"),
    ("symbol5", "★！？"),
    ("character_string6", "SF-2026#12/A"),
    ("time7", "15:01"),
    ("time7", "15:01:30"),
    ("time7", "2026年10月1日 15:01"),
    ("time7", "2026-10-01 15:01"),
    ("time7", "14:00~16:00"),
    ("time7", "2026年10月1日 ~ 2026年10月3日"),
    ("date8", "2026年10月1日"),
    ("date8", "2028/2/29 09:30"),
    ("amount9", "¥1234567890.50"),
    ("amount9", "100元"),
    ("amount9", "￥0.01元"),
    ("phone_number10", "+86-0766-66888866"),
    ("car_number11", "粤A8Z888挂"),
    ("car_number11", "沪AD12345"),
    ("name12", "欧阳娜娜"),
    ("name12", "Marie-Claire Dupont"),
    ("phrase13", "维修完成"),
]

BAD = [
    ("thing1", "字" * 21),
    ("const2", "字" * 21),
    ("number3", "十二"),
    ("number3", "1."),
    ("number3", "1,000"),
    ("number3", "9" * 33),
    ("letter4", "ABC1"),
    ("letter4", "a" * 33),
    ("symbol5", "！！！！！！"),
    ("symbol5", "a!"),
    ("character_string6", "订单12"),
    ("character_string6", "SF 12"),
    ("character_string6", "a" * 33),
    ("time7", "下午三点"),
    ("time7", "25:01"),
    ("time7", "15:61"),
    ("time7", "1:00~2:00~3:00"),
    ("date8", "15:01"),
    ("date8", "2026年2月30日"),
    ("date8", "10月1日"),
    ("amount9", "一百元"),
    ("amount9", "12345678901"),
    ("amount9", "¥¥1"),
    ("phone_number10", "138 0000 0000 0000 00"),
    ("phone_number10", "电话13800000000"),
    ("car_number11", "粤A8Z888挂车"),
    ("car_number11", "粤 A8Z88"),
    ("name12", "字" * 11),
    ("name12", "王2"),
    ("name12", "a" * 21),
    ("phrase13", "维修已经完成"),
    ("phrase13", "done"),
]


@pytest.mark.parametrize(("name", "value"), GOOD)
def test_value_that_fits_its_type_passes(name: str, value: str) -> None:
    assert codes(template(**{name: value})) == []


@pytest.mark.parametrize(("name", "value"), BAD)
def test_value_of_another_type_is_named_with_its_rule(name: str, value: str) -> None:
    (fault,) = faults_of(template(**{name: value}))

    assert (fault.field, fault.code) == (name, "type")
    assert VALUE_RULES[name.rstrip("0123456789")].rule in fault.message
    assert fault.remedy


def test_every_type_has_a_good_and_a_bad_row() -> None:
    for rows in (GOOD, BAD):
        assert {name.rstrip("0123456789") for name, _ in rows} == set(VALUE_RULES)


@pytest.mark.parametrize(("name", "value"), BAD)
def test_types_are_not_checked_when_switched_off(name: str, value: str) -> None:
    assert codes(template(**{name: value}), check_types=False) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [("", "empty"), ("  ", "empty"), ("一行\n两行", "line_break"), ("a\u200bb", "line_break")],
)
@pytest.mark.parametrize("check_types", [True, False])
def test_empty_or_broken_line_is_refused_always(value: str, code: str, check_types: bool) -> None:
    assert codes(template(thing1=value), check_types=check_types) == [("thing1", code)]


@pytest.mark.parametrize("name", ["first", "remark", "keyword", "thing", "Thing1", "1", ""])
def test_field_that_no_template_has_is_refused(name: str) -> None:
    assert codes(template(**{name: "您好"})) == [(name, "unknown_field")]


@pytest.mark.parametrize(
    "value",
    [
        *("新品上市", "领取优惠券", "全场8折", "低至五折", "满300减50", "限时", "红包", "双11大促"),
        *("Your coupon", "20% off", "Black Friday", "a Discount", "promo code", "FLASH SALE"),
    ],
)
def test_marketing_in_a_template_is_refused_with_the_word(value: str) -> None:
    (fault,) = faults_of(template(thing1=value), check_types=False)

    assert fault.code == "marketing"
    assert "marketing" in fault.message


@pytest.mark.parametrize(
    "value",
    [
        *(
            "您的腕表已维修完成",
            "预约成功",
            "折叠伞",
            "骨折",
            "曲折",
            "红色",
            "after-sales",
            "Salem",
        ),
        *("wholesale", "promotional", "打包", "第一折叠"),
    ],
)
def test_ordinary_words_are_no_marketing(value: str) -> None:
    assert marketing_in(value) is None


def test_notice_may_speak_of_what_the_fan_subscribed_to() -> None:
    notice = Outreach(kind="notice", template_id="n", fields={"thing1": "新品上市"})

    assert faults_of(notice) == ()


def test_all_faults_are_told_at_once() -> None:
    message = Outreach(
        kind="notice",
        template_id="",
        fields={"thing1": "", "number2": "x", "a": "b", "c": "d", "e": "f", "g": "h"},
        url="javascript:alert(1)",
        app_id="WX123",
        page_path="pages/index",
    )

    assert codes(message, check_types=False) == [
        ("template_id", "empty"),
        ("data", "too_many"),
        ("url", "url"),
        ("miniprogram", "app_id"),
        ("thing1", "empty"),
    ]


def test_frame_of_a_message_is_checked_part_by_part() -> None:
    lone = Outreach(kind="template", template_id="t", page_path="pages/a")
    long = Outreach(
        kind="template",
        template_id="t",
        fields={"thing1": "好"},
        url="https://example.com/" + "长" * 400,
    )
    good = Outreach(
        kind="template",
        template_id="t",
        fields={"thing1": "好"},
        url="https://example.com/repair",
        app_id="wx0123456789abcdef",
        page_path="pages/repair",
    )

    assert codes(lone) == [("data", "empty"), ("miniprogram", "app_id")]
    assert codes(long) == [("url", "too_long")]
    assert codes(good) == []


@given(
    st.dictionaries(st.text(max_size=30), st.text(max_size=60), max_size=6),
    st.sampled_from(["template", "notice"]),
)
def test_any_fields_are_judged_without_failing(fields: dict[str, str], kind: str) -> None:
    for fault in faults_of(Outreach(kind=kind, template_id="t", fields=fields)):  # type: ignore[arg-type]
        assert fault.message
        assert fault.remedy
