"""One fan is erased for real: nowhere in the database, the files or the log is anything left."""

from __future__ import annotations

import asyncio
import io
import json
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, Text, select, text

from bot import telemetry
from bot.model import Hold, OpenId
from bot.store.database import Database
from bot.store.schema import metadata
from bot.web.api.keys import hash_key
from tests.scenario.commands import ACCOUNT, started
from tests.scenario.house import APP_ID, House, open_house
from tests.scenario.pushes import event_xml, pushing_at
from tests.scenario.test_attachments import settled
from tests.services import postgres_schema

PHONE = "13812345678"
NAME = "顾知微"
ADMIN = "wsg_admin_of_the_tests"
WORDS = "我的包带断了想修一下"
OTHER_WORDS = "请问退货期限是多少天"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as it would stand in a file."""
    stream = io.StringIO()
    telemetry.configure_logs(telemetry.Redactor(), style="json", stream=stream)
    yield stream


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bot.db'}"
        return
    with postgres_schema() as url:
        yield url


@asynccontextmanager
async def opened(address: str, folder: Path) -> AsyncIterator[House]:
    database = "" if address.startswith("sqlite") else address
    async with open_house(folder, database=database) as house:
        yield house


async def found_in(address: str, word: str) -> list[str]:
    """Tables and columns that hold the word, anywhere in any row."""
    database = await Database.open(address)
    found = []
    try:
        async with database.read() as connection:
            for table in metadata.sorted_tables:
                for column in table.c:
                    if not isinstance(column.type, Text | LargeBinary):
                        continue
                    for (value,) in await connection.execute(select(column)):
                        held = value.decode("latin-1") if isinstance(value, bytes) else value
                        if word in (held or ""):
                            found.append(f"{table.name}.{column.name}")
    finally:
        await database.close()
    return found


def files_with(folder: Path, word: str) -> list[str]:
    """Files of the data folder whose bytes hold the word, logs of the database included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if word.encode() in path.read_bytes()]


async def talk(house: House, fan: str, words: str) -> None:
    """Real use: a question, a number, a photo of nobody, a plea for a human, an answer."""
    await house.do("follow", fan)
    await house.say(words, fan)
    await house.say(f"我的电话是{PHONE if words == WORDS else '13900000000'}", fan)
    await house.say("转人工", fan)


async def leave_traces(house: House, fan: str) -> None:
    """All that a fan can leave behind: a kept file, a visit, a template, a label, a hold."""
    stores = house.gateway.stores
    await house.do("image", fan, sample="bag")
    await house.say("算了", fan)
    await house.say(f"预约明天去北京国贸店 {PHONE}", fan)
    pid = await stores.privacy.find_fan(OpenId(fan))
    assert pid is not None
    await stores.keys.add_key(
        "crm", scope="admin", agent=None, secret_hash=hash_key(ADMIN), at=house.clock.now()
    )
    made = await house.gateway.api.post(
        "/cgi-bin/template/api_add_template", {"template_id_short": "TM00303"}
    )
    data = {"thing1": "恒隆广场店", "time2": "2026年10月1日 15:01", "name3": NAME}
    body = {"pid": pid, "template_id": made["template_id"], "data": data}
    sent, _ = await house.api("POST", "/v1/templates/send", body, as_=ADMIN, Idempotency_Key="v1")
    remark = await house.api("PUT", f"/v1/fans/{pid}/remark", {"remark": NAME}, as_=ADMIN)
    blocked = await house.api("POST", f"/v1/fans/{pid}/block", as_=ADMIN)
    assert (sent, remark[0], blocked[0]) == (202, 200, 200)
    at = house.clock.now()
    await stores.privacy.set_hold(Hold(pid=pid, reason="a dispute that ended", who="ann", at=at))
    assert await stores.privacy.release_hold(pid, at=at)
    async with asyncio.timeout(5):
        while (await stores.privacy.read_person(pid))["media"][0]["state"] != "kept":
            await asyncio.sleep(0.01)


async def serve(house: House, *, label: str = "solved") -> None:
    """An agent answers the first in the queue and closes."""
    await house.agent("lin")
    _, waiting = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    handoff = waiting["items"][0]
    claimed = f"/v1/handoffs/{handoff['id']}"
    await house.api("POST", f"{claimed}/claim", {}, as_="lin")
    sent, _ = await house.api(
        "POST",
        f"/v1/conversations/{handoff['conversation_id']}/messages",
        {"text": f"已记下您的电话{PHONE}"},
        as_="lin",
    )
    assert sent == 202
    await house.api("POST", f"{claimed}/close", {"label": label}, as_="lin")


