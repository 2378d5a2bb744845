"""Wrong usage and settings: one readable line per fault, exit 2, never a box or a traceback."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import typer

from bot.cli import faq
from bot.cli.deferred import DeferredGroup
from bot.cli.main import app, main
from tests.scenario.commands import ACCOUNT, RUN, Shell
from tests.scenario.house import FAQ

COMMANDS = [
    (),
    ("demo",),
    ("serve",),
    ("faq",),
    ("faq", "check"),
    ("faq", "ask"),
    ("faq", "evaluate"),
    ("faq", "schema"),
    ("db", "upgrade"),
    ("db", "check"),
    ("agents", "add"),
    ("agents", "passwd"),
    ("tokens", "add"),
    ("outbox", "replay"),
    ("events", "export"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_is_there_for_every_command(shell: Shell, words: tuple[str, ...]) -> None:
    ended = shell.run(*words, "--help")

    assert ended.code == 0
    assert ended.out.startswith(f"Usage: {' '.join(('run.py', *words))}")
    assert ended.err == ""


@pytest.mark.parametrize("table", [app, faq.app], ids=["run.py", "faq"])
def test_list_tells_what_each_command_says_of_itself(table: typer.Typer) -> None:
    group = typer.main.get_group(table)
    assert isinstance(group, DeferredGroup)

    for name, command in group.commands.items():
        assert group.places[name].help == command.help.splitlines()[0]
        assert command.name == name


def test_list_of_commands_loads_none_of_them() -> None:
    """Whoever mistypes, or asks for help, does not wait for libraries."""
    heavy = "{'aiohttp', 'sqlalchemy', 'numpy', 'jieba', 'pydantic', 'rapidfuzz'}"
    seen = f"import sys, bot.cli.faq; print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", seen], cwd=RUN.parent, capture_output=True, text=True, check=True
    )

    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("bogus",), "No such command 'bogus' (see run.py --help)"),
        (("--bogus",), "No such option: --bogus (see run.py --help)"),
        (("serve", "--bogus"), "No such option: --bogus (see run.py serve --help)"),
        (("serve", "extra"), "Got unexpected extra argument(s) (extra) (see run.py serve --help)"),
        (("faq",), "Missing command (see run.py faq --help)"),
        (("faq", "ask"), "Missing argument 'text' (see run.py faq ask --help)"),
        (("serve", "--workers", "0"), "'--workers': Input should be greater than or equal to 1"),
        (("outbox", "replay", "x"), "'ID': Input should be a valid integer"),
        (("outbox", "list", "--state", "x"), "'x' is not one of 'pending', 'sending'"),
        (("tokens", "add", "x"), "Missing option '--scope'. Choose from: events, desk, track"),
        (("events", "export", "--format", "parquet"), "'parquet' is not one of 'native', 'csv'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_one_line_and_exit_2(
    shell: Shell, words: tuple[str, ...], says: str
) -> None:
    ended = shell.run(*words)

    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert ended.err.count("\n") == 1


def test_serve_names_each_missing_setting_with_its_remedy(shell: Shell) -> None:
    ended = shell.run("serve")

    lines = ended.err.splitlines()
    assert ended.code == 2
    assert [line.split(" ")[0] for line in lines] == [
        "BOT_WECHAT_APP_ID",
        "BOT_WECHAT_APP_SECRET",
        "BOT_WECHAT_TOKEN",
        "BOT_SECRET_KEY",
    ]
    assert all(" is missing: " in line for line in lines)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"BOT_SECRET_KEY": "short"}, "BOT_SECRET_KEY: must be at least 32 bytes long"),
        ({"BOT_WECHAT_AES_KEY": "k" * 42}, "BOT_WECHAT_AES_KEY: must be the 43 letters and"),
        ({"BOT_WECHAT_AES_KEY_PREVIOUS": "!" * 43}, "BOT_WECHAT_AES_KEY_PREVIOUS: must be the 43"),
        ({"BOT_WECHAT_MODE": "safe"}, "BOT_WECHAT_AES_KEY is missing: safe mode needs"),
        ({"BOT_WECHAT_MODE": "open"}, "BOT_WECHAT_MODE: Input should be"),
        ({"BOT_DATABASE_URL": "mysql://a:hunter22@b/c"}, "BOT_DATABASE_URL: must be sqlite:///"),
        ({"BOT_PORT": "http"}, "BOT_PORT: Input should be a valid integer"),
        ({"BOT_PORT": "70000"}, "BOT_PORT: Input should be less than or equal to 65535"),
        ({"BOT_PUBLIC_URL": "veland.example"}, "BOT_PUBLIC_URL: must start with http://"),
        ({"BOT_TRUSTED_PROXIES": "nginx"}, "BOT_TRUSTED_PROXIES: nginx is no address"),
        ({"BOT_WECHAT_TOKEN_FILE": "/nowhere"}, "BOT_WECHAT_TOKEN_FILE: cannot read /nowhere"),
        ({"BOT_FAQ_DIR": "/nowhere"}, "1 errors in /nowhere"),
        ({"BOT_DATA_DIR": "/dev/null/x"}, "cannot use the data folder /dev/null/x"),
        ({"BOT_HOST": "192.0.2.1"}, "cannot listen on 192.0.2.1:0"),
    ],
    ids=lambda value: "",
)
def test_serve_tells_a_wrong_setting_and_exits_2(
    shell: Shell, changed: dict[str, str], says: str
) -> None:
    shell.set(BOT_PORT="0", **ACCOUNT)
    shell.set(**changed)
    ended = shell.run("serve")

    assert ended.code == 2
    assert says in ended.err
    assert "hunter22" not in ended.err


def test_workers_on_sqlite_are_refused(shell: Shell) -> None:
    shell.set(**ACCOUNT)
    ended = shell.run("serve", "--workers", "2")

    assert ended.code == 2
    assert "--workers above 1 needs PostgreSQL" in ended.err


def test_port_in_use_is_one_line(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        shell.set(BOT_PORT=str(taken.getsockname()[1]))
        ended = shell.run("demo")

    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "BOT_PORT" in ended.err


def test_demo_needs_a_folder_to_write_to(shell: Shell) -> None:
    (shell.folder / "taken").write_text("a file")
    shell.set(BOT_DATA_DIR=str(shell.folder / "taken"), BOT_PORT="0")
    ended = shell.run()

    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "BOT_DATA_DIR" in ended.err


@pytest.mark.parametrize("written", ["not json", "[1]", "{}x", '{"token": 1}'])
def test_demo_refuses_secrets_that_are_not_its_own(shell: Shell, written: str) -> None:
    folder = shell.folder / "data"
    folder.mkdir(exist_ok=True)
    (folder / "demo-secrets.json").write_text(written)
    shell.set(BOT_PORT="0")
    ended = shell.run("demo")

    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "demo-secrets.json" in ended.err


def test_broken_content_is_one_line_per_problem(shell: Shell) -> None:
    folder = shell.folder / "faq"
    (folder / "answers").mkdir(parents=True)
    (folder / "answers" / "a.yaml").write_text("entries:\n  - id: A\n    questions: [x]\n")
    (folder / "menu.yaml").write_text("buttons: 3\n")
    shell.set(BOT_FAQ_DIR=str(folder), BOT_PORT="0")
    ended = shell.run("demo")

    lines = ended.err.splitlines()
    assert ended.code == 2
    assert any(line.startswith(f"{folder}/answers/a.yaml:2:9: ") for line in lines)
    assert any(line.startswith(f"{folder}/menu.yaml:1:10: ") for line in lines)
    assert "errors in" in lines[-1]


def test_database_of_a_newer_program_is_left_alone(shell: Shell) -> None:
    assert shell.run("db", "upgrade").code == 0
    file = shell.folder / "data" / "demo.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    shell.set(BOT_PORT="0")
    for words in ((), ("db", "upgrade"), ("db", "check"), ("agents", "list")):
        ended = shell.run(*words)

        assert ended.code == 2
        assert "newer version (9999)" in ended.err
        assert ended.err.count("\n") == 1


@pytest.mark.parametrize("words", [("--debug", "serve"), ("serve", "--debug")], ids=" ".join)
def test_debug_shows_the_traceback_wherever_it_stands(shell: Shell, words: tuple[str, ...]) -> None:
    ended = shell.run_openly(*words)

    assert ended.code == 2
    assert ended.err.startswith("Traceback")


def test_secrets_from_files_and_dotenv_are_taken(shell: Shell) -> None:
    """A file's last line end is no part of the secret; ``.env`` may name files too."""
    secret = shell.folder / "token"
    secret.write_text("tokenfromafile\r\n")
    written = {**ACCOUNT, "BOT_WECHAT_TOKEN_FILE": str(secret), "BOT_FAQ_DIR": "/nowhere"}
    del written["BOT_WECHAT_TOKEN"]
    shell.patch.delenv("BOT_FAQ_DIR")
    (shell.folder / ".env").write_text("".join(f"{k}={v}\n" for k, v in written.items()))
    shell.set(BOT_PORT="0")
    ended = shell.run("serve")

    assert ended.code == 2
    assert "/nowhere/answers:1:1" in ended.err
    assert "tokenfromafile" not in ended.err


def test_dotenv_in_another_encoding_is_told(shell: Shell) -> None:
    (shell.folder / ".env").write_bytes("BOT_WECHAT_APP_ID=维岚\n".encode("gbk"))
    ended = shell.run("serve")

    assert ended.code == 2
    assert "save it as UTF-8" in ended.err


def test_whole_sample_content_is_copied_and_still_valid(shell: Shell) -> None:
    copy = shell.folder / "copy"
    shutil.copytree(FAQ, copy)
    ended = shell.run("faq", "check", str(copy))

    assert (ended.code, ended.out) == (0, "")
    assert Path(copy).name in ended.err


def test_command_computes_in_one_thread_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Several threads of numpy wait for each other where others are at work: minutes for one."""
    name = "OPENBLAS_NUM_THREADS"
    for given, taken in ((None, "1"), ("4", "4")):
        monkeypatch.setenv(name, given or "")
        if given is None:
            monkeypatch.delenv(name)
        with pytest.raises(SystemExit):
            main(["--help"])

        assert os.environ[name] == taken
    assert capsys.readouterr().out
