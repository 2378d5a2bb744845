"""How one simulated account is set up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Mode = Literal["plain", "compatible", "safe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorSettings:
    """The account's page at the platform: its keys, its server address, its name.

    ``callback_url`` may be a function when the port is known later only. Without ``state_file``
    everything is forgotten at the end. ``cutoff_s`` is the platform's patience with one try;
    ``retry_pause_s`` passes after a try that failed at once.
    """

    app_id: str
    app_secret: str
    token: str
    callback_url: str | Callable[[], str]
    aes_key: str = ""
    mode: Mode = "plain"
    account_name: str = "gh_veland0demo"
    account_title: str = "维岚 Maison Véland"
    state_file: Path | None = None
    cutoff_s: float = 5.0
    retry_pause_s: float = 1.0
    fans: tuple[str, ...] = ("林小姐", "Alex", "陳先生")

    def callback(self) -> str:
        """The address that pushes go to, as known now."""
        return self.callback_url if isinstance(self.callback_url, str) else self.callback_url()

    @property
    def media_folder(self) -> Path | None:
        """Where uploaded files are kept beside the state; nothing without a state file."""
        if self.state_file is None:
            return None
        return self.state_file.with_name(f"{self.state_file.stem}-media")
