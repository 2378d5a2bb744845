"""Every error number of the platform becomes the error that says what to do."""

from __future__ import annotations

import pytest

from bot import errors
from bot.channels.wechat.errcodes import MEANINGS, errcode_of, raise_for_errcode

EXPECTED: dict[type[errors.PlatformError], list[int]] = {
    errors.TokenExpired: [40001, 40014, 42001],
    errors.PlatformBusy: [-1, 268487001, 268487002],
    errors.RateLimited: [45009, 45011, 45028],
    errors.WindowClosed: [45015],
    errors.QuotaSpent: [45047],
    errors.FanUnreachable: [40003, 43004, 43019, 46004, 48002, 50002, 50005, 70000],
    errors.Misconfigured: [
        *(40013, 40125, 40164, 40243, 45035, 45082, 45086, 45087, 45093, 45094),
        *(48001, 48004, 48008, 50004, 50007, 61004, 65400, 89503, 89506, 89507),
    ],
    errors.BadRequest: [
        *(40002, 40007, 40008, 40033, *range(41001, 41031), 43001, 43002, 43003),
        *(44002, 44004, *range(45002, 45009), 45072, 45080, 45081, 45098, 45099),
        *(47001, 47002, 47003),
    ],
}
ROWS = [(number, error) for error, numbers in EXPECTED.items() for number in numbers]


@pytest.mark.parametrize(("number", "error"), ROWS)
def test_known_number_raises_its_error_with_a_remedy(number, error):
    with pytest.raises(error) as raised:
        raise_for_errcode({"errcode": number, "errmsg": "as returned"}, "/cgi-bin/x")

    assert type(raised.value) is error
    assert raised.value.errcode == number
    assert raised.value.message
    assert raised.value.remedy
    assert raised.value.data["errmsg"] == "as returned"
    assert raised.value.data["call"] == "/cgi-bin/x"


def test_every_known_number_is_expected_here():
    assert set(MEANINGS) == {number for number, _ in ROWS}


@pytest.mark.parametrize("number", [45015, 45047, 43004, 48002])
def test_what_an_agent_reads_is_chinese(number):
    meaning = MEANINGS[number]

    assert meaning.error.audience == "agent"
    assert not (meaning.message + meaning.remedy).isascii()


@pytest.mark.parametrize("answer", [{}, {"errcode": 0, "errmsg": "ok"}, {"errcode": "0"}])
def test_accepted_call_raises_nothing(answer):
    raise_for_errcode(answer, "/cgi-bin/x")


def test_unknown_number_keeps_the_raw_text_and_rid():
    errmsg = "something new rid: 61655d5b-0b67106b-797933d8"
    with pytest.raises(errors.PlatformError, match="something new") as raised:
        raise_for_errcode({"errcode": 99999, "errmsg": errmsg}, "/cgi-bin/x")

    assert type(raised.value) is errors.PlatformError
    assert raised.value.errcode == 99999
    assert raised.value.data["rid"] == "61655d5b-0b67106b-797933d8"


@pytest.mark.parametrize("written", [None, "abc", 1.5, True, [], {}])
def test_number_that_is_none_is_not_taken_for_a_known_one(written):
    assert errcode_of({"errcode": written}) is None
    with pytest.raises(errors.PlatformError) as raised:
        raise_for_errcode({"errcode": written}, "/cgi-bin/x")

    assert type(raised.value) is errors.PlatformError
