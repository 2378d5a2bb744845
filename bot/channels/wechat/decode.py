"""From the platform's clear XML to an ``Inbound``: nothing a fan sends is dropped.

Which allowance or answer follows does not belong here.

*Source:* developers.weixin.qq.com, "receive standard messages" and "event pushes", read in 2026.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.channels.wechat.details import HELD, decimal, detail_of, whole_number
from bot.channels.wechat.xml import Fields, parse
from bot.errors import Malformed
from bot.model import WECHAT, Datum, Inbound, InboundKind, OpenId, Point

SCENE_PREFIX = "qrscene_"

_MESSAGES: Mapping[str, InboundKind] = {
    "text": InboundKind.TEXT,
    "image": InboundKind.IMAGE,
    "voice": InboundKind.VOICE,
    "video": InboundKind.VIDEO,
    "shortvideo": InboundKind.VIDEO,
    "location": InboundKind.LOCATION,
    "link": InboundKind.LINK,
    "file": InboundKind.FILE,
    "miniprogrampage": InboundKind.MINI_PROGRAM,
}
_EVENTS: Mapping[str, InboundKind] = {
    "subscribe": InboundKind.FOLLOW,
    "unsubscribe": InboundKind.UNFOLLOW,
    "SCAN": InboundKind.SCAN,
    "CLICK": InboundKind.CLICK,
    "VIEW": InboundKind.VIEW,
    "LOCATION": InboundKind.LOCATION_REPORT,
    "view_miniprogram": InboundKind.VIEW_MINI_PROGRAM,
    "scancode_push": InboundKind.SCAN_CODE,
    "scancode_waitmsg": InboundKind.SCAN_CODE,
    "pic_sysphoto": InboundKind.PICTURES,
    "pic_photo_or_album": InboundKind.PICTURES,
    "pic_weixin": InboundKind.PICTURES,
    "location_select": InboundKind.PLACE,
    "MASSSENDJOBFINISH": InboundKind.JOB,
    "PUBLISHJOBFINISH": InboundKind.JOB,
    "TEMPLATESENDJOBFINISH": InboundKind.JOB,
    "subscribe_msg_popup_event": InboundKind.SUBSCRIPTION,
    "subscribe_msg_change_event": InboundKind.SUBSCRIPTION,
    "subscribe_msg_sent_event": InboundKind.SUBSCRIPTION,
    "kf_create_session": InboundKind.DESK_SESSION,
    "kf_close_session": InboundKind.DESK_SESSION,
    "kf_switch_session": InboundKind.DESK_SESSION,
    "user_info_modified": InboundKind.PRIVACY,
    "user_authorization_revoke": InboundKind.PRIVACY,
    "user_authorization_cancellation": InboundKind.PRIVACY,
    "qualification_verify_success": InboundKind.VERIFICATION,
    "qualification_verify_fail": InboundKind.VERIFICATION,
    "naming_verify_success": InboundKind.VERIFICATION,
    "naming_verify_fail": InboundKind.VERIFICATION,
    "annual_renew": InboundKind.VERIFICATION,
    "verify_expired": InboundKind.VERIFICATION,
    "user_get_card": InboundKind.CARD,
    "user_gifting_card": InboundKind.CARD,
    "user_del_card": InboundKind.CARD,
    "user_consume_card": InboundKind.CARD,
    "user_pay_from_pay_cell": InboundKind.CARD,
    "user_view_card": InboundKind.CARD,
    "user_enter_session_from_card": InboundKind.CARD,
    "submit_membercard_user_info": InboundKind.CARD,
    "card_pass_check": InboundKind.CARD_REPORT,
    "card_not_pass_check": InboundKind.CARD_REPORT,
    "card_sku_remind": InboundKind.CARD_REPORT,
    "card_pay_order": InboundKind.CARD_REPORT,
    "update_member_card": InboundKind.CARD_REPORT,
}
_ANY_CASE = {name.lower(): name for name in _EVENTS if name.endswith("JOBFINISH")}
"""Reports of jobs were seen in small letters too; all other names are as documented."""
_TEXT_FIELDS: Mapping[InboundKind, str] = {
    InboundKind.TEXT: "Content",
    InboundKind.VOICE: "Recognition",
    InboundKind.LOCATION: "Label",
    InboundKind.LINK: "Title",
    InboundKind.FILE: "Title",
    InboundKind.MINI_PROGRAM: "Title",
}
# The fields that an attribute of Inbound holds; all others go to ``extra``.
_HELD = frozenset(
    {
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "MsgId",
        "MsgDataId",
        "Idx",
        "MediaId",
        "ThumbMediaId",
        "Event",
        "EventKey",
        "Ticket",
        "MenuId",
        "bizmsgmenuid",
    }
)
_HELD_BY_KIND: Mapping[InboundKind, frozenset[str]] = {
    InboundKind.TEXT: frozenset({"Content"}),
    InboundKind.IMAGE: frozenset({"PicUrl"}),
    InboundKind.VOICE: frozenset({"Recognition"}),
    InboundKind.LOCATION: frozenset({"Location_X", "Location_Y", "Label"}),
    InboundKind.LINK: frozenset({"Title", "Description", "Url"}),
    InboundKind.FILE: frozenset({"Title", "Description"}),
    InboundKind.MINI_PROGRAM: frozenset({"Title"}),
    InboundKind.LOCATION_REPORT: frozenset({"Latitude", "Longitude", "Precision"}),
}
_DESCRIBED = frozenset({InboundKind.LINK, InboundKind.FILE})
_ADDRESSES: Mapping[InboundKind, str] = {
    InboundKind.IMAGE: "PicUrl",
    InboundKind.VIEW: "EventKey",
    InboundKind.LINK: "Url",
}
_EVENT_NAMES = (
    "FromUserName",
    "CreateTime",
    "Event",
    "EventKey",
    "MsgID",
    "OpenID",
    "RevokeInfo",
    "CardId",
)
_BIGGEST_ID = 2**63 - 1
_LONGEST_NAME = 128
"""Characters of an openid, which has 28: a longer one fits no index and is no user's."""
# A push may be late by the platform's retries or a day; anything beyond is not a send time.
_OLDEST = timedelta(days=7)
_AHEAD = timedelta(days=1)


