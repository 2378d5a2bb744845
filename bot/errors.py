"""Every error of the gateway, in one tree.

GatewayError
├── ConfigError            a setting is missing or wrong            (operator)
├── ContentError           the content folder cannot be used         (editor)
├── StoreError             the database cannot be used               (operator)
│   ├── StoreBusy          locked or unreachable for now
│   └── StoreClosed        used after shutdown
├── ChannelError           what came in is not from the platform     (platform)
│   ├── Forbidden          wrong signature, stale, wrong app, plaintext in safe mode
│   └── Malformed          well signed, cannot be read
├── PlatformError          the platform refused a call               (operator, agent)
│   ├── TokenExpired       refresh once and repeat
│   ├── WindowClosed       45015: out of the 48 hours, or unfollowed
│   ├── QuotaSpent         45047: no customer-service message left
│   ├── FanUnreachable     unfollowed, blocked, frozen
│   ├── PlatformBusy       try again later
│   ├── RateLimited        our quota of calls is used up
│   ├── Misconfigured      an operator must act in the admin page
│   ├── BadRequest         we built a wrong call
│   ├── Declined           the platform's rules or state forbid it
│   └── DeliveryUnknown    cut off after writing: it may have arrived
├── MediaRefused           a fan's file cannot be used                (agent)
├── AccessError            not logged in, or not allowed             (agent)
├── NotFound               no such thing                             (agent)
├── ConflictError          somebody else was faster                  (agent)
└── Refused                a rule forbids it, in words               (agent)
"""

from __future__ import annotations

from typing import ClassVar, Literal

Audience = Literal["fan", "editor", "agent", "operator", "platform"]


class GatewayError(Exception):
    """What happened (``code``), with which facts (``data``), for whom, and what to do."""

    code: ClassVar[str] = "gateway_error"
    audience: ClassVar[Audience] = "operator"

    def __init__(self, message: str, *, remedy: str = "", **data: object) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.data = data

    def __str__(self) -> str:
        return f"{self.message} ({self.remedy})" if self.remedy else self.message


class ConfigError(GatewayError):
    """Settings that cannot be used; ``data["faults"]`` lists one line per fault."""

    code = "config_error"


class ContentError(GatewayError):
    """The content folder has errors; ``data["problems"]`` holds every ``Problem``."""

    code = "content_error"
    audience = "editor"


class StoreError(GatewayError):
    """The database cannot be used."""

    code = "store_error"


class StoreBusy(StoreError):
    """Locked, full or unreachable for now; nothing was written, trying again may help."""

    code = "store_busy"


class StoreClosed(StoreError):
    """The store was used after it had been shut down."""

    code = "store_closed"


class ChannelError(GatewayError):
    """What came in is not what the platform sends."""

    code = "channel_error"
    audience = "platform"


class Forbidden(ChannelError):
    """Not proven to come from the platform; the reason stays with us."""

    code = "forbidden"


class Malformed(ChannelError):
    """Well signed, but it cannot be read."""

    code = "malformed"


class PlatformError(GatewayError):
    """The platform refused a call; ``errcode`` is its number, 0 if there was none."""

    code = "platform_error"

    def __init__(self, message: str, *, errcode: int = 0, remedy: str = "", **data: object) -> None:
        super().__init__(message, remedy=remedy, **data)
        self.errcode = errcode


class TokenExpired(PlatformError):
    """The access token is no longer valid: refresh once and repeat."""

    code = "token_expired"


class WindowClosed(PlatformError):
    """The fan last wrote over 48 hours ago, or unfollowed."""

    code = "window_closed"
    audience = "agent"


class QuotaSpent(PlatformError):
    """All customer-service messages of this window are used."""

    code = "quota_spent"
    audience = "agent"


class FanUnreachable(PlatformError):
    """This fan cannot be written to at all."""

    code = "fan_unreachable"
    audience = "agent"


class PlatformBusy(PlatformError):
    """Not accepted for now; nothing was delivered."""

    code = "platform_busy"


class RateLimited(PlatformError):
    """The account's quota of API calls is used up for now."""

    code = "rate_limited"


class Misconfigured(PlatformError):
    """Somebody must act on the account's admin page."""

    code = "misconfigured"


class BadRequest(PlatformError):
    """The call was built wrongly; repeating it is useless."""

    code = "bad_request"


class Declined(PlatformError):
    """What was asked does not fit the platform's rules or state: whoever asked must change it."""

    code = "declined"


class DeliveryUnknown(PlatformError):
    """Cut off after writing: it may or may not have arrived."""

    code = "delivery_unknown"
    audience = "agent"


class MediaRefused(GatewayError):
    """A file cannot be used; ``data["reason"]`` says why: too_large, redirect, host, address."""

    code = "media_refused"
    audience = "agent"


class AccessError(GatewayError):
    """Not logged in, or not allowed."""

    code = "access_denied"
    audience = "agent"


class NotFound(GatewayError):
    """There is no such thing, or not for this user."""

    code = "not_found"
    audience = "agent"


class ConflictError(GatewayError):
    """Somebody else was faster; ``data["winner"]`` is their log-in name where known."""

    code = "conflict"
    audience = "agent"


class Refused(GatewayError):
    """A rule forbids it; the message says why in words an agent understands."""

    code = "refused"
    audience = "agent"
