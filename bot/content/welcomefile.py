"""``welcome.yaml`` as editors write it: its form, and the checks beyond it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, model_validator

from bot.content.texts import Sentence
from bot.content.welcome import (
    Notice,
    Question,
    Reason,
    SceneWords,
    Welcome,
    Words,
    asked,
    in_lang,
    whole,
)
from bot.model import Source
from bot.model.limits import PASSIVE_TEXT_BYTES
from intents.schema import Id, TagText, Titles
from intents.strict import Document, Fault, Strict, load_document
from intents.types import EntryId, Problem, Tag
from intents.yamltree import Mark

MAX_CHOICES = 4
"""Answers of the question; a fan on a phone reads no more."""
ASSISTANT: dict[str, tuple[str, ...]] = {
    "zh": ("智能助手",),
    "zh-Hant": ("智能助手", "智慧助手", "智能助理", "智慧助理"),
    "en": ("assistant",),
}
"""How a text says in its language that no human writes; one of them must stand in it."""


class NoticeForm(Strict):
    """The privacy notice under every welcome. ``version`` names the text that it links to."""

    version: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._-]+$")
    text: Sentence


class ChoiceForm(Strict):
    """One answer of the question: where it leads and what it tells of the fan."""

    label: Titles
    entry: Id
    tag: TagText | None = None


class QuestionForm(Strict):
    """Why the fan came, in one question with numbers."""

    text: Sentence
    choices: list[ChoiceForm] = Field(min_length=1)


class SceneForm(Strict):
    """Words for followers through certain QR codes.

    ``scene`` is how the code's scene begins; ``place``, ``city`` and ``campaign`` are what
    ``codes.yaml`` tells of it. ``again`` is for followers who scan the code.
    """

    scene: str | None = Field(None, min_length=1, max_length=64)
    place: str | None = Field(None, min_length=1)
    city: str | None = Field(None, min_length=1)
    campaign: str | None = Field(None, min_length=1)
    text: Sentence | None = None
    again: Sentence | None = None

    @model_validator(mode="after")
    def _is_for_somebody(self) -> SceneForm:
        if not (self.scene or self.place or self.city or self.campaign):
            raise Fault("no code is named", remedy="add scene, place, city or campaign")
        if not (self.text or self.again):
            raise Fault("no words are given", remedy="add text, again or both")
        return self


class WelcomeFile(Strict):
    """``welcome.yaml``."""

    brand: Sentence | None = None
    notice: NoticeForm | None = None
    question: QuestionForm | None = None
    default: Sentence | None = None
    again: Sentence | None = None
    sources: dict[Source, Sentence] = Field(default_factory=dict)
    scenes: list[SceneForm] = Field(default_factory=list)


def load_welcome(folder: Path) -> tuple[Welcome, tuple[Problem, ...]]:
    """Read the welcome; a missing file means the packaged sentence greets."""
    path = folder / "welcome.yaml"
    if not path.exists():
        return Welcome(), ()
    document = load_document(path, WelcomeFile, name=path.as_posix())
    form = document.value or WelcomeFile()
    marks = [
        document.position("question", "choices", n, "entry")
        for n in range(len(form.question.choices) if form.question else 0)
    ]
    welcome = Welcome(
        brand=_words(form.brand),
        default=_words(form.default),
        again=_words(form.again),
        sources={source: text.by_lang() for source, text in form.sources.items()},
        scenes=tuple(_scene(item) for item in form.scenes),
        notice=Notice(form.notice.version, form.notice.text.by_lang()) if form.notice else None,
        question=_question(form.question, marks) if form.question else None,
        path=document.name,
    )
    return welcome, (*document.problems, *_check(document, form, welcome))


def _words(sentence: Sentence | None) -> Words:
    return sentence.by_lang() if sentence else {}


def _titles(form: Titles) -> Words:
    both = {"zh": form.zh, "zh-Hant": form.zh_hant, "en": form.en}
    return {lang: words for lang, words in both.items() if words}


def _scene(form: SceneForm) -> SceneWords:
    return SceneWords(
        scene=form.scene or "",
        place=form.place or "",
        city=form.city or "",
        campaign=form.campaign or "",
        text=_words(form.text),
        again=_words(form.again),
    )


def _question(form: QuestionForm, marks: list[Mark]) -> Question:
    return Question(
        form.text.by_lang(),
        tuple(
            Reason(_titles(item.label), EntryId(item.entry), tuple(_tags(item.tag)), mark)
            for item, mark in zip(form.choices, marks, strict=True)
        ),
    )


def _tags(written: str | None) -> Iterator[Tag]:
    if written:
        key, _, value = written.partition("=")
        yield Tag(key, value)


def _check(
    document: Document[WelcomeFile], form: WelcomeFile, welcome: Welcome
) -> Iterator[Problem]:
    texts = list(_texts(welcome))
    if texts:
        yield from _missing_parts(document, form)
    for place, words in texts:
        for lang, text in words.items():
            yield from _faults_of(document, welcome, (*place, lang), text)
    yield from _repeated(document, welcome)


def _texts(welcome: Welcome) -> Iterator[tuple[tuple[str | int, ...], Words]]:
    """Every text that greets, with its place in the file."""
    yield from (
        (place, words)
        for place, words in ((("default",), welcome.default), (("again",), welcome.again))
        if words
    )
    yield from ((("sources", source), words) for source, words in welcome.sources.items())
    for index, scene in enumerate(welcome.scenes):
        for key, words in (("text", scene.text), ("again", scene.again)):
            if words:
                yield ("scenes", index, key), words


def _missing_parts(document: Document[WelcomeFile], form: WelcomeFile) -> Iterator[Problem]:
    if form.notice is None:
        yield document.problem(
            "the welcome has no privacy notice",
            "add notice: its version, and a text with a link to it",
        )
    elif any("://" not in text for text in form.notice.text.by_lang().values()):
        yield document.problem(
            "the privacy notice has no link",
            'write <a href="https://...">...</a> in every language',
            "notice",
            "text",
        )
    if form.question is None:
        yield document.problem(
            "the welcome ends without a question",
            "add question: why the fan came, with one to four choices",
        )
    elif len(form.question.choices) > MAX_CHOICES:
        yield document.problem(
            f"{len(form.question.choices)} choices, a fan reads {MAX_CHOICES}",
            "keep the most frequent ones",
            "question",
            "choices",
            MAX_CHOICES,
        )


def _faults_of(
    document: Document[WelcomeFile], welcome: Welcome, place: tuple[str | int, ...], text: str
) -> Iterator[Problem]:
    lang = str(place[-1])
    if not any(word in text.lower() for word in ASSISTANT[lang]):
        yield document.problem(
            "this welcome does not say that an assistant answers",
            f"write {ASSISTANT[lang][0]} in it",
            *place,
        )
    if "？" in text or "?" in text.partition("://")[0]:
        yield document.problem(
            "this welcome asks a question of its own",
            "leave asking to `question`, which stands at the end",
            *place,
            severity="warning",
        )
    size = len(_sent(welcome, text, lang).encode())
    if size > PASSIVE_TEXT_BYTES:
        yield document.problem(
            f"with notice and question this welcome has {size} bytes,"
            f" a free reply holds {PASSIVE_TEXT_BYTES}",
            "shorten it",
            *place,
        )


def _sent(welcome: Welcome, text: str, lang: str) -> str:
    """The welcome as it is sent in that language."""
    notice = in_lang(welcome.notice.text, lang) if welcome.notice else ""
    question = welcome.question
    labels = [in_lang(reason.label, lang) for reason in question.reasons] if question else []
    return whole(text, notice, asked(in_lang(question.text, lang), labels) if question else "")


def _repeated(document: Document[WelcomeFile], welcome: Welcome) -> Iterator[Problem]:
    keys = [(item.scene, item.place, item.city, item.campaign) for item in welcome.scenes]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            told = ", ".join(filter(None, key))
            yield document.problem(f"`{told}` stands twice", "keep one", "scenes", index)