def decode(
    body: bytes,
    *,
    account: str,
    received_at: datetime,
    location_datum: Datum = "gcj02",
    report_datum: Datum = "wgs84",
) -> Inbound:
    """What the fan did, from the clear body of one push.

    ``location_datum`` is the coordinate system of pins that fans send, ``report_datum`` that of
    the automatic ``LOCATION`` event: the platform does not state either. Raises Malformed if
    the body is no XML, or does not say who sent what.
    """
    fields = parse(body)
    kind, native_type = _kind(fields)
    number = _message_number(fields)
    return Inbound(
        channel=WECHAT,
        account=account,
        key=_key(fields, body, number),
        open_id=_sender(fields),
        account_name=fields.get("ToUserName").strip(),
        kind=kind,
        native_type=native_type,
        sent_at=_sent_at(fields, received_at),
        received_at=received_at,
        text=_text(fields, kind),
        message_id=number,
        media_id=fields.get("MediaId").strip(),
        thumb_media_id=fields.get("ThumbMediaId").strip(),
        url=fields.get(_ADDRESSES[kind]).strip() if kind in _ADDRESSES else "",
        description=fields.get("Description") if kind in _DESCRIBED else "",
        point=_point(fields, kind, location_datum, report_datum),
        precision_m=_precision(fields, kind),
        event_key=_event_key(fields, kind),
        ticket=fields.get("Ticket").strip(),
        menu_tap=fields.get("bizmsgmenuid").strip(),
        menu_id=fields.get("MenuId").strip(),
        article=fields.get("MsgDataId").strip(),
        article_index=whole_number(fields.get("Idx")),
        detail=detail_of(fields, kind, native_type),
        extra=_extra(fields, kind),
        raw=body.decode(),
    )


def _required(fields: Fields, name: str) -> str:
    value = fields.get(name).strip()
    if not value:
        raise Malformed(f"the push has no {name}")
    return value


def _sender(fields: Fields) -> OpenId:
    name = _required(fields, "FromUserName")
    if len(name) > _LONGEST_NAME:
        raise Malformed(f"the FromUserName has {len(name)} characters")
    return OpenId(name)


