"""Agents' passwords: argon2, always off the event loop.

Nothing about sessions belongs here.
"""

from __future__ import annotations

import asyncio
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

MIN_LENGTH = 10
"""Shortest password an agent may have, in characters (NIST SP 800-63B asks for at least 8)."""
MAX_LENGTH = 256
"""Longer ones are refused before hashing, so that nobody can make us hash megabytes."""


async def hash_password(password: str) -> str:
    """The argon2id hash to store; takes about a tenth of a second in a thread."""
    return await asyncio.to_thread(PasswordHasher().hash, password)


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits.

    Without a hash (no such agent) it takes as long and says no, so that the time does not tell
    which names exist.
    """
    return await asyncio.to_thread(_verify, password_hash, password[: MAX_LENGTH + 1])


def _verify(password_hash: str | None, password: str) -> bool:
    decoy = _decoy()
    try:
        PasswordHasher().verify(password_hash or decoy, password)
    except (Argon2Error, InvalidHashError):
        return False
    return password_hash is not None and len(password) <= MAX_LENGTH


@cache
def _decoy() -> str:
    return PasswordHasher().hash(secrets.token_urlsafe())
