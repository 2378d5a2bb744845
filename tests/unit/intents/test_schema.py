"""The JSON Schema that editors' files point to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson

from intents.schema import answers_schema

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "answers.json"


def test_the_published_schema_is_the_one_of_the_code() -> None:
    assert orjson.loads(SCHEMA.read_bytes()) == answers_schema()


def test_the_published_schema_is_a_valid_schema() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--check-metaschema", str(SCHEMA)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_accepts_an_entry_and_refuses_an_unknown_key(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("entries:\n- {id: a.b, questions: [x], answer: {zh: y, zh-Hant: z}}\n")
    bad.write_text("entries:\n- {id: a.b, questions: [x], anwser: y}\n")

    codes = [
        subprocess.run(
            [sys.executable, "-m", "check_jsonschema", "--schemafile", str(SCHEMA), str(file)],
            capture_output=True,
            check=False,
        ).returncode
        for file in (good, bad)
    ]
    assert codes == [0, 1]
