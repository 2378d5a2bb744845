"""Telephone numbers as they are shown: masked. How they are found: ``intents.slots.phones``."""

from __future__ import annotations


def masked(phone: str) -> str:
    """``138****8000``; of a number abroad its country's first digits and the last two."""
    if phone.startswith("+86") and len(phone) == 14:
        return f"{phone[3:6]}****{phone[-4:]}"
    return f"{phone[:4]}****{phone[-2:]}" if phone else ""
