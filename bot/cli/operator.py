"""Who runs a command, for the audit log."""

from __future__ import annotations

import getpass
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

from bot.model import AuditAction, AuditEntry


def act(
    action: AuditAction,
    *,
    detail: str = "",
    people: int | None = None,
    out: Path | None = None,
) -> AuditEntry:
    """What an operator does now; ``out`` is the file that data went to, nothing for the screen."""
    took_data = people is not None
    return AuditEntry(
        action=action,
        at=datetime.now(UTC),
        who=_user(),
        address=_address(),
        destination=(str(out.resolve()) if out else "stdout") if took_data else "",
        people=people,
        detail=detail,
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return f"uid {os.getuid()}"


def _address() -> str:
    """Where the operator sits: the far end of their ssh, else this machine."""
    return os.environ.get("SSH_CLIENT", "").partition(" ")[0][:64] or socket.gethostname()
