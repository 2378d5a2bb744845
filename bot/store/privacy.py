"""What must not be kept of a raw push: who sent it, and where they are.

Openids live in ``fan_identity`` only, and of a place only the label is kept
(docs/explain/privacy.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.masking import hide_personal

_NAMES = (
    "FromUserName",
    "ToUserName",
    "OpenID",
    "UnionID",
    "Location_X",
    "Location_Y",
    "Latitude",
    "Longitude",
)
_PRIVATE = frozenset(name.lower() for name in _NAMES)
# Also where the end of the element or of its CDATA is missing: a bad event may be cut off.
_ELEMENT = re.compile(
    rf"<({'|'.join(_NAMES)})\b[^>]*>(?:<!\[CDATA\[.*?(?:\]\]>|\Z)|[^<])*",
    re.DOTALL | re.IGNORECASE,
)
_OPENID = re.compile(r"(?<![A-Za-z0-9_-])o[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])")
_HIDDEN = "***"


def strip_identity(raw: str) -> str:
    """A raw push without names of users, coordinates, and what looks like a person's number."""
    return hide_personal(_ELEMENT.sub(rf"<\1>{_HIDDEN}", raw))


def strip_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """The same for fields by path: ``SendLocationInfo.Location_X`` goes, its label stays."""
    return {
        path: _OPENID.sub(_HIDDEN, value)
        for path, value in fields.items()
        if _PRIVATE.isdisjoint(path.lower().split("."))
    }
