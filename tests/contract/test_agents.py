"""Agents, log-ins, keys of the REST interface, settings: what the desk and operators keep."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import ConflictError, NotFound
from bot.model import Agent
from bot.ports import Session, Stores
from bot.store.database import Database
from bot.store.stores import stores as make_stores
from tests.contract.samples import NOW, after, hire


async def _log_in(stores: Stores, agent: Agent, secret: str = "s1") -> Session:
    return await stores.agents.open_session(
        agent, secret_hash=secret, csrf="csrf", at=NOW, expires_at=after(hours=12)
    )


async def test_agent_is_found_with_the_hash_of_the_password(stores: Stores) -> None:
    agent = await hire(stores)
    found = await stores.agents.find_agent("lin")

    assert found is not None
    assert (found.agent, found.password_hash) == (agent, "hash")
    assert await stores.agents.find_agent("Lin") is None


async def test_name_taken_at_once_by_five_is_given_once(stores: Stores) -> None:
    outcomes = await asyncio.gather(*(hire(stores) for _ in range(5)), return_exceptions=True)

    assert sum(isinstance(outcome, Agent) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, ConflictError) for outcome in outcomes) == 4


async def test_agents_are_listed_by_name_and_account(stores: Stores, database: Database) -> None:
    await hire(stores, "zhou")
    await hire(stores, "chen")
    await hire(make_stores(database, "wx-other"), "lin")

    assert [agent.name for agent in await stores.agents.list_agents()] == ["chen", "zhou"]


async def test_session_lives_until_it_expires_or_ends(stores: Stores) -> None:
    agent = await hire(stores)
    session = await _log_in(stores, agent)

    assert await stores.agents.find_session("s1", at=NOW) == session
    assert await stores.agents.find_session("s1", at=after(hours=12)) is None
    assert await stores.agents.find_session("s2", at=NOW) is None
    await stores.agents.revoke_session("s1", at=NOW)
    assert await stores.agents.find_session("s1", at=NOW) is None


async def test_new_password_ends_every_session(stores: Stores) -> None:
    agent = await hire(stores)
    await _log_in(stores, agent, "s1")
    await stores.agents.set_password("lin", password_hash="new", at=NOW)
    found = await stores.agents.find_agent("lin")

    assert found is not None
    assert found.password_hash == "new"
    assert await stores.agents.find_session("s1", at=NOW) is None


async def test_disabled_agent_is_out_at_once(stores: Stores) -> None:
    agent = await hire(stores)
    await _log_in(stores, agent)
    await stores.keys.add_key("desk", scope="desk", agent=agent, secret_hash="h", at=NOW)
    await stores.agents.disable_agent("lin", at=NOW)

    assert (await stores.agents.list_agents())[0].disabled
    assert await stores.agents.find_session("s1", at=NOW) is None
    assert await stores.keys.find_key("h") is None


async def test_unknown_agent_cannot_be_changed(stores: Stores) -> None:
    with pytest.raises(NotFound):
        await stores.agents.disable_agent("nobody", at=NOW)
    with pytest.raises(NotFound):
        await stores.agents.set_password("nobody", password_hash="x", at=NOW)


async def test_key_is_found_by_its_hash_with_its_agent(stores: Stores) -> None:
    agent = await hire(stores)
    key = await stores.keys.add_key("desk", scope="desk", agent=agent, secret_hash="h1", at=NOW)
    await stores.keys.add_key("bi", scope="events", agent=None, secret_hash="h2", at=NOW)

    assert await stores.keys.find_key("h1") == key
    assert await stores.keys.find_key("h3") is None
    assert [(k.name, k.agent) for k in await stores.keys.list_keys()] == [
        ("bi", None),
        ("desk", agent),
    ]


async def test_name_of_a_key_is_free_again_once_revoked(stores: Stores) -> None:
    await stores.keys.add_key("bi", scope="events", agent=None, secret_hash="h1", at=NOW)
    with pytest.raises(ConflictError):
        await stores.keys.add_key("bi", scope="events", agent=None, secret_hash="h2", at=NOW)
    await stores.keys.revoke_key("bi", at=after(days=1))
    await stores.keys.add_key("bi", scope="events", agent=None, secret_hash="h2", at=NOW)

    assert await stores.keys.find_key("h1") is None
    assert await stores.keys.find_key("h2") is not None
    assert [key.revoked_at for key in await stores.keys.list_keys()] == [after(days=1), None]


async def test_unknown_key_cannot_be_revoked(stores: Stores) -> None:
    with pytest.raises(NotFound):
        await stores.keys.revoke_key("nothing", at=NOW)


async def test_setting_made_at_once_by_ten_has_one_value(stores: Stores) -> None:
    values = await asyncio.gather(
        *(stores.settings.get_or_create("pseudonym_key", f"v{n}") for n in range(10))
    )

    assert len(set(values)) == 1
    assert await stores.settings.read_setting("pseudonym_key") == values[0]


async def test_setting_is_replaced_and_kept_per_account(stores: Stores, database: Database) -> None:
    await stores.settings.write_setting("cursor", "1")
    await stores.settings.write_setting("cursor", "2")

    assert await stores.settings.read_setting("cursor") == "2"
    assert await stores.settings.get_or_create("cursor", "3") == "2"
    assert await make_stores(database, "wx-other").settings.read_setting("cursor") is None
