"""Every word that is named exists in both languages, and every word there is can be shown."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import bot.handlers
import bot.web
from bot.content.wording import Kind
from bot.errors import PlatformError
from bot.flow.outbox import outcome_of
from bot.model import (
    SOURCES,
    Actor,
    AttachmentKind,
    ConsentKind,
    DeliveryState,
    HandoffState,
    InboundKind,
    Lang,
)
from bot.rules.contents import TYPES
from bot.rules.optout import Wish
from bot.rules.purpose import TOPICS
from bot.web.desk.view import Group, Lock
from bot.web.desk.words import TABLE, Words
from intents.reasons import GROUPS
from intents.slots import Part
from intents.types import DecisionKind

WEB = Path(bot.web.__file__).parent
NAMED = {
    name
    for page in (WEB / "templates" / "desk").glob("*.html")
    for name in re.findall(r"""\bt\(["']([a-z.]+)["']""", page.read_text(encoding="utf-8"))
    if not name.endswith(".")
}
QUOTED = {
    name
    for file in (WEB / "desk").glob("*.py")
    if file.name not in {"words.py", "cardwords.py", "editorwords.py"}
    for name in re.findall(r'"([a-z_.]+)"', file.read_text(encoding="utf-8"))
}
HANDOFF_REASONS = {
    reason
    for file in Path(bot.handlers.__file__).parent.glob("*.py")
    for given in re.findall(r"handoff_reason=([^\n]+)", file.read_text(encoding="utf-8"))
    for reason in re.findall(r'(?<!== )"([a-z_]+)"', given)
}
PLATFORM_ERRORS = [PlatformError, *PlatformError.__subclasses__()]
SEND_REASONS = {
    outcome_of(error("refused"), attempts=attempts).reason
    for error in PLATFORM_ERRORS
    for attempts in (1, 99)
} | {"epoch", "unreachable"}
DERIVED = (
    {f"group.{group}" for group in Group}
    | {f"empty.{group}" for group in Group}
    | {f"locked.{lock}" for lock in Lock}
    | {f"state.{state}" for state in HandoffState if state.is_open}
    | {"state.bot", "state.theirs", "state.unfollowed"}
    | {f"delivery.{state}" for state in DeliveryState}
    | {
        f"line.{kind}"
        for kind in InboundKind
        if not (kind.is_message or kind.is_notice) and kind is not InboundKind.LOCATION_REPORT
    }
    | {f"line.{wish}" for wish in get_args(Wish)}
    | {f"kind.{kind}" for kind in InboundKind if kind.is_message and kind is not InboundKind.TEXT}
    | {f"kind.{kind}" for kind in TYPES if kind != "text"}
    | {f"wording.{kind}" for kind in get_args(Kind)}
    | {f"who.{actor}" for actor in get_args(Actor) if actor != "agent"}
    | {f"lang.{lang}" for lang in get_args(Lang)}
    | {f"reason.{reason}" for reason in SEND_REASONS}
    | {f"why.{reason}" for reason in HANDOFF_REASONS}
    | {f"consent.{kind}" for kind in ConsentKind}
    | {"consent.shown", "consent.given", "consent.withdrawn"}
    | {f"source.{source}" for source in SOURCES}
    | {f"why.{topic}" for topic in (*TOPICS, "attachment")}
    | {f"card.part.{part}" for part in get_args(Part) if part}
    | {f"file.expired.{kind}" for kind in get_args(AttachmentKind)}
    | {f"try.decision.{kind}" for kind in DecisionKind}
    | {f"try.slot.{kind}" for kind in ("place", "product", "day", "time", "phone", "order")}
    | {f"{told}.{feature}" for told in ("feature", "lacks") for feature in GROUPS}
    | {f"file.refused.{reason}" for reason in ("too_large", "type", "mismatch", "other")}
)


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_words_named_by_pages_are_in_the_table() -> None:
    assert len(NAMED) > 50
    assert {"asked", "matter", "entry"} <= HANDOFF_REASONS
    assert (NAMED | DERIVED) - TABLE.keys() == set()


def test_no_word_is_there_that_nobody_can_ever_read() -> None:
    assert TABLE.keys() - NAMED - DERIVED - QUOTED == set()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_agents_never_read_a_code(lang: str) -> None:
    words = Words("zh" if lang == "zh" else "en")
    for reason in SEND_REASONS:
        assert "_" not in words(f"reason.{reason}")


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
