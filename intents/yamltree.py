"""YAML bytes -> a tree of nodes that know their line and column; the syntax half of the loader.

Everything that makes YAML surprising is refused here: anchors, aliases, merge keys, tags,
duplicate keys, and unquoted words that YAML turns into something else than what was written.
What the values have to look like is not known here: see ``strict``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from intents.scalars import Plain, meaning_of
from intents.types import Problem

MAX_BYTES = 5 * 1024 * 1024
"""The largest content file that is read; more belongs into several files."""
MAX_DEPTH = 20
"""How many lists and mappings may stand inside each other."""

Mark = tuple[int, int]
"""Line and column, both counted from 1."""


@dataclass(slots=True)
class Scalar:
    """A single value; ``raw`` is what was written, ``value`` what it means."""

    mark: Mark
    raw: str
    value: Plain
    quoted: bool


@dataclass(slots=True)
class Sequence:
    """A list."""

    mark: Mark
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A mapping; ``keys`` holds where each key was written."""

    mark: Mark
    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Mark] = field(default_factory=dict)


Node = Scalar | Sequence | Table


class Faults:
    """Collects the problems of one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Problem] = []

    def add(self, mark: Mark, message: str, remedy: str) -> None:
        """Note one error at that place."""
        self.found.append(Problem(self.name, mark[0], mark[1], message, remedy))


def read_tree(data: bytes, faults: Faults) -> Node | None:
    """The tree of a file, or nothing if it is empty or its form is broken (then with faults)."""
    text = decode(data, faults)
    if text is None or not _printable(text, faults) or not _indented_with_spaces(text, faults):
        return None
    try:
        return _Builder(faults).build(text)
    except yaml.MarkedYAMLError as error:
        _explain(error, text, faults)
    except yaml.YAMLError:
        faults.add((1, 1), "this is not YAML", "save it as plain UTF-8 text")
    except _Stop:
        pass
    return None


class _Stop(Exception):
    """The rest of the file is not worth reading; the fault is noted already."""


def decode(data: bytes, faults: Faults) -> str | None:
    """The text of a content file; a byte-order mark is dropped, another encoding is a fault."""
    if len(data) > MAX_BYTES:
        faults.add((1, 1), "the file is over 5 MB", "split it into several files")
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        faults.add((1, 1), "saved as UTF-16, not UTF-8", "save the file again as UTF-8")
        return None
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        mark = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    known = "saved as GBK, not UTF-8" if _is_gbk(data) else "this byte is not UTF-8 text"
    faults.add(mark, known, "save the file again with the encoding UTF-8")
    return None


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode("gbk")
    except UnicodeDecodeError:
        return False
    return True


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_TAB_INDENT = re.compile(r"^ *\t[ \t]*\S", re.MULTILINE)


def _printable(text: str, faults: Faults) -> bool:
    for found in _CONTROL.finditer(text):
        code = ord(found.group())
        what = "a NUL character" if code == 0 else f"the control character U+{code:04X}"
        faults.add(_mark_at(text, found.start()), f"{what} stands here", "delete it")
        if len(faults.found) >= 20:  # a binary file: the first places are enough
            break
    return not faults.found


def _indented_with_spaces(text: str, faults: Faults) -> bool:
    for found in _TAB_INDENT.finditer(text):
        at = text.index("\t", found.start())
        faults.add(
            _mark_at(text, at), "a tab is used for indentation", "use two spaces instead of the tab"
        )
    return not faults.found


def _mark_at(text: str, offset: int) -> Mark:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class _Builder:
    """Builds the tree from the parser's events, so nothing is ever expanded."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults

    def build(self, text: str) -> Node | None:
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self.faults.add(_mark(event), "a second document starts here", "delete `---`")
                    raise _Stop
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, 1)
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        mark = _mark(event)
        if depth > MAX_DEPTH:
            self.faults.add(mark, f"over {MAX_DEPTH} levels deep", "flatten this part")
            raise _Stop
        self._refuse_references(event, mark)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(mark, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(mark, depth)
        return Scalar(mark, "", "", quoted=True)  # an alias, refused above

    def _refuse_references(self, event: yaml.Event, mark: Mark) -> None:
        quote = "write the content out; text that starts with this sign needs quotes"
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            self.faults.add(mark, f"the alias `*{anchor}` is not allowed", quote)
        elif anchor is not None:
            self.faults.add(mark, f"the anchor `&{anchor}` is not allowed", quote)
        tag = getattr(event, "tag", None)
        if tag is not None:
            short = tag.replace("tag:yaml.org,2002:", "!!")
            self.faults.add(mark, f"the type tag `{short}` is not allowed", "remove the tag")

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> Scalar:
        raw: str = event.value
        if not event.implicit[0] or event.tag is not None:
            return Scalar(mark, raw, raw, quoted=True)
        meaning, value = meaning_of(raw)
        if meaning:
            remedy = f'write true or false, or put it in quotes: "{raw}"'
            if not meaning.startswith("the truth"):
                remedy = f'put it in quotes: "{raw}"'
            self.faults.add(mark, f"`{raw}` without quotes is read as {meaning}", remedy)
        return Scalar(mark, raw, value, quoted=False)

    def _sequence(self, mark: Mark, depth: int) -> Sequence:
        node = Sequence(mark)
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            node.items.append(self._node(event, depth + 1))
        return node

    def _table(self, mark: Mark, depth: int) -> Table:
        node = Table(mark)
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, depth)
            value = self._node(next(self.events), depth + 1)
            if key in node.items:
                self.faults.add(
                    _mark(event),
                    f"the key `{key}` stands here a second time, first in line {node.keys[key][0]}",
                    "keep one of the two",
                )
                continue
            node.items[key] = value
            node.keys[key] = _mark(event)
        return node

    def _key(self, event: yaml.Event, depth: int) -> str:
        mark = _mark(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, depth + 1)
            self.faults.add(mark, "a key must be a single word", "check the brackets and dashes")
            return f"?{mark[0]}:{mark[1]}"
        self._refuse_references(event, mark)
        if event.value == "<<" and event.implicit[0]:
            self.faults.add(mark, "the merge key `<<` is not allowed", "write the content out")
            return f"<<{mark[0]}:{mark[1]}"
        return str(event.value)


