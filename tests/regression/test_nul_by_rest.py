"""A NUL character from a program: PostgreSQL keeps none, so it is refused before it is asked."""

from __future__ import annotations

from pathlib import Path

from yarl import URL

from bot.model import OpenId
from bot.web.api.keys import hash_key, new_key
from tests.scenario.house import House, open_house
from tests.services import postgres_schema


async def told(house: House, method: str, path: str, body: object) -> int:
    """The status of a call with the key of an administrator."""
    async with house.http.request(
        method,
        URL(f"{house.root}/api/v1/{path}", encoded=True),
        json=body,
        headers={"Authorization": f"Bearer {house.keys['root']}"},
    ) as response:
        return response.status


async def test_nul_in_a_name_or_word_is_refused_and_never_our_fault(tmp_path: Path) -> None:
    with postgres_schema() as url:
        async with open_house(tmp_path, database=url) as house:
            key = house.keys["root"] = new_key()
            await house.gateway.stores.keys.add_key(
                "root", scope="admin", agent=None, secret_hash=hash_key(key), at=house.clock.now()
            )
            await house.do("follow")
            pid = await house.gateway.stores.privacy.find_fan(OpenId(house.fan()))

            assert await told(house, "GET", "fans/%00", None) == 404
            assert await told(house, "PUT", f"fans/{pid}%00/remark", {"remark": "x"}) == 404
            assert await told(house, "PUT", f"fans/{pid}/remark", {"remark": "\0"}) == 422
            assert await told(house, "POST", f"fans/{pid}/tags", {"add": ["\0"]}) == 422
