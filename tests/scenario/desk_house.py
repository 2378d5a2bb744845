"""A house with an open desk: real database, real routes, fans who write, agents who log in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import cast

from aiohttp import ClientResponse, CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from bot.flow.feed import EventFeed
from bot.flow.handoff import HandoffFlow
from bot.flow.reload import LiveContent
from bot.model import (
    Agent,
    Conversation,
    ConversationId,
    DeliveryState,
    HandoffId,
    HandoffState,
    InboundKind,
    Text,
)
from bot.ports import OutgoingDraft, Recorded, Stores
from bot.store.database import Database
from bot.store.schema import metadata
from bot.store.stores import stores as make_stores
from bot.telemetry import Metrics
from bot.web.context import (
    CLOCK,
    CONTENT,
    FEED,
    HANDOFFS,
    SETTINGS,
    STORES,
    WebSettings,
)
from bot.web.desk import setup_desk
from intents.types import Decision, DecisionKind
from intents.understanding import Understanding
from tests.contract.samples import ACCOUNT, NOW, allowance, event, exchange, fan, following

PASSWORD = "a quiet word between us"
# A real hash with the smallest cost, so that a test costs milliseconds.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

CANNED = """
defaults: {fan: 您, agent: 顾问, store: 门店}
canned:
  - id: greet.hello
    title: 开场问候
    keys: [hi]
    text: {zh: "{fan}好，我是{agent}，很高兴为您服务。"}
  - id: wait.moment
    title: 请稍候
    text: {zh: 好的，请稍候片刻，我这就为您查询。}
"""
WELCOME = """
brand: {zh: 维岚, en: Maison Véland}
"""
ANSWERS = """
entries:
  - id: returns.window
    questions: [买了不合适可以退吗, 退货期限是多少天, 几天内能退]
    answer: 自签收之日起 7 天内可以退货。
"""


class FixedClock:
    """Time that moves when a test says so."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return (self.at - NOW).total_seconds()

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


class Unasked:
    """Understanding that costs nothing to build and finds nothing."""

    def learned(self) -> Unasked:
        return self

    def decide(self, text: str, **_: object) -> Decision:
        return Decision(
            kind=DecisionKind.FALLBACK, text=text, tokens=(), matches=(), reason="not asked"
        )


class Wakes:
    """Tells the desk that events were written."""

    feed: EventFeed

    def outbox_filled(self) -> None:
        return

    def events_written(self) -> None:
        self.feed.events_written()


@dataclass
class DeskAgent:
    """An agent with a browser's cookies, as far as plain HTTP goes."""

    agent: Agent
    client: TestClient[web.Request, web.Application]
    csrf: str = ""

    async def log_in(self, password: str = PASSWORD) -> ClientResponse:
        form = await (await self.client.get("/desk/login")).text()
        answer = await self.client.post(
            "/desk/login",
            data={"name": self.agent.name, "password": password, "csrf": hidden(form, "csrf")},
            allow_redirects=False,
        )
        if answer.status == 303:
            self.csrf = hidden(await self.page("/desk"), "csrf")
        return answer

    async def page(self, path: str) -> str:
        return await (await self.client.get(path)).text()

    async def post(self, path: str, *, script: bool = False, **fields: str) -> ClientResponse:
        headers = {"X-Desk": "1"} if script else {}
        return await self.client.post(
            path, data={"csrf": self.csrf, **fields}, headers=headers, allow_redirects=False
        )

    async def claim(self, handoff: HandoffId) -> ClientResponse:
        return await self.post(f"/desk/handoffs/{handoff}/claim")

    async def say(self, conversation: ConversationId, text: str, key: str = "") -> ClientResponse:
        return await self.post(f"/desk/conversations/{conversation}/reply", text=text, key=key)


