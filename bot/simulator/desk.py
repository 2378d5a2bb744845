"""The platform's own desk: who waits, who is served by whom, and who gets a fan's message.

*Source:* developers.weixin.qq.com, "forwarding to customer service" and "session control", read
in 2026.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.errors import NotFound, Refused
from bot.simulator.platform import Event, Platform
from bot.simulator.state import Fan, Json, Line, Session, Worker

SILENCE = timedelta(minutes=30)
LINES_KEPT = 10_000
SENT, RECEIVED = 2002, 2003


class NativeDesk:
    """The desk of one account, as its fans and workers meet it."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._desk = platform.state.desk

    def wait(self, fan: Fan, wanted: str = "") -> None:
        """The fan was transferred: waits for a worker, for one in particular if ``wanted``."""
        if fan.open_id not in self._desk.sessions:
            self._desk.sessions[fan.open_id] = Session(
                open_id=fan.open_id, since=self._platform.now(), wanted=wanted
            )
        self._platform.tell_fans()

    def takes(self, fan: Fan, text: str) -> bool:
        """Whether a worker has this fan, so that the message is not pushed but goes there.

        Half an hour after the last word of either side the platform pushes again.
        """
        session = self._desk.sessions.get(fan.open_id)
        if session is None or not session.kf_account:
            return False
        if self._platform.now() - self._last_word(session) >= SILENCE:
            self.end(fan)
            return False
        self._write(fan, RECEIVED, text, session.kf_account)
        return True

    def accept(self, fan: Fan, kf_account: str) -> None:
        """A worker takes a waiting fan, or the fan of another worker."""
        worker, session = self._worker(kf_account), self._desk.sessions.get(fan.open_id)
        former = session.kf_account if session else ""
        self._desk.sessions[fan.open_id] = Session(
            open_id=fan.open_id, since=self._platform.now(), kf_account=worker.kf_account
        )
        if former and former != kf_account:
            names = {"FromKfAccount": former, "ToKfAccount": kf_account}
            self._announce(fan, "kf_switch_session", names)
        elif not former:
            self._announce(fan, "kf_create_session", {"KfAccount": kf_account})
        self._platform.tell_fans()

    def end(self, fan: Fan) -> None:
        """The session is over; the fan's messages are pushed again."""
        session = self._desk.sessions.pop(fan.open_id, None)
        if session is not None and session.kf_account:
            self._announce(fan, "kf_close_session", {"KfAccount": session.kf_account})
        self._platform.tell_fans()

    def say(self, fan: Fan, text: str) -> None:
        """The fan's worker writes; Refused if nobody has this fan."""
        session = self._desk.sessions.get(fan.open_id)
        if session is None or not session.kf_account:
            raise Refused("no worker has this fan", remedy="accept first")
        self._write(fan, SENT, text, session.kf_account)
        worker = self._desk.workers[session.kf_account]
        shown: Json = {"text": text, "worker": worker.nick}
        self._platform.show(fan, "account", kind="text", data=shown, via="desk")

    def set_online(self, kf_account: str, *, on: bool) -> None:
        """A worker comes or goes."""
        self._worker(kf_account).online = on

    def nick_of(self, kf_account: str) -> str | None:
        """The name that fans read, nothing for an unknown account."""
        worker = self._desk.workers.get(kf_account)
        return worker.nick if worker else None

    def _worker(self, kf_account: str) -> Worker:
        worker = self._desk.workers.get(kf_account)
        if worker is None:
            raise NotFound("there is no such worker", remedy="add one at /do/desk first")
        return worker

    def _last_word(self, session: Session) -> datetime:
        spoken = [line.at for line in self._desk.lines if line.open_id == session.open_id]
        return max([session.since, *spoken])

    def _write(self, fan: Fan, opercode: int, text: str, worker: str) -> None:
        self._desk.lines.append(
            Line(
                open_id=fan.open_id,
                opercode=opercode,
                text=text,
                at=self._platform.now(),
                worker=worker,
            )
        )
        del self._desk.lines[:-LINES_KEPT]

    def _announce(self, fan: Fan, name: str, fields: dict[str, str]) -> None:
        self._platform.later.put_nowait(Event(open_id=fan.open_id, name=name, fields=fields))
