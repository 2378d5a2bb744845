"""How long it takes to erase one fan among many, to the point where no byte of them is left.

    python bench/erase.py [--fans 100000] [--url postgresql://...]

Fills a database of its own (SQLite in a temporary folder, or the given empty PostgreSQL one) with
fans who wrote five messages and left ten events each, then erases some of them one by one: files,
rows, marks, receipt, and on SQLite the cut of the write-ahead log. Prints each time and the plans
of the deletes that would walk through a whole table, if any.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import secrets
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.app import SystemClock
from bot.flow.media import Shelf
from bot.flow.notifier import LocalNotifier
from bot.flow.privacy import PrivacyFlow
from bot.model import AuditAction, AuditEntry, Dialogue, Pid
from bot.store import schema as s
from bot.store.contents import dump_dialogue
from bot.store.database import Database
from bot.store.stores import stores as open_stores
from bot.store.version import bring_up

ACCOUNT = "wxbench0000000001"
MESSAGES, EVENTS, BATCH = 5, 10, 2_000
START = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT_S = 2.0


Rows = dict[Any, list[dict[str, Any]]]


def fan_rows(number: int) -> Rows:
    """Everything of one fan, by table."""
    pid, at = f"{number:032x}", START + timedelta(seconds=number)
    return {**person_rows(number, pid, at), **talk_rows(number, at), **log_rows(number, pid, at)}


def person_rows(number: int, pid: str, at: datetime) -> Rows:
    """Who it is, the conversation and what was agreed to."""
    of_fan = {"account": ACCOUNT, "pid": pid}
    shown = {"display_name": "微信用户", "following": True, "source": "qr", "scene": "till"}
    talk = {"channel": "wechat_mp", "epoch": 0, "version": 1, "created_at": at, "last_at": at}
    words_last = {"dialogue": dump_dialogue(Dialogue()), "last_text": words(number, MESSAGES - 1)}
    agreed = {"kind": "notice", "version": "1", "given": True, "at": at, "how": "welcome"}
    return {
        s.fan: [{**of_fan, **shown, "lang": "zh", "created_at": at}],
        s.fan_identity: [{**of_fan, "open_id": open_id(number)}],
        s.conversation: [{**of_fan, **talk, **words_last, "id": number + 1}],
        s.consent: [{**of_fan, **agreed, "event_id": f"e{number}-0"}],
    }


def talk_rows(number: int, at: datetime) -> Rows:
    """What was written, and the pushes it came by."""
    first, place = number * MESSAGES + 1, place_of(number)
    written = {"direction": "in", "actor": "fan", "kind": "text", "at": at, "state": "sent"}
    written |= {"reason": "", "content": "{}", "epoch": 0}
    turns = [(first + n, words(number, n)) for n in range(MESSAGES)]
    pushed = {**place, "received_at": at, "raw": ""}
    return {
        s.message: [{**place, **written, "id": id_, "text": text} for id_, text in turns],
        s.inbound: [
            {**pushed, "key": f"k{id_}", "message_id": id_, "reply": text} for id_, text in turns
        ],
    }


def log_rows(number: int, pid: str, at: datetime) -> Rows:
    """What was counted of them."""
    event = {"type": "message_received", "occurred_at": at, "received_at": at, "pid": pid}
    event |= {"channel": "wechat_mp", "session_id": f"s{number}", "direction": "in"}
    event |= {"actor": "fan", "tags": "{}", "props": "{}", "schema_version": "1-0-0"}
    place = place_of(number)
    return {s.event: [{**place, **event, "event_id": f"e{number}-{n}"} for n in range(EVENTS)]}


def place_of(number: int) -> dict[str, Any]:
    """The conversation of a fan."""
    return {"account": ACCOUNT, "conversation_id": number + 1}


def open_id(number: int) -> str:
    """Unlike its neighbours in the first characters, as real ones are."""
    return f"o{number * 2_654_435_761 % 2**32:08x}Bench{number:014d}"


def words(number: int, n: int) -> str:
    """A sentence that no other fan wrote."""
    return f"我的包带断了想修一下 bench-{number:08d}-{n} " + "谢谢" * (number % 20)


def batches(fans: int) -> Iterator[Rows]:
    """The rows of some fans at a time."""
    for start in range(0, fans, BATCH):
        together: Rows = {}
        for number in range(start, min(fans, start + BATCH)):
            for table, rows in fan_rows(number).items():
                together.setdefault(table, []).extend(rows)
        yield together


async def fill(database: Database, fans: int) -> None:
    """Bulk insert."""
    for together in batches(fans):
        async with database.write() as connection:
            for table, rows in together.items():
                for start in range(0, len(rows), 1_000):
                    await connection.execute(insert(table), rows[start : start + 1_000])


async def measure(database: Database, folder: Path, fans: int, erased: list[int]) -> list[float]:
    """Seconds of each erasure, all of it included."""
    shelf = Shelf.below(folder, account=ACCOUNT, keep_days=30)
    flow = PrivacyFlow(open_stores(database, ACCOUNT), LocalNotifier(), SystemClock(), shelf=shelf)
    await flow.carry_out_due()
    times = []
    for number in erased:
        by = AuditEntry(action=AuditAction.PERSON_ERASED, at=datetime.now(UTC), who="bench")
        before = perf_counter()
        done = await flow.erase_now(Pid(f"{number:032x}"), by=by)
        times.append(perf_counter() - before)
        assert done.counts is not None and done.counts["message"] == MESSAGES, done
    return times


def leftovers(folder: Path, erased: list[int]) -> int:
    """How many of the erased can still be found in the files, by openid or words."""
    wanted = [open_id(number).encode() for number in erased]
    wanted += [f"bench-{number:08d}-".encode() for number in erased]
    return sum(
        any(word in path.read_bytes() for path in folder.rglob("bot.db*")) for word in wanted
    )


def size_of(folder: Path) -> int:
    """Bytes of the database's files."""
    return sum(path.stat().st_size for path in folder.rglob("bot.db*"))


async def main() -> int:
    """0 if every erasure kept the limit and left nothing."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--fans", type=int, default=100_000)
    asked.add_argument("--url", default="", help="an empty PostgreSQL database")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = await Database.open(given.url or f"sqlite:///{folder / 'bot.db'}")
        await bring_up(database)
        before = perf_counter()
        await fill(database, given.fans)
        filled_s = perf_counter() - before
        erased = [secrets.randbelow(given.fans) for _ in range(20)]
        erased = list(dict.fromkeys(erased))
        times = await measure(database, folder, given.fans, erased)
        await database.close()
        left = 0 if given.url else leftovers(folder, erased)
        size = size_of(folder) / 1e6
    engine = "postgresql" if given.url else f"sqlite {sqlite3.sqlite_version}"
    times.sort()
    sys.stdout.write(
        f"{engine}, Python {platform.python_version()}: {given.fans} fans,"
        f" {given.fans * MESSAGES} messages, {given.fans * EVENTS} events"
        f" ({size:.0f} MB, filled in {filled_s:.0f} s); {len(times)} erased:"
        f" median {times[len(times) // 2] * 1e3:.0f} ms, worst {times[-1] * 1e3:.0f} ms;"
        f" left in the files: {left}\n"
    )
    return int(times[-1] > LIMIT_S or left > 0)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
