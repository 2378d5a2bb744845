"""Numbers of people are masked; dates, prices and order numbers are read as they are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import hide_personal, is_card, is_id_card, mask_numbers

DIGITS = "0123456789"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def checked_id(area: int, born: date, order: int) -> str:
    body = f"{area:06d}{born:%Y%m%d}{order:03d}"
    total = sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def checked_card(body: str) -> str:
    for last in DIGITS:
        if is_card(body + last):
            return body + last
    raise AssertionError(body)


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
words = st.text(alphabet="您好我的电话是请回电谢谢，。 ", max_size=12)


@given(mobiles, words, words, st.sampled_from(["", "+86", "86 ", "+86-"]))
def test_mobile_keeps_its_ends_only(number: str, before: str, after: str, code: str) -> None:
    shown = mask_numbers(f"{before}{code}{number}{after}")

    assert number not in shown
    assert f"{number[:3]}****{number[-4:]}" in shown
    assert number not in hide_personal(f"{before}{code}{number}{after}")


@given(
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    st.integers(0, 999),
    words,
)
def test_resident_id_is_masked_and_a_wrong_check_digit_is_not(
    area: int, born: date, order: int, before: str
) -> None:
    number = checked_id(area, born, order)
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")

    assert is_id_card(number)
    assert number not in mask_numbers(before + number)
    assert not is_id_card(wrong)


@given(st.from_regex(r"[3-6][0-9]{14,17}", fullmatch=True))
def test_bank_card_keeps_its_last_four(body: str) -> None:
    number = checked_card(body)
    spaced = " ".join(number[n : n + 4] for n in range(0, len(number), 4))
    if is_id_card(number) or "****" in mask_numbers(number).replace(f"**** {number[-4:]}", ""):
        return

    assert mask_numbers(number) == f"**** {number[-4:]}"
    assert number[:8] not in mask_numbers(spaced).replace(" ", "")


@given(
    st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(1, 9_999_999), st.integers(0, 99)
)
def test_dates_and_prices_stay(day: date, yuan: int, cents: int) -> None:
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day:%Y年%m月%d日} 14:30",
        f"¥{yuan}.{cents:02d}",
        f"{yuan:,} 元",
        f"{yuan}元",
    ):
        assert mask_numbers(text) == text
        assert hide_personal(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "订单号 20261126153012345",
        "SO-2026-1126-0001",
        "MS138123456789012",
        "400-820-8888",
        "021-62881234",
        "ref 12345678901234",
        "121.473701, 31.230416",
        "3.13812345678",
        "1234567890123456",
    ],
)
def test_orders_and_service_numbers_stay(text: str) -> None:
    assert mask_numbers(text) == text


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("写信到 mei.lin+bag@example.com.cn 吧", "example.com"),
        ("住在上海市静安区南京西路1266号12楼1203室", "1266"),
        ("fan oAbCdEfGhIjKlMnOpQrStUvWxYz1 wrote", "oAbC"),
        ("138 1234 5678", "1234"),
        ("138-1234-5678", "5678"),
    ],
)
def test_logs_lose_mails_addresses_and_openids_altogether(text: str, gone: str) -> None:
    assert gone not in hide_personal(text)


@pytest.mark.parametrize(
    "number",
    ["138.0013.8000", "+852 9123 4567", "+852-91234567", "+14155552671", "021-62881234"],
)
def test_number_in_another_form_is_gone_from_lists(number: str) -> None:
    assert hide_personal(f"电话{number}，谢谢") == "电话***，谢谢"


def test_what_may_be_an_order_number_stays_in_lists() -> None:
    for text in ("订单0212345678", "400-820-8888", "2026-01-0212", "+1", "100+200=300"):
        assert hide_personal(text) == text
