"""Faults that tests can order: what the real platform and the net do on a bad day."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

HTML = "<html><h1>502 Bad Gateway</h1></html>"
GARBAGE = b"GIF?\x00 this is not the file that its name promises " * 20


class ApiFault(BaseModel):
    """What happens to the next API calls: late, refused, cut off, or answered wrongly.

    ``times`` calls are hit, then the fault is used up. ``path`` is the end of the call's path,
    empty for any call. ``errcode`` refuses; ``reset`` cuts the connection without an answer;
    ``half`` cuts it in the middle of the body; ``html`` answers with a proxy's page; ``garbage``
    answers 200 with bytes that are no file of any kind. With ``after`` the call is carried out
    first and only its answer is lost.
    """

    model_config = ConfigDict(extra="forbid")

    path: str = ""
    times: int = Field(default=1, ge=1, le=10_000)
    slow_s: float = Field(default=0.0, ge=0, le=600)
    errcode: int = 0
    reset: bool = False
    half: bool = False
    html: bool = False
    garbage: bool = False
    after: bool = False

    @property
    def name(self) -> str:
        """One word for the live feed."""
        for word in ("reset", "half", "html", "garbage"):
            if getattr(self, word):
                return word
        return str(self.errcode) if self.errcode else "slow"


class PushFault(BaseModel):
    """What happens to the next pushes: ``repeat`` more copies with the same MsgId, or ``hold``:
    kept back until the next push went out, so that the two arrive in the wrong order.
    """

    model_config = ConfigDict(extra="forbid")

    repeat: int = Field(default=0, ge=0, le=20)
    hold: bool = False


class Faults:
    """The faults in waiting. ``drop_replies`` counts answers of the gateway that get lost."""

    def __init__(self) -> None:
        self.calls: list[ApiFault] = []
        self.pushes: list[PushFault] = []
        self.drop_replies = 0

    def next_call(self, path: str) -> ApiFault | None:
        """Takes the first fault that is meant for this path (or for any)."""
        for index, fault in enumerate(self.calls):
            if not fault.path or path.endswith(fault.path):
                if fault.times > 1:
                    self.calls[index] = fault.model_copy(update={"times": fault.times - 1})
                else:
                    del self.calls[index]
                return fault
        return None

    def next_push(self) -> PushFault:
        """Takes what was ordered for the next push, nothing special if nothing was."""
        return self.pushes.pop(0) if self.pushes else PushFault()

    def takes_reply(self) -> bool:
        """Whether the answer that just came is to be lost on its way."""
        if self.drop_replies <= 0:
            return False
        self.drop_replies -= 1
        return True
