"""One inbound message and everything it changes, in one transaction.

Docs: docs/explain/architecture.md, the path of one inbound message, step 9.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, bindparam, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from bot.model import (
    ConversationId,
    DeliveryState,
    Event,
    Inbound,
    InboundKind,
    MessageId,
    Reply,
)
from bot.ports import Exchange, OutgoingDraft, Recorded
from bot.rules.attachments import wanted_of
from bot.rules.contents import kind_of, words_of
from bot.store import schema as s
from bot.store.allowances import grant_allowance, settle_refusal, spend_allowance
from bot.store.columns import UtcMs
from bot.store.confirmed import insert_pairs
from bot.store.consents import insert_consents
from bot.store.contents import dump_dialogue, excerpt
from bot.store.erasures import cancel_after_return, insert_erasures
from bot.store.events import insert_events
from bot.store.fans import write_tags
from bot.store.inserts import insert_new, insert_or_replace
from bot.store.leads import insert_lead
from bot.store.media import insert_wanted
from bot.store.messages import (
    Attempt,
    Bubble,
    insert_attempt,
    insert_bubble,
    insert_inbound_message,
    undelivered,
)
from bot.store.privacy import strip_identity
from bot.store.requests import NewRequest, move_handoff, open_handoff

_UNTOLD = frozenset(
    {InboundKind.UNKNOWN_MESSAGE, InboundKind.UNKNOWN_EVENT, InboundKind.VERIFICATION}
)
_FIND_REPLY = select(s.inbound.c.reply, s.inbound.c.reply_id).where(
    s.inbound.c.account == bindparam("account"), s.inbound.c.key == bindparam("key")
)
_CLOSE_KEY = (
    update(s.inbound)
    .where(s.inbound.c.account == bindparam("of_account"), s.inbound.c.key == bindparam("of_key"))
    .values({name: bindparam(name) for name in ("conversation_id", "message_id", "reply_id")})
)


def _change_conversation() -> ReturningUpdate[tuple[int]]:
    """Guarded by the version; the fan's last words never move back."""
    table, wrote_at = s.conversation, bindparam("wrote_at", type_=UtcMs)
    before = or_(table.c.last_fan_at.is_(None), table.c.last_fan_at < wrote_at)
    later = case((and_(wrote_at.is_not(None), before), wrote_at), else_=table.c.last_fan_at)
    return (
        update(table)
        .where(
            table.c.id == bindparam("of_id"),
            table.c.account == bindparam("of_account"),
            table.c.version == bindparam("of_version"),
        )
        .values(version=table.c.version + 1, last_fan_at=later)
        .returning(table.c.epoch)
    )


_CHANGE_CONVERSATION = _change_conversation()


async def find_reply(connection: AsyncConnection, account: str, key: str) -> Reply | None:
    """The reply saved under the key of a push, or nothing if it is new."""
    rows = await connection.execute(_FIND_REPLY, {"account": account, "key": key})
    row = rows.first()
    return None if row is None else Reply(row.reply, row.reply_id)


async def claim_key(
    connection: AsyncConnection,
    inbound: Inbound,
    *,
    reply: str = "",
    conversation_id: ConversationId | None = None,
) -> bool:
    """Write the key of a push with its reply; False if it stands there already."""
    claimed = await connection.execute(
        insert_new(connection, s.inbound, "account", "key"),
        {
            "account": inbound.account,
            "key": inbound.key,
            "conversation_id": conversation_id,
            "reply": reply,
            "received_at": inbound.received_at,
            # Only what could not be told in our own words: a raw pin would keep coordinates.
            "raw": strip_identity(inbound.raw) if inbound.kind in _UNTOLD else "",
        },
    )
    return bool(claimed.rowcount)


