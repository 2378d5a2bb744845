"""What the platform reports by itself: jobs, subscription notices, verification and the like.

No fan acted, so none is made, no conversation is touched and nobody is answered: only the log
tells of it. A notice names a fan in the log if it is about one and the gateway knows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot import telemetry
from bot.flow.record import pushed_event_id
from bot.model import (
    CardEvent,
    Conversation,
    DeskSession,
    ErasureDraft,
    Event,
    Inbound,
    InboundKind,
    JobResult,
    NoticeItem,
    NoticeItems,
    OpenId,
    Verification,
)
from bot.ports import Notice
from bot.rules.privacy import duty_after_notice

_log = telemetry.logger(__name__)

Props = dict[str, str | int | float | bool]

_ABOUT_ACCOUNT = frozenset({"MASSSENDJOBFINISH", "PUBLISHJOBFINISH"})
_ABOUT_FAN = frozenset({InboundKind.SUBSCRIPTION, InboundKind.DESK_SESSION, InboundKind.JOB})
_LONGEST = 128


@dataclass(frozen=True, slots=True)
class _Told:
    """One row to write: its type and what it says."""

    type_: str
    outcome: str
    props: Props


def subject_of(inbound: Inbound) -> OpenId | None:
    """Whom the notice is about; nobody where it is about the account or a job.

    In reports of the account's own jobs the sender is whoever started them, not a fan.
    """
    if inbound.privacy is not None:
        return inbound.privacy.open_id
    if inbound.native_type.upper() in _ABOUT_ACCOUNT:
        return None
    about = inbound.kind in _ABOUT_FAN or inbound.native_type == "update_member_card"
    return inbound.open_id if about else None


def build_notice(inbound: Inbound, conversation: Conversation | None) -> Notice:
    """The record of a notice; ``conversation`` is that of its fan, where there is one."""
    detail = inbound.detail
    if isinstance(detail, Verification) and detail.reason:
        _log.warning("account_verification", step=inbound.native_type, reason=detail.reason)
    events = tuple(
        _event(inbound, conversation, told, n) for n, told in enumerate(_told_by(inbound))
    )
    known = None if conversation is None else conversation.id
    return Notice(
        inbound=inbound,
        conversation_id=known,
        events=events,
        erasures=_duties(inbound, conversation),
    )


def _duties(inbound: Inbound, conversation: Conversation | None) -> tuple[ErasureDraft, ...]:
    """What one of the three privacy events obliges us to erase of a fan whom we know."""
    told = inbound.privacy
    if told is None or conversation is None:
        return ()
    pid, at = conversation.fan.pid, inbound.received_at
    duty = duty_after_notice(told.event, told.scope, pid, at)
    return () if duty is None else (duty,)


def _event(inbound: Inbound, conversation: Conversation | None, told: _Told, n: int) -> Event:
    return Event(
        event_id=pushed_event_id(inbound, told.type_, n),
        type=told.type_,
        occurred_at=inbound.sent_at,
        received_at=inbound.received_at,
        channel=inbound.channel,
        account=inbound.account,
        pid=None if conversation is None else conversation.fan.pid,
        conversation_id=None if conversation is None else conversation.id,
        outcome=told.outcome or None,
        props={"kind": str(inbound.kind), **told.props},
    )


def _told_by(inbound: Inbound) -> Iterator[_Told]:
    detail, native = inbound.detail, inbound.native_type[:64]
    match detail:
        case JobResult(job="mass"):
            yield _Told("broadcast_sent", detail.outcome, _job_props(detail))
        case JobResult(job="publish"):
            yield _Told("article_published", detail.outcome, _job_props(detail))
        case JobResult():
            yield _Told("notice_reported", detail.outcome, _job_props(detail))
        case NoticeItems(items=items):
            yield from (_notice(item, native) for item in items)
        case DeskSession():
            yield _desk_session(detail)
        case Verification():
            yield _Told("account_verified", native, _verification_props(detail))
        case CardEvent():
            yield _Told("card_changed", native, _said(card_id=detail.card_id))
        case _ if inbound.privacy is not None:
            scope = _said(scope=inbound.privacy.scope[:16])
            yield _Told("privacy_notified", inbound.privacy.event, scope)
        case _:
            yield _Told("event_received", "", {"native_type": native})


def _job_props(job: JobResult) -> Props:
    counts = {
        "total": job.total,
        "filtered": job.filtered,
        "sent": job.sent,
        "errors": job.errors,
    }
    return {
        **_said(job_id=job.id, status=job.status, article_id=job.article_id),
        **{name: count for name, count in counts.items() if count is not None},
    }


def _notice(item: NoticeItem, native_type: str) -> _Told:
    props = _said(template_id=item.template_id, scene=item.scene, job_id=item.message_id)
    if native_type != "subscribe_msg_sent_event":
        return _Told("subscription_changed", item.status[:16], props)
    outcome = "done" if item.error_code == 0 else "failed"
    code = {} if item.error_code is None else {"code": item.error_code}
    return _Told("notice_reported", outcome, {**props, **code})


def _desk_session(session: DeskSession) -> _Told:
    props = _said(kf_account=session.kf_account, from_kf_account=session.from_kf_account)
    return _Told("desk_session_changed", session.change, props)


def _verification_props(step: Verification) -> Props:
    moments = {"expires_at": step.expires_at, "failed_at": step.failed_at}
    return {name: at.isoformat() for name, at in moments.items() if at is not None}


def _said(**words: str) -> Props:
    return {name: word[:_LONGEST] for name, word in words.items() if word}
