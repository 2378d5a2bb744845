"""What fans agreed to."""

from __future__ import annotations

from typing import Protocol

from bot.model import Consent, Pid


class ConsentStore(Protocol):
    """Consents, for reading: they are written with the exchange that they come from."""

    async def latest_consents(self, pid: Pid) -> list[Consent]:
        """What holds now: the newest of each kind, in the order in which they were recorded."""
        ...