async def until_state(house: House, state: str) -> None:
    """Until a duty has that state; fails after ten seconds."""
    async with asyncio.timeout(10):
        while True:
            duties = await house.gateway.stores.privacy.list_erasures()
            if any(duty.state == state for duty in duties):
                return
            await asyncio.sleep(0.02)


async def until_erased(house: House) -> None:
    """Until a duty is done."""
    await until_state(house, "done")


async def test_fan_who_unfollows_is_nowhere_any_more_and_the_other_untouched(
    address: str, tmp_path: Path, log: io.StringIO
) -> None:
    async with opened(address, tmp_path) as house:
        one, two = house.fan(0), house.fan(1)
        await talk(house, one, WORDS)
        await serve(house)
        await leave_traces(house, one)
        await talk(house, two, OTHER_WORDS)
        pid = await house.gateway.stores.privacy.find_fan(OpenId(one))
        assert pid is not None
        person = await house.gateway.stores.privacy.read_person(pid)
        assert [name for name, rows in person.items() if not rows] == []
        shelf = house.gateway.media.shelf
        (file,) = [shelf.path_of(str(row["name"])) for row in person["media"]]
        assert file.is_file()
        assert await found_in(address, one) == ["fan_identity.open_id"]
        assert "message.text" in await found_in(address, PHONE)
        before = await house.gateway.stores.privacy.read_person(
            await house.gateway.stores.privacy.find_fan(OpenId(two)) or pid
        )
        events = len(await house.events())

        await house.do("unfollow", one)
        await until_erased(house)

        for word in (one, PHONE, WORDS, NAME, pid):
            assert await found_in(address, word) == [], word
        # Four signs stand in some random id by chance.
        short = await found_in(address, pid[:4].upper())
        assert [place for place in short if not place.endswith("_id")] == []
        assert not file.exists()
        after = await house.gateway.stores.privacy.read_person(
            await house.gateway.stores.privacy.find_fan(OpenId(two)) or pid
        )
        assert after == before
        told = await house.events()
        assert len(told) == events + 3  # unfollowed, the open request closed, erased
        assert told[-1]["type"] == "data_erased"
        assert told[-1]["pid"] is None
        assert told[-1]["props"]["message"] > 5
        assert {row["type"] for row in told if row["pid"] is None} >= {"message_received"}
        joined = [row for row in told if row["pid"] is None and row.get("session_id")]
        assert joined == []
        if address.startswith("sqlite"):
            async with asyncio.timeout(10):
                while any(files_with(tmp_path, word) for word in (one, PHONE, WORDS, NAME)):
                    await asyncio.sleep(0.05)
    for word in (one, PHONE, WORDS, NAME):
        assert word not in log.getvalue()


