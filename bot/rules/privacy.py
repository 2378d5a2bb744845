"""What the law and the platform ask of us with a fan's data: pure checks and choices.

Docs: docs/explain/privacy.md. What a number must look like to be hidden stands in ``masking``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.model import (
    Consent,
    ConsentKind,
    ErasureCause,
    ErasureDraft,
    ErasureScope,
    Pid,
)

REVOKED_SCOPES: Mapping[str, ErasureScope] = {
    "201": ErasureScope.PAPERS,
    "202": ErasureScope.PAPERS,
    "203": ErasureScope.PAPERS,
    "204": ErasureScope.VOICE,
    "205": ErasureScope.PROFILE,
    "206": ErasureScope.LOCATION,
    "207": ErasureScope.PICTURES,
}
"""RevokeInfo of ``user_authorization_revoke``. The platform's own sample has another value.

*Source:* developers.weixin.qq.com, events of privacy; 201 address, 202 invoice, 203 card,
204 microphone, 205 nickname and picture, 206 location, 207 chosen photo or video.
"""


def mark_of(pid: Pid) -> str:
    """What stays of an erased fan: not the pseudonym, but its hash, 32 hex digits."""
    return hashlib.sha256(f"erased|{pid}".encode()).hexdigest()[:32]


def default_name(pid: Pid) -> str:
    """What the desk calls a fan who told us no name: made from the pseudonym."""
    return f"微信用户 {pid[:4].upper()}"


def may_market(consents: Iterable[Consent], *, following: bool) -> bool:
    """Whether a message that no request of the fan explains may be sent at all.

    Following is what opens the channel; one 退订 shuts it until the fan takes it back. The newest
    consent of a kind must come last. *Source:* PIPL articles 15 and 24, Advertising Law 43.
    """
    latest = {consent.kind: consent.given for consent in consents}
    return following and latest.get(ConsentKind.MARKETING, True)


def scope_of(revoked: str) -> ErasureScope:
    """What a withdrawn authorisation covers; a value that nobody explained covers all scopes."""
    return REVOKED_SCOPES.get(revoked.strip(), ErasureScope.UNNAMED)


def duty_after_unfollow(pid: Pid, at: datetime, *, delay: timedelta) -> ErasureDraft:
    """Everything of a fan who left must go, at once or after the brand's delay."""
    return ErasureDraft(
        pid=pid, cause=ErasureCause.UNFOLLOW, scope=ErasureScope.ALL, due_at=at + delay
    )


def duty_after_notice(event: str, scope: str, pid: Pid, at: datetime) -> ErasureDraft | None:
    """The duty that one of the platform's three privacy events carries; "promptly" is now."""
    match event:
        case "user_authorization_cancellation":
            cause, what = ErasureCause.CANCELLATION, ErasureScope.ALL
        case "user_authorization_revoke":
            cause, what = ErasureCause.REVOKED, scope_of(scope)
        case "user_info_modified":
            cause, what = ErasureCause.INFO_MODIFIED, ErasureScope.PROFILE
        case _:
            return None
    return ErasureDraft(pid=pid, cause=cause, scope=what, due_at=at)
