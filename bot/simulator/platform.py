"""The state of the pretend platform: fans, their chats, the menu, and who is watching."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from bot.channels.wechat import xml
from bot.simulator.book import AllowanceBook
from bot.simulator.faults import Faults
from bot.simulator.media import MediaShelf
from bot.simulator.settings import SimulatorSettings
from bot.simulator.state import Bubble, Fan, Json, Side, State, Via
from bot.simulator.tokens import TokenDesk

_CHAT_KEPT = 500
_WIRE_KEPT = 300
_UNREAD_BY_LISTENER = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that the platform will tell the gateway by itself, as soon as it can."""

    open_id: str
    name: str
    fields: Mapping[str, xml.Node] = field(default_factory=dict)


class Platform:
    """One simulated account with its fans, shared by the API, the pushes and the page."""

    def __init__(
        self, settings: SimulatorSettings, state: State, *, now: Callable[[], datetime]
    ) -> None:
        self.settings = settings
        self.state = state
        self.now = now
        self.faults = Faults()
        self.book = AllowanceBook(state.allowances)
        self.tokens = TokenDesk(state.tokens)
        self.media = MediaShelf(state.media, settings.media_folder)
        self.boot = secrets.token_hex(8)
        self.wire: deque[Json] = deque(maxlen=_WIRE_KEPT)
        self.changed = asyncio.Event()
        self.later: asyncio.Queue[Event] = asyncio.Queue()
        self._wire_seq = itertools.count(1)
        self._message_seq = itertools.count(1)
        self._listeners: set[asyncio.Queue[Json | None]] = set()
        if not state.fans:
            for name in settings.fans:
                self.add_fan(name)

    def add_fan(self, name: str) -> Fan:
        """A new person who has a phone and does not follow yet."""
        fan = Fan(open_id=f"o{secrets.token_urlsafe(24)[:27]}", name=name)
        self.state.fans[fan.open_id] = fan
        self.tell_fans()
        return fan

    def show(
        self,
        fan: Fan,
        side: Side,
        *,
        kind: str,
        data: Mapping[str, JsonValue],
        via: Via = "",
    ) -> None:
        """Puts a bubble into the fan's chat and tells every open page."""
        self.state.last_seq += 1
        bubble = Bubble(
            seq=self.state.last_seq, at=self.now(), side=side, kind=kind, data=dict(data), via=via
        )
        fan.chat.append(bubble)
        del fan.chat[:-_CHAT_KEPT]
        self.publish({"type": "bubble", "fan": fan.open_id, "bubble": bubble_json(bubble)})
        self.tell_fans()

    def record(self, entry: Json) -> None:
        """Adds a line to the live feed of what goes over the wire."""
        entry = {"seq": next(self._wire_seq), "at": self.now().isoformat(), **entry}
        self.wire.append(entry)
        self.publish({"type": "wire", "entry": entry})

    def tell_fans(self) -> None:
        """Tells every open page who there is and what they last saw; marks the state dirty."""
        self.changed.set()
        if self._listeners:
            self.publish({"type": "fans", "fans": self.fans_json()})

    def fans_json(self) -> list[JsonValue]:
        """The people as the page lists them."""
        return [self.fan_json(fan) for fan in self.state.fans.values()]

    def fan_json(self, fan: Fan) -> Json:
        """One person with the state of the chat and of the allowance."""
        now = self.now()
        best = self.book.best(fan.open_id, now=now)
        return {
            "id": fan.open_id,
            "name": fan.name,
            "following": fan.following,
            "receiving": fan.receiving,
            "last": bubble_json(fan.chat[-1]) if fan.chat else None,
            "quota_left": best.left_at(now) if best else 0,
            "window_ends_at": best.expires_at.isoformat() if best else None,
        }

    def next_message_id(self) -> int:
        """A new MsgId: 64 bits, beyond what a floating-point number can hold exactly."""
        micros = int(self.now().timestamp() * 1_000_000)
        return micros * 4096 + next(self._message_seq) % 4096

    def listen(self) -> asyncio.Queue[Json | None]:
        """A queue of what happens from now on; ``None`` in it means: too slow, start again."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue(_UNREAD_BY_LISTENER)
        self._listeners.add(queue)
        return queue

    def ignore(self, queue: asyncio.Queue[Json | None]) -> None:
        """Ends what ``listen`` began."""
        self._listeners.discard(queue)

    def publish(self, message: Json) -> None:
        """Hands the message to every open page; one that does not read is let go."""
        for queue in tuple(self._listeners):
            if queue.full():
                self._listeners.discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)
            else:
                queue.put_nowait(message)


def bubble_json(bubble: Bubble) -> Json:
    """A bubble as the page gets it."""
    return {
        "seq": bubble.seq,
        "at": bubble.at.isoformat(),
        "side": bubble.side,
        "kind": bubble.kind,
        "via": bubble.via,
        "data": bubble.data,
    }
