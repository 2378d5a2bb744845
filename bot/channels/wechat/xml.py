"""The platform's XML: read without trust, written without surprises.

Expat is used directly: no document type, no entities, few elements, little depth. A push is
some 20 flat elements; the deepest known one (MASSSENDJOBFINISH) has five levels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from bot.errors import Malformed

MAX_BYTES = 65_536
MAX_DEPTH = 6
MAX_ELEMENTS = 500
MAX_ATTRIBUTES = 8

Node = str | int | float | Mapping[str, "Node"] | Sequence["Node"]
"""What ``render`` writes: text as CDATA, numbers bare, mappings nested, sequences repeated."""

_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r")

# What XML 1.0 cannot carry in any form, not even as a reference.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Fields:
    """One element: its own text, and the elements in it in their order, repeated ones too."""

    name: str = ""
    text: str = ""
    children: tuple[Fields, ...] = field(default=())

    def get(self, name: str, default: str = "") -> str:
        """The text of the one child of that name.

        Raises Malformed if there are several, because two readers might believe different ones.
        """
        found = [child.text for child in self.children if child.name == name]
        if len(found) > 1:
            raise Malformed(f"the element {name} stands there {len(found)} times")
        return found[0] if found else default

    def all(self, name: str) -> tuple[Fields, ...]:
        """Every child of that name, in order; for the few that repeat, as ``List`` does."""
        return tuple(child for child in self.children if child.name == name)

    def child(self, name: str) -> Fields:
        """The first child of that name, or an empty element that answers every question."""
        return next((child for child in self.children if child.name == name), Fields())

    def has(self, name: str) -> bool:
        """Whether there is a child of that name, even an empty one."""
        return any(child.name == name for child in self.children)


def parse(data: bytes) -> Fields:
    """The root element of a push; Malformed for whatever the platform would never send.

    Control characters that XML forbids are dropped, not refused: a fan may have pasted them.
    NUL is refused, as no client sends it.
    """
    _refuse_foreign(data)
    tree = _Tree()
    try:
        tree.reader().Parse(data.translate(None, _CONTROLS), True)
    except expat.ExpatError as error:
        raise Malformed(f"not well-formed XML: {error}") from None
    return tree.root


def _refuse_foreign(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise Malformed(f"over {MAX_BYTES} bytes of XML")
    if b"\0" in data:
        raise Malformed("a NUL byte, or not UTF-8")
    try:
        data.decode()
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None


class _Tree:
    """Collects what expat reports, and stops it at the first thing that is not allowed."""

    def __init__(self) -> None:
        self.root = Fields()
        self._open: list[tuple[str, list[str], list[Fields]]] = []
        self._count = 0

    def reader(self) -> expat.XMLParserType:
        """A fresh expat parser that reports to this tree."""
        reader = expat.ParserCreate("utf-8")
        reader.buffer_text = True
        reader.ordered_attributes = True
        reader.XmlDeclHandler = self._declared
        reader.StartDoctypeDeclHandler = _refuse_doctype
        reader.ProcessingInstructionHandler = _refuse_instruction
        reader.StartElementHandler = self._started
        reader.EndElementHandler = self._ended
        reader.CharacterDataHandler = self._heard
        return reader

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "utf8"}:
            raise Malformed("declared in another encoding than UTF-8")

    def _started(self, name: str, attributes: list[str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise Malformed(f"over {MAX_ELEMENTS} elements")
        if len(self._open) >= MAX_DEPTH:
            raise Malformed(f"nested deeper than {MAX_DEPTH}")
        if len(attributes) > 2 * MAX_ATTRIBUTES:  # a flat list of names and values
            raise Malformed(f"over {MAX_ATTRIBUTES} attributes")
        self._open.append((name, [], []))

    def _ended(self, name: str) -> None:
        _, heard, children = self._open.pop()
        text = "" if children else "".join(heard)
        element = Fields(name, text, tuple(children))
        if self._open:
            self._open[-1][2].append(element)
        else:
            self.root = element

    def _heard(self, text: str) -> None:
        self._open[-1][1].append(text)


def _refuse_doctype(*_: object) -> NoReturn:
    raise Malformed("a document type declaration")


def _refuse_instruction(*_: object) -> NoReturn:
    raise Malformed("a processing instruction")


def cdata(text: str) -> str:
    """The text as character data that no content can break out of."""
    return f"<![CDATA[{_ILLEGAL.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def render(fields: Mapping[str, Node]) -> str:
    """The fields in their order as one ``<xml>`` document, the form of pushes and replies."""
    return f"<xml>{''.join(_written(fields))}</xml>"


def _written(fields: Mapping[str, Node]) -> Iterator[str]:
    for name, node in fields.items():
        if isinstance(node, Sequence) and not isinstance(node, str):
            yield from (f"<{name}>{_inner(one)}</{name}>" for one in node)
        else:
            yield f"<{name}>{_inner(node)}</{name}>"


def _inner(node: Node) -> str:
    if isinstance(node, str):
        return cdata(node)
    if isinstance(node, Mapping):
        return "".join(_written(node))
    return str(node)


def envelope(encrypted: str, signature: str, timestamp: int | str, nonce: str) -> str:
    """An encrypted reply as the platform reads it, signed over all four of its fields."""
    return render(
        {
            "Encrypt": encrypted,
            "MsgSignature": signature,
            "TimeStamp": int(timestamp),
            "Nonce": nonce,
        }
    )
