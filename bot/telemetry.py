"""Structured logs with per-message context, counters and timers, and one place of redaction.

No secret, access token, openid or personal number may reach a sink: every line passes ``Redactor``.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from typing import Literal, TextIO, cast

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.masking import hide_personal

MASK = "***"
_NAMED_SECRET = re.compile(
    # What is wrong with a setting may be said: BOT_WECHAT_TOKEN: must be ...
    r"(?i)\b(?!bot_\w+: )([\w-]*(?:token|secret|password|signature|aes_?key|authorization|csrf"
    r"|openid|touser|fromusername))([\"']?\s*[=:]\s*[\"']?)(?:bearer\s+)?[^\s&\"',;}]+"
)


class Redactor:
    """Replaces secrets, openids and a person's numbers and addresses by ``***``."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = {value for value in secrets if len(value) >= 6}

    def add(self, secret: str) -> None:
        """Learn one more value, e.g. a fresh access token."""
        if len(secret) >= 6:
            self._secrets.add(secret)

    def forget(self, secret: str) -> None:
        """An expired value need not be looked for any longer."""
        self._secrets.discard(secret)

    def clean(self, text: str) -> str:
        """The text without anything secret."""
        # The longest first: one secret may be a part of another.
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, MASK)
        text = _NAMED_SECRET.sub(rf"\1\2{MASK}", text)
        return hide_personal(text)

    def __call__(
        self, logger: object, name: str, event: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        """As a structlog processor: every value of a log line."""
        return {key: self._clean_value(value) for key, value in event.items()}

    def _clean_value(self, value: object) -> object:
        if isinstance(value, int | float):
            return self._clean_number(value)
        if value is None:
            return value
        return self.clean(value if isinstance(value, str) else str(value))

    def _clean_number(self, value: float) -> object:
        # A telephone number is no less one without quotes.
        return value if self.clean(str(value)) == str(value) else MASK


def configure_logs(
    redactor: Redactor,
    *,
    style: Literal["", "console", "json"] = "",
    stream: TextIO | None = None,
    level: str = "INFO",
) -> None:
    """Send every log line, ours and the libraries', through one formatter to one stream."""
    stream = stream or sys.stderr
    console = style == "console" or (not style and stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer = (
        # Plain tracebacks: prettier ones print local variables, and with them secrets.
        structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
        if console
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redactor,
            renderer,
        ],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    quiet = max(root.level, logging.WARNING)
    for noisy in ("aiosqlite", "aiohttp.access", "watchfiles", "alembic", "asyncio", "jieba"):
        logging.getLogger(noisy).setLevel(quiet)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger of one module."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(name))


class Metrics:
    """Counters and timers for operators; labels never name a fan."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.pushes = Counter(
            "bot_pushes_total", "Callback requests by outcome", ["outcome"], registry=self.registry
        )
        self.decisions = Counter(
            "bot_decisions_total", "What the bot did", ["handler"], registry=self.registry
        )
        self.reply_seconds = Histogram(
            "bot_reply_seconds",
            "From the request to the committed reply",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 4, 5),
            registry=self.registry,
        )
        self.deadline_misses = Counter(
            "bot_deadline_misses_total", "Replies too late for the response", registry=self.registry
        )
        self.replays = Counter(
            "bot_replays_total", "Repeated pushes answered from the record", registry=self.registry
        )
        self.outbox = Counter(
            "bot_outbox_total",
            "Customer-service messages by end",
            ["state"],
            registry=self.registry,
        )
        self.attachments = Counter(
            "bot_attachments_total", "Fans' files by end", ["state"], registry=self.registry
        )
        self.desk_sockets = Gauge(
            "bot_desk_sockets", "Desks connected live", registry=self.registry
        )
        self.pictures_missing = Gauge(
            "bot_pictures_missing",
            "Pictures of answers that WeChat does not hold",
            registry=self.registry,
        )
        self.content_reloads = Counter(
            "bot_content_reloads_total",
            "Content edits by outcome",
            ["outcome"],
            registry=self.registry,
        )

    def render(self) -> bytes:
        """The Prometheus text format."""
        return generate_latest(self.registry)