@dataclass
class House:
    """Everything a scenario needs of the gateway."""

    server: TestServer
    stores: Stores
    clock: FixedClock
    wakes: Wakes
    content: LiveContent
    database: Database
    folder: Path
    clients: list[TestClient[web.Request, web.Application]] = field(default_factory=list)
    count: int = 0

    async def hire(self, name: str, *, display_name: str = "") -> DeskAgent:
        agent = await self.stores.agents.add_agent(
            name,
            role="agent",
            password_hash=PASSWORD_HASH,
            at=self.clock.now(),
            display_name=display_name,
        )
        return DeskAgent(agent, await self.browser())

    async def staff(self, name: str, *, display_name: str = "") -> DeskAgent:
        """Somebody hired and logged in."""
        desk = await self.hire(name, display_name=display_name)
        assert (await desk.log_in()).status == 303
        return desk

    async def browser(self) -> TestClient[web.Request, web.Application]:
        # The server is on an IP address, whose cookies a jar keeps only when told to.
        client = TestClient(self.server, cookie_jar=CookieJar(unsafe=True))
        self.clients.append(client)
        return client

    async def fan_writes(
        self,
        name: str,
        text: str,
        *,
        human: bool = False,
        bot: str = "",
        kind: InboundKind = InboundKind.TEXT,
        account: str = ACCOUNT,
    ) -> Conversation:
        """A fan writes; the bot may answer and may queue the fan for a human."""
        self.count += 1
        self.clock.forward(seconds=1)
        now, key = self.clock.now(), f"key-{self.count}"
        who = fan(name)
        known = await self.stores.inbound.load_conversation(account, who.pid)
        draft = exchange(key, of=who) if known is None else following(known, key)
        answer = OutgoingDraft(
            content=Text(bot), actor="bot", via="passive", intent="returns.window", confidence=0.93
        )
        granted = allowance(granted_at=now, expires_at=now + timedelta(hours=48))
        to_active = known is not None and known.handoff is not None and known.handoff.agent_id
        whole = replace(
            draft,
            inbound=replace(
                draft.inbound,
                text=text,
                kind=kind,
                sent_at=now,
                received_at=now,
                native_type=str(kind),
            ),
            events=(event(f"e-{key}", pid=who.pid, occurred_at=now, received_at=now),),
            outgoing=(answer,) if bot else (),
            granted=granted if kind.is_message else None,
            handoff_opened="asked" if human else None,
            handoff_to=HandoffState.ACTIVE if to_active else None,
        )
        recorded = await self.stores.inbound.record_exchange(whole)
        assert isinstance(recorded, Recorded)
        if bot:
            await self.stores.inbound.mark_passive(recorded.outgoing_ids, DeliveryState.SENT)
        self.wakes.events_written()
        found = await self.stores.inbound.load_conversation(account, who.pid)
        assert found is not None
        return found

    async def fan_leaves(self, name: str) -> None:
        """The fan unfollows, which also closes the request."""
        self.count += 1
        self.clock.forward(seconds=1)
        now, key = self.clock.now(), f"key-{self.count}"
        known = await self.stores.inbound.load_conversation(ACCOUNT, fan(name).pid)
        assert known is not None
        draft = following(known, key)
        left = replace(
            draft,
            fan=replace(known.fan, following=False, unfollowed_at=now),
            inbound=replace(
                draft.inbound,
                text="",
                kind=InboundKind.UNFOLLOW,
                native_type="unsubscribe",
                sent_at=now,
                received_at=now,
            ),
            events=(event(f"e-{key}", pid=known.fan.pid, occurred_at=now, received_at=now),),
            outgoing=(),
            granted=None,
            handoff_to=HandoffState.CLOSED if known.handoff else None,
        )
        assert isinstance(await self.stores.inbound.record_exchange(left), Recorded)
        self.wakes.events_written()

    async def fan_waits(
        self, name: str, text: str = "我想找人工客服"
    ) -> tuple[ConversationId, HandoffId]:
        """A fan who asked for a human: the conversation and the handoff."""
        found = await self.fan_writes(name, text, human=True, bot="好的，正在为您转接顾问。")
        assert found.id is not None
        assert found.handoff is not None
        return found.id, found.handoff.id

    async def fan_of_another_account(self, account: str) -> tuple[ConversationId, HandoffId]:
        """A fan who waits at another house that shares the database."""
        stranger = replace(fan("foreign"), account=account)
        foreign = make_stores(self.database, account)
        draft = exchange("foreign-key", of=stranger, handoff_opened="asked")
        words = replace(draft.inbound, account=account, text="机密")
        told = replace(draft.events[0], account=account)
        recorded = await foreign.inbound.record_exchange(
            replace(draft, inbound=words, events=(told,))
        )
        assert isinstance(recorded, Recorded)
        (waiting,) = await foreign.handoffs.recent_handoffs(recorded.conversation_id)
        return recorded.conversation_id, waiting.id

    async def deliver(self, state: DeliveryState = DeliveryState.SENT, reason: str = "") -> int:
        """The platform's answer to everything that waits in the outbox."""
        count = 0
        while items := await self.stores.outbox.claim_due(ACCOUNT, now=self.clock.now()):
            for item in items:
                count += 1
                self.count += 1
                told = event(
                    f"sent-{self.count}",
                    type="message_sent",
                    conversation_id=item.conversation_id,
                )
                await self.stores.outbox.finish(item, state=state, reason=reason, event=told)
        self.wakes.events_written()
        return count


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    """A served desk over an empty database in that folder."""
    content_folder = folder / "faq"
    (content_folder / "answers").mkdir(parents=True)
    (content_folder / "answers" / "returns.yaml").write_text(ANSWERS, encoding="utf-8")
    (content_folder / "welcome.yaml").write_text(WELCOME, encoding="utf-8")
    (content_folder / "canned.yaml").write_text(CANNED, encoding="utf-8")
    database = await Database.open(f"sqlite:///{folder / 'bot.db'}")
    async with database.write() as connection:
        await connection.run_sync(metadata.create_all)
    stores = make_stores(database, ACCOUNT)
    clock, wakes = FixedClock(), Wakes()
    content = await LiveContent.open(
        content_folder,
        understand=lambda _: cast("Understanding", Unasked()),
        metrics=Metrics(),
    )
    wakes.feed = EventFeed(stores.events, account=ACCOUNT)
    app = web.Application()
    app[SETTINGS] = WebSettings(account=ACCOUNT, secret=b"s" * 32)
    app[STORES], app[CLOCK], app[CONTENT], app[FEED] = stores, clock, content, wakes.feed
    app[HANDOFFS] = HandoffFlow(stores, wakes, clock, account=ACCOUNT)
    setup_desk(app)
    following_log = asyncio.create_task(wakes.feed.run())
    server = TestServer(app)
    await server.start_server()
    house = House(
        server=server,
        stores=stores,
        clock=clock,
        wakes=wakes,
        content=content,
        database=database,
        folder=content_folder,
    )
    try:
        yield house
    finally:
        following_log.cancel()
        for client in house.clients:
            await client.close()
        await server.close()
        await database.close()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name} in {page[:400]}"
    return unescape(found[1])


__all__ = ["ANSWERS", "PASSWORD", "DeskAgent", "House", "hidden", "open_house"]
