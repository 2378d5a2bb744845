"""What a fan's words name beside their wish: places, products, days, times, numbers.

Pure: whatever is brand's own (shops, products, holidays) is handed in. What a dialogue makes of
the slots is decided in ``bot.rules``.
"""

from intents.slots.find import find_slots
from intents.slots.forms import Clock, Days, Part, Place, PlaceKind, Slot, Slots

__all__ = ["Clock", "Days", "Part", "Place", "PlaceKind", "Slot", "Slots", "find_slots"]
