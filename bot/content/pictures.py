"""The picture files that answers name: looked at here, uploaded in ``flow.pictures``."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.model.limits import IMAGE_BYTES
from bot.model.mediatypes import JPEG, PNG, sniff
from intents.book import Answers
from intents.strict import find
from intents.types import Problem
from intents.yamltree import Scalar, Sequence, Table

SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})
"""How the name of a picture file ends, in small letters; a media id has no dot."""

_Fault = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Name as written in an answer -> SHA-256 of the file, in hexadecimal."""

    files: Mapping[str, str] = field(default_factory=dict)


def read_pictures(
    folder: Path, documents: Iterable[Answers]
) -> tuple[Pictures, tuple[Problem, ...]]:
    """Every picture file that the answers name, read once; what cannot be sent is a problem.

    Of a service entry as well: its handler decides whether the picture is used.
    """
    known: dict[str, str | _Fault] = {}
    problems: list[Problem] = []
    for document in documents:
        for index, name in _named(document):
            found = known[name] = known.get(name) or _looked_at(folder, name)
            if not isinstance(found, str):
                problems.append(document.problem(*found, "entries", index, "image"))
    files = {name: found for name, found in known.items() if isinstance(found, str)}
    return Pictures(files), tuple(problems)


def _named(document: Answers) -> Iterator[tuple[int, str]]:
    """Entry by number -> the picture file it names, though the rest may be at fault."""
    entries = find(document.root, ("entries",)) if document.root is not None else None
    for index, entry in enumerate(entries.items if isinstance(entries, Sequence) else ()):
        image = entry.items.get("image") if isinstance(entry, Table) else None
        name = image.value if isinstance(image, Scalar) else None
        # All else is a media id, or refused by its form.
        if isinstance(name, str) and Path(name).suffix.lower() in SUFFIXES:
            yield index, name


def _looked_at(folder: Path, name: str) -> str | _Fault:
    """The SHA-256 of a picture, or message and remedy."""
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return (
                f"the picture `{name}` lies outside the content folder",
                "copy it into the folder, for instance to pictures/",
            )
        if not path.is_file():
            return f"there is no picture `{name}`", _remedy_for_missing(path)
        with path.open("rb") as file:
            data = file.read(IMAGE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return f"the picture `{name}` cannot be read: {reason}", "check its rights"
    except (ValueError, RuntimeError):
        # A NUL in the name, or links that lead in a circle.
        return f"`{name[:40]}` cannot be the name of a file", "write one like pictures/strap.png"
    if sniff(data) not in {PNG, JPEG}:
        return f"`{name}` is neither PNG nor JPEG by its content", "save it again as PNG or JPEG"
    if len(data) > IMAGE_BYTES:
        size = path.stat().st_size
        return (
            f"the picture `{name}` has {size:,} bytes, WeChat takes {IMAGE_BYTES:,}",
            "make it smaller",
        )
    return hashlib.sha256(data).hexdigest()


def _remedy_for_missing(path: Path) -> str:
    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    close = difflib.get_close_matches(path.name, beside, n=1)
    return f"is `{close[0]}` meant?" if close else "put the file there, or correct the name"
