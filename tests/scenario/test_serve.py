"""Real processes: what is acknowledged survives a kill, and every stop is a clean one."""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from aiohttp import ClientError, ClientSession, CookieJar

from tests.scenario.commands import ACCOUNT, Server, output_of, started
from tests.scenario.pushes import Answered, Pushing, text_xml

QUESTION = "退货期限是多少天"
ENOUGH = 60


def pushing_to(server: Server, http: ClientSession) -> Pushing:
    return Pushing(http, server.root, int(time.time()), token=ACCOUNT["BOT_WECHAT_TOKEN"])


async def keep_pushing(
    push: Pushing, acknowledged: dict[int, bytes], first: int, enough: asyncio.Event
) -> None:
    """One message after the other until nobody answers any longer."""
    number = first
    while True:
        fan = f"o{number % 40:027d}"
        try:
            answer = await push.send(text_xml(QUESTION, number, fan=fan))
        except (ClientError, OSError):
            return
        if answer.status != 200:
            return
        acknowledged[number] = answer.body
        number += 1
        if len(acknowledged) >= ENOUGH:
            enough.set()


async def under_load(
    server: Server, end: signal.Signals, *, first: int = 1
) -> tuple[dict[int, bytes], int, float]:
    """What was acknowledged before the end, its exit code, and how long it took."""
    acknowledged: dict[int, bytes] = {}
    enough = asyncio.Event()
    async with ClientSession() as http:
        push = pushing_to(server, http)
        lanes = [
            asyncio.create_task(keep_pushing(push, acknowledged, first + lane * 100_000, enough))
            for lane in range(8)
        ]
        async with asyncio.timeout(20):
            await enough.wait()
        code, took_s = await server.stop(end)
        await asyncio.gather(*lanes)
    return acknowledged, code, took_s


async def repeats(server: Server, numbers: list[int]) -> dict[int, bytes]:
    """The same messages again, as the platform repeats them."""
    async with ClientSession() as http:
        push = pushing_to(server, http)

        async def again(number: int) -> Answered:
            return await push.send(text_xml(QUESTION, number, fan=f"o{number % 40:027d}"))

        answers = await asyncio.gather(*(again(number) for number in numbers))
    return {number: answer.body for number, answer in zip(numbers, answers, strict=True)}


def recorded(folder: Path) -> int:
    """How many messages the log holds on disk."""
    with closing(sqlite3.connect(folder / "data" / "bot.db")) as connection:
        query = "SELECT count(*) FROM event WHERE type = 'message_received'"
        return int(connection.execute(query).fetchone()[0])


async def test_acknowledged_messages_survive_a_kill_and_a_stop_under_load(tmp_path: Path) -> None:
    """kill -9, start again on the same file, every repeat gets its reply; then SIGTERM."""
    async with started("serve", folder=tmp_path, environ=ACCOUNT) as server:
        acknowledged, _, _ = await under_load(server, signal.SIGKILL)
    on_disk = recorded(tmp_path)
    async with started("serve", folder=tmp_path, environ=ACCOUNT) as server:
        answers = await repeats(server, list(acknowledged))
        export = await output_of("events", "export", folder=tmp_path, environ=ACCOUNT)
        later, code, took_s = await under_load(server, signal.SIGTERM, first=10_000_000)

    assert answers == acknowledged
    assert on_disk >= len(acknowledged)
    assert export[1].count('"message_received"') == on_disk
    assert code == 0
    assert took_s < 3
    assert recorded(tmp_path) >= on_disk + len(later)
    assert ACCOUNT["BOT_WECHAT_TOKEN"] not in server.printed


async def test_demo_keeps_its_data_and_stops_cleanly_with_open_pages(tmp_path: Path) -> None:
    """Fans and agents connected, production settings around: it neither minds nor hangs."""
    production = {
        **ACCOUNT,
        "BOT_WECHAT_AES_KEY": "broken",
        "BOT_WECHAT_APP_SECRET_FILE": "/nowhere",
        "BOT_DATABASE_URL": "mysql://nobody",
        "BOT_SECRET_KEY": "short",
    }
    (tmp_path / ".env").write_text("BOT_PORT=1\nBOT_WECHAT_MODE=nonsense\n")
    logins, said = [], []
    for words, end in (((), signal.SIGTERM), (("demo",), signal.SIGINT)):
        async with (
            started(*words, folder=tmp_path, environ=production) as server,
            ClientSession(cookie_jar=CookieJar(unsafe=True)) as http,
        ):
            while "Ctrl-C" not in server.printed:
                await server.read_line()
            logins.append(re.findall(r"log in as (\w+), password (\S+)", server.printed))
            said.append(await connect_and_chat(server, http, *logins[0][0]))
            code, took_s = await server.stop(end)

        assert code == 0
        assert took_s < 3
        assert "Traceback" not in server.printed

    assert [name for name, _ in logins[0]] == ["lin", "chen"]
    assert logins[0] == logins[1]
    assert said[1] > said[0]


async def connect_and_chat(server: Server, http: ClientSession, name: str, password: str) -> int:
    """A desk and a phone are open, the fan writes; how many bubbles the phone shows."""
    simulator = f"{server.root}/simulator"
    async with http.get(simulator) as page:
        assert page.status == 200
    async with http.get(f"{simulator}/do/fans") as response:
        fan = (await response.json())["items"][0]["id"]
    async with http.get(f"{server.root}/desk/login") as page:
        csrf = re.search(r'name="csrf" value="([^"]+)"', await page.text())
    assert csrf is not None
    form = {"name": name, "password": password, "csrf": csrf[1]}
    async with http.post(f"{server.root}/desk/login", data=form) as page:
        assert page.status == 200
        assert page.url.path == "/desk"
    await http.ws_connect(f"{server.root}/desk/ws", origin=server.root)
    await http.ws_connect(f"{simulator}/ws?fan={fan}", origin=server.root)
    acting = {"X-Simulator": "1"}
    # The second time the fan follows already, which the simulator refuses.
    await http.post(f"{simulator}/do/follow", json={"fan": fan, "source": "search"}, headers=acting)
    act = {"fan": fan, "text": QUESTION}
    async with http.post(f"{simulator}/do/text", json=act, headers=acting) as response:
        told = await response.json()
        assert "7 天" in told["reply"]["text"], told
    async with http.get(f"{simulator}/do/fans/{fan}/messages") as response:
        return len((await response.json())["items"])
