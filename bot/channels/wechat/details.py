"""The fields that only one kind of push has, as the small values of ``bot.model.details``.

*Source:* developers.weixin.qq.com, "receive standard messages" and "event pushes", read in 2026;
where the page is silent (files, cards), the payload models of public SDKs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Literal

from bot.channels.wechat.xml import Fields
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
    PrivacyNotice,
    Recording,
    ScannedCode,
    SentFile,
    Verification,
)

_LONGEST_NUMBER = 18
_SESSIONS: Mapping[str, Literal["opened", "closed", "switched"]] = {
    "kf_create_session": "opened",
    "kf_close_session": "closed",
    "kf_switch_session": "switched",
}
_NOTICE_LISTS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")
_PUBLISHED = "0"
"""The ``publish_status`` of success; 1 to 6 are ways to fail or be taken down."""

HELD: Mapping[InboundKind, frozenset[str]] = {
    InboundKind.VOICE: frozenset({"Format", "MediaId16K"}),
    InboundKind.FILE: frozenset({"FileKey", "FileMd5", "FileTotalLen"}),
    InboundKind.MINI_PROGRAM: frozenset({"AppId", "PagePath", "ThumbUrl"}),
    InboundKind.SCAN_CODE: frozenset({"ScanCodeInfo"}),
    InboundKind.PICTURES: frozenset({"SendPicsInfo"}),
    InboundKind.PLACE: frozenset({"SendLocationInfo"}),
    InboundKind.CARD: frozenset({"CardId", "OuterStr", "OuterId"}),
    InboundKind.CARD_REPORT: frozenset({"CardId", "OuterStr", "OuterId"}),
    InboundKind.JOB: frozenset(
        {
            "MsgID",
            "Status",
            "TotalCount",
            "FilterCount",
            "SentCount",
            "ErrorCount",
            "ArticleUrlResult",
        }
    ),
    InboundKind.SUBSCRIPTION: frozenset(_NOTICE_LISTS),
    InboundKind.DESK_SESSION: frozenset({"KfAccount", "FromKfAccount", "ToKfAccount"}),
    InboundKind.PRIVACY: frozenset({"OpenID", "UnionID", "AppID", "RevokeInfo"}),
    InboundKind.VERIFICATION: frozenset({"ExpiredTime", "FailTime", "FailReason"}),
}
"""Top-level elements that a detail holds, so that they do not stand in ``extra`` again."""


def detail_of(fields: Fields, kind: InboundKind, native_type: str) -> Detail | None:
    """What the push says beyond the common fields; nothing for kinds that say no more."""
    if kind is InboundKind.JOB:
        return _job(fields, native_type)
    if kind is InboundKind.DESK_SESSION:
        return _session(fields, native_type)
    if kind is InboundKind.PRIVACY:
        return PrivacyNotice(
            event=native_type,
            open_id=OpenId(_word(fields, "OpenID") or _word(fields, "FromUserName")),
            scope=_word(fields, "RevokeInfo"),
        )
    reader = _READERS.get(kind)
    return reader(fields) if reader else None


def whole_number(written: str) -> int | None:
    """The number if it is a plain one of bearable length."""
    written = written.strip()
    plain = written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER
    return int(written) if plain else None


def decimal(written: str) -> float | None:
    """The number if it is a finite one."""
    try:
        number = float(written)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def moment(written: str) -> datetime | None:
    """The moment of a number of seconds since 1970."""
    seconds = whole_number(written)
    return datetime.fromtimestamp(seconds, UTC) if seconds and seconds < 2**33 else None


def _word(fields: Fields, name: str) -> str:
    return fields.get(name).strip()


def _recording(fields: Fields) -> Recording:
    return Recording(format=_word(fields, "Format"), media_id_16k=_word(fields, "MediaId16K"))


def _file(fields: Fields) -> SentFile:
    return SentFile(
        key=_word(fields, "FileKey"),
        md5=_word(fields, "FileMd5"),
        size_bytes=whole_number(fields.get("FileTotalLen")),
    )


def _mini_program(fields: Fields) -> MiniProgramCard:
    return MiniProgramCard(
        app_id=_word(fields, "AppId"),
        page=_word(fields, "PagePath"),
        thumb_url=_word(fields, "ThumbUrl"),
    )


def _code(fields: Fields) -> ScannedCode:
    info = fields.child("ScanCodeInfo")
    return ScannedCode(type=_word(info, "ScanType"), result=_word(info, "ScanResult"))


def _pictures(fields: Fields) -> ChosenPictures:
    info = fields.child("SendPicsInfo")
    items = info.child("PicList").all("item")
    return ChosenPictures(
        count=whole_number(info.get("Count")),
        md5s=tuple(_word(item, "PicMd5Sum") for item in items),
    )


def _place(fields: Fields) -> ChosenPlace:
    return ChosenPlace(poi=_word(fields.child("SendLocationInfo"), "Poiname"))


def _job(fields: Fields, native_type: str) -> JobResult:
    # The template event was seen in other letters than its page gives.
    if native_type.upper() == "PUBLISHJOBFINISH":
        return _publication(fields.child("PublishEventInfo"))
    status = _word(fields, "Status")
    if native_type.upper() == "TEMPLATESENDJOBFINISH":
        blocked = "block" in status.lower()
        return JobResult(
            job="template",
            id=_word(fields, "MsgID"),
            status=status,
            outcome="done" if status == "success" else "blocked" if blocked else "failed",
        )
    results = fields.child("ArticleUrlResult").child("ResultList").all("item")
    return JobResult(
        job="mass",
        id=_word(fields, "MsgID"),
        status=status,
        outcome="done" if status == "send success" else "failed",
        total=whole_number(fields.get("TotalCount")),
        filtered=whole_number(fields.get("FilterCount")),
        sent=whole_number(fields.get("SentCount")),
        errors=whole_number(fields.get("ErrorCount")),
        urls=tuple(_word(item, "ArticleUrl") for item in results),
    )


def _publication(info: Fields) -> JobResult:
    status = _word(info, "publish_status")
    articles = info.child("article_detail").all("item")
    return JobResult(
        job="publish",
        id=_word(info, "publish_id"),
        status=status,
        outcome="done" if status == _PUBLISHED else "failed",
        article_id=_word(info, "article_id"),
        urls=tuple(_word(item, "article_url") for item in articles),
    )


def _notices(fields: Fields) -> NoticeItems:
    return NoticeItems(
        items=tuple(
            NoticeItem(
                template_id=_word(item, "TemplateId"),
                status=_word(item, "SubscribeStatusString") or _word(item, "ErrorStatus"),
                scene=_word(item, "PopupScene"),
                message_id=_word(item, "MsgID"),
                error_code=whole_number(item.get("ErrorCode")),
            )
            for name in _NOTICE_LISTS
            for item in fields.child(name).all("List")
        )
    )


def _session(fields: Fields, native_type: str) -> DeskSession:
    return DeskSession(
        change=_SESSIONS[native_type],
        kf_account=_word(fields, "KfAccount") or _word(fields, "ToKfAccount"),
        from_kf_account=_word(fields, "FromKfAccount"),
    )


def _verification(fields: Fields) -> Verification:
    return Verification(
        expires_at=moment(fields.get("ExpiredTime")),
        failed_at=moment(fields.get("FailTime")),
        reason=_word(fields, "FailReason"),
    )


def _card(fields: Fields) -> CardEvent:
    scene = _word(fields, "OuterStr") or _word(fields, "OuterId")
    return CardEvent(card_id=_word(fields, "CardId"), scene=scene)


_READERS: Mapping[InboundKind, Callable[[Fields], Detail]] = {
    InboundKind.VOICE: _recording,
    InboundKind.FILE: _file,
    InboundKind.MINI_PROGRAM: _mini_program,
    InboundKind.SCAN_CODE: _code,
    InboundKind.PICTURES: _pictures,
    InboundKind.PLACE: _place,
    InboundKind.SUBSCRIPTION: _notices,
    InboundKind.VERIFICATION: _verification,
    InboundKind.CARD: _card,
    InboundKind.CARD_REPORT: _card,
}
