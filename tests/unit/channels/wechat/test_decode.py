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
from bot.model import (
    ChosenPictures,
    ChosenPlace,
    DeskSession,
    Inbound,
    InboundKind,
    JobResult,
    MiniProgramCard,
    NoticeItem,
    NoticeItems,
    OpenId,
    Point,
    PrivacyNotice,
    Recording,
    ScannedCode,
    SentFile,
)

PAYLOADS = Path(__file__).parents[3] / "payloads"
SENT_AT = datetime(2025, 11, 24, 16, 0, tzinfo=UTC)
RECEIVED_AT = SENT_AT + timedelta(seconds=2)
FAN = OpenId("oV3land-Fan_000000000000001A")

EXPECTED: dict[str, tuple[InboundKind, dict[str, object]]] = {
    "text__plain": (
        InboundKind.TEXT,
        {"text": "附近有门店吗", "key": "m:24821463792318461", "message_id": 24821463792318461},
    ),
    "text__emoji_lines": (InboundKind.TEXT, {"text": "您好 👜\n我想预约到店/::)"}),
    "text__menu_tap": (InboundKind.TEXT, {"text": "人工服务", "menu_tap": "101"}),
    "text__cdata_end": (InboundKind.TEXT, {"text": "a]]>b <b>&amp;"}),
    "text__huge_id": (
        InboundKind.TEXT,
        {"message_id": 9223372036854775807, "key": "m:9223372036854775807"},
    ),
    "text__from_article": (
        InboundKind.TEXT,
        {"text": "这款多少钱", "article": "2247483650_1", "article_index": 1, "extra": {}},
    ),
    "text__no_id": (InboundKind.TEXT, {"text": "在吗", "message_id": None}),
    "image__plain": (
        InboundKind.IMAGE,
        {"media_id": "media-id-image-1", "url": "http://mmbiz.qpic.cn/mmbiz_jpg/0000/0"},
    ),
    "voice__recognised": (
        InboundKind.VOICE,
        {
            "media_id": "media-id-voice-1",
            "text": "我想退货",
            "detail": Recording(format="amr", media_id_16k="media-id-voice-16k-1"),
            "extra": {},
        },
    ),
    "voice__unrecognised": (InboundKind.VOICE, {"text": "", "detail": Recording(format="speex")}),
    "video__plain": (
        InboundKind.VIDEO,
        {"media_id": "media-id-video-1", "thumb_media_id": "media-id-thumb-1", "extra": {}},
    ),
    "shortvideo__plain": (InboundKind.VIDEO, {"media_id": "media-id-video-2"}),
    "location__pin": (
        InboundKind.LOCATION,
        {
            "text": "上海市黄浦区人民大道",
            "point": Point(31.230419, 121.473706, "gcj02"),
            "extra": {"Scale": "16"},
        },
    ),
    "location__unreadable": (InboundKind.LOCATION, {"text": "外滩", "point": None}),
    "link__plain": (
        InboundKind.LINK,
        {
            "text": "秋季新品",
            "description": "维岚 2026",
            "url": "https://example.com/a?b=1&c=2",
            "extra": {},
        },
    ),
    "file__plain": (
        InboundKind.FILE,
        {
            "text": "发票.pdf",
            "detail": SentFile(
                key="key-1", md5="d41d8cd98f00b204e9800998ecf8427e", size_bytes=1024
            ),
            "extra": {},
        },
    ),
    "miniprogrampage__plain": (
        InboundKind.MINI_PROGRAM,
        {
            "text": "维岚",
            "message_id": 24821463792318475,
            "thumb_media_id": "media-id-thumb-3",
            "detail": MiniProgramCard(
                app_id="wx0000000000000001",
                page="pages/index",
                thumb_url="http://mmbiz.qpic.cn/0",
            ),
            "extra": {},
        },
    ),
    "subscribe__plain": (InboundKind.FOLLOW, {"event_key": "", "ticket": ""}),
    "subscribe__scene": (
        InboundKind.FOLLOW,
        {"event_key": "store.plaza66", "ticket": "TICKET-1"},
    ),
    "unsubscribe__plain": (InboundKind.UNFOLLOW, {"event_key": "", "extra": {}}),
    "SCAN__scene": (
        InboundKind.SCAN,
        {"event_key": "qrscene_is_its_name", "ticket": "TICKET-2"},
    ),
    "CLICK__menu": (InboundKind.CLICK, {"event_key": "STORES"}),
    "VIEW__menu": (
        InboundKind.VIEW,
        {
            "event_key": "https://example.com/shop",
            "url": "https://example.com/shop",
            "menu_id": "433748410",
            "extra": {},
        },
    ),
    "LOCATION__report": (
        InboundKind.LOCATION_REPORT,
        {"point": Point(31.232344, 121.469163, "wgs84"), "precision_m": 119.38504, "extra": {}},
    ),
    "view_miniprogram__menu": (
        InboundKind.VIEW_MINI_PROGRAM,
        {"event_key": "pages/index", "menu_id": "433748410", "extra": {}},
    ),
    "scancode_waitmsg__qrcode": (
        InboundKind.SCAN_CODE,
        {
            "text": "https://example.com/p/1",
            "event_key": "SCAN",
            "detail": ScannedCode(type="qrcode", result="https://example.com/p/1"),
            "extra": {},
        },
    ),
    "pic_weixin__two": (
        InboundKind.PICTURES,
        {
            "event_key": "PICS",
            "detail": ChosenPictures(
                count=2,
                md5s=("1b5f7c23b5bf75682a53e7b6d163e185", "5a75aaca956d97be686719218f275c6b"),
            ),
            "extra": {},
        },
    ),
    "location_select__pin": (
        InboundKind.PLACE,
        {
            "event_key": "WHERE",
            "text": "人民广场",
            "point": Point(31.2304, 121.4737, "gcj02"),
            "detail": ChosenPlace(poi=""),
            "extra": {},
        },
    ),
    "MASSSENDJOBFINISH__success": (
        InboundKind.JOB,
        {
            "message_id": None,
            "detail": JobResult(
                job="mass",
                id="1000001625",
                status="send success",
                outcome="done",
                total=100,
                filtered=98,
                sent=97,
                errors=1,
            ),
        },
    ),
    "TEMPLATESENDJOBFINISH__blocked": (
        InboundKind.JOB,
        {
            "detail": JobResult(
                job="template", id="200163836", status="failed:user block", outcome="blocked"
            ),
            "extra": {},
        },
    ),
    "kf_switch_session__plain": (
        InboundKind.DESK_SESSION,
        {
            "detail": DeskSession(
                change="switched",
                kf_account="b@gh_97417a04a28d",
                from_kf_account="a@gh_97417a04a28d",
            ),
            "extra": {},
        },
    ),
    "subscribe_msg_popup_event__two": (
        InboundKind.SUBSCRIPTION,
        {
            "detail": NoticeItems(
                items=(
                    NoticeItem(template_id="TEMPLATE-A", status="accept", scene="2"),
                    NoticeItem(template_id="TEMPLATE-B", status="reject", scene="2"),
                )
            ),
            "extra": {},
        },
    ),
    "user_authorization_revoke__plain": (
        InboundKind.PRIVACY,
        {
            "event_key": "",
            "detail": PrivacyNotice(event="user_authorization_revoke", open_id=FAN, scope="205"),
            "extra": {},
        },
    ),
}


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
    assert inbound.open_id == FAN
    assert inbound.account_name == "gh_97417a04a28d"
    assert inbound.sent_at == SENT_AT
    assert inbound.received_at == RECEIVED_AT
    assert inbound.raw == payload(name).decode()
    assert inbound.key.startswith("m:" if kind.is_message else "e:")
    assert FAN not in inbound.key


def test_a_repeated_push_has_the_same_key_and_all_others_differ():
    keys = [decoded(payload(name)).key for name in EXPECTED]

    assert keys == [decoded(payload(name)).key for name in EXPECTED]
    assert len(set(keys)) == len(keys)


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
