"""Every word that a template names exists, in both languages, with the same facts."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from string import Formatter

import bot.web
from bot.model import DeliveryState, HandoffState, InboundKind
from bot.web.desk.view import Group, Lock
from bot.web.desk.words import TABLE

WEB = Path(bot.web.__file__).parent
NAMED = {
    name
    for page in (WEB / "templates" / "desk").glob("*.html")
    for name in re.findall(r"""\bt\(["']([a-z.]+)["']""", page.read_text(encoding="utf-8"))
    if not name.endswith(".")
}
DERIVED = (
    {f"group.{group}" for group in Group}
    | {f"empty.{group}" for group in Group}
    | {f"locked.{lock}" for lock in Lock}
    | {f"state.{state}" for state in HandoffState}
    | {f"delivery.{state}" for state in DeliveryState}
    | {f"line.{kind}" for kind in InboundKind if not kind.is_message}
    | {f"who.{actor}" for actor in ("fan", "bot", "journey", "system")}
)


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_words_named_by_pages_are_in_the_table() -> None:
    assert len(NAMED) > 50
    assert (NAMED | DERIVED) - TABLE.keys() == set()


def test_both_languages_say_the_same_facts() -> None:
    differing = [
        key
        for key, (chinese, english) in TABLE.items()
        if not chinese or not english or _facts(chinese) != _facts(english)
    ]

    assert differing == []


def test_vendored_files_are_the_ones_that_were_checked() -> None:
    folder = WEB / "static" / "vendor"
    record = (folder / "VENDORED.md").read_text(encoding="utf-8")
    for file in folder.glob("*.js"):
        assert f"`{hashlib.sha256(file.read_bytes()).hexdigest()}` |\n" in record, file.name
