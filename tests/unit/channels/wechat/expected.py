"""What each captured push is decoded to: its kind and the attributes that matter."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.model import (
    CardEvent,
    ChosenPictures,
    ChosenPlace,
    DeskSession,
    Detail,
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
    Verification,
)

Expected = tuple[InboundKind, dict[str, object]]
GH = "gh_97417a04a28d"
FAN = OpenId("oV3land-Fan_000000000000001A")

EXPECTED: dict[str, Expected] = {
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


CARD_ID = "pFS7Fjg8kV1IdDz01r4SQwMkuCKc"
EXPIRES, FAILED = (
    datetime(2025, 11, 25, 16, 0, tzinfo=UTC),
    datetime(2025, 11, 24, 13, 13, 20, tzinfo=UTC),
)
BY_THE_ACCOUNT = {
    "user_authorization_cancellation__plain",
    *(
        f"{name}_verify_{end}__plain"
        for name in ("qualification", "naming")
        for end in ("success", "fail")
    ),
    "annual_renew__plain",
    "verify_expired__plain",
    "card_pass_check__plain",
    "card_not_pass_check__plain",
    "card_sku_remind__plain",
    "card_pay_order__plain",
}
"""Pushes whose sender is no fan but the account itself."""


def only(
    kind: InboundKind, detail: Detail | None = None, **more: object
) -> tuple[InboundKind, dict[str, object]]:
    return kind, {"detail": detail, **more}


def job(
    name: str, id_: str, status: str, outcome: str, **more: object
) -> tuple[InboundKind, dict[str, object]]:
    return only(
        InboundKind.JOB, JobResult(job=name, id=id_, status=status, outcome=outcome, **more)
    )


EXPECTED |= {
    "sticker__unknown": only(InboundKind.UNKNOWN_MESSAGE, media_id="media-id-sticker-1"),
    "subscribe__bare": only(InboundKind.FOLLOW, event_key="", ticket=""),
    "SCAN__number": only(InboundKind.SCAN, event_key="4711", ticket="TICKET-3"),
    "CLICK__entry": only(InboundKind.CLICK, event_key="hours.store"),
    "scancode_push__barcode": only(
        InboundKind.SCAN_CODE,
        ScannedCode(type="barcode", result="EAN_13,6901234567892"),
        text="EAN_13,6901234567892",
        event_key="CODE",
    ),
    "pic_sysphoto__one": only(
        InboundKind.PICTURES, ChosenPictures(count=1, md5s=(format(10, "032x"),)), event_key="PHOTO"
    ),
    "pic_photo_or_album__two": only(
        InboundKind.PICTURES, ChosenPictures(count=2, md5s=(format(10, "032x"), format(11, "032x")))
    ),
    "location_select__poi": only(
        InboundKind.PLACE,
        ChosenPlace(poi="人民广场"),
        text="上海市黄浦区人民大道",
        point=Point(31.2304, 121.4737, "gcj02"),
    ),
    "MASSSENDJOBFINISH__refused": job(
        "mass", "1000001626", "err(20013)", "failed", total=100, filtered=0, sent=0, errors=0
    ),
    "MASSSENDJOBFINISH__articles": job(
        "mass",
        "1000001627",
        "send success",
        "done",
        total=100,
        filtered=100,
        sent=100,
        errors=0,
        urls=tuple(f"https://mp.weixin.qq.com/s/article-{n}" for n in (1, 2)),
    ),
    "TEMPLATESENDJOBFINISH__success": job("template", "200163837", "success", "done"),
    "TEMPLATESENDJOBFINISH__failed": job(
        "template", "200163838", "failed: system failed", "failed"
    ),
    "templatesendjobfinish__lower": job("template", "200163839", "success", "done"),
    "PUBLISHJOBFINISH__success": job(
        "publish",
        "2247503051",
        "0",
        "done",
        article_id="b5O2OUs25HBxRceL7hfReg-U9QGeq9zQjiDvy",
        urls=tuple(f"https://mp.weixin.qq.com/s/published-{n}" for n in (1, 2)),
    ),
    "PUBLISHJOBFINISH__failed": job("publish", "2247503052", "2", "failed"),
    "kf_create_session__plain": only(
        InboundKind.DESK_SESSION, DeskSession(change="opened", kf_account="a@gh_97417a04a28d")
    ),
    "kf_close_session__plain": only(
        InboundKind.DESK_SESSION, DeskSession(change="closed", kf_account="a@gh_97417a04a28d")
    ),
    "subscribe_msg_change_event__reject": only(
        InboundKind.SUBSCRIPTION,
        NoticeItems(items=(NoticeItem(template_id="TEMPLATE-A", status="reject"),)),
    ),
    "subscribe_msg_sent_event__two": only(
        InboundKind.SUBSCRIPTION,
        NoticeItems(
            items=(
                NoticeItem(
                    template_id="TEMPLATE-A",
                    status="success",
                    message_id="1700827132819554304",
                    error_code=0,
                ),
                NoticeItem(
                    template_id="TEMPLATE-B",
                    status="user refused",
                    message_id="1700827132819554305",
                    error_code=43101,
                ),
            )
        ),
    ),
    "user_info_modified__plain": only(
        InboundKind.PRIVACY, PrivacyNotice(event="user_info_modified", open_id=FAN)
    ),
    "user_authorization_revoke__strange": only(
        InboundKind.PRIVACY,
        PrivacyNotice(event="user_authorization_revoke", open_id=FAN, scope="1"),
    ),
    "user_authorization_cancellation__plain": only(
        InboundKind.PRIVACY, PrivacyNotice(event="user_authorization_cancellation", open_id=FAN)
    ),
    **{
        f"{name}__plain": only(InboundKind.VERIFICATION, Verification(expires_at=EXPIRES))
        for name in (
            "qualification_verify_success",
            "naming_verify_success",
            "annual_renew",
            "verify_expired",
        )
    },
    **{
        f"{name}_verify_fail__plain": only(
            InboundKind.VERIFICATION, Verification(failed_at=FAILED, reason="营业执照不清晰")
        )
        for name in ("qualification", "naming")
    },
    **{
        f"{name}__plain": only(InboundKind.CARD, CardEvent(card_id=CARD_ID, scene=scene))
        for name, scene in {
            "user_get_card": "window",
            "user_gifting_card": "",
            "user_del_card": "",
            "user_consume_card": "till",
            "user_pay_from_pay_cell": "",
            "user_view_card": "",
            "user_enter_session_from_card": "",
            "submit_membercard_user_info": "",
        }.items()
    },
    **{
        f"{name}__plain": only(InboundKind.CARD_REPORT, CardEvent(card_id=card_id))
        for name, card_id in {
            "card_pass_check": CARD_ID,
            "card_not_pass_check": CARD_ID,
            "card_sku_remind": CARD_ID,
            "card_pay_order": "",
            "update_member_card": CARD_ID,
        }.items()
    },
    "debug_demo__unknown": only(InboundKind.UNKNOWN_EVENT, extra={"debug_str": "hello world"}),
}
