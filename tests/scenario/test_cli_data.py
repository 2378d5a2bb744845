"""What operators type on the data: db, agents, tokens, outbox, events."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import DEMO_APP_ID
from bot.ports import Stores
from bot.store import migrate
from bot.store.database import Database
from bot.store.stores import stores as open_stores
from tests.contract.samples import event
from tests.scenario.commands import Shell, output_of

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PASSWORD = "a quiet word between us"


def with_data(shell: Shell, work: Callable[[Stores], Awaitable[None]]) -> None:
    """Put something into the shell's database."""

    async def run() -> None:
        database = await Database.open(f"sqlite:///{shell.folder / 'data' / 'demo.db'}")
        try:
            await work(open_stores(database, DEMO_APP_ID))
        finally:
            await database.close()

    asyncio.run(run())


@pytest.fixture
def password(shell: Shell) -> str:
    path = shell.folder / "password"
    path.write_text(PASSWORD + "\n")
    return str(path)


@pytest.fixture
def log(shell: Shell) -> Shell:
    """A shell whose database holds five events."""
    assert shell.run("db", "upgrade").code == 0

    async def write(stores: Stores) -> None:
        await stores.events.append_events(
            [
                event(
                    f"e{number}",
                    account=DEMO_APP_ID,
                    occurred_at=NOW + timedelta(hours=number),
                    intent="=HYPERLINK(1)" if number == 3 else "returns.window",
                )
                for number in range(1, 6)
            ]
        )

    with_data(shell, write)
    return shell


def test_database_is_made_upgraded_and_checked(shell: Shell) -> None:
    before = shell.run("db", "check")
    made = shell.run("db", "upgrade")
    after = shell.run("db", "check")

    assert before.code in {1, 2}
    assert (made.code, after.code) == (0, 0)
    assert "demo.db" in after.out


def test_accounts_are_added_listed_changed_and_disabled(shell: Shell, password: str) -> None:
    with_file = ("--password-file", password)
    added = shell.run("agents", "add", "lin", "--role", "supervisor", *with_file)
    again = shell.run("agents", "add", "lin", *with_file)
    changed = shell.run("agents", "passwd", "lin", *with_file)
    disabled = shell.run("agents", "disable", "lin")
    listed = shell.run("agents", "list")
    nobody = [shell.run("agents", "disable", "x"), shell.run("agents", "passwd", "x", *with_file)]

    assert (added.code, changed.code, disabled.code) == (0, 0, 0)
    assert again.code == 2
    assert "There already is an agent lin" in again.err
    assert listed.out.splitlines() == ["lin\tsupervisor\tdisabled\tlin"]
    assert {(ended.code, ended.err.count("\n")) for ended in nobody} == {(2, 1)}


@pytest.mark.parametrize("name", ["", " ", "a b", "a\tb", "a\nb", "x" * 65, "<b>"])
def test_accounts_need_a_plain_name(shell: Shell, password: str, name: str) -> None:
    ended = shell.run("agents", "add", "--password-file", password, "--", name)

    assert ended.code == 2
    assert "name" in ended.err


@pytest.mark.parametrize("written", [b"", b"short\n", b"\xff\xfe" * 10, b"x" * 300])
def test_unfit_passwords_are_refused(shell: Shell, written: bytes) -> None:
    (shell.folder / "bad").write_bytes(written)
    ended = shell.run("agents", "add", "lin", "--password-file", "bad")
    missing = shell.run("agents", "add", "lin", "--password-file", "nowhere")

    assert (ended.code, missing.code) == (2, 2)
    assert ended.err.count("\n") == 1


def test_password_may_come_through_a_pipe(shell: Shell) -> None:
    shell.patch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))

    assert shell.run("agents", "add", "lin").code == 0


def test_key_stands_alone_on_stdout_and_is_never_shown_again(shell: Shell, password: str) -> None:
    shell.run("agents", "add", "lin", "--password-file", password)
    made = shell.run("tokens", "add", "crm", "--scope", "desk", "--agent", "lin")
    again = shell.run("tokens", "add", "crm", "--scope", "events")
    listed = shell.run("tokens", "list")
    revoked = shell.run("tokens", "revoke", "crm")
    twice = shell.run("tokens", "revoke", "crm")

    assert re.fullmatch(r"wsg_[\w-]{43}\n", made.out)
    assert listed.out.startswith("crm\tdesk\tlin\tlive\t")
    assert made.out.strip() not in listed.out
    assert (again.code, revoked.code, twice.code) == (2, 0, 2)


