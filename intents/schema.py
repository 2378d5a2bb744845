"""The form of the files under ``answers/``: what an editor may write in an entry.

What holds across entries and files (unique ids, references) is checked in ``book``.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from intents.strict import Fault, Strict

_ID = re.compile(r"[a-z0-9_.-]{1,80}\Z")
_TAG = re.compile(r"[a-z][a-z0-9_.-]*=[^\s=]+\Z")
_SERVICE = re.compile(r"[a-z][a-z0-9_]*\Z")
_IMAGE = r"^([A-Za-z0-9_-]{10,128}|[^\\:*?\"<>|]+\.([pP][nN][gG]|[jJ][pP][eE]?[gG]))$"
MAX_TITLE = 24
"""Characters of a title: more would break the line on a phone."""
_LANG_KEY = re.compile(r"(zh|en|zh-Hant)：")


def _checked_id(value: str) -> str:
    if not _ID.match(value):
        raise Fault(
            f"the id `{value}` has characters that are not possible",
            remedy="use small letters, digits, dots, dashes and underscores: returns.window",
        )
    return value


def _checked_tag(value: str) -> str:
    if not _TAG.match(value):
        raise Fault(
            f"the tag `{value}` is not of the form key=value", remedy="service.topic=returns"
        )
    return value


def _checked_service(value: str) -> str:
    if not _SERVICE.match(value):
        raise Fault(f"`{value}` is not the name of a service", remedy="write one like: stores")
    return value


def _checked_image(value: str) -> str:
    if not re.fullmatch(_IMAGE, value):
        raise Fault(
            f"`{value[:40]}` is neither a picture file nor a media id",
            remedy="write the name of a .png or .jpg file in the content folder: pictures/a.png",
        )
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise Fault("this text is empty", remedy="write the text, or remove the line")
    return value


def _no_wide_colon(value: str) -> str:
    if _LANG_KEY.match(value):
        key = value.partition("：")[0]
        raise Fault(
            f"a full-width colon `：` stands after `{key}`",
            remedy="type `: `, an English colon and a space",
        )
    return value


Id = Annotated[
    str, AfterValidator(_checked_id), Field(json_schema_extra={"pattern": "^[a-z0-9_.-]{1,80}$"})
]
TagText = Annotated[
    str,
    AfterValidator(_checked_tag),
    Field(json_schema_extra={"pattern": r"^[a-z][a-z0-9_.-]*=[^\s=]+$"}),
]
Text = Annotated[str, AfterValidator(_not_blank), AfterValidator(_no_wide_colon)]
Label = Annotated[Text, Field(max_length=MAX_TITLE)]
ServiceName = Annotated[str, AfterValidator(_checked_service)]
Image = Annotated[str, AfterValidator(_checked_image), Field(json_schema_extra={"pattern": _IMAGE})]


class Translations(Strict):
    """An answer in several languages; simplified Chinese serves where one is missing."""

    zh: Text | None = None
    zh_hant: Text | None = Field(None, alias="zh-Hant")
    en: Text | None = None

    @model_validator(mode="after")
    def _some_language(self) -> Translations:
        if not (self.zh or self.zh_hant or self.en):
            raise Fault("no language is given", remedy="write at least `zh: ...`")
        return self

    def texts(self) -> tuple[str | None, ...]:
        """The text of each language, nothing where it is missing."""
        return self.zh, self.zh_hant, self.en


class Titles(Strict):
    """A title in several languages; simplified Chinese serves where one is missing."""

    zh: Label
    zh_hant: Label | None = Field(None, alias="zh-Hant")
    en: Label | None = None


class CardForm(Strict):
    """A link card."""

    title: Text
    description: str = ""
    url: Text
    picture_url: str = ""


class MiniProgramForm(Strict):
    """A link into a mini-program; ``url`` opens where mini-programs cannot."""

    app_id: Annotated[str, Field(pattern=r"^wx[0-9a-z]{4,32}$")]
    page: Annotated[Text, Field(pattern=r"^[^\s\"<>]+$")]
    title: Text
    url: Annotated[str, Field(pattern=r"^https?://[^\s\"<>]+$")] = "https://mp.weixin.qq.com"


class EntryForm(Strict):
    """One question with its answer, or one service with its phrasings."""

    id: Id = Field(description="Stable name, dotted by topic: returns.window")
    questions: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(
        description="How fans ask; five to ten phrasings are good"
    )
    title: Label | Titles | None = Field(
        None, description="What a fan reads where this is one of several choices; a few words"
    )
    answer: Text | Translations | None = Field(
        None, description="What the fan reads: one text, or one per language"
    )
    service: ServiceName | None = Field(None, description="A handler instead of an answer")
    tags: tuple[TagText, ...] = Field((), description="key=value, keys as in tags.yaml")
    card: CardForm | None = None
    image: Image | None = Field(
        None, description="A .png or .jpg file of the content folder: pictures/strap.png"
    )
    miniprogram: MiniProgramForm | None = Field(
        None, description="A link into a mini-program bound to the account, under the text"
    )
    choices: tuple[Id, ...] = Field((), description="Ids of entries offered as numbered choices")
    related: tuple[Id, ...] = Field((), description="Ids of entries close to this one")
    valid_from: date | None = Field(None, description="First day, Asia/Shanghai")
    valid_until: date | None = Field(None, description="Last day, Asia/Shanghai")
    handoff: Literal["never", "offer", "always"] = "never"
    risk: Literal["normal", "high"] = "normal"
    tests: tuple[Text, ...] = Field((), description="Questions that must reach this entry")

    @model_validator(mode="after")
    def _says_something(self) -> EntryForm:
        if self.answer is None and self.service is None and self.image is None:
            raise Fault(
                f"the entry `{self.id}` has neither an answer nor a service",
                remedy="add `answer: ...` or `service: ...`",
            )
        if self.answer is not None and self.service is not None:
            raise Fault(
                f"the entry `{self.id}` has both an answer and a service",
                remedy="keep one of the two",
                at=("service",),
            )
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise Fault(
                f"valid_until {self.valid_until} is before valid_from {self.valid_from}",
                remedy="swap the two days or correct one",
                at=("valid_until",),
            )
        return self


class AnswersFile(Strict):
    """A file under answers/."""

    entries: tuple[EntryForm, ...]


class SynonymsFile(Strict):
    """``synonyms.yaml``: preferred word -> other words for the same."""

    synonyms: dict[Text, tuple[Text, ...]]


class OthersFile(Strict):
    """``others.yaml``: the name of another house, shop or platform -> its other spellings."""

    others: dict[Text, tuple[Text, ...]]


def answers_schema() -> dict[str, object]:
    """The JSON Schema to which the first line of editors' answer files points."""
    schema = AnswersFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Answers"
    return schema
