"""What the gateway needs from outside its decisions, as small protocols.

``app`` passes the real ones in; tests pass small fakes. What handlers get is ``Services`` in
``bot/handlers/services.py``, because it holds content, which lies above this room.
"""

from bot.ports.access import AgentRecord, AgentStore, ApiKey, ApiKeyStore, Session
from bot.ports.asked import AskedQuestion, AskedStore, Taken
from bot.ports.audit import AuditStore
from bot.ports.confirmed import PairStore
from bot.ports.consents import ConsentStore
from bot.ports.conversations import ConversationStore, ConversationSummary
from bot.ports.events import EventStore, StoredEvent
from bot.ports.fans import FanStore, Learned
from bot.ports.figures import EventCount, FigureStore
from bot.ports.handoffs import HandoffStore
from bot.ports.inbound import Exchange, InboundStore, Notice, OutgoingDraft, Recorded
from bot.ports.leads import LeadStore
from bot.ports.media import MediaSource, MediaStore, Settled
from bot.ports.missed import Missed, MissedStore
from bot.ports.outbox import OutboxStore, QueuedMessage
from bot.ports.pictures import PictureIds, PictureStore
from bot.ports.privacy import PrivacyStore, Receipt
from bot.ports.stores import SettingStore, Stores
from bot.ports.world import Clock, Notifier, Sender, Typist

__all__ = [
    "AgentRecord",
    "AgentStore",
    "ApiKey",
    "ApiKeyStore",
    "AskedQuestion",
    "AskedStore",
    "AuditStore",
    "Clock",
    "ConsentStore",
    "ConversationStore",
    "ConversationSummary",
    "EventCount",
    "EventStore",
    "Exchange",
    "FanStore",
    "FigureStore",
    "HandoffStore",
    "InboundStore",
    "LeadStore",
    "Learned",
    "MediaSource",
    "MediaStore",
    "Missed",
    "MissedStore",
    "Notice",
    "Notifier",
    "OutboxStore",
    "OutgoingDraft",
    "PairStore",
    "PictureIds",
    "PictureStore",
    "PrivacyStore",
    "QueuedMessage",
    "Receipt",
    "Recorded",
    "Sender",
    "Session",
    "SettingStore",
    "Settled",
    "StoredEvent",
    "Stores",
    "Taken",
    "Typist",
]
