"""One coroutine per thing a fan can get. A handler decides and returns; it never sends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from bot.handlers.courtesy import declined, greeting, menu, resume, silent, stop, thanks
from bot.handlers.elsewhere import native_ai, native_desk
from bot.handlers.faq import faq
from bot.handlers.human import ask_matter, human, received
from bot.handlers.leads import booking, keep_lead, lead_cancelled, order
from bot.handlers.rated import unhelpful
from bot.handlers.services import Services
from bot.handlers.several import several
from bot.handlers.stores import stores
from bot.handlers.triage import attachment, purpose, purpose_answered
from bot.handlers.unsure import choose_again, clarify, fallback, none_of_these
from bot.handlers.welcome import welcome
from bot.model import Answer, Turn

Handler = Callable[[Turn, Services], Awaitable[Answer]]

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "faq": faq,
        "several": several,
        "stores": stores,
        "human": human,
        "ask_matter": ask_matter,
        "received": received,
        "greeting": greeting,
        "thanks": thanks,
        "stop": stop,
        "resume": resume,
        "welcome": welcome,
        "menu": menu,
        "clarify": clarify,
        "fallback": fallback,
        "choose_again": choose_again,
        "none_of_these": none_of_these,
        "unhelpful": unhelpful,
        "declined": declined,
        "attachment": attachment,
        "native_desk": native_desk,
        "native_ai": native_ai,
        "purpose": purpose,
        "purpose_answered": purpose_answered,
        "booking": booking,
        "order": order,
        "lead_cancelled": lead_cancelled,
        "silent": silent,
    }
)
"""Route name -> handler; the names of ``intents.catalogue.Service`` are among them."""

__all__ = ["HANDLERS", "Handler", "Services", "keep_lead"]
