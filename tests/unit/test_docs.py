"""The documentation tells what the program has: what exists and is not told fails here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from aiohttp import web

from bot.channels.wechat import decode
from bot.channels.wechat.errcodes import MEANINGS
from bot.cli.main import app as command_line
from bot.config import describe
from bot.content.schemas import schemas
from bot.content.tags import load_tags
from bot.content.texts import load_texts
from bot.errors import GatewayError
from bot.flow.export import COLUMNS, FORMATS
from bot.flow.handoff import LABELS
from bot.handlers import HANDLERS
from bot.model import AuditAction, DeliveryState, HandoffState, InboundKind
from bot.rules.contents import TYPES
from bot.rules.limits import Limits, custom_fault, passive_fault
from bot.rules.transitions import TABLE, HandoffAct
from bot.telemetry import Metrics
from bot.web.api import setup_api
from bot.web.api.openapi import build as openapi
from bot.web.desk import setup_desk
from bot.web.oauth import WebLogin
from bot.web.ops import Operations
from bot.web.webhook import Webhook
from tests.contents import SAMPLES
from tests.unit.channels.wechat.expected import EXPECTED

AI = Limits(transfer_ai=True)
ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
MADE_LATER = {"docs/pictures/chat-and-desk.png"}
FORBIDDEN = ("TODO", "FIXME", "TBD", "XXX", "lorem ipsum", "coming soon")
EVENT_MAKERS = {"desk_event", "Event", "EventDraft", "common", "_Told"}

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def reference(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of every table row of a page."""
    found = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" |")] for line in found]


def row_of(page: str, name: str) -> list[str]:
    """The row whose first cell is this name."""
    fitting = [row for row in rows(page) if row[0] == f"`{name}`"]

    assert len(fitting) == 1, f"{name} has {len(fitting)} rows"
    return fitting[0]


def first_cells(page: str) -> set[str]:
    return {name for row in rows(page) for name in re.findall(r"`([^`]+)`", row[0])}


def spans(page: str) -> set[str]:
    """Every word that stands in backticks, also as a part of a dotted one."""
    found = re.findall(r"`([^`\n]+)`", _FENCE.sub("", page))
    return {word for span in found for word in re.findall(r"[\w-]+", span)} | set(found)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_settings_page_names_every_setting_with_its_default() -> None:
    page = reference("settings.md")

    for name, (default, _) in describe().items():
        assert row_of(page, name)[1] == (f"`{default}`" if default else "empty"), name
    assert {name for name in first_cells(page) if name.startswith("BOT_")} == set(describe())


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Every command as written, with its options."""
    children = getattr(command, "commands", {})
    for name, child in children.items():
        yield from walk(child, (*path, name))
    if not children:
        options = [name for item in command.params for name in item.opts if name.startswith("-")]
        yield " ".join(path), options


COMMANDS = dict(walk(typer.main.get_command(command_line)))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_commands_page_names_every_command_and_option(name: str) -> None:
    page = reference("commands.md")
    named = [row for row in rows(page) if re.match(rf"`{name}[ `]", row[0])]
    section = re.search(rf"^### {name}\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    about = (section[1] if section else "") + "".join(
        line for line in page.splitlines() if f"`{name}`" in line
    )

    assert len(named) == 1
    assert [option for option in COMMANDS[name] if f"`{option}`" not in about] == []


def test_commands_page_names_no_command_that_is_not_there() -> None:
    table = reference("commands.md").partition("## Options")[0]
    named = {re.sub(r" [\[A-Z].*", "", name) for name in first_cells(table)}

    assert named == set(COMMANDS)


def test_commands_shown_in_documents_exist() -> None:
    groups = {name.split()[0] for name in COMMANDS if " " in name}
    unknown = []
    for page in PAGES:
        for first, second in re.findall(r"run\.py ([a-z]+)(?: ([a-z]+))?", page.read_text("utf-8")):
            name = f"{first} {second}" if first in groups else first
            if name not in COMMANDS:
                unknown.append(f"{shown(page)}: run.py {name}")

    assert unknown == []


def strings(node: ast.AST) -> set[str]:
    return {
        item.value
        for item in ast.walk(node)
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    }


def event_types(tree: ast.AST) -> Iterator[str]:
    """Types in calls that make events, in tables ``*_TYPES`` and in variables ``type_``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.For | ast.comprehension):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {target.id for target in targets if isinstance(target, ast.Name)}
            source = node.iter if isinstance(node, ast.For | ast.comprehension) else node.value
            if source and any(name == "type_" or name.endswith("_TYPES") for name in names):
                yield from strings(source)
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        keywords = [item.value for item in node.keywords if item.arg in {"type", "type_"}]
        if called == "replace":
            yield from (text for value in keywords for text in strings(value))
        if called in EVENT_MAKERS:
            for value in keywords or node.args[:1]:
                yield from told_by(value)


