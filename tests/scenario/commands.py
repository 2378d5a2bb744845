"""The program as an operator starts it: quick commands in this process, servers in their own."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pytest

from bot import telemetry
from bot.cli import main
from tests.understood import FAQ, house_book, segmenter_folder, understand

RUN = Path(__file__).parents[2] / "run.py"
STARTED_S = 60
"""Patience with a start on a busy machine; it ends as soon as the program says its address."""
_PORT = re.compile(r"(?:http://127\.0\.0\.1:|\"port\": )(\d+)")

ACCOUNT = {
    "BOT_WECHAT_APP_ID": "wxserved000000001",
    "BOT_WECHAT_APP_SECRET": "the-app-secret-of-the-account",
    "BOT_WECHAT_TOKEN": "tokenoftheaccount",
    "BOT_SECRET_KEY": "k" * 32,
    "BOT_WECHAT_API_BASE": "http://127.0.0.1:9",
}


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass
class Shell:
    """A folder with nothing but the environment that a test sets."""

    folder: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self.patch.setenv(name, value)

    def run(self, *words: str) -> Ended:
        """Run a command to its end; a traceback or a box on stderr fails the test."""
        ended = self.run_openly(*words)
        assert "Traceback" not in ended.err
        assert "╭" not in ended.err

        return ended

    async def run_beside(self, *words: str) -> Ended:
        """Run a command to its end while a house of this process serves it, which keeps quiet."""
        telemetry.configure_logs(telemetry.Redactor(), style="json", stream=io.StringIO())
        return await asyncio.to_thread(self.run, *words)

    def run_openly(self, *words: str) -> Ended:
        """Run a command to its end, whatever it prints."""
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(words)
        out, err = self.capture.readouterr()
        assert isinstance(ended.value.code, int)

        return Ended(ended.value.code, out, err)


def clean_shell(
    folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
) -> Shell:
    """A shell in that folder, in which nothing of ours is set but the content folder."""
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        patch.delenv(name)
    patch.chdir(folder)
    shell = Shell(folder, patch, capture)
    shell.set(BOT_FAQ_DIR=str(FAQ), BOT_DATA_DIR=str(data_folder(folder)))
    return shell


def data_folder(folder: Path) -> Path:
    """Our data in that folder, as left by an earlier start: the dictionary is parsed already."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    if not (data / "jieba").exists():
        (data / "jieba").symlink_to(segmenter_folder(), target_is_directory=True)
    return data


@dataclass
class Server:
    """A running ``demo`` or ``serve``."""

    process: Process
    root: str
    lines: list[str] = field(default_factory=list)

    @property
    def printed(self) -> str:
        return "\n".join(self.lines)

    async def read_line(self) -> str:
        """The next line it prints."""
        assert self.process.stdout is not None
        line = (await self.process.stdout.readline()).decode()
        assert line, self.printed
        self.lines.append(line.rstrip("\n"))
        return line

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Exit code, and the seconds it took to go."""
        before = monotonic()
        self.process.send_signal(number)
        code = await self._ended()
        return code, monotonic() - before

    async def _ended(self) -> int:
        assert self.process.stdout is not None
        rest = (await self.process.stdout.read()).decode()
        self.lines += rest.splitlines()
        return await self.process.wait()


def environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with only these settings."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("BOT_")}
    return inherited | {"BOT_FAQ_DIR": str(FAQ), "BOT_DATA_DIR": str(data_folder(folder)), **more}


async def output_of(
    *words: str, folder: Path, environ: Mapping[str, str], pipe: str = ""
) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command in its own process, perhaps through a pipe."""
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        f'"$0" "$@" {pipe}; exit ${{PIPESTATUS[0]}}',
        sys.executable,
        str(RUN),
        *words,
        cwd=folder,
        env=environment(folder, environ),
        stdout=PIPE,
        stderr=PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@asynccontextmanager
async def started(
    *words: str, folder: Path, environ: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    """A server on a free port, ready when it has told its address; ended in any case."""
    understand(house_book())  # learned by an earlier start
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(RUN),
        *words,
        cwd=folder,
        env=environment(folder, {"BOT_PORT": "0", **(environ or {})}),
        stdout=PIPE,
        stderr=STDOUT,
    )
    server = Server(process, "")
    try:
        async with asyncio.timeout(STARTED_S):
            while not server.root:
                if found := _PORT.search(await server.read_line()):
                    server.root = f"http://127.0.0.1:{found[1]}"
        yield server
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
