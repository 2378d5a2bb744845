"""Service messages by template, and notices that a fan subscribed to.

They need no open window, but they are checked before they are sent and sent once: an
idempotency key is honoured for both kinds. See docs/how-to/send-a-template-message.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import orjson

from bot.channels.wechat import outreach as platform
from bot.channels.wechat.api import WeChatApi
from bot.errors import DeliveryUnknown, NotFound, PlatformError, Refused
from bot.flow.record import desk_event
from bot.flow.reload import LiveContent
from bot.model import Conversation, DeliveryState, OpenId, Pid
from bot.model.outreach import Outreach, SentOutreach
from bot.ports import Clock, Notifier, Stores
from bot.ports.outreach import OutreachDraft
from bot.rules.outreach import FieldFault, faults_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachFlow:
    """Sends them for one account. ``check_types``: refuse values that break a field's type."""

    stores: Stores
    api: WeChatApi
    content: LiveContent
    notifier: Notifier
    clock: Clock
    check_types: bool = True

    async def send(
        self, pid: Pid, message: Outreach, *, idempotency_key: str | None = None
    ) -> SentOutreach:
        """Send it and tell what became of it; the same key gives the same one again.

        A call that was cut off comes back ``unknown``, with reason ``interrupted``. Raises
        ``Refused`` with ``reason`` ``fields`` and the ``fields`` at fault, or ``key`` when the
        key stands for another message; ``NotFound`` for a fan without an identity;
        ``PlatformError`` as the platform refused it (nothing was sent, the key is free again).
        """
        self._check(message)
        conversation = await conversation_with(self.stores, pid)
        now = self.clock.now()
        draft = OutreachDraft(
            pid=pid,
            kind=message.kind,
            template_id=message.template_id,
            fingerprint=_fingerprint(pid, message),
            at=now,
            idempotency_key=idempotency_key,
        )
        claimed, is_new = await self.stores.outreach.claim_outreach(draft)
        if not is_new:
            return _same(claimed, draft)
        try:
            number = await self._call(conversation.fan.open_id, message, idempotency_key)
        except DeliveryUnknown:
            return await self._finish(conversation, claimed)
        except PlatformError as error:
            failed = replace(claimed, state=DeliveryState.FAILED, reason=error.code)
            await self._finish(conversation, failed)
            raise
        sent = replace(claimed, state=DeliveryState.SENT, reason="", platform_id=number)
        return await self._finish(conversation, sent)

    def _check(self, message: Outreach) -> None:
        faults = [*faults_of(message, check_types=self.check_types)]
        if message.url and (wrong := self.content.current.library.domains.fault_of(message.url)):
            faults.append(FieldFault("url", "domain", *wrong))
        if faults:
            raise Refused(_in_words(faults), reason="fields", fields=faults)

    async def _call(self, open_id: OpenId, message: Outreach, key: str | None) -> str:
        if message.kind == "notice":
            return await platform.send_notice(self.api, open_id, message)
        client_id = hashlib.sha256(key.encode()).hexdigest()[:32] if key else ""
        return await platform.send_template(self.api, open_id, message, client_id=client_id)

    async def _finish(self, conversation: Conversation, done: SentOutreach) -> SentOutreach:
        is_sent = done.state is DeliveryState.SENT
        event = desk_event(
            "message_sent" if is_sent else "message_failed",
            conversation,
            at=self.clock.now(),
            outcome=str(done.state),
            error_code=done.reason or None,
            props={"via": done.kind, "state": str(done.state), "template": done.template_id},
        )
        await self.stores.outreach.finish_outreach(done, event=event)
        self.notifier.events_written()
        return done


async def conversation_with(stores: Stores, pid: Pid) -> Conversation:
    """The conversation with a fan who can be called by name; raises ``NotFound``."""
    # No database is asked for what PostgreSQL could not even compare.
    known = pid.isprintable()
    found = await stores.conversations.find_conversation_with(pid) if known else None
    if found is None or not found.fan.open_id:
        raise NotFound(f"there is no fan {pid[:40]!r}", remedy="use a pid of our events")
    return found


def _same(earlier: SentOutreach, draft: OutreachDraft) -> SentOutreach:
    if earlier.fingerprint != draft.fingerprint:
        raise Refused(
            "this Idempotency-Key was used for another message",
            remedy="use a new one",
            reason="key",
        )
    return earlier


def _fingerprint(pid: Pid, message: Outreach) -> str:
    told = {
        "pid": pid,
        "kind": message.kind,
        "template": message.template_id,
        "fields": dict(message.fields),
        "to": [message.url, message.app_id, message.page_path],
    }
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _in_words(faults: Sequence[FieldFault]) -> str:
    return "; ".join(f"{fault.message} ({fault.remedy})" for fault in faults)