def _kind(fields: Fields) -> tuple[InboundKind, str]:
    message_type = _required(fields, "MsgType")
    if message_type != "event":
        return _MESSAGES.get(message_type, InboundKind.UNKNOWN_MESSAGE), message_type
    event = fields.get("Event").strip()
    name = _ANY_CASE.get(event.lower(), event)
    return _EVENTS.get(name, InboundKind.UNKNOWN_EVENT), event


def _text(fields: Fields, kind: InboundKind) -> str:
    if kind is InboundKind.SCAN_CODE:
        return fields.child("ScanCodeInfo").get("ScanResult").strip()
    if kind is InboundKind.PLACE:
        return fields.child("SendLocationInfo").get("Label").strip()
    return fields.get(_TEXT_FIELDS[kind]) if kind in _TEXT_FIELDS else ""


def _message_number(fields: Fields) -> int | None:
    written = fields.get("MsgId").strip()
    if not (written.isascii() and written.isdigit() and len(written) <= 19):
        return None
    number = int(written)
    return number if number <= _BIGGEST_ID else None


def _key(fields: Fields, body: bytes, number: int | None) -> str:
    """Tells a repeat from a new push, without an openid in it.

    The platform's own rule for events is sender and second; the event, its key and (for what
    the platform reports by itself) whom or which job it is about keep two of one second apart.
    """
    if fields.get("MsgType").strip() == "event":
        told = [fields.get(name) for name in _EVENT_NAMES]
        told.append(fields.child("PublishEventInfo").get("publish_id"))
        return f"e:{_digest(chr(0).join(told).encode())}"
    return f"m:{_digest(body) if number is None else number}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _sent_at(fields: Fields, received_at: datetime) -> datetime:
    seconds = decimal(fields.get("CreateTime"))
    if seconds is None or not 0 <= seconds < 2**33:
        return received_at
    sent_at = datetime.fromtimestamp(int(seconds), UTC)
    return sent_at if received_at - _OLDEST <= sent_at <= received_at + _AHEAD else received_at


def _point(
    fields: Fields, kind: InboundKind, location_datum: Datum, report_datum: Datum
) -> Point | None:
    if kind is InboundKind.LOCATION:  # X is the latitude, against all custom
        return _place(fields.get("Location_X"), fields.get("Location_Y"), location_datum)
    if kind is InboundKind.PLACE:
        place = fields.child("SendLocationInfo")
        return _place(place.get("Location_X"), place.get("Location_Y"), location_datum)
    if kind is InboundKind.LOCATION_REPORT:
        return _place(fields.get("Latitude"), fields.get("Longitude"), report_datum)
    return None


def _place(written_latitude: str, written_longitude: str, datum: Datum) -> Point | None:
    latitude, longitude = decimal(written_latitude), decimal(written_longitude)
    if latitude is None or longitude is None:
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Point(latitude, longitude, datum)


def _precision(fields: Fields, kind: InboundKind) -> float | None:
    return decimal(fields.get("Precision")) if kind is InboundKind.LOCATION_REPORT else None


def _event_key(fields: Fields, kind: InboundKind) -> str:
    written = fields.get("EventKey").strip()
    return written.removeprefix(SCENE_PREFIX) if kind is InboundKind.FOLLOW else written


def _extra(fields: Fields, kind: InboundKind) -> dict[str, str]:
    held = _HELD | _HELD_BY_KIND.get(kind, frozenset()) | HELD.get(kind, frozenset())
    unheld = [child for child in fields.children if child.name not in held]
    return {path: text for name, child in _numbered(unheld) for path, text in _leaves(child, name)}


def _leaves(element: Fields, path: str) -> Iterator[tuple[str, str]]:
    """Every text in the element with its path, as in ``PopupEvent.List.0.TemplateId``."""
    if not element.children:
        yield path, element.text
    for name, child in _numbered(element.children):
        yield from _leaves(child, f"{path}.{name}")


def _numbered(elements: Sequence[Fields]) -> Iterator[tuple[str, Fields]]:
    """The elements with their names, which get a number from 0 where they repeat."""
    total = Counter(element.name for element in elements)
    seen: Counter[str] = Counter()
    for element in elements:
        name = element.name
        yield (f"{name}.{seen[name]}" if total[name] > 1 else name), element
        seen[name] += 1
