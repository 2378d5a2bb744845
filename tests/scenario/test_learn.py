"""``faq learn``: too few pairs are refused, worse is not taken, better is, and it can be forgotten.

The traffic is made of the book's own entries: fans call each by a nickname that no editor knows.
"""

from __future__ import annotations

import asyncio
import io
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import orjson
import pytest
from sqlalchemy import insert

from bot import telemetry
from bot.content.library import Library
from bot.flow.learning import forget, learned_file, take, taught_by
from bot.flow.reload import LiveContent
from bot.store.database import Database
from bot.store.schema import confirmed_pair
from bot.store.stores import stores as open_stores
from bot.store.version import bring_up
from intents.embedding import train
from intents.fusion import ORDER, SURE, Fusion
from intents.taughtfile import Taught
from intents.types import EntryId
from intents.understanding import Understanding
from tests.contract.samples import NOW, exchange, fan, inbound
from tests.scenario.commands import ACCOUNT, Shell
from tests.understood import house_book
from tests.understood import understand as understood

APP = ACCOUNT["BOT_WECHAT_APP_ID"]
ENTRIES = 25
FRAMES = (
    "{}怎么弄",
    "请问{}",
    "想问一下{}的事",
    "你们{}是怎样的",
    "我要{}",
    "{}可以吗",
    "关于{}",
    "{}",
    "帮我看看{}",
    "有没有{}啊",
)
ENDS = ("", "急", "呢亲")
"""With the frames: thirty ways of asking for each nickname."""
_SOUNDS = (
    "哐当呼噜咔嚓滴答叮咚扑通哗啦嗖嗖轰隆噼啪咕咚吱呀嗡嗡"
    "唰唰哎哟嘎吱咚锵呜哇啪嗒嘀咕咯噔嘶嘶哧溜嘭嘭铛铛"
)
NICKNAMES = [_SOUNDS[at : at + 2] for at in range(0, 2 * ENTRIES, 2)]
ANSWERS = """  - id: {id}
    questions: {questions}
    answer: 这是给您的回答。
"""


@pytest.fixture
def learner(shell: Shell) -> Shell:
    """An account with its database and a part of the house's book."""
    answers = shell.folder / "faq" / "answers"
    answers.mkdir(parents=True)
    entries = [entry for entry in house_book().entries.values() if entry.answers][:ENTRIES]
    written = "".join(
        ANSWERS.format(
            id=entry.id,
            questions=orjson.dumps([item.text for item in entry.questions[:6]]).decode(),
        )
        for entry in entries
    )
    (answers / "a.yaml").write_text(f"entries:\n{written}", "utf-8")
    shell.set(**ACCOUNT, BOT_FAQ_DIR=str(shell.folder / "faq"), BOT_DATA_DIR=str(shell.folder))
    return shell


def traffic(folder: Path, *, shuffled: bool = False) -> list[tuple[str, EntryId]]:
    """Questions by nickname, each with the entry that was meant."""
    lines = (folder / "faq" / "answers" / "a.yaml").read_text("utf-8").splitlines()
    names = [EntryId(line.split()[-1]) for line in lines if "- id:" in line]
    asked = [
        (frame.format(nickname) + end, name)
        for nickname, name in zip(NICKNAMES, names, strict=True)
        for frame in FRAMES
        for end in ENDS
    ]
    chance = random.Random(4)
    chance.shuffle(asked)
    if shuffled:
        return [(text, chance.choice(names)) for text, _ in asked]
    return asked


async def record(folder: Path, asked: list[tuple[str, EntryId]]) -> None:
    """The pairs as conversations leave them; how they do is tested beside."""
    database = await Database.open(f"sqlite:///{folder / 'bot.db'}")
    await bring_up(database)
    of = replace(fan(), account=APP)
    given = exchange(of=of, inbound=inbound("k", of, account=APP))
    await open_stores(database, APP).inbound.record_exchange(given)
    row = {"account": APP, "pid": of.pid, "message_id": 1, "answer": "", "kind": "choice"}
    rows = [
        row
        | {"question": text, "entry": entry, "confirmed": True, "faq_version": "v1"}
        | {"at": NOW + timedelta(minutes=number)}
        for number, (text, entry) in enumerate(asked)
    ]
    async with database.write() as connection:
        await connection.execute(insert(confirmed_pair), rows)
    await database.close()


