"""Every store of one account over one database."""

from __future__ import annotations

from bot.ports import Stores
from bot.store.agents import SqlAgentStore
from bot.store.asked import SqlAskedStore
from bot.store.audit import SqlAuditStore
from bot.store.confirmed import SqlPairStore
from bot.store.consents import SqlConsentStore
from bot.store.conversations import SqlConversationStore
from bot.store.database import Database
from bot.store.erasures import SqlPrivacyStore
from bot.store.events import SqlEventStore
from bot.store.fans import SqlFanStore
from bot.store.figures import SqlFigureStore
from bot.store.handoffs import SqlHandoffStore
from bot.store.inbound import SqlInboundStore
from bot.store.keys import SqlApiKeyStore
from bot.store.leads import SqlLeadStore
from bot.store.media import SqlMediaStore
from bot.store.missed import SqlMissedStore
from bot.store.outbox import SqlOutboxStore
from bot.store.outreach import SqlOutreachStore
from bot.store.pictures import SqlPictureStore
from bot.store.settings import SqlSettingStore


def stores(database: Database, account: str) -> Stores:
    """What the flows and pages of one account work with; closing the database ends them."""
    return Stores(
        asked=SqlAskedStore(database, account),
        inbound=SqlInboundStore(database, account),
        conversations=SqlConversationStore(database, account),
        fans=SqlFanStore(database, account),
        figures=SqlFigureStore(database, account),
        handoffs=SqlHandoffStore(database, account),
        outbox=SqlOutboxStore(database, account),
        outreach=SqlOutreachStore(database, account),
        events=SqlEventStore(database),
        agents=SqlAgentStore(database, account),
        keys=SqlApiKeyStore(database, account),
        leads=SqlLeadStore(database, account),
        media=SqlMediaStore(database, account),
        missed=SqlMissedStore(database, account),
        pairs=SqlPairStore(database, account),
        pictures=SqlPictureStore(database, account),
        settings=SqlSettingStore(database, account),
        consents=SqlConsentStore(database, account),
        audit=SqlAuditStore(database, account),
        privacy=SqlPrivacyStore(database, account),
    )
