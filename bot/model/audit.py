"""Who looked at personal data or changed who may: one row of the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.names import AgentId


class AuditAction(StrEnum):
    """What is kept in the audit log (docs/reference/audit.md)."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGIN_THROTTLED = "login_throttled"
    LOGOUT = "logout"
    AGENT_ADDED = "agent_added"
    AGENT_DISABLED = "agent_disabled"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an act
    KEY_ADDED = "key_added"
    KEY_REVOKED = "key_revoked"
    EVENTS_EXPORTED = "events_exported"
    REST_READ = "rest_read"
    PERSON_EXPORTED = "person_exported"
    PERSON_ERASED = "person_erased"
    HOLD_SET = "hold_set"
    HOLD_RELEASED = "hold_released"
    REVEALED = "revealed"
    MENU_PUBLISHED = "menu_published"
    MENU_RESTORED = "menu_restored"
    FAN_BLOCKED = "fan_blocked"
    FAN_UNBLOCKED = "fan_unblocked"
    QUOTA_CLEARED = "quota_cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One act. Never holds an openid, a name of a fan or words of a message.

    ``who`` is an agent's log-in name, the name of a key, or the operator's name on the machine.
    ``address`` is where they sat, ``destination`` where personal data went (a file, an address),
    ``people`` how many fans' data that were. ``detail`` is a short fact such as ``message 12``.

    *Source:* PIPL articles 38 and 55 (transfers abroad, records); Cybersecurity Law article 21
    (network logs kept at least six months).
    """

    action: AuditAction
    at: datetime
    who: str = ""
    agent_id: AgentId | None = None
    address: str = ""
    destination: str = ""
    people: int | None = None
    detail: str = ""
