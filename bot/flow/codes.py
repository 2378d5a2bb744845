"""QR codes of the table, made once: what was made is remembered, so the pool is not wasted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.qrcodes import create_code
from bot.content.codes import Code
from bot.ports import Clock, SettingStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What the platform gave for a scene; without ``expires_at`` it holds for ever."""

    scene: str
    ticket: str
    url: str
    expires_at: datetime | None = None


_TICKET = TypeAdapter(Ticket)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMaker:
    """Makes and remembers the codes of one account."""

    api: WeChatApi
    settings: SettingStore
    clock: Clock

    async def make(self, codes: Iterable[Code]) -> AsyncIterator[tuple[Code, Ticket, bool]]:
        """Each code with its ticket, and whether it is new, in order and as soon as it is there.

        A permanent code is asked for once; a temporary one anew each time, so that what is
        printed lives as long as it says. Raises ``PlatformError``; what was made until then is
        remembered.
        """
        for code in codes:
            known = await self.made(code.scene)
            if code.days is None and known is not None and known.expires_at is None:
                yield code, known, False
                continue
            yield code, await self._new(code), True

    async def made(self, scene: str) -> Ticket | None:
        """What was made for this scene last."""
        saved = await self.settings.read_setting(_name(scene))
        return None if saved is None else _TICKET.validate_json(saved)

    async def _new(self, code: Code) -> Ticket:
        now = self.clock.now()
        made = await create_code(self.api, code.scene, days=code.days)
        ticket = Ticket(
            scene=code.scene,
            ticket=made.ticket,
            url=made.url,
            expires_at=now + timedelta(seconds=made.life_s) if made.life_s else None,
        )
        await self.settings.write_setting(_name(code.scene), _TICKET.dump_json(ticket).decode())
        return ticket


def _name(scene: str) -> str:
    return f"qr.{scene}"