async def test_unfollow_pushed_again_brings_nobody_back_and_who_returns_starts_anew(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house:
        one, stores = house.fan(), house.gateway.stores
        push, body = pushing_at(house), event_xml("unsubscribe", fan=house.fan())
        await talk(house, one, WORDS)
        first = await push.send(body)
        await until_erased(house)
        again = await push.send(body)

        assert (first.text, again.text) == ("success", "success")
        assert await stores.privacy.find_fan(OpenId(one)) is None
        assert await stores.privacy.due_erasures(at=house.clock.now()) == []

        await house.say("你好", one)

        back = await stores.privacy.find_fan(OpenId(one))
        assert back is not None
        person = await stores.privacy.read_person(back)
        assert len(person["conversation"]) == 1
        assert WORDS not in json.dumps(person, default=str, ensure_ascii=False)
        assert not await stores.privacy.is_erased(back)


async def test_delay_keeps_the_fan_and_following_again_cancels_the_duty(tmp_path: Path) -> None:
    async with open_house(tmp_path, settings={"erase_delay_h": 24}) as house:
        one, stores = house.fan(), house.gateway.stores
        await talk(house, one, WORDS)
        await house.do("unfollow", one)
        (duty,) = await stores.privacy.list_erasures()
        assert duty.state == "due"
        assert round((duty.due_at - duty.created_at).total_seconds()) == 24 * 3600

        house.clock.forward(seconds=1)  # two follows of one second would be one push, repeated
        await house.do("follow", one)
        house.clock.forward(hours=25)

        assert [duty.state for duty in await stores.privacy.list_erasures()] == ["cancelled"]
        assert await stores.privacy.due_erasures(at=house.clock.now()) == []
        assert await stores.privacy.find_fan(OpenId(one)) is not None


async def test_withdrawn_location_goes_and_the_rest_of_the_conversation_stays(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house:
        one, stores = house.fan(), house.gateway.stores
        await house.do("follow", one)
        await house.say(WORDS, one)
        await house.do("location", one, latitude=31.23, longitude=121.47, label="愚园路 1 号")
        push = pushing_at(house)
        revoked = f"<OpenID><![CDATA[{one}]]></OpenID><RevokeInfo><![CDATA[206]]></RevokeInfo>"
        answer = await push.send(event_xml("user_authorization_revoke", revoked, fan="gh_system"))
        await until_erased(house)

        assert answer.text == "success"
        assert await found_in(f"sqlite:///{tmp_path / 'bot.db'}", "愚园路") == []
        pid = await stores.privacy.find_fan(OpenId(one))
        assert pid is not None
        texts = [row.get("text") for row in (await stores.privacy.read_person(pid))["message"]]
        assert WORDS in texts


async def test_closed_account_is_erased_at_once_and_a_stranger_s_is_no_duty(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, settings={"erase_delay_h": 24}) as house:
        one, stores = house.fan(), house.gateway.stores
        await talk(house, one, WORDS)
        push = pushing_at(house)
        for fan in ("oNobody0whom0we0have0ever0met", one):
            closed = f"<OpenID><![CDATA[{fan}]]></OpenID>"
            await push.send(event_xml("user_authorization_cancellation", closed, fan=fan))
        await until_erased(house)

        assert [duty.cause for duty in await stores.privacy.list_erasures()] == ["cancellation"]
        assert await stores.privacy.find_fan(OpenId(one)) is None


async def test_hold_and_dispute_keep_the_data_until_they_end(tmp_path: Path) -> None:
    async with open_house(tmp_path, settings={"dispute_keep_days": 30}) as house:
        one, stores = house.fan(), house.gateway.stores
        await talk(house, one, WORDS)
        pid = await stores.privacy.find_fan(OpenId(one))
        assert pid is not None
        await stores.privacy.set_hold(
            Hold(pid=pid, reason="case 7", who="mei", at=house.clock.now())
        )
        await serve(house, label="complaint")
        await house.do("unfollow", one)
        await until_state(house, "held")
        assert WORDS in str(await stores.privacy.read_person(pid))

        await stores.privacy.release_hold(pid, at=house.clock.now())
        house.gateway.privacy.wake()
        await until_state(house, "held")
        house.clock.forward(days=29)
        assert await house.gateway.privacy.carry_out_due() == 0
        house.clock.forward(days=2)
        house.gateway.privacy.wake()
        await until_erased(house)

        assert await stores.privacy.find_fan(OpenId(one)) is None


async def test_erasure_cut_off_by_a_kill_is_finished_by_the_next_start(tmp_path: Path) -> None:
    """Killed between the files and the rows; a lock of ours holds the moment still."""
    with postgres_schema() as url:
        async with open_house(tmp_path, database=url, settings={"erase_delay_h": 24}) as house:
            one, stores = house.fan(), house.gateway.stores
            await house.do("follow", one)
            await house.do("image", one, sample="bag")
            await settled(house)
            pid = await stores.privacy.find_fan(OpenId(one))
            assert pid is not None
            person, shelf = await stores.privacy.read_person(pid), house.gateway.media.shelf
            (file,) = [shelf.path_of(str(row["name"])) for row in person["media"]]
            await house.do("unfollow", one)
        assert file.is_file()
        of_house = {
            **ACCOUNT,
            "BOT_WECHAT_APP_ID": APP_ID,
            "BOT_DATABASE_URL": url,
            "BOT_DATA_DIR": str(file.parents[2]),
        }

        database = await Database.open(url)
        try:
            async with database.write() as connection:
                await connection.execute(text("UPDATE erasure SET due_at = 0"))
            async with database.write() as connection:
                await connection.execute(text("SELECT pid FROM fan FOR UPDATE"))
                async with started("serve", folder=tmp_path, environ=of_house) as server:
                    await until(lambda: not file.exists())
                    await server.stop(signal.SIGKILL)
            assert await found_in(url, one) == ["fan_identity.open_id"]

            async with open_house(tmp_path, database=url) as house:
                await until_erased(house)
        finally:
            await database.close()
        assert await found_in(url, pid) == []


async def until(holds: Callable[[], bool]) -> None:
    """Until it holds; fails after twenty seconds."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.02)
