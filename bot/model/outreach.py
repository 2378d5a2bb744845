"""Messages beside the conversation: templates and subscription notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

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
