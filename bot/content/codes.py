"""The QR codes of places and campaigns: what each scene tells of where a fan comes from.

The same table makes the codes (``qr create``) and names the source of whoever scans one.

*Source:* developers.weixin.qq.com, "create a parametric QR code", read in 2026: a scene has 1 to
64 characters, a temporary code lives 30 days at most, an account has 100 000 permanent ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from bot.content.csvfile import load_csv
from bot.content.tags import TagRegistry
from bot.content.texts import Sentence
from intents.strict import Document, Fault, Strict, load_document
from intents.types import Problem
from intents.yamltree import Mark

FILE = "codes.yaml"
MAX_PERMANENT = 100_000
Place = Literal["store", "till", "popup", "event"]
_CELLS: Mapping[str, tuple[str, ...]] = {
    "scene": ("scene",),
    "place": ("place",),
    "city": ("city",),
    "campaign": ("campaign",),
    "label": ("label", "zh"),
    "label_en": ("label", "en"),
    "label_zh_hant": ("label", "zh-Hant"),
    "days": ("days",),
}
"""Column of a CSV table -> where it stands in a code."""


class CodeForm(Strict):
    """One QR code: where it stands or which campaign shows it, and what is printed under it."""

    scene: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    place: Place | None = None
    city: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]{0,63}$")
    campaign: str | None = Field(None, pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")
    label: Sentence
    days: int | None = Field(None, ge=1, le=30)

    @model_validator(mode="after")
    def _tells_a_source(self) -> CodeForm:
        if self.place is None and self.campaign is None:
            raise Fault(
                f"the code `{self.scene}` tells neither a place nor a campaign",
                remedy="add place: store, till, popup or event, or campaign: a short name",
            )
        if self.scene.isdigit():
            raise Fault(
                f"the scene `{self.scene}` is a number, which old codes use for themselves",
                remedy="write it with a word: store.shanghai.plaza66",
                at=("scene",),
            )
        return self


class CodesFile(Strict):
    """``codes.yaml``."""

    codes: list[CodeForm] = Field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One QR code. ``days`` is the life of a temporary one, nothing means for ever.

    ``place``, ``city`` and ``campaign`` are the values of the tags ``source.place``,
    ``source.city`` and ``source.campaign``; empty where the code does not tell.
    """

    scene: str
    place: str = ""
    city: str = ""
    campaign: str = ""
    label: Mapping[str, str] = field(default_factory=dict)
    days: int | None = None
    mark: Mark = field(default=(1, 1), compare=False, repr=False)

    @property
    def tags(self) -> Mapping[str, str]:
        """Tag key -> value, for what the code tells."""
        told = {
            "source.place": self.place,
            "source.city": self.city,
            "source.campaign": self.campaign,
        }
        return {key: value for key, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Codes:
    """Every code by its scene, in the order of the file."""

    by_scene: Mapping[str, Code] = field(default_factory=dict)
    path: str = field(default="", compare=False, repr=False)

    def find(self, scene: str) -> Code | None:
        """The code with exactly this scene, or nothing."""
        return self.by_scene.get(scene)


def load_codes(folder: Path) -> tuple[Codes, tuple[Problem, ...]]:
    """Read the table; a missing file means that no code is ours."""
    path = folder / FILE
    if not path.exists():
        return Codes(), ()
    return read_codes(path)


def read_codes(path: Path) -> tuple[Codes, tuple[Problem, ...]]:
    """Read one table of codes, YAML or CSV, wherever it stands; its absence is a problem."""
    if path.suffix.lower() == ".csv":
        document = load_csv(path, CodesFile, rows="codes", cell=_CELLS)
    else:
        document = load_document(path, CodesFile, name=path.as_posix())
    form = document.value or CodesFile()
    codes: dict[str, Code] = {}
    for index, item in enumerate(form.codes):
        mark = document.position("codes", index, "scene")
        codes.setdefault(item.scene, code_of(item, mark))
    return Codes(codes, document.name), (*document.problems, *_check(document, form))


def code_of(form: CodeForm, mark: Mark) -> Code:
    """The code that a row of the table describes."""
    return Code(
        scene=form.scene,
        place=form.place or "",
        city=form.city or "",
        campaign=form.campaign or "",
        label=form.label.by_lang(),
        days=form.days,
        mark=mark,
    )


def check_code_tags(codes: Codes, registry: TagRegistry) -> tuple[Problem, ...]:
    """Codes that tell a source which the tag registry does not know."""
    return tuple(
        Problem(codes.path, *code.mark, f"{code.scene}: {fault[0]}", fault[1])
        for code in codes.by_scene.values()
        for key, value in code.tags.items()
        if (fault := registry.fault_of(key, value))
    )


def _check(document: Document[CodesFile], form: CodesFile) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, item in enumerate(form.codes):
        folded = item.scene.casefold()
        if folded in seen:
            yield document.problem(
                f"the scene `{item.scene}` stands twice",
                f"keep one; the first is in line {seen[folded]}",
                "codes",
                index,
                "scene",
            )
        seen.setdefault(folded, document.position("codes", index, "scene")[0])
    permanent = sum(item.days is None for item in form.codes)
    if permanent > MAX_PERMANENT:
        yield document.problem(
            f"{permanent} permanent codes, WeChat allows {MAX_PERMANENT} for an account",
            "give campaigns `days`, so that their codes are temporary",
            "codes",
        )
