"""Agents' passwords."""

from __future__ import annotations

from bot.web.passwords import MAX_LENGTH, hash_password, verify_password


async def test_right_password_fits_and_others_do_not() -> None:
    stored = await hash_password("维岚的密码 one")

    assert stored.startswith("$argon2id$")
    assert await verify_password(stored, "维岚的密码 one")
    assert not await verify_password(stored, "维岚的密码 two")


async def test_unknown_agent_broken_hash_and_endless_password_never_fit() -> None:
    assert not await verify_password(None, "anything")
    assert not await verify_password("not a hash", "anything")
    assert not await verify_password(None, "x" * (MAX_LENGTH + 50))
