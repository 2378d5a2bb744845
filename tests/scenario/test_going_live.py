"""From credentials to the first answered message, with the commands of the documentation.

docs/how-to/connect-an-account.md lists them; this test does the same ones, in that order, as an
operator does, against a platform that has a menu and keyword replies. The server has its own
process; that each other command starts in one is for the tests of its family.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.simulator.server import alone
from bot.simulator.settings import SimulatorSettings
from tests.scenario.commands import Shell, started
from tests.scenario.house import AES_KEY, APP_ID, FAQ, SECRET, TOKEN

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "connect-an-account.md"
MOST = 10


def documented() -> list[list[str]]:
    """The commands of the page's section that lists them all."""
    section = PAGE.read_text("utf-8").partition("## All of it in one list")[2]
    return [line.split() for line in re.findall(r"run\.py (.+)", section.partition("\n## ")[0])]


@asynccontextmanager
async def platform(addresses: list[str]) -> AsyncIterator[str]:
    """A WeChat in safe mode that pushes to whatever address stands in the list by then."""
    simulator = alone(
        SimulatorSettings(
            app_id=APP_ID,
            app_secret=SECRET,
            token=TOKEN,
            aes_key=AES_KEY,
            mode="safe",
            callback_url=lambda: f"{addresses[-1]}/wechat",
        ),
        now=lambda: datetime.now(UTC),
    )
    async with TestServer(simulator) as server:
        yield str(server.make_url("/simulator"))


async def test_documented_commands_lead_from_credentials_to_the_first_answer(
    shell: Shell, tmp_path: Path
) -> None:
    shutil.copytree(FAQ, tmp_path / "faq")
    (tmp_path / "faq" / "menu.yaml").unlink()
    addresses = ["http://127.0.0.1:9"]
    async with platform(addresses) as root, ClientSession() as http:
        environ = {
            "BOT_FAQ_DIR": str(tmp_path / "faq"),
            "BOT_WECHAT_APP_ID": APP_ID,
            "BOT_WECHAT_APP_SECRET": SECRET,
            "BOT_WECHAT_TOKEN": TOKEN,
            "BOT_WECHAT_AES_KEY": AES_KEY,
            "BOT_SECRET_KEY": "k" * 32,
            "BOT_WECHAT_API_BASE": f"{root}/api",
        }

        async def run(*words: str) -> tuple[int, str]:
            shell.set(**environ)
            ended = await shell.run_beside(*words)
            return ended.code, ended.out

        commands = documented()
        assert [words[0] for words in commands] == ["doctor", "menu", "serve", "menu", "doctor"]
        assert len(commands) < MOST
        before, pulled, serving, publishing, after = commands

        code, out = await run(*before)
        assert code == 0, out
        assert "run menu pull" in out
        code, out = await run(*pulled)
        assert code == 0, out
        async with started(*serving, folder=tmp_path, environ=environ) as server:
            addresses.append(server.root)
            environ["BOT_PUBLIC_URL"] = server.root
            code, out = await run(*publishing, "--yes")
            assert code == 0, out
            code, out = await run(*after, "--json")
            levels = {row["what"]: row["level"] for row in orjson.loads(out)["findings"]}
            answered = await talk(http, root)

    assert code == 0, out
    # A test has no port 443, and an editor still has to add phrasings to what was taken over.
    odd = {what: level for what, level in levels.items() if level != "good"}
    assert odd == {"public address": "warning", "content": "warning"}
    assert levels["our own call"] == levels["mode and key"] == levels["menus"] == "good"
    assert answered == [
        "电子发票会在签收后三日内发送至您下单时填写的邮箱。",
        "客服热线 400-820-0000",
    ]


async def talk(http: ClientSession, root: str) -> list[str]:
    """A fan writes what the admin page had answered, and taps what its menu had answered."""

    async def do(act: str, **body: Any) -> dict[str, Any]:
        async with http.post(
            f"{root}/do/{act}", json=body, headers={"X-Simulator": "1"}
        ) as response:
            told: dict[str, Any] = await response.json()
            assert response.status == 200, told
            return told

    async with http.get(f"{root}/do/fans") as response:
        fan = (await response.json())["items"][0]["id"]
    await do("follow", fan=fan)
    said = await do("text", fan=fan, text="开票")
    tapped = await do("click", fan=fan, key="menu.button_1")
    return [(told.get("reply") or {}).get("text", "") for told in (said, tapped)]
