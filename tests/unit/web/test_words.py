"""Every word that a template names exists, in both languages, with the same facts."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from string import Formatter

import pytest

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


@pytest.mark.parametrize("key", sorted(NAMED | DERIVED))
def test_word_named_by_a_page_is_in_the_table(key: str) -> None:
    assert key in TABLE


@pytest.mark.parametrize("key", sorted(TABLE))
def test_both_languages_say_the_same_facts(key: str) -> None:
    chinese, english = TABLE[key]

    assert chinese
    assert english
    assert _facts(chinese) == _facts(english)


def test_vendored_files_are_the_ones_that_were_checked() -> None:
    folder = WEB / "static" / "vendor"
    record = (folder / "VENDORED.md").read_text(encoding="utf-8")
    for file in folder.glob("*.js"):
        assert f"`{hashlib.sha256(file.read_bytes()).hexdigest()}` |\n" in record, file.name
