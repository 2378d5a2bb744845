"""JSON Schemas of the content files, which editors' programs use for completion and hints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel

from bot.content.canned import CannedFile
from bot.content.codes import CodesFile
from bot.content.domains import DomainsFile
from bot.content.hours import HoursFile
from bot.content.menufile import MenuFile
from bot.content.products import ProductsFile
from bot.content.stores import StoresFile
from bot.content.tags import TagsFile
from bot.content.texts import TextsFile
from bot.content.welcomefile import WelcomeFile
from bot.errors import ConfigError
from intents.schema import OthersFile, SynonymsFile, answers_schema

_FILES: Mapping[str, type[BaseModel]] = {
    "stores": StoresFile,
    "products": ProductsFile,
    "hours": HoursFile,
    "tags": TagsFile,
    "canned": CannedFile,
    "codes": CodesFile,
    "texts": TextsFile,
    "welcome": WelcomeFile,
    "menu": MenuFile,
    "synonyms": SynonymsFile,
    "others": OthersFile,
    "domains": DomainsFile,
}


def schemas() -> Mapping[str, dict[str, Any]]:
    """File name without ending -> its JSON Schema."""
    return {"answers": answers_schema(), **{name: _schema(form) for name, form in _FILES.items()}}


def write_schemas(folder: Path) -> list[Path]:
    """Write them as ``<name>.json``; raises ``ConfigError`` where the folder cannot be written."""
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in schemas().items():
            path = folder / f"{name}.json"
            path.write_bytes(
                orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
            )
            paths.append(path)
    except OSError as error:
        fault = f"cannot write to {folder}: {error.strerror}"
        raise ConfigError(fault, remedy="choose another folder", faults=(fault,)) from None
    return paths


def _schema(form: type[BaseModel]) -> dict[str, Any]:
    schema = form.model_json_schema(mode="validation", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
