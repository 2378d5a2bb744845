"""What operators do with one fan at the platform: look, name, tag, block.

Fans are called by their pseudonym; the platform's name for them stays inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channels.wechat import tags, users
from bot.channels.wechat.api import WeChatApi
from bot.errors import PlatformBusy
from bot.flow.outreach import conversation_with
from bot.model import OpenId, Pid
from bot.ports import Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformFan:
    """A fan as the platform tells of them; ``tags`` are names, in the order they were given."""

    pid: Pid
    following: bool
    followed_at: datetime | None
    remark: str
    source: str
    scene: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FanFlow:
    """The verbs. All raise ``NotFound`` for a fan without an identity, ``Refused`` for what is
    over the platform's limits, and ``PlatformError`` when the platform refuses.
    """

    stores: Stores
    api: WeChatApi

    async def look_up(self, pid: Pid) -> PlatformFan:
        """What the platform says now."""
        found = await users.info(self.api, await self._open_id(pid))
        names = {tag.id: tag.name for tag in await tags.list_tags(self.api)} if found.tags else {}
        return PlatformFan(
            pid=pid,
            following=found.following,
            followed_at=found.followed_at,
            remark=found.remark,
            source=found.source,
            scene=found.scene,
            tags=tuple(names.get(tag, str(tag)) for tag in found.tags),
        )

    async def set_remark(self, pid: Pid, remark: str) -> None:
        """Name the fan for the admin page; "" takes the name away."""
        await users.set_remark(self.api, await self._open_id(pid), remark)

    async def tag(self, pid: Pid, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Give and take tags by name; a tag that the account does not have yet is made."""
        open_id = await self._open_id(pid)
        added = await tags.ids_of(self.api, add, create=True)
        removed = await tags.ids_of(self.api, remove)
        left_out = [await tags.tag_fans(self.api, tag, [open_id]) for tag in added.values()]
        left_out += [await tags.untag_fans(self.api, tag, [open_id]) for tag in removed.values()]
        if any(left_out):
            raise PlatformBusy("the fan could not be tagged now", remedy="try again")

    async def block(self, pid: Pid, *, blocked: bool) -> None:
        """Put the fan on the blacklist or take them off: nothing of theirs reaches us meanwhile."""
        change = users.block if blocked else users.unblock
        await change(self.api, [await self._open_id(pid)])

    async def _open_id(self, pid: Pid) -> OpenId:
        return (await conversation_with(self.stores, pid)).fan.open_id
