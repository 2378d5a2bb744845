"""Limits of the platform that content is checked against and delivery keeps."""

from __future__ import annotations

PASSIVE_TEXT_BYTES = 2_047
"""Reported limit of a passive text in UTF-8 bytes (unconfirmed; the strict reading)."""
