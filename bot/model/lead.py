"""What a fan wants arranged until a service of its own does it: a visit, a look into an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NewType

from bot.model.names import ConversationId

LeadId = NewType("LeadId", int)

LeadKind = Literal["booking", "order"]
LeadStep = Literal["store", "day", "phone", "number", "matter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDraft:
    """What is known so far and asked next. ``tries`` counts questions in a row without a use.

    ``part`` is when on that day: a time (``15:00``), a span (``14:00-16:00``), or ``morning``,
    ``noon``, ``afternoon``, ``evening``. ``days`` are those that were named where one has to be
    chosen. ``product`` is the kind the fan wants to see. ``phone`` is in international form
    (``+8613800138000``). A number of ``-`` says that the fan has none at hand.
    """

    kind: LeadKind
    step: LeadStep
    store: str = ""
    day: date | None = None
    days: tuple[date, ...] = ()
    part: str = ""
    product: str = ""
    phone: str = ""
    number: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A finished one, as recorded; ``part`` as in ``LeadDraft``.

    ``phone`` is personal: masked wherever it is not asked for.
    """

    id: LeadId
    conversation_id: ConversationId
    kind: LeadKind
    state: Literal["new", "done"]
    store: str
    day: date | None
    part: str
    phone: str
    number: str
    at: datetime
