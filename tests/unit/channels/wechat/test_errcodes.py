"""Every error number of the platform becomes the error that says what to do."""

from __future__ import annotations

import pytest

from bot import errors
from bot.channels.wechat.codes.account import ACCOUNT
from bot.channels.wechat.codes.desk import DESK
from bot.channels.wechat.codes.entries import ENTRIES
from bot.channels.wechat.codes.messages import MESSAGES
from bot.channels.wechat.codes.outreach import OUTREACH
from bot.channels.wechat.codes.people import PEOPLE
from bot.channels.wechat.errcodes import MEANINGS, errcode_of, raise_for_errcode

EXPECTED: dict[type[errors.PlatformError], list[int]] = {
    errors.TokenExpired: [40001, 40014, 42001],
    errors.PlatformBusy: [-1, 43108, 45169, 61450, 268487001, 268487002],
    errors.RateLimited: [43116, 45009, 45010, 45011, 45028, 48006],
    errors.WindowClosed: [45015],
    errors.QuotaSpent: [45047],
    errors.FanUnreachable: [
        *(40003, 43004, 43019, 43101, 46004, 48002, 49003, 50002, 50005, 70000),
    ],
    errors.Misconfigured: [
        *(40013, 40054, 40055, 40125, 40164, 40201, 40243, 43107, 45035, 45064),
        *(45082, 45086, 45087, 45093, 45094, 48001, 48004, 48008, 50004, 50007),
        *(61004, 65306, 65309, 65400, 89503, 89506, 89507, 200011),
    ],
    errors.Declined: [
        *(40005, 40006, *range(40009, 40013), *range(40015, 40031), 40036, 40037, 40050),
        *(40051, 40066, 40092, *range(40117, 40121), 40130, 40132, 40137, 40163, 40165),
        *(40166, 40249, 42002, 42003, 42007, 45029, *range(45056, 45060)),
        *(*range(45065, 45068), 45157, 45158, 45159, 45168, 45171, 46002, 46003, 47003),
        *(48005, 50001, *range(61452, 61460), *range(65301, 65306), 65307, 65308),
        *(*range(65310, 65318), 65320, *range(65401, 65416)),
        *(*range(76001, 76005), 76021, 76022, 89504, 89505, 200012, 200013),
    ],
    errors.BadRequest: [
        *(40002, 40004, 40007, 40008, 40031, 40032, 40033, 40035, 40052, 40053, 40097),
        *(40202, 40203, *range(41001, 41031), *range(43001, 43004), *range(44001, 44005)),
        *(*range(45001, 45009), 45072, 45080, 45081, 45098, 45099, 46001, 47001, 47002),
        *(61451, 65416, 65417, 200014, *range(200016, 200022)),
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


def test_no_two_tables_speak_of_the_same_number():
    tables = (ACCOUNT, MESSAGES, PEOPLE, OUTREACH, ENTRIES, DESK)

    assert sum(len(table) for table in tables) == len(MEANINGS)


@pytest.mark.parametrize(
    "number", [number for number, it in MEANINGS.items() if it.error.audience == "agent"]
)
def test_what_an_agent_reads_is_chinese(number):
    meaning = MEANINGS[number]

    assert meaning.error.audience == "agent"
    assert not (meaning.message + meaning.remedy).isascii()


@pytest.mark.parametrize(
    "number", [number for number, it in MEANINGS.items() if it.error.audience == "operator"]
)
def test_what_an_operator_reads_is_english(number):
    meaning = MEANINGS[number]

    assert (meaning.message + meaning.remedy).isascii()


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


def test_words_of_a_foreign_platform_move_no_terminal():
    answer = {"errcode": 987654, "errmsg": "\x1b[31mred\nline" + "x" * 10_000}

    with pytest.raises(errors.PlatformError) as caught:
        raise_for_errcode(answer, "/cgi-bin/x")

    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 600


@pytest.mark.parametrize("written", [None, "abc", 1.5, True, [], {}])
def test_number_that_is_none_is_not_taken_for_a_known_one(written):
    assert errcode_of({"errcode": written}) is None
    with pytest.raises(errors.PlatformError) as raised:
        raise_for_errcode({"errcode": written}, "/cgi-bin/x")

    assert type(raised.value) is errors.PlatformError
