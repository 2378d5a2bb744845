"""The bot's own sentences by key and language: packaged ones, overridden by the brand's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from pydantic import Field

from bot.model import Lang
from intents.schema import Text
from intents.strict import Document, Strict, load_document
from intents.types import Problem

_PACKAGED = Path(__file__).parent


class Sentence(Strict):
    """One sentence in the languages it is written in; simplified Chinese is required."""

    zh: Text
    zh_hant: Text | None = Field(None, alias="zh-Hant")
    en: Text | None = None

    def by_lang(self) -> dict[str, str]:
        """Language tag -> text, for the languages that are there."""
        both = {"zh": self.zh, "zh-Hant": self.zh_hant, "en": self.en}
        return {lang: text for lang, text in both.items() if text}


class TextsFile(Strict):
    """``texts.yaml``: the bot's own sentences."""

    texts: dict[str, Sentence] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences: key -> language -> text with named places such as ``{name}``."""

    sentences: Mapping[str, Mapping[str, str]]

    def say(self, key: str, lang: Lang, **values: object) -> str:
        """The sentence in the fan's language, else in simplified Chinese, with values filled in."""
        by_lang = self.sentences[key]
        return by_lang.get(lang, by_lang["zh"]).format(**values)


def load_texts(folder: Path) -> tuple[Texts, tuple[Problem, ...]]:
    """The packaged sentences with those of ``folder/texts.yaml`` in front of them."""
    sentences: dict[str, Mapping[str, str]] = {}
    for path in sorted(_PACKAGED.glob("*texts.yaml")):
        packaged = load_document(path, TextsFile, name=path.name)
        assert packaged.value is not None, packaged.problems
        sentences |= {key: text.by_lang() for key, text in packaged.value.texts.items()}
    own = folder / "texts.yaml"
    if not own.exists():
        return Texts(sentences), ()
    document = load_document(own, TextsFile, name=own.as_posix())
    problems = (*document.problems, *_misfits(document, sentences))
    if document.value is not None and not problems:
        sentences |= {
            key: {**sentences[key], **text.by_lang()} for key, text in document.value.texts.items()
        }
    return Texts(sentences), problems


def _misfits(
    document: Document[TextsFile], packaged: Mapping[str, Mapping[str, str]]
) -> Iterator[Problem]:
    for key, sentence in document.value.texts.items() if document.value else ():
        if key not in packaged:
            known = ", ".join(sorted(packaged))
            yield document.problem(
                f"no sentence is called `{key}`", f"use one of {known}", "texts", key
            )
            continue
        allowed = _places(packaged[key]["zh"])
        for lang, text in sentence.by_lang().items():
            try:
                extra = _places(text) - allowed
            except ValueError:
                extra = {"{ or }"}
            if extra:
                names = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
                yield document.problem(
                    f"`{key}` names a value that is not there: {', '.join(sorted(extra))}",
                    f"possible here: {names}; write a brace itself twice",
                    "texts",
                    key,
                    lang,
                )


def _places(text: str) -> set[str]:
    """The names in braces; ``ValueError`` for a lone brace or Python's own formatting."""
    names = set()
    for _, name, form, conversion in Formatter().parse(text):
        if form or conversion:
            raise ValueError("only a plain {name} is filled in")
        if name is not None:
            names.add(name)
    return names
