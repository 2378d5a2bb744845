"""Making QR codes that tell where a fan comes from.

*Source:* developers.weixin.qq.com, "create a parametric QR code", read in 2026: verified service
accounts only; 100 000 permanent codes an account, temporary ones live 30 days at most. Errors:
40052 action, 40053 scene, 45029 no permanent code left.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.wechat.answers import number, text
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.limits import fits_characters

SCENE_CHARACTERS = 64
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A code: ``url`` is what its picture says, ``life_s`` 0 for a permanent one."""

    ticket: str
    url: str
    life_s: int = 0


async def create_code(api: WeChatApi, scene: str, *, days: int | None) -> MadeCode:
    """A code for this scene, for ever or for some days; a permanent one is taken from the pool."""
    fits_characters(scene, SCENE_CHARACTERS, what=f"the scene {scene!r}")
    body: dict[str, object] = {
        "action_name": "QR_STR_SCENE" if days else "QR_LIMIT_STR_SCENE",
        "action_info": {"scene": {"scene_str": scene}},
    }
    if days:
        body["expire_seconds"] = days * DAY_S
    made = await api.post("/cgi-bin/qrcode/create", body)
    life_s = number(made, "expire_seconds") if days else 0
    return MadeCode(text(made, "ticket"), text(made, "url"), life_s)