def told_by(value: ast.expr) -> set[str]:
    """The types that an argument may be; anything unforeseen must be taught here."""
    if isinstance(value, ast.Constant | ast.IfExp):
        return strings(value)
    written = ast.unparse(value)

    assert re.fullmatch(r"type_|told\.type_|draft\.type|_\w+_TYPES\[.*\]", written), written
    return set()


@cache
def written_event_types() -> set[str]:
    rooms = ("flow", "handlers", "rules", "store", "web")
    files = [path for room in rooms for path in (ROOT / "bot" / room).rglob("*.py")]
    trees = [ast.parse(path.read_text("utf-8")) for path in files]
    return {name for tree in trees for name in event_types(tree)}


def test_event_types_found_in_the_code_are_well_named() -> None:
    found = written_event_types()

    assert {"message_received", "intent_resolved", "locator_searched", "handoff_closed"} <= found
    assert [name for name in found if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []
    assert max(map(len, found)) <= 28


def test_events_page_names_every_type_that_is_written_and_no_other() -> None:
    types = reference("events.md").partition("## Types")[2]

    assert first_cells(types) - {"type"} == written_event_types()


def test_events_page_names_every_field_label_and_search_result() -> None:
    page = reference("events.md")

    assert set(COLUMNS) <= first_cells(page)
    assert {key for key, _, _ in LABELS} <= spans(page)
    assert set(FORMATS) <= spans(reference("commands.md"))


def test_audit_page_names_every_action() -> None:
    told = first_cells(reference("audit.md").partition("| column")[0])

    assert told == set(AuditAction)


def errors(branch: type[GatewayError] = GatewayError) -> Iterator[type[GatewayError]]:
    yield branch
    for child in branch.__subclasses__():
        yield from errors(child)


@pytest.mark.parametrize("error", list(errors()), ids=lambda error: error.__name__)
def test_errors_page_names_every_class_with_code_and_audience(error: type[GatewayError]) -> None:
    row = row_of(reference("errors.md"), error.__name__)

    assert row[1:3] == [f"`{error.code}`", error.audience]


def test_errors_page_names_every_number_of_the_platform() -> None:
    told = {
        (int(number), row[1].strip("`"), *row[2:4])
        for row in rows(reference("errors.md"))
        for number in re.findall(r"`(-?\d+)`", row[0])
    }

    assert told == {
        (number, meaning.error.__name__, meaning.message, meaning.remedy)
        for number, meaning in MEANINGS.items()
    }


def test_metrics_page_names_every_metric() -> None:
    page = reference("metrics.md")
    told = re.findall(r"^# TYPE (\w+) (\w+)$", Metrics().render().decode(), re.MULTILINE)
    found = {name: kind for name, kind in told if not name.endswith("_created")}

    assert {name: row_of(page, name)[1] for name in found} == found
    assert {name for name in first_cells(page) if name.startswith("bot_")} == set(found)
    assert set(HANDLERS) <= spans(page)


def keys_returned_by(path: str, name: str) -> set[str]:
    """The keys of every table in the values that a function returns."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = [item for item in ast.walk(tree) if getattr(item, "name", "") == name]
    returned = [item for found in functions for item in ast.walk(found) if type(item) is ast.Return]
    tables = [node for item in returned for node in ast.walk(item) if isinstance(node, ast.Dict)]
    return {text for table in tables for key in table.keys if key for text in strings(key)}


def test_metrics_page_names_every_part_of_readiness() -> None:
    page = reference("metrics.md").partition("## `/readyz`")[2]
    parts = keys_returned_by("bot/app/pages.py", "probes_of")

    assert parts
    assert parts <= first_cells(page)
    assert keys_returned_by("bot/web/ops.py", "_book") <= spans(page)


def routes() -> set[tuple[str, str]]:
    nothing: Any = None
    application = web.Application()
    setup_desk(application)
    setup_api(application)
    Operations(probes={}, metrics=nothing).setup(application)
    parts: Any = dict.fromkeys(item.name for item in fields(Webhook))
    Webhook(**parts).setup(application)
    WebLogin(pid_of=nothing).setup(application)
    return {
        (route.method, route.resource.canonical)
        for route in application.router.routes()
        if route.resource and route.method not in {"HEAD", "*"}
    }


def test_http_page_names_every_route() -> None:
    told = first_cells(reference("http.md"))
    static = {path for _, path in routes() if path.endswith(("/static", "/vendor"))}
    others = {f"{method} {path}" for method, path in routes() if path not in static}

    assert static <= told
    assert others - told == set()
    assert {name for name in told if name.startswith(("GET ", "POST "))} - others == set()


def test_openapi_describes_every_route_of_the_rest_interface() -> None:
    described = {
        (method.upper(), path)
        for path, item in openapi()["paths"].items()
        for method in item
        if method in {"get", "post", "put", "delete"}
    }

    assert described == {item for item in routes() if item[1].startswith("/api/v1/")}


def test_http_page_names_every_state() -> None:
    page = spans(reference("http.md")) | spans((DOCS / "explain/handoff.md").read_text("utf-8"))

    assert {str(state) for state in DeliveryState} | {str(state) for state in HandoffState} <= page


def test_tags_page_names_every_key_of_the_sample_house() -> None:
    table = reference("tags.md").partition("## Keys")[2]
    told = {row[0].strip("`"): row[1] for row in rows(table) if row[0].startswith("`")}

    assert told == {key: form.type for key, form in load_tags(ROOT / "faq")[0].keys.items()}


def content_files() -> set[str]:
    sources = [*(ROOT / "bot/content").glob("*.py"), ROOT / "intents/book.py"]
    text = "".join(path.read_text("utf-8") for path in sources)
    present = {path.name for path in (ROOT / "faq").iterdir() if path.is_file()}
    return present | set(re.findall(r'folder / "(\w+\.\w+)"', text)) | {"answers/*.yaml"}


def test_content_page_names_every_file() -> None:
    assert content_files() <= first_cells(reference("content.md"))


def properties(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        fields = schema.get("properties")
        yield from fields if isinstance(fields, dict) else ()
        for value in schema.values():
            yield from properties(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from properties(item)


@pytest.mark.parametrize("name", sorted(schemas()))
def test_content_page_names_every_key(name: str) -> None:
    told = spans(reference("content.md")) | spans(reference("tags.md"))
    days = {"tue", "wed", "thu", "fri", "sat"}  # between `mon` and `sun`

    assert sorted(set(properties(schemas()[name])) - told - days) == []


def test_content_page_names_every_sentence_and_service() -> None:
    told = spans(reference("content.md"))

    unnamed = set(load_texts(ROOT / "faq")[0].sentences) - told
    assert {name for name in unnamed if name.rpartition(".")[2] not in told} == set()
    assert {name for name in unnamed if not name.startswith("locator.service.")} == set()


def test_messages_page_has_a_row_for_every_type_and_its_payloads() -> None:
    """Each native name, each kind and each captured push stands in exactly the fitting row."""
    page = reference("messages.md")
    decoded = {**decode._MESSAGES, **decode._EVENTS}
    kinds = {name: kind for name, (kind, _) in EXPECTED.items()}
    told: dict[str, str] = {}
    captured: dict[str, str] = {}
    for row in rows(page.partition("## What we send")[0]):
        kind = row[1].strip("`") if len(row) > 1 else ""
        told |= dict.fromkeys(re.findall(r"`(\w+)`", row[0]), kind)
        captured |= dict.fromkeys(re.findall(r"`(\w+__\w+)`", "".join(row)), kind)

    assert {name: kind for name, kind in told.items() if name in decoded} == decoded
    assert captured == kinds
    assert {path.stem for path in (ROOT / "tests/payloads").glob("*.xml")} == set(captured)
    assert set(told.values()) | {"unknown_message", "unknown_event"} == set(InboundKind)


def test_messages_page_tells_how_every_content_leaves() -> None:
    page = reference("messages.md")
    sent = {row[0].strip("`"): row for row in rows(page.partition("## What we send")[2])[2:]}
    tests = {path.name for path in (ROOT / "tests").rglob("test_*.py")}

    assert set(sent) == set(TYPES)
    for name, content in SAMPLES.items():
        assert (sent[name][1] != "no") is (passive_fault(content, InboundKind.TEXT, AI) == ""), name
        assert (sent[name][2] != "no") is (custom_fault(content) == ""), name
    assert set(re.findall(r"`(test_\w+\.py)`", page)) <= tests


def test_handoff_page_tells_every_transition() -> None:
    page = (DOCS / "explain/handoff.md").read_text("utf-8")
    table = page.partition("## Who asks")[0]

    for (state, act), to in TABLE.items():
        if act is HandoffAct.FAN_LEAVES:
            continue
        cells = [row[2] for row in rows(table) if row[0] == (f"`{state}`" if state else "bot")]
        assert f"`{to.to}`" in cells, (state, act)
    assert all(f"(`{act}`)" in table for act in HandoffAct)
    assert len(rows(table)) == 3 + sum(act is not HandoffAct.FAN_LEAVES for _, act in TABLE)


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_relative_links_lead_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text("utf-8"))
    targets = [link.partition("#")[0] for link in _LINK.findall(text)]
    paths = {
        (page.parent / target).resolve().relative_to(ROOT).as_posix()
        for target in targets
        if target and not re.match(r"[a-z]+:", target)
    }

    assert sorted(path for path in paths - MADE_LATER if not (ROOT / path).exists()) == []


def test_pictures_are_few_bytes_and_none_is_left_over() -> None:
    shown_in = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in _LINK.findall(page.read_text("utf-8"))
        if link.endswith(".png")
    }
    pictures = set((DOCS / "pictures").rglob("*.png"))

    assert sum(path.stat().st_size for path in pictures) < 1_500_000
    assert sorted(shown(path) for path in pictures - shown_in) == []


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in _LINK.findall(page.read_text("utf-8"))
    }

    assert [shown(page) for page in PAGES if DOCS in page.parents and page not in linked] == []


def test_documents_that_the_code_points_to_exist() -> None:
    named = {
        (shown(path), link)
        for folder in ("bot", "intents", "faq")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".yaml", ".html"}
        for link in re.findall(r"\bdocs/[\w./-]+\.(?:md|json)", path.read_text("utf-8"))
    }

    assert [item for item in sorted(named) if not (ROOT / item[1]).exists()] == []


def test_first_two_commands_of_the_readme_are_single_lines() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    blocks = [body for kind, body in _FENCE.findall(text) if kind == "sh"]

    assert [block.count("\n") for block in blocks[:2]] == [1, 1]


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_pages_have_a_title_and_no_unfinished_places(page: Path) -> None:
    text = page.read_text("utf-8")

    assert text.startswith("# ")
    assert [word for word in FORBIDDEN if word.casefold() in text.casefold()] == []
