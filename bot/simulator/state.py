"""Everything of the pretend platform that outlives a restart, in the form of the state file.

Only values: what may be done with them stands in the module of each noun. Every field that came
later has a default, so that an old file still loads.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from bot.simulator.book import Allowances
from bot.simulator.media import Medium
from bot.simulator.samples import SAMPLE_MENU, SAMPLE_REPLIES
from bot.simulator.tokens import Ledger

Json = dict[str, JsonValue]
Side = Literal["fan", "account", "system"]
Via = Literal["", "passive", "custom", "desk", "template", "notice", "mass"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One thing in a chat. ``seq`` rises over all chats; ``via`` tells how a reply came."""

    seq: int
    at: datetime
    side: Side
    kind: str
    data: Json
    via: Via = ""


@dataclass(slots=True, kw_only=True)
class Fan:
    """A pretend person with a phone. The name exists here only: no API call reveals it.

    ``client`` is the phone's kind (1 iOS, 2 Android, 3 other), ``tags`` stand in the order in
    which they were given. ``menu`` is the phone's own copy, as old as ``menu_at``.
    """

    open_id: str
    name: str
    following: bool = False
    followed_once: bool = False
    receiving: bool = True
    subscribe_time: int = 0
    subscribe_scene: str = ""
    scene: str = ""
    chat: list[Bubble] = field(default_factory=list)
    client: Literal["1", "2", "3"] = "1"
    remark: str = ""
    tags: list[int] = field(default_factory=list)
    blacklisted: bool = False
    menu: Json | None = None
    menu_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Account:
    """What the account may and how its admin page is set.

    ``ip_list`` holds the addresses that may fetch tokens, nothing set means all of them.
    ``refusal`` is what an administrator told this address (89503, 89506, 89507; 0 nothing).
    ``withheld`` are paths without permission, ``limits`` own numbers of calls a day by path.
    ``menu`` and ``replies`` were set on the admin page, in the shapes in which the API tells them.
    """

    verified: bool = True
    secret_frozen: bool = False
    ip_list: list[str] | None = None
    refusal: Literal[0, 89503, 89506, 89507] = 0
    withheld: list[str] = field(default_factory=list)
    limits: dict[str, int] = field(default_factory=dict)
    native_desk: bool = True
    open_platform: bool = False
    callback_set: bool = True
    menu: Json | None = field(default_factory=lambda: deepcopy(SAMPLE_MENU))
    replies: Json | None = field(default_factory=lambda: deepcopy(SAMPLE_REPLIES))


@dataclass(slots=True, kw_only=True)
class ConditionalMenu:
    """A menu for some fans only, and whom it is for."""

    menu_id: int
    menu: Json
    tag_id: int | None = None
    client: str = ""


@dataclass(slots=True, kw_only=True)
class Code:
    """One parametric QR code by its ticket; without an end it is permanent."""

    scene: str
    numeric: bool
    url: str
    expires_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Template:
    """A template of the account: message template or subscription notice.

    ``kind`` of a notice: 2 one accept is one message, 3 long-term.
    """

    template_id: str
    title: str
    content: str
    kind: int = 2
    category: str = ""


@dataclass(slots=True, kw_only=True)
class Worker:
    """A human of the platform's own desk."""

    kf_account: str
    nick: str
    kf_id: str
    online: bool = False
    wx: str = ""
    invited: str = ""


@dataclass(slots=True, kw_only=True)
class Session:
    """A fan at the platform's own desk: waiting while no ``kf_account`` took over."""

    open_id: str
    since: datetime
    kf_account: str = ""
    wanted: str = ""


@dataclass(slots=True, kw_only=True)
class Line:
    """One line of the own desk's record: 2002 the worker sent, 2003 the worker received."""

    open_id: str
    opercode: int
    text: str
    at: datetime
    worker: str


@dataclass(slots=True, kw_only=True)
class NativeDesk:
    """The platform's own desk: its workers, who is with whom, and what was said."""

    workers: dict[str, Worker] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Usage:
    """How often each path was called today, and the quota clearings of this month."""

    day: str = ""
    used: dict[str, int] = field(default_factory=dict)
    month: str = ""
    cleared: int = 0
    cleared_paths: int = 0


@dataclass(slots=True, kw_only=True)
class Refusal:
    """What hides behind a lookup id of an error text."""

    at: datetime
    path: str
    client_ip: str
    ms: int
    body: str


@dataclass(slots=True, kw_only=True)
class Grant:
    """A web log-in: the one-time code, or the tokens it became."""

    open_id: str
    scope: str
    expires_at: datetime
    snapshot: bool = False
    used: bool = False


@dataclass(slots=True, kw_only=True)
class Grants:
    """Every web log-in, by code, by token and by refresh token; and the JS-SDK tickets."""

    codes: dict[str, Grant] = field(default_factory=dict)
    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    tickets: dict[str, tuple[str, datetime]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class State:
    """The whole of it."""

    fans: dict[str, Fan] = field(default_factory=dict)
    allowances: Allowances = field(default_factory=dict)
    menu: Json | None = None
    tokens: Ledger = field(default_factory=Ledger)
    media: dict[str, Medium] = field(default_factory=dict)
    last_seq: int = 0
    account: Account = field(default_factory=Account)
    conditional: list[ConditionalMenu] = field(default_factory=list)
    tags: dict[int, str] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    notices: dict[str, Template] = field(default_factory=dict)
    accepted: dict[str, dict[str, int]] = field(default_factory=dict)
    industry: list[str] = field(default_factory=list)
    desk: NativeDesk = field(default_factory=NativeDesk)
    usage: Usage = field(default_factory=Usage)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    grants: Grants = field(default_factory=Grants)
    last_number: int = 400_000_000