def test_desk_key_needs_an_agent_that_is_there(shell: Shell) -> None:
    without = shell.run("tokens", "add", "crm", "--scope", "desk")
    nobody = shell.run("tokens", "add", "crm", "--scope", "desk", "--agent", "x")

    assert (without.code, nobody.code) == (2, 2)
    assert "--agent NAME" in without.err
    assert "there is no agent x" in nobody.err


def test_outbox_lists_nothing_and_replays_nothing(shell: Shell) -> None:
    assert shell.run("outbox", "list").out == ""
    assert shell.run("outbox", "list", "--state", "failed").out == ""
    assert shell.run("outbox", "replay", "9").code == 2


def test_export_is_resumed_after_an_event_or_from_a_moment(log: Shell) -> None:
    def ids(*words: str) -> list[str]:
        ended = log.run("events", "export", *words)
        assert ended.code == 0
        return [json.loads(line)["event_id"] for line in ended.out.splitlines()]

    assert ids() == ["e1", "e2", "e3", "e4", "e5"]
    assert ids("--since", "e3") == ["e4", "e5"]
    assert ids("--since", "e5") == []
    assert ids("--since", "2026-11-20T04:30:00Z") == ["e3", "e4", "e5"]
    assert ids("--since", "2026-11-20T04:30:00") == ["e3", "e4", "e5"]
    assert ids("--since", "2026-11-20T12:30:00+08:00") == ["e3", "e4", "e5"]


def test_wrong_start_spoils_no_file(log: Shell) -> None:
    out = log.folder / "events.ndjson"
    assert log.run("events", "export", "--out", str(out)).out == ""
    whole = out.read_text()
    ended = log.run("events", "export", "--since", "yesterday", "--out", str(out))
    nowhere = log.run("events", "export", "--out", "/nowhere/x")

    assert (ended.code, nowhere.code) == (2, 2)
    assert out.read_text() == whole
    assert whole.count("\n") == 5


def test_figures_stand_with_n_and_definition(log: Shell) -> None:
    said = log.run("events", "figures")
    told = json.loads(log.run("events", "figures", "--json", "--since", "2026-11-01").out)
    wrong = log.run("events", "figures", "--since", "yesterday")

    assert "custom_sends_per_solved: - (n = 0)" in said.out
    assert "at most 1.0 is good" in said.out
    assert told["since"] == "2026-11-01T00:00:00+00:00"
    assert {item["name"] for item in told["figures"]} >= {"fallback_rate", "free_bot_turns"}
    assert all(item["definition"] and item["value"] is None for item in told["figures"])
    assert (said.code, wrong.code) == (0, 2)
    assert "is no time" in wrong.err
    assert wrong.err.count("\n") == 1


def test_csv_opens_in_a_spreadsheet_without_running_anything(log: Shell) -> None:
    out = log.folder / "events.csv"
    log.run("events", "export", "--format", "csv", "--out", str(out))
    written = out.read_bytes()
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))

    assert written.startswith(b"\xef\xbb\xbf")
    assert written.count(b"\r\n") == 6
    assert [row["event_id"] for row in rows] == ["e1", "e2", "e3", "e4", "e5"]
    assert rows[2]["intent"] == "'=HYPERLINK(1)"


async def test_reader_that_has_seen_enough_ends_the_export_quietly(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    database = await Database.open(f"sqlite:///{tmp_path / 'data' / 'demo.db'}")
    try:
        await migrate.upgrade(database)
        events = [event(f"e{number}", account=DEMO_APP_ID) for number in range(2_000)]
        await open_stores(database, DEMO_APP_ID).events.append_events(events)
    finally:
        await database.close()
    code, out, err = await output_of(
        "events", "export", folder=tmp_path, environ={}, pipe="| head -1"
    )

    assert json.loads(out)["event_id"] == "e0"
    assert (code, err) == (0, "")
