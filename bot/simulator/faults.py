"""Faults that tests can order: what the real platform and the net do on a bad day."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ApiFault(BaseModel):
    """What happens to the next API call: late, refused, cut off, or answered with a web page.

    With ``after`` the call is carried out first and only its answer is lost.
    """

    model_config = ConfigDict(extra="forbid")

    path: str = ""
    slow_s: float = 0.0
    errcode: int = 0
    reset: bool = False
    html: bool = False
    after: bool = False


class Faults:
    """The faults in waiting. ``drop_replies`` counts answers of the gateway that get lost."""

    def __init__(self) -> None:
        self.calls: list[ApiFault] = []
        self.drop_replies = 0

    def next_call(self, path: str) -> ApiFault | None:
        """Takes the first fault that is meant for this path (or for any)."""
        for fault in self.calls:
            if not fault.path or path.endswith(fault.path):
                self.calls.remove(fault)
                return fault
        return None

    def takes_reply(self) -> bool:
        """Whether the answer that just came is to be lost on its way."""
        if self.drop_replies <= 0:
            return False
        self.drop_replies -= 1
        return True
