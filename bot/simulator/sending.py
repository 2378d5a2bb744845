"""Customer-service messages: what the platform checks before a fan sees one.

*Source:* developers.weixin.qq.com, "send customer message" with its error table, read in 2026.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.simulator.answers import ApiRefused, done, object_of, text_of
from bot.simulator.book import Spending
from bot.simulator.calls import Call, post
from bot.simulator.contents import Contents
from bot.simulator.desk import NativeDesk
from bot.simulator.platform import Platform
from bot.simulator.state import Fan, Json
from bot.simulator.users import fan_of

_TYPING_WITHIN = timedelta(seconds=30)
_TYPING_SHOWN = timedelta(seconds=15)


class Sending:
    """Checks and delivers customer-service messages of one account."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._desk = NativeDesk(platform)
        self._contents = Contents(platform)
        self._typing: dict[str, datetime] = {}

    def calls(self) -> list[Call]:
        """The rows of the table."""
        return [
            post("/cgi-bin/message/custom/send", self.send, per_day=500_000),
            post("/cgi-bin/message/custom/typing", self.typing),
        ]

    def send(self, message: Json) -> Json:
        """Shows the message to the fan and spends one of the allowance, or raises ApiRefused.

        The order of the checks is: the fan, the content, the allowance; nothing is spent on a
        message that is refused.
        """
        fan = self._fan(message)
        kind = text_of(message, "msgtype")
        shown = self._contents.shown(kind, object_of(message, kind))
        worker = self._worker(message)
        match self._platform.book.spend(fan.open_id, now=self._platform.now()):
            case Spending.CLOSED:
                raise ApiRefused(45015)
            case Spending.SPENT:
                raise ApiRefused(45047)
        self._typing.pop(fan.open_id, None)
        if object_of(message, "aimsgcontext").get("is_ai_msg") == 1:
            shown["ai"] = True
        if worker:
            shown["worker"] = worker
        self._platform.show(fan, "account", kind=kind, data=shown, via="custom")
        return done()

    def typing(self, message: Json) -> Json:
        """Shows or ends "is typing" in the chat, or raises ApiRefused."""
        fan = self._fan(message)
        command, now = text_of(message, "command"), self._platform.now()
        if command == "CancelTyping":
            self._typing.pop(fan.open_id, None)
        elif command != "Typing":
            raise ApiRefused(45072)
        elif self._platform.book.best(fan.open_id, now=now) is None:
            raise ApiRefused(45015)
        elif not _talked_since(fan, now - _TYPING_WITHIN):
            raise ApiRefused(45080)
        elif fan.open_id in self._typing and now - self._typing[fan.open_id] < _TYPING_SHOWN:
            raise ApiRefused(45081)
        else:
            self._typing[fan.open_id] = now
        self._platform.publish(
            {"type": "typing", "fan": fan.open_id, "on": fan.open_id in self._typing}
        )
        return done()

    def _fan(self, message: Json) -> Fan:
        fan = fan_of(self._platform, text_of(message, "touser"))
        if not fan.following:
            raise ApiRefused(45015 if fan.followed_once else 43004)
        if fan.blacklisted:
            raise ApiRefused(43019)
        if not fan.receiving:
            raise ApiRefused(48002)
        return fan

    def _worker(self, message: Json) -> str:
        kf_account = text_of(object_of(message, "customservice"), "kf_account")
        if not kf_account:
            return ""
        nick = self._desk.nick_of(kf_account)
        if nick is None:
            raise ApiRefused(65401)
        return nick


def _talked_since(fan: Fan, since: datetime) -> bool:
    return any(bubble.at > since for bubble in fan.chat if bubble.side != "system")