def _mark(event: yaml.Event) -> Mark:
    start = event.start_mark
    assert start is not None
    return start.line + 1, start.column + 1


_WIDE_COLON = re.compile(r"^(?P<lead>[ ]*(?:-[ ]+)*[A-Za-z_][A-Za-z0-9_.-]*)：", re.MULTILINE)
_SAYINGS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a `:` stands where no key can be",
        "put text that contains `: ` in quotes, and check that the line starts in the same column "
        "as its neighbours",
    ),
    ("could not find expected ':'", "this key has no `:`", "write `key: value`"),
    ("unexpected end of stream", "a quote is opened and never closed", "close the quote"),
    (
        "did not find expected alphabetic",
        "text that starts with `*`, `&` or `!` needs quotes",
        "put the whole text in quotes",
    ),
    (
        "cannot start any token",
        "text cannot start with this character",
        "put the whole text in quotes",
    ),
    ("',' or ']'", "the list opened with `[` is not closed", "close it with `]`"),
    ("',' or '}'", "the mapping opened with `{` is not closed", "close it with `}`"),
    (
        "did not find expected '-'",
        "a list item is wanted here",
        "start it with `- `, in the same column as the items above",
    ),
    (
        "did not find expected key",
        "this line does not fit the lines above it",
        "start it in the same column as its neighbours; put text with quotes inside in quotes",
    ),
    ("unknown escape", "this `\\` has no meaning inside double quotes", "use single quotes"),
    ("node content", "a value is wanted here", "check the brackets and commas before it"),
    ("directive", "a line cannot start with `%`", "put the whole text in quotes"),
    (
        "expected <document start>",
        "this line starts further left than the first line",
        "start both in the same column",
    ),
)


def _explain(error: yaml.MarkedYAMLError, text: str, faults: Faults) -> None:
    """One fault in an editor's words; a full-width colon before it is named as the cause."""
    place = error.problem_mark or error.context_mark
    mark = (place.line + 1, place.column + 1) if place else (1, 1)
    wide = [_mark_at(text, found.end("lead")) for found in _WIDE_COLON.finditer(text)]
    causes = [cause for cause in wide if cause[0] <= mark[0]]
    if causes:
        for cause in causes:
            faults.add(
                cause,
                "a full-width colon `：` stands after a key",
                "type `: `, an English colon and a space",
            )
        return
    message = error.problem or "this is not valid YAML"
    if "end of stream" in message and error.context_mark:
        mark = (error.context_mark.line + 1, error.context_mark.column + 1)
    for needle, saying, remedy in _SAYINGS:
        if needle in message:
            faults.add(mark, saying, remedy)
            return
    faults.add(mark, "the YAML is broken here", f"the parser says: {message}")
