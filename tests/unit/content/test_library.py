"""The content folder as a whole: links, unread files, schemas, and the sample folder."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.content.domains import Domains, load_domains
from bot.content.library import load_library
from bot.content.parts import KNOWN_FILES
from bot.content.schemas import schemas

ROOT = Path(__file__).parents[3]
FAQ, SCHEMAS = ROOT / "faq", ROOT / "docs" / "schemas"
CONTENT = sorted(FAQ.rglob("*.yaml"))
LISTED = Domains(frozenset({"www.veland.example"}))


def test_sample_content_has_neither_errors_nor_warnings() -> None:
    library, problems = load_library(FAQ)

    assert problems == ()
    assert library is not None
    assert library.brand("en") == "Maison Véland"


def test_written_schemas_are_current() -> None:
    """`faq schema` writes them."""
    written = {path.stem: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")}

    assert written == schemas()


def test_every_known_file_has_a_schema() -> None:
    assert {"answers", *(Path(name).stem for name in KNOWN_FILES if name != "words.txt")} == set(
        schemas()
    )


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.name)
def test_sample_content_fits_its_schema(path: Path) -> None:
    """The one that its first line points an editor's program to, where it has one."""
    text = path.read_text("utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    schema = SCHEMAS / (f"{path.stem}.json" if path.parent == FAQ else "answers.json")
    if named:
        assert (path.parent / named[1]).resolve() == schema

    rules = json.loads(schema.read_text("utf-8"))
    Draft202012Validator.check_schema(rules)
    content = json.loads(json.dumps(yaml.safe_load(text), default=str))
    Draft202012Validator(rules).validate(content)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.veland.example",
        "http://www.veland.example/a?b#c",
        "HTTPS://WWW.VELAND.EXAMPLE:443/x",
    ],
)
def test_listed_hosts_may_be_named(url: str) -> None:
    assert LISTED.fault_of(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://veland.example",
        "https://evil.example",
        "https://www.veland.example.evil.example",
        "https://www.veland.example@evil.example/",
        "https://evil.example\\@www.veland.example/",
        "https://",
        "https://[::1",
    ],
)
def test_other_hosts_may_not_be_named(url: str) -> None:
    assert LISTED.fault_of(url) is not None


def test_without_a_list_every_host_may_be_named(tmp_path: Path) -> None:
    domains, problems = load_domains(tmp_path)

    assert problems == ()
    assert domains.fault_of("https://any.example") is None


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("domains: [{host: a.b, owner: x}, {host: a.b, owner: x}]", "stands twice"),
        ("domains: [{host: 'https://a.b', owner: x}]", "https://a.b"),
        ("domains: [{host: a.b}]", "owner"),
        ("domains: [{host: a.b, owner: x, icp: 12345}]", "without quotes"),
        ("hosts: []", "hosts"),
    ],
)
def test_faults_of_the_list_are_told(tmp_path: Path, written: str, says: str) -> None:
    (tmp_path / "domains.yaml").write_text(written, "utf-8")
    _, problems = load_domains(tmp_path)

    assert any(says in str(problem) for problem in problems), problems


def test_unread_files_are_warnings_and_hidden_ones_are_not(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "a.yaml").write_text(
        "entries: [{id: a.b, questions: [a, b, c, d, e], answer: x}]"
    )
    for name in ("store.yaml", "menu.yml", ".hidden.yaml", "notes.txt"):
        (tmp_path / name).write_text("")
    library, problems = load_library(tmp_path)

    assert library is not None
    assert [(Path(item.path).name, item.severity) for item in problems] == [
        ("menu.yml", "warning"),
        ("store.yaml", "warning"),
    ]
    assert all("stores.yaml" in item.remedy for item in problems)


def test_service_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "a.yaml").write_text("entries: [{id: a.b, questions: [a], service: x}]")
    library, problems = load_library(tmp_path)

    assert library is None
    assert any("there is no service `x`" in item.message for item in problems)
