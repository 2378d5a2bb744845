"""What a brand had set by hand on the account's admin page before a server was connected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AdminKind = Literal["text", "image", "voice", "video", "news", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminArticle:
    """One link card of a reply."""

    title: str
    digest: str = ""
    url: str = ""
    picture_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminReply:
    """One bubble that the admin page answers with; ``value`` is its text, media id or address."""

    kind: AdminKind
    value: str = ""
    articles: tuple[AdminArticle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordRule:
    """Words, and what is answered to them: all of ``replies``, or one at random.

    ``contained`` are words that may stand anywhere in a message, ``exact`` whole messages.
    """

    name: str
    contained: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    replies: tuple[AdminReply, ...] = ()
    every: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that calls this rule, once each."""
        return tuple(dict.fromkeys((*self.contained, *self.exact)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminReplies:
    """All replies of the admin page; nothing for one that is switched off or empty."""

    follow: AdminReply | None = None
    default: AdminReply | None = None
    rules: tuple[KeywordRule, ...] = ()
