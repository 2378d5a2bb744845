"""Each captured shape of a push becomes one Inbound, and none is dropped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.wechat.decode import decode
from bot.channels.wechat.xml import render
from bot.errors import Malformed
from bot.model import Inbound
from tests.unit.channels.wechat.expected import BY_THE_ACCOUNT, EXPECTED, FAN, GH

PAYLOADS = Path(__file__).parents[3] / "payloads"
SENT_AT = datetime(2025, 11, 24, 16, 0, tzinfo=UTC)
RECEIVED_AT = SENT_AT + timedelta(seconds=2)


def payload(name: str) -> bytes:
    return (PAYLOADS / f"{name}.xml").read_bytes()


def decoded(body: bytes, received_at: datetime = RECEIVED_AT) -> Inbound:
    return decode(body, account="wx0000000000000001", received_at=received_at)


def push(**fields: str) -> bytes:
    """A text push with some fields replaced, or left out where empty."""
    standard = {
        "ToUserName": "gh_1",
        "FromUserName": FAN,
        "CreateTime": "1764000000",
        "MsgType": "text",
        "Content": "在吗",
        "MsgId": "1",
    }
    written = {name: value for name, value in (standard | fields).items() if value}
    return f"<xml>{''.join(f'<{n}>{v}</{n}>' for n, v in written.items())}</xml>".encode()


@pytest.mark.parametrize("name", sorted(path.stem for path in PAYLOADS.glob("*.xml")))
def test_captured_push_becomes_what_the_fan_did(name):
    kind, attributes = EXPECTED[name]
    inbound = decoded(payload(name))

    assert inbound.kind is kind
    assert inbound.native_type == name.split("__")[0]
    assert {attribute: getattr(inbound, attribute) for attribute in attributes} == attributes
    assert inbound.channel == "wechat_mp"
    assert inbound.account == "wx0000000000000001"
    assert inbound.open_id == (GH if name in BY_THE_ACCOUNT else FAN)
    assert inbound.account_name == GH
    assert inbound.sent_at == SENT_AT
    assert inbound.received_at == RECEIVED_AT
    assert inbound.raw == payload(name).decode()
    assert inbound.key.startswith("m:" if kind.is_message else "e:")
    assert FAN not in inbound.key


def test_a_repeated_push_has_the_same_key_and_all_others_differ():
    keys = {name: decoded(payload(name)).key for name in EXPECTED}

    assert keys == {name: decoded(payload(name)).key for name in EXPECTED}
    assert keys.pop("subscribe__bare") == keys["subscribe__plain"]  # the empty key left out
    assert len(set(keys.values())) == len(keys)


@pytest.mark.parametrize("field", ["Event", "EventKey", "CreateTime", "FromUserName"])
def test_two_events_of_one_second_have_two_keys(field):
    event = {"MsgType": "event", "Event": "CLICK", "EventKey": "A", "MsgId": "", "Content": ""}
    other = {"Event": "VIEW", "EventKey": "B", "CreateTime": "1764000001", "FromUserName": "o2"}

    assert decoded(push(**event)).key != decoded(push(**event | {field: other[field]})).key


@pytest.mark.parametrize("number", ["", "abc", "-1", "1.5", "9223372036854775808", "٣", "1" * 5000])
def test_a_missing_or_strange_number_falls_back_to_the_body(number):
    one, other = decoded(push(MsgId=number)), decoded(push(MsgId=number, Content="您好"))

    assert one.message_id is None
    assert one.key == decoded(push(MsgId=number)).key
    assert one.key != other.key
    assert len(one.key) == len("m:") + 32


@pytest.mark.parametrize(
    "written", ["", "abc", "0", "-5", "1348831860", "1764700000", "1" * 30, "inf", "nan"]
)
def test_an_absurd_send_time_is_replaced_by_the_arrival(written):
    assert decoded(push(CreateTime=written)).sent_at == RECEIVED_AT


def test_a_late_push_keeps_its_send_time():
    late = RECEIVED_AT + timedelta(days=1)

    assert decoded(push(), received_at=late).sent_at == SENT_AT


@pytest.mark.parametrize("missing", ["FromUserName", "MsgType"])
def test_a_push_that_does_not_say_who_or_what_is_malformed(missing):
    with pytest.raises(Malformed, match=missing):
        decoded(push(**{missing: ""}))


def test_a_sender_too_long_for_any_index_is_malformed():
    with pytest.raises(Malformed, match="FromUserName has 129"):
        decoded(push(FromUserName="o" * 129))


@pytest.mark.parametrize("name", ["FromUserName", "MsgType", "Content", "MsgId", "CreateTime"])
def test_a_doubled_field_is_malformed(name):
    with pytest.raises(Malformed, match=name):
        decoded(push().replace(b"</xml>", f"<{name}>2</{name}></xml>".encode()))


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("91", "0"), ("0", "181"), ("1e999", "0"), ("x", "0")]
)
def test_a_place_that_is_not_on_earth_is_no_point(latitude, longitude):
    body = push(MsgType="location", Location_X=latitude, Location_Y=longitude)

    assert decoded(body).point is None


def test_the_coordinate_systems_are_a_setting():
    pin, report = payload("location__pin"), payload("LOCATION__report")
    datums = {"location_datum": "wgs84", "report_datum": "gcj02"}
    points = [
        decode(body, account="wx1", received_at=RECEIVED_AT, **datums).point
        for body in (pin, report)
    ]

    assert [point.datum for point in points] == ["wgs84", "gcj02"]


@settings(deadline=None)
@given(
    message_type=st.sampled_from(["text", "location", "event", "voice", "sticker"]),
    fields=st.dictionaries(
        st.sampled_from(
            [
                "Content",
                "MsgId",
                "CreateTime",
                "Event",
                "EventKey",
                "Location_X",
                "Precision",
                "Idx",
            ]
        ),
        st.text(max_size=30),
    ),
)
def test_nothing_that_says_who_and_what_is_dropped(message_type, fields):
    body = render({"FromUserName": FAN, "MsgType": message_type, **fields}).encode()

    inbound = decoded(body)

    assert inbound.open_id == FAN
    assert inbound.kind.is_message == (message_type != "event")
    assert inbound.raw == body.decode()
