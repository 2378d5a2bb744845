"""Where a follower comes from: the scanned code first, then the platform's word, then unknown.

The platform's word alone is unreliable: follows through a QR code with parameters were reported
as ``ADD_SCENE_OTHERS``.

*Source:* developers.weixin.qq.com, "get user info", ``subscribe_scene``, read in 2026: 13 values.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.codes import Codes
from bot.model import Arrival, Source

_SCENES: Mapping[str, Source] = {
    "ADD_SCENE_SEARCH": "search",
    "ADD_SCENE_ACCOUNT_MIGRATION": "migration",
    "ADD_SCENE_PROFILE_CARD": "card",
    "ADD_SCENE_QR_CODE": "qr",
    "ADD_SCENE_PROFILE_LINK": "article",
    "ADD_SCENE_PROFILE_ITEM": "menu_of_article",
    "ADD_SCENE_PAID": "paid",
    "ADD_SCENE_WECHAT_ADVERTISEMENT": "ad",
    "ADD_SCENE_REPRINT": "reprint",
    "ADD_SCENE_LIVESTREAM": "channels_live",
    "ADD_SCENE_CHANNELS": "channels",
    "ADD_SCENE_WXA": "miniprogram",
    "ADD_SCENE_OTHERS": "other",
}


def by_code(scene: str, codes: Codes) -> Arrival:
    """Through a QR code with parameters, with what our table tells of it."""
    code = codes.find(scene)
    if code is None:
        return Arrival(source="qr", scene=scene)
    return Arrival(
        source="qr", scene=scene, place=code.place, city=code.city, campaign=code.campaign
    )


def by_platform(subscribe_scene: str, qr_scene: str, codes: Codes) -> Arrival:
    """By what the platform tells of a fan; a code's scene tells more than the way."""
    if qr_scene:
        return by_code(qr_scene, codes)
    if not subscribe_scene:
        return Arrival()
    return Arrival(source=_SCENES.get(subscribe_scene, "other"))
