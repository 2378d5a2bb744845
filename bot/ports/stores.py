"""All stores of one database together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.ports.access import AgentStore, ApiKeyStore
from bot.ports.asked import AskedStore
from bot.ports.audit import AuditStore
from bot.ports.confirmed import PairStore
from bot.ports.consents import ConsentStore
from bot.ports.conversations import ConversationStore
from bot.ports.events import EventStore
from bot.ports.fans import FanStore
from bot.ports.figures import FigureStore
from bot.ports.handoffs import HandoffStore
from bot.ports.inbound import InboundStore
from bot.ports.leads import LeadStore
from bot.ports.media import MediaStore
from bot.ports.missed import MissedStore
from bot.ports.outbox import OutboxStore
from bot.ports.outreach import OutreachStore
from bot.ports.pictures import PictureStore
from bot.ports.privacy import PrivacyStore


class SettingStore(Protocol):
    """Small values that the database keeps for all processes of an account."""

    async def get_or_create(self, name: str, value: str) -> str:
        """The stored value; stores and returns the given one if there was none (atomic)."""
        ...

    async def read_setting(self, name: str) -> str | None:
        """The stored value, or nothing."""
        ...

    async def write_setting(self, name: str, value: str) -> None:
        """Replace it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Every store of one database, made and closed by ``app``."""

    asked: AskedStore
    inbound: InboundStore
    conversations: ConversationStore
    fans: FanStore
    figures: FigureStore
    handoffs: HandoffStore
    outbox: OutboxStore
    outreach: OutreachStore
    events: EventStore
    agents: AgentStore
    keys: ApiKeyStore
    leads: LeadStore
    media: MediaStore
    missed: MissedStore
    pairs: PairStore
    pictures: PictureStore
    settings: SettingStore
    consents: ConsentStore
    audit: AuditStore
    privacy: PrivacyStore
