"""What a fan wants arranged until a service of its own does it: a visit, a look into an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NewType

from bot.model.names import ConversationId

LeadId = NewType("LeadId", int)

LeadKind = Literal["booking", "order"]
LeadStep = Literal["store", "day", "phone", "number", "matter"]
DayPart = Literal["", "morning", "afternoon", "evening"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDraft:
    """What is known so far and asked next. ``tries`` counts questions in a row without a use.

    ``phone`` is in international form (``+8613800138000``). A number of ``-`` says that the fan
    has none at hand.
    """

    kind: LeadKind
    step: LeadStep
    store: str = ""
    day: date | None = None
    part: DayPart = ""
    phone: str = ""
    number: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A finished one, as recorded. ``phone`` is personal: masked wherever it is not asked for."""

    id: LeadId
    conversation_id: ConversationId
    kind: LeadKind
    state: Literal["new", "done"]
    store: str
    day: date | None
    part: DayPart
    phone: str
    number: str
    at: datetime
