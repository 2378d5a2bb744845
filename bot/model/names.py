"""Names of things: typed ids and the small closed lists."""

from __future__ import annotations

from typing import Literal, NewType

OpenId = NewType("OpenId", str)
"""The platform's name for a fan of one account; never logged, never shown."""


Pid = NewType("Pid", str)
"""The pseudonym of a fan: HMAC(key, account|openid), safe to export."""


ConversationId = NewType("ConversationId", int)


HandoffId = NewType("HandoffId", int)


MessageId = NewType("MessageId", int)


AgentId = NewType("AgentId", int)


OutboxId = NewType("OutboxId", int)


WECHAT = "wechat_mp"
"""The channel of WeChat service accounts."""


Lang = Literal["zh", "zh-Hant", "en"]


Datum = Literal["wgs84", "gcj02", "bd09"]


Direction = Literal["in", "out", "internal"]


Actor = Literal["fan", "bot", "agent", "journey", "system"]
