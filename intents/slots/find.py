"""One reading of a message for all that a service may ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from intents.slots.clock import find_time
from intents.slots.days import find_days
from intents.slots.forms import Place, Slot, Slots
from intents.slots.holidays import BY_LAW, Holidays
from intents.slots.names import Hit, Names
from intents.slots.orders import find_order
from intents.slots.phones import find_phone
from intents.slots.places import find_places
from intents.slots.said import Said

T = TypeVar("T")
SHANGHAI = ZoneInfo("Asia/Shanghai")
_NO_PLACES: Names[Place] = Names()
_NO_PRODUCTS: Names[str] = Names()


def find_slots(
    text: str,
    *,
    now: datetime,
    places: Names[Place] = _NO_PLACES,
    products: Names[str] = _NO_PRODUCTS,
    holidays: Holidays = BY_LAW,
) -> Slots:
    """Places, products, days, a time, a telephone and an order number, with their words.

    ``now`` is an aware moment: days and hours are those of Asia/Shanghai. A product named "" is
    a word that only looks like one. Takes time linear in the message, whatever it holds.
    """
    said, local = Said.of(text), now.astimezone(SHANGHAI)
    where = tuple(_slots(said, find_places(said, places)))
    what = _slots(said, [hit for hit in products.find(said) if hit.value])
    time, phone = find_time(said), find_phone(said)
    return Slots(
        places=where,
        products=tuple(slot for slot in what if not _is_inside(slot, where)),
        days=find_days(said, local, time=time, holidays=holidays, taken=where),
        time=time,
        phone=phone,
        order=find_order(said, (phone,) if phone else ()),
    )


def _slots(said: Said, hits: Iterable[Hit[T]]) -> Iterator[Slot[T]]:
    return (said.name_slot(hit.value, hit.start, hit.end) for hit in hits)


def _is_inside(slot: Slot[str], places: Iterable[Slot[Place]]) -> bool:
    """包头 is a city and names no bag."""
    return any(place.start <= slot.start and slot.end <= place.end for place in places)
