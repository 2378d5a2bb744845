"""Numbers of people in what fans and agents wrote: masked until an agent asks for them. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.masking import mask_numbers
from bot.model import Lead, Message


def masked(message: Message) -> Message:
    """The message with every number of a person masked; what the house's bot says stays."""
    if message.actor not in {"fan", "agent"}:
        return message
    content = {name: _masked(value) for name, value in message.content.items()}
    return replace(message, text=mask_numbers(message.text), content=content)


def name_of(thing: Message | Lead) -> str:
    """How the audit log calls what was shown."""
    return f"message {thing.id}" if isinstance(thing, Message) else f"phone of lead {thing.id}"


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask_numbers(value)
    if isinstance(value, dict):
        return {name: _masked(item) for name, item in value.items()}
    return [_masked(item) for item in value] if isinstance(value, list) else value
