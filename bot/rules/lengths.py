"""Texts that are longer than what one message holds, told to editors before a fan waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from bot.content.library import Library
from bot.content.sent import SentText
from bot.model import Lang
from bot.model.limits import PASSIVE_TEXT_BYTES
from bot.rules.limits import CUSTOM_TEXT_BYTES
from intents.types import Entry, Problem
from intents.yamltree import Mark

_ALONE = frozenset({"texts.yaml", "canned.yaml"})
"""Files whose texts go out as they stand; the welcome is checked where it is read."""
_LANGS: tuple[Lang, ...] = ("zh", "zh-Hant", "en")


def long_texts(library: Library, texts: Iterable[SentText]) -> tuple[Problem, ...]:
    """A warning for each text over one message in UTF-8 bytes, links and choices counted in.

    What is over is sent all the same, cut at a sentence end, and costs the fan's allowance.
    """
    return (*_long_answers(library), *_long_others(texts))


def _long_answers(library: Library) -> Iterator[Problem]:
    for entry in library.book.entries.values():
        for lang in _LANGS if entry.answers else ():
            if lang != "zh" and lang not in entry.answers:
                continue
            size = len(_as_sent(entry, lang, library).encode())
            if size > PASSIVE_TEXT_BYTES:
                message = f"the answer of `{entry.id}` ({lang}) has {size} bytes with its links"
                yield _problem(entry.path, (entry.line, 1), message, PASSIVE_TEXT_BYTES)


def _as_sent(entry: Entry, lang: Lang, library: Library) -> str:
    lines = [entry.answer_in(lang)]
    for number, name in enumerate(entry.choices, 1):
        chosen = library.book.entries[name]
        titles = chosen.titles
        lines.append(
            f"{number}. {titles.get(lang) or titles.get('zh') or chosen.questions[0].text}"
        )
    if entry.handoff == "offer":
        lines.append("\n" + library.texts.say("offer.human", lang))
    if entry.handoff == "always":
        lines.append("\n" + library.texts.say("human.queued", lang))
    if entry.card:
        lines.append(f'<a href="{entry.card.url}">{entry.card.title}</a>')
    if entry.miniprogram:
        mini = entry.miniprogram
        lines.append(
            f'<a href="{mini.url}" data-miniprogram-appid="{mini.app_id}"'
            f' data-miniprogram-path="{mini.page}">{mini.title}</a>'
        )
    return "\n".join(lines)


def _long_others(texts: Iterable[SentText]) -> Iterator[Problem]:
    for sent in texts:
        size = len(sent.text.encode())
        name = PurePath(sent.path).name
        limit = CUSTOM_TEXT_BYTES if name == "canned.yaml" else PASSIVE_TEXT_BYTES
        if size > limit and name in _ALONE:
            yield _problem(sent.path, sent.mark, f"this text has {size} bytes", limit)


def _problem(path: str, mark: Mark, message: str, limit: int) -> Problem:
    remedy = f"shorten it to {limit} bytes, about {limit // 3} Chinese characters"
    return Problem(path, *mark, f"{message}, one message holds {limit}", remedy, "warning")
