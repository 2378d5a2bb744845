"""Limits of the platform that content is checked against and delivery keeps.

*Source:* developers.weixin.qq.com, "upload temporary media" and "get temporary media", read in
2026, for pictures.
"""

from __future__ import annotations

from datetime import timedelta

PASSIVE_TEXT_BYTES = 2_047
"""Reported limit of a passive text in UTF-8 bytes (unconfirmed; the strict reading)."""

IMAGE_BYTES = 2 * 1024 * 1024
"""A picture that is handed over for three days: the platform's page says 10 MB in its table and
2 MB in a note; the stricter holds."""
HELD = timedelta(days=3)
"""How long the platform keeps a file that was handed over, and one that a fan sent."""
