"""The nouns of the gateway as frozen values.

Nothing here acts: rules decide over these values, the store keeps them, channels carry them.
Times are aware UTC datetimes.
"""

from bot.model.audit import AuditAction, AuditEntry
from bot.model.consent import Consent, ConsentDraft, ConsentKind
from bot.model.content import Choice, Content, Dialogue, News, Picture, Text
from bot.model.conversation import (
    Agent,
    Allowance,
    AllowanceKind,
    Conversation,
    DeliveryState,
    Fan,
    Handoff,
    HandoffState,
    Message,
    OutboxItem,
)
from bot.model.event import Event, EventDraft
from bot.model.inbound import Inbound, InboundKind, Point
from bot.model.media import (
    Attachment,
    AttachmentId,
    AttachmentKind,
    AttachmentState,
    WantedFile,
)
from bot.model.names import (
    WECHAT,
    Actor,
    AgentId,
    ConversationId,
    Datum,
    Direction,
    HandoffId,
    Lang,
    MessageId,
    OpenId,
    OutboxId,
    Pid,
)
from bot.model.turn import Answer, Reply, Route, Turn

__all__ = [
    "WECHAT",
    "Actor",
    "Agent",
    "AgentId",
    "Allowance",
    "AllowanceKind",
    "Answer",
    "Attachment",
    "AttachmentId",
    "AttachmentKind",
    "AttachmentState",
    "AuditAction",
    "AuditEntry",
    "Choice",
    "Consent",
    "ConsentDraft",
    "ConsentKind",
    "Content",
    "Conversation",
    "ConversationId",
    "Datum",
    "DeliveryState",
    "Dialogue",
    "Direction",
    "Event",
    "EventDraft",
    "Fan",
    "Handoff",
    "HandoffId",
    "HandoffState",
    "Inbound",
    "InboundKind",
    "Lang",
    "Message",
    "MessageId",
    "News",
    "OpenId",
    "OutboxId",
    "OutboxItem",
    "Picture",
    "Pid",
    "Point",
    "Reply",
    "Route",
    "Text",
    "Turn",
    "WantedFile",
]
