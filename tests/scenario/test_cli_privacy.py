"""What operators type about personal data: export, erase, hold, release, list, audit."""

from __future__ import annotations

import asyncio
import json
import zipfile
from dataclasses import replace

import pytest

from bot.config import DEMO_APP_ID
from bot.model import OpenId
from bot.store.database import Database
from bot.store.stores import stores as open_stores
from tests.contract.samples import exchange, fan
from tests.scenario.commands import Shell


def test_exports_and_new_keys_are_in_the_audit_log_with_who_and_whereto(shell: Shell) -> None:
    shell.set(SSH_CLIENT="203.0.113.9 50000 22", LOGNAME="mei")
    assert shell.run("tokens", "add", "crm", "--scope", "events").code == 0
    out = shell.folder / "events.jsonl"
    assert shell.run("events", "export", "--out", str(out)).code == 0

    rows = [line.split("\t")[1:] for line in shell.run("privacy", "audit").out.splitlines()]
    assert rows == [
        ["key_added", "mei", "203.0.113.9", "-", "-", "crm events"],
        ["events_exported", "mei", "203.0.113.9", str(out), "0", "native"],
    ]
    assert shell.run("privacy", "audit", "--since", "2100-01-01").out == ""


def test_time_that_is_none_is_refused_in_one_line(shell: Shell) -> None:
    ended = shell.run("privacy", "audit", "--since", "yesterday")

    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "ISO time" in ended.err


FAN = "oTest0fan0of0the0privacy0cmd"


@pytest.fixture
def known(shell: Shell) -> Shell:
    """A shell whose database knows one fan, who wrote one sentence."""
    assert shell.run("db", "upgrade").code == 0

    async def write() -> None:
        database = await Database.open(f"sqlite:///{shell.folder / 'data' / 'demo.db'}")
        of = replace(fan(), account=DEMO_APP_ID, open_id=OpenId(FAN))
        given = exchange("m1", of=of)
        await open_stores(database, DEMO_APP_ID).inbound.record_exchange(
            replace(given, inbound=replace(given.inbound, account=DEMO_APP_ID, open_id=FAN))
        )
        await database.close()

    asyncio.run(write())
    return shell


def test_export_holds_everything_and_erase_leaves_nothing(known: Shell) -> None:
    out = known.folder / "person.json"
    assert known.run("privacy", "export", FAN, "--out", str(out)).code == 0
    person = json.loads(out.read_text("utf-8"))
    erased = known.run("privacy", "erase", FAN, "--yes")

    assert person["open_id"] == FAN
    assert [row["text"] for row in person["message"]] == ["门店在哪里"]
    assert {"fan", "fan_identity", "consent", "conversation", "event", "handoff"} <= set(person)
    assert (erased.code, erased.out[:7]) == (0, "erased:")
    again = known.run("privacy", "erase", FAN).out
    assert again == f"nothing is kept of this fan under the account {DEMO_APP_ID}\n"
    again = known.run("privacy", "export", FAN)
    assert (again.code, FAN in again.err) == (2, False)
    left = [path.name for path in known.folder.rglob("*.db*") if FAN.encode() in path.read_bytes()]
    assert left == []
    acts = [line.split("\t")[1] for line in known.run("privacy", "audit").out.splitlines()]
    assert acts == ["person_exported", "person_erased"]


def test_zip_packs_the_document(known: Shell) -> None:
    out = known.folder / "person.zip"
    assert known.run("privacy", "export", FAN, "--out", str(out)).code == 0

    with zipfile.ZipFile(out) as packed:
        assert json.loads(packed.read("person.json"))["open_id"] == FAN


def test_hold_keeps_the_data_until_it_is_released(known: Shell) -> None:
    assert known.run("privacy", "hold", FAN, "--reason", "case 7").code == 0
    refused = known.run("privacy", "erase", FAN)
    listed = known.run("privacy", "list").out.splitlines()

    assert (refused.code, "legal hold" in refused.out) == (1, True)
    assert [line.split("\t")[0] for line in listed] == ["hold", "erasure"]
    assert listed[1].endswith("held")
    assert known.run("privacy", "release", FAN).out == "released; what was due is erased\n"
    assert known.run("privacy", "list").out.splitlines()[0].endswith("done")


def test_hold_that_is_over_already_is_refused(known: Shell) -> None:
    ended = known.run("privacy", "hold", FAN, "--reason", "x", "--until", "2020-01-01")

    assert (ended.code, ended.err.count("\n")) == (2, 1)


@pytest.mark.parametrize("command", ["export", "erase", "release"])
def test_database_without_an_account_is_refused_and_the_demo_is_not_asked(
    shell: Shell, command: str
) -> None:
    shell.set(BOT_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    ended = shell.run("privacy", command, FAN)

    assert (ended.code, ended.out) == (2, "")
    assert "BOT_WECHAT_APP_ID" in ended.err