def test_too_few_pairs_are_refused_with_their_number(learner: Shell) -> None:
    asyncio.run(record(learner.folder, traffic(learner.folder)[:30]))
    told, machine = learner.run("faq", "learn"), learner.run("faq", "learn", "--json")

    assert (told.code, machine.code) == (1, 1)
    assert told.err.startswith("30 usable pairs of 30 recorded; 500 are needed")
    assert "suggested answer" in told.err
    assert orjson.loads(machine.out) | {"why": ""} == {
        "taken": False,
        "why": "",
        "pairs": 30,
        "recorded": 30,
        "needed": 500,
    }
    assert not learned_file(learner.folder, APP).exists()


def test_what_conversations_confirmed_is_taken_followed_and_forgotten(learner: Shell) -> None:
    asyncio.run(record(learner.folder, traffic(learner.folder)))
    file = learned_file(learner.folder, APP)
    dry = learner.run("faq", "learn", "--dry-run", "--json")
    kept = file.exists()
    told = learner.run("faq", "learn")
    asked = orjson.loads(learner.run("faq", "ask", "请问哐当的事", "--json").out)
    forgotten = learner.run("faq", "learn", "--forget")
    unknown = orjson.loads(learner.run("faq", "ask", "请问哐当的事", "--json").out)

    report = orjson.loads(dry.out)
    assert (dry.code, kept, report["taken"], report["better"]) == (0, False, False, True)
    for part in ("by_question", "by_time"):
        before, after = report["before"][part], report["after"][part]
        assert after["top1"] > 0.9 > 0.5 > before["top1"]
        assert after["wrong_answers"] <= before["wrong_answers"] + 1
    assert "Taken into use" in told.out
    assert (told.code, forgotten.code) == (0, 0)
    meant = traffic(learner.folder)
    assert asked["entry"] == next(entry for text, entry in meant if "哐当" in text)
    assert asked["confidence"] > unknown["confidence"]
    assert not file.exists()
    assert "Nothing had been learned" in learner.run("faq", "learn", "--forget").out


def test_what_teaches_nothing_is_not_taken(learner: Shell) -> None:
    asyncio.run(record(learner.folder, traffic(learner.folder, shuffled=True)))
    told = learner.run("faq", "learn")

    assert told.code == 0
    assert "Not taken into use" in told.out
    assert not learned_file(learner.folder, APP).exists()


def test_broken_file_is_told_in_the_log_and_ignored(learner: Shell) -> None:
    file = learned_file(learner.folder, APP)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"PK\x03\x04 cut off")
    stream = io.StringIO()
    telemetry.configure_logs(telemetry.Redactor(), style="json", stream=stream)

    assert taught_by(file) is None
    (line,) = stream.getvalue().splitlines()
    assert orjson.loads(line)["event"] == "learned_refused"
    assert learner.run("faq", "ask", "怎么退货").code == 0


async def test_running_gateway_follows_what_was_learned(learner: Shell) -> None:
    """The folder itself does not change; nobody restarts anything."""
    file = learned_file(learner.folder, APP)
    built: list[str] = []

    def understand(library: Library) -> Understanding:
        taught = taught_by(file)
        built.append(taught.encoder.version if taught else "")
        return understood(library.book)

    content = await LiveContent.open(
        learner.folder / "faq", understand=understand, metrics=telemetry.Metrics(), learned=file
    )
    stop = asyncio.Event()
    watching = asyncio.create_task(content.watch(stop=stop))
    fusion = Fusion(np.ones(len(ORDER)), np.ones(len(SURE)), np.zeros(len(SURE)))
    encoder = train({"a": ["停车", "泊位"]}, epochs=1)
    take(file, Taught(encoder, fusion))
    async with asyncio.timeout(5):
        while len(built) < 2:
            await asyncio.sleep(0.01)
    forget(file)
    async with asyncio.timeout(5):
        while len(built) < 3:
            await asyncio.sleep(0.01)
    stop.set()
    await watching

    assert built == ["", encoder.version, ""]
