"""Messages beside the conversation: templates and subscription notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.model.conversation import DeliveryState
from bot.model.names import Pid

OutreachKind = Literal["template", "notice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outreach:
    """One service message by a template of the account, or a notice that the fan subscribed to.

    ``fields`` are the template's keywords with their values, such as ``thing1``. A tap opens the
    mini-program's page, else ``url``, else nothing.
    """

    kind: OutreachKind
    template_id: str
    fields: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    app_id: str = ""
    page_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOutreach:
    """What became of one: ``unknown`` until its outcome is noted, and when it was cut off.

    ``platform_id`` is the platform's number, by which its later report is found. ``fingerprint``
    tells whether a repeated idempotency key stands for the same message; what was said is not
    kept.
    """

    id: int
    pid: Pid
    kind: OutreachKind
    template_id: str
    fingerprint: str
    state: DeliveryState
    reason: str
    platform_id: str
    at: datetime
