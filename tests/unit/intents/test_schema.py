"""The JSON Schema that editors' files point to."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from intents.schema import answers_schema

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "answers.json"


def test_the_published_schema_is_the_one_of_the_code() -> None:
    assert orjson.loads(SCHEMA.read_bytes()) == answers_schema()


def test_the_published_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(answers_schema())


@pytest.mark.parametrize(
    ("entry", "fits"),
    [
        ({"id": "a.b", "questions": ["x"], "answer": {"zh": "y", "zh-Hant": "z"}}, True),
        ({"id": "a.b", "questions": ["x"], "service": "stores", "risk": "high"}, True),
        ({"id": "a.b", "questions": ["x"], "anwser": "y"}, False),
        ({"id": "A b", "questions": ["x"], "answer": "y"}, False),
        ({"id": "a.b", "questions": [], "answer": "y"}, False),
        ({"id": "a.b", "questions": ["x"], "answer": {"de": "y"}}, False),
    ],
)
def test_the_schema_tells_good_entries_from_bad(entry: dict[str, object], fits: bool) -> None:
    assert Draft202012Validator(answers_schema()).is_valid({"entries": [entry]}) is fits