@dataclass(slots=True)
class Recording:
    """The work on one exchange; ``epoch`` and ids fill in as it proceeds."""

    connection: AsyncConnection
    exchange: Exchange
    conversation_id: ConversationId = field(default=ConversationId(0))
    epoch: int = 0
    inbound_id: MessageId | None = None
    outgoing: list[MessageId] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def account(self) -> str:
        """The account written to."""
        return self.exchange.inbound.account

    @property
    def now(self) -> datetime:
        """The moment of the exchange by our clock."""
        return self.exchange.inbound.received_at

    async def run(self) -> Recorded | Reply | None:
        """Write it all. A ``Reply`` or None asks the caller to undo the transaction."""
        stored = await self._claim_key()
        if stored is not None:
            return stored
        await self._write_fan()
        if not await self._write_conversation():
            return None
        await self._write_inbound()
        await self._write_handoff()
        await write_tags(self.connection, self.account, self.exchange.fan.pid, self.exchange.tags)
        await insert_consents(self.connection, self.account, self.exchange.consents)
        await self._write_duties()
        await self._write_pairs()
        await self._write_outgoing()
        await self._close_key()
        events = [*self.exchange.events, *self.events]
        await insert_events(self.connection, events, conversation_id=self.conversation_id)
        return Recorded(
            conversation_id=self.conversation_id,
            outgoing_ids=tuple(self.outgoing),
        )

    async def _claim_key(self) -> Reply | None:
        """Write the key; the reply saved under it if somebody was faster."""
        inbound = self.exchange.inbound
        if await claim_key(self.connection, inbound, reply=self.exchange.reply.body):
            return None
        return await find_reply(self.connection, inbound.account, inbound.key)

    async def _close_key(self) -> None:
        await self.connection.execute(
            _CLOSE_KEY,
            {
                "of_account": self.account,
                "of_key": self.exchange.inbound.key,
                "conversation_id": self.conversation_id,
                "message_id": self.inbound_id,
                "reply_id": self._reply_id(),
            },
        )

    def _reply_id(self) -> MessageId | None:
        pairs = zip(self._drafts, self.outgoing, strict=True)
        return next((id_ for draft, id_ in pairs if draft.via == "passive"), None)

    async def _write_fan(self) -> None:
        fan = self.exchange.fan
        values = {
            "display_name": fan.display_name,
            "following": fan.following,
            "followed_at": fan.followed_at,
            "unfollowed_at": fan.unfollowed_at,
            "source": fan.source,
            "scene": fan.scene,
            "campaign": fan.campaign,
            "lang": fan.lang,
        }
        key = {"account": fan.account, "pid": fan.pid}
        await self.connection.execute(
            insert_or_replace(self.connection, s.fan, keys=tuple(key), values=tuple(values)),
            {**key, **values, "created_at": self.now},
        )
        if self.exchange.conversation_id is None:
            await self.connection.execute(
                insert_new(self.connection, s.fan_identity), {**key, "open_id": fan.open_id}
            )

    async def _write_conversation(self) -> bool:
        """Make it, or change it if it still has the version on which was decided."""
        changes: dict[str, object] = {
            "dialogue": dump_dialogue(self.exchange.dialogue),
            "session_id": self.exchange.session_id,
        }
        if self.exchange.acknowledged:
            changes["last_ack_at"] = self.now
        changes |= self._last_words()
        known = self.exchange.conversation_id
        if known is None:
            return await self._insert_conversation(changes)
        guard = {
            "of_id": known,
            "of_account": self.account,
            "of_version": self.exchange.expected_version,
            "wrote_at": self._fan_wrote_at,
        }
        row = (await self.connection.execute(_CHANGE_CONVERSATION, guard | changes)).first()
        if row is None:
            return False
        self.conversation_id, self.epoch = known, row.epoch
        return True

    async def _insert_conversation(self, values: dict[str, object]) -> bool:
        fan, table = self.exchange.fan, s.conversation
        whole = {
            "account": fan.account,
            "pid": fan.pid,
            "channel": self.exchange.inbound.channel,
            "epoch": 0,
            "version": 1,
            "created_at": self.now,
            "last_at": self.now,
            "last_text": "",
            "last_fan_at": self._fan_wrote_at,
        }
        statement = insert_new(self.connection, table, "account", "pid", "channel")
        made = (
            await self.connection.execute(statement.returning(table.c.id), whole | values)
        ).scalar_one_or_none()
        if made is None:
            return False
        self.conversation_id = made
        return True

    @property
    def _fan_wrote_at(self) -> datetime | None:
        """The platform's clock, never ahead of ours."""
        inbound = self.exchange.inbound
        return min(inbound.sent_at, inbound.received_at) if inbound.kind.is_message else None

    def _last_words(self) -> dict[str, object]:
        """The line for lists: ours if we say something, else the fan's."""
        inbound = self.exchange.inbound
        lines = [excerpt(kind_of(draft.content), words_of(draft.content)) for draft in self._drafts]
        if inbound.kind is not InboundKind.LOCATION_REPORT:
            lines.insert(0, excerpt(inbound.kind, inbound.text))
        return {"last_at": self.now, "last_text": lines[-1]} if lines else {}

    @property
    def _drafts(self) -> tuple[OutgoingDraft, ...]:
        return self.exchange.outgoing

    async def _write_inbound(self) -> None:
        exchange = self.exchange
        if exchange.inbound.kind is not InboundKind.LOCATION_REPORT:
            incoming = (event.event_id for event in exchange.events if event.direction == "in")
            self.inbound_id = await insert_inbound_message(
                self.connection,
                exchange.inbound,
                conversation_id=self.conversation_id,
                epoch=self.epoch,
                event_id=next(incoming, None),
            )
            await self._want_file(self.inbound_id)
        if exchange.inbound.kind is InboundKind.UNFOLLOW and not exchange.fan.following:
            await settle_refusal(self.connection, self.conversation_id, "window", self.now)
        if exchange.granted is not None:
            await grant_allowance(
                self.connection, self.account, self.conversation_id, exchange.granted
            )

    async def _want_file(self, message_id: MessageId) -> None:
        """With the message itself, so that a crash between the two cannot lose its file."""
        file = wanted_of(self.exchange.inbound)
        if file is not None:
            await insert_wanted(
                self.connection,
                file,
                account=self.account,
                pid=self.exchange.fan.pid,
                conversation_id=self.conversation_id,
                message_id=message_id,
                at=self.now,
            )

    async def _write_handoff(self) -> None:
        """Open or move the request for a human; the epoch rises when the owner changes."""
        connection, conversation_id = self.connection, self.conversation_id
        exchange, changed = self.exchange, False
        if exchange.handoff_to is not None:
            changed = await move_handoff(
                connection, conversation_id, to=exchange.handoff_to, at=self.now
            )
        if exchange.handoff_opened is not None:
            request = NewRequest(
                account=self.account,
                conversation_id=conversation_id,
                reason=exchange.handoff_opened,
                message_id=self.inbound_id,
                at=self.now,
            )
            changed = await open_handoff(connection, request) or changed
        if changed:
            await self._raise_epoch()
        if exchange.lead is not None:
            await insert_lead(
                connection,
                exchange.lead,
                account=self.account,
                pid=exchange.fan.pid,
                conversation_id=conversation_id,
                at=self.now,
            )

    async def _write_duties(self) -> None:
        """What must be erased from now on; who comes back in time is not erased."""
        exchange = self.exchange
        if exchange.inbound.kind is InboundKind.FOLLOW and exchange.fan.following:
            await cancel_after_return(self.connection, self.account, exchange.fan.pid)
        await insert_erasures(self.connection, self.account, exchange.erasures, at=self.now)

    async def _write_pairs(self) -> None:
        await insert_pairs(
            self.connection,
            self.exchange.pairs,
            account=self.account,
            conversation_id=self.conversation_id,
            at=self.now,
        )

    async def _raise_epoch(self) -> None:
        table = s.conversation
        self.epoch += 1
        await self.connection.execute(
            update(table).where(table.c.id == self.conversation_id).values(epoch=self.epoch)
        )

    async def _write_outgoing(self) -> None:
        for draft in self._drafts:
            lack = await self._spend(draft)
            waiting = draft.via == "outbox" and not lack
            state = DeliveryState.PENDING if waiting else DeliveryState.SENDING
            if lack:
                state = DeliveryState.FAILED
            message_id = await insert_bubble(self.connection, self._bubble(draft, state, lack))
            self.outgoing.append(message_id)
            if waiting:
                await insert_attempt(self.connection, self._attempt(draft, message_id))
            if draft.event is not None:
                self.events.append(undelivered(draft.event, lack) if lack else draft.event)

    async def _spend(self, draft: OutgoingDraft) -> str:
        """Why a bubble may not leave, empty if it may; the free reply spends nothing."""
        if draft.refused or draft.via != "outbox":
            return draft.refused
        lack = await spend_allowance(self.connection, self.conversation_id, self.now)
        return lack or ""

    def _bubble(self, draft: OutgoingDraft, state: DeliveryState, reason: str) -> Bubble:
        return Bubble(
            account=self.account,
            conversation_id=self.conversation_id,
            content=draft.content,
            actor=draft.actor,
            at=self.now,
            state=state,
            epoch=self.epoch,
            reason=reason,
            intent=draft.intent,
            confidence=draft.confidence,
            event_id=None if draft.event is None else draft.event.event_id,
        )

    def _attempt(self, draft: OutgoingDraft, message_id: MessageId) -> Attempt:
        return Attempt(
            account=self.account,
            message_id=message_id,
            conversation_id=self.conversation_id,
            actor=draft.actor,
            epoch=self.epoch,
            at=self.now,
        )
