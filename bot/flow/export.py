"""Events as other tools load them: native lines and CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.errors import NotFound
from bot.model import Event, Pid
from bot.ports import EventStore

BATCH = 500
_ALWAYS = frozenset(
    {"event_id", "type", "occurred_at", "channel", "account", "pid", "direction", "actor"}
    | {"intent", "confidence", "tags"}
)
COLUMNS = tuple(item.name for item in fields(Event))
# *Source:* owasp.org, "CSV injection": some programs take the full-width forms too.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def native(event: Event) -> dict[str, Any]:
    """One event as a flat object; what is not known is left out, but for the promised fields."""
    row = {}
    for name, value in asdict(event).items():
        if isinstance(value, datetime):
            value = _iso(value)
        if name in _ALWAYS or value not in (None, {}):
            row[name] = value
    row["tags"] = {key: list(values) for key, values in event.tags.items()}
    return row


def native_line(event: Event) -> str:
    """One line of newline-delimited JSON."""
    return orjson.dumps(native(event)).decode() + "\n"


def csv_line(event: Event) -> str:
    """One CSV line; tags and props are JSON. Formulas are escaped (a leading apostrophe)."""
    values = {**dict.fromkeys(COLUMNS, ""), **native(event)}
    return _csv([_cell(values[name]) for name in COLUMNS])


def csv_header() -> str:
    """UTF-8 byte order mark and column names, as spreadsheets want them."""
    return "\ufeff" + _csv(list(COLUMNS))


FORMATS: Mapping[str, tuple[Callable[[], str], Callable[[Event], str]]] = {
    "native": (lambda: "", native_line),
    "csv": (csv_header, csv_line),
}
"""Format -> its header and its line."""


async def export(
    events: EventStore, *, account: str, format_: str, since: str | None, met: set[Pid]
) -> AsyncIterator[str]:
    """Lines in commit order, from the beginning or after a moment or an event.

    ``since`` is an ISO moment (UTC where it names no zone) or an event id; an event id starts
    after that event. ``met`` collects whose data were written, for the audit log. Raises
    ``NotFound`` for an event that is not there.
    """
    header, line = FORMATS[format_]
    seq, moment = await _start(events, account, since)
    if first := header():
        yield first
    while batch := await events.read_events(account, after_seq=seq, since=moment, limit=BATCH):
        for stored in batch:
            if stored.event.pid:
                met.add(stored.event.pid)
            yield line(stored.event)
        seq = batch[-1].seq


async def _start(
    events: EventStore, account: str, since: str | None
) -> tuple[int, datetime | None]:
    if since is None:
        return 0, None
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        seq = await events.seq_of(account, since)
        if seq is None:
            raise NotFound(
                f"there is no event {since}", remedy="give an event id or an ISO time"
            ) from None
        return seq, None
    return 0, moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text


def _csv(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
