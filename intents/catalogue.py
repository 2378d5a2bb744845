"""The closed list of what a fan can want, readable in one screen.

Phrasings live in ``faq/``: an entry names one of these services with ``service:``. Everything
else that a fan can ask for is an entry with an answer.
"""

from __future__ import annotations

from enum import StrEnum


class Service(StrEnum):
    """What the gateway does for a fan beside reading out an answer."""

    HUMAN = "human"
    """A person: 人工, 转接客服, talk to someone."""
    STORES = "stores"
    """A shop: the nearest, one in a city, the way, the hours."""
    BOOKING = "booking"
    """A visit: shop, day and telephone number, taken down for an advisor who confirms."""
    ORDER = "order"
    """An order of the fan's own: number and matter, taken down for an advisor."""
    GREETING = "greeting"
    """Hello: the bot says what it can do."""
    THANKS = "thanks"
    """Thanks or good-bye: a short courtesy, no question back."""
    STOP = "stop"
    """No more messages, please: no journey writes to this fan again."""


SERVICES: frozenset[str] = frozenset(Service)
"""The names that ``service:`` may carry."""
