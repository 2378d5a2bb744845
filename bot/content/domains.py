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

from intents.book import Answers
from intents.strict import Strict, load_document
from intents.types import Problem
from intents.yamltree import Faults, Mark, Node, Scalar, Table, read_tree

FILE = "domains.yaml"
_WITH_LINKS = ("menu.yaml", "welcome.yaml", "texts.yaml", "canned.yaml")
# What fans write and what editors note is not sent to anybody.
_NOT_SENT = frozenset({"questions", "tests", "tags", "picture_url", "image", "picture"})
_LINK = re.compile(r"(?i)https?://[^\s\"'<>，。；：、！？（）「」《》【】]*")


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


def links_in(folder: Path, answers: Iterable[Answers]) -> Iterator[Link]:
    """Every address in the answers, the menu, the welcome, the sentences and canned replies."""
    for document in answers:
        yield from _links_of(document.name, document.root)
    for name in _WITH_LINKS:
        file = folder / name
        yield from _links_of(file.as_posix(), _tree_of(file))


def _links_of(path: str, root: Node | None) -> Iterator[Link]:
    for scalar in _sent(root) if root is not None else ():
        yield from (Link(path, scalar.mark, found[0]) for found in _LINK.finditer(scalar.raw))


def _tree_of(file: Path) -> Node | None:
    """The tree of one of the small files; its other faults are told by its own loader."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    return read_tree(data, Faults(file.as_posix())) if b"://" in data else None


def _sent(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
        return
    if isinstance(node, Table):
        children = [child for key, child in node.items.items() if key not in _NOT_SENT]
    else:
        children = node.items
    for child in children:
        yield from _sent(child)


def _host(url: str) -> str:
    """The host a browser would go to; nothing for an address that readers take differently."""
    if "\\" in url:
        return ""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
