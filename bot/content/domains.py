"""The hosts that links to fans may name (``domains.yaml``), and where a link names another.

A host outside the list is an unregistered site at best and a phishing page at worst; the file is
optional, without it every host may be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field

from bot.content.sent import SentText
from intents.strict import Strict, load_document
from intents.types import Problem
from intents.yamltree import Mark

FILE = "domains.yaml"
_TAIL = r"[^\s\"'<>，。；：、！？（）「」《》【】\u3400-\u9fff]*"
_LINK = re.compile(
    rf"(?i)https?://{_TAIL}"
    r"|(?<![A-Za-z0-9_./@-])(?:[a-z0-9-]+\.)+(?:com|cn|net|org|example|cc|hk|tw|eu)"
    rf"(?![A-Za-z0-9_@-])(?:/{_TAIL})?"
)


class DomainForm(Strict):
    """One host with who answers for it; ``icp`` is its mainland registration number."""

    host: str = Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")
    owner: str = Field(min_length=1)
    icp: str | None = None
    note: str = ""


class DomainsFile(Strict):
    """``domains.yaml``."""

    domains: list[DomainForm] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """An address that is sent to fans, with the place where it was written."""

    path: str
    mark: Mark
    url: str


@dataclass(frozen=True, slots=True)
class Domains:
    """The hosts that may be named; no list (no file) allows every host."""

    hosts: frozenset[str] | None = None

    def fault_of(self, url: str) -> tuple[str, str] | None:
        """Message and remedy if this address leads elsewhere, else nothing."""
        host = _host(url)
        if not host:
            return f"the link {url[:80]} names no host", "write https://host/path"
        if self.hosts is None or host in self.hosts:
            return None
        known = ", ".join(sorted(self.hosts)) or "none yet"
        remedy = f"use a host of {FILE} ({known}), or add this one there"
        return f"the link {url[:80]} leads to {host}, which is not listed", remedy

    def faults(self, links: Iterable[Link]) -> tuple[Problem, ...]:
        """Every link that leads elsewhere; without a list links are not looked at."""
        return tuple(
            Problem(link.path, *link.mark, *fault)
            for link in (links if self.hosts is not None else ())
            if (fault := self.fault_of(link.url))
        )


def load_domains(folder: Path) -> tuple[Domains, tuple[Problem, ...]]:
    """Read the list; a missing file allows every host."""
    path = folder / FILE
    if not path.exists():
        return Domains(), ()
    document = load_document(path, DomainsFile, name=path.as_posix())
    if document.value is None:
        return Domains(), document.problems
    problems: list[Problem] = []
    hosts: set[str] = set()
    for index, form in enumerate(document.value.domains):
        if form.host in hosts:
            message = f"the host {form.host} stands twice"
            problems.append(document.problem(message, "keep one", "domains", index, "host"))
        hosts.add(form.host)
    return Domains(frozenset(hosts)), tuple(problems)


def links_in(texts: Iterable[SentText]) -> Iterator[Link]:
    """Every address in these texts, also one without ``https://``, which phones make a link of."""
    for sent in texts:
        for found in _LINK.finditer(sent.text):
            scheme = "" if "://" in found[0] else "https://"
            yield Link(sent.path, sent.mark, scheme + found[0])


def _host(url: str) -> str:
    """The host a browser would go to; nothing for an address that readers take differently."""
    if "\\" in url:
        return ""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
