"""An agent's message posted again with its key, when the conversation has moved on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import ConflictError, Refused
from bot.flow.handoff import HandoffFlow
from bot.model import Text
from bot.ports import Stores
from bot.store.database import Database
from bot.store.schema import metadata
from bot.store.stores import stores as make_stores
from tests.contract.samples import ACCOUNT, NOW, hand_over, hire, load


class Wall:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


class Nobody:
    def outbox_filled(self) -> None:
        return

    def events_written(self) -> None:
        return


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    database = await Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    async with database.write() as connection:
        await connection.run_sync(metadata.create_all)
    yield make_stores(database, ACCOUNT)
    await database.close()


async def test_repeat_after_the_close_gives_the_same_message_and_no_new_one(
    stores: Stores,
) -> None:
    lin = await hire(stores)
    handoff = await hand_over(stores, lin)
    desk, at = HandoffFlow(stores, Nobody(), Wall(), account=ACCOUNT), handoff.conversation_id
    first = await desk.reply(at, agent=lin, content=Text("您好"), idempotency_key="k1")
    await desk.close(handoff.id, agent=lin)

    again = await desk.reply(at, agent=lin, content=Text("您好"), idempotency_key="k1")
    assert again.id == first.id
    with pytest.raises(ConflictError, match="with the bot"):
        await desk.reply(at, agent=lin, content=Text("您好"), idempotency_key="k2")
    with pytest.raises(Refused) as refusal:
        await desk.reply(at, agent=lin, content=Text("再见"), idempotency_key="k1")
    assert refusal.value.data["reason"] == "key"
    assert (await load(stores)).allowances[0].spent == 1


async def test_key_of_a_colleague_never_answers_for_another_agent(stores: Stores) -> None:
    lin, zhou = await hire(stores), await hire(stores, "zhou")
    handoff = await hand_over(stores, lin)
    desk, at = HandoffFlow(stores, Nobody(), Wall(), account=ACCOUNT), handoff.conversation_id
    await desk.reply(at, agent=lin, content=Text("您好"), idempotency_key="k1")

    with pytest.raises(Refused):
        await desk.reply(at, agent=zhou, content=Text("您好"), idempotency_key="k1")
    with pytest.raises(ConflictError) as conflict:
        await desk.reply(at, agent=zhou, content=Text("您好"))
    assert (conflict.value.data["winner"], conflict.value.data["winner_display"]) == (
        "lin",
        "顾问 lin",
    )
    with pytest.raises(ConflictError) as taken:
        await desk.claim(handoff.id, agent=zhou)
    assert (taken.value.data["winner"], taken.value.data["winner_display"]) == ("lin", "顾问 lin")
