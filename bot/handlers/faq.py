"""The answer to a question of the book."""

from __future__ import annotations

import re
from typing import Literal

from bot.handlers.human import humans_on_duty, queued_words
from bot.handlers.services import Services
from bot.model import Answer, Article, Choice, Content, Dialogue, News, Picture, Text, Turn
from bot.model.limits import PASSIVE_TEXT_BYTES
from bot.rules.reading import valid_entry
from intents.types import Card, Entry, EntryId, MiniProgram

FOLLOW_UPS = 3
"""Related entries offered under an answer, at most."""
_TAG = re.compile(r"<[^>]*>")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[」”\"）)]*")


async def faq(turn: Turn, use: Services) -> Answer:
    """The editors' words in the fan's language, with a card, a picture or choices as written.

    A card beside a text goes into the text as a link: one free bubble instead of a paid second.
    A picture that WeChat does not hold yet is left out.
    """
    assert turn.route.entry is not None
    entry = use.book.entries[turn.route.entry]
    text, choices = _text_with_choices(entry, turn, use)
    contents = _contents(text, entry, use)
    return Answer(
        # A picture alone that is not up yet: the fan is told so instead of hearing nothing.
        contents=contents or (Text(use.texts.say("picture.later", turn.lang)),),
        dialogue=asking(choices, turn) if choices else Dialogue(),
        handoff_reason="entry" if entry.handoff == "always" else None,
        entry=entry.id,
        tags=tags_of(entry),
    )


def _text_with_choices(entry: Entry, turn: Turn, use: Services) -> tuple[str, tuple[Choice, ...]]:
    """The answer, then what may be asked next, then the way to a human.

    What the editor offers comes first; related entries follow an answer that asks nothing
    itself, as far as the one free reply holds them.
    """
    text = entry.answer_in(turn.lang)
    choices = choices_of(entry.choices, turn, use)
    if choices:
        text = f"{text}\n{numbered(choices)}".strip()
    last = ending(entry, turn, use)
    related = choices_of(entry.related, turn, use)[:FOLLOW_UPS]
    if related and text and not choices and not asks(text) and entry.handoff != "always":
        more = use.texts.say("related", turn.lang, choices=numbered(related))
        whole = joined(text, more, last)
        if len(with_links(whole, entry).encode()) <= PASSIVE_TEXT_BYTES:
            return whole, related
    return joined(text, last), choices


def joined(*paragraphs: str) -> str:
    """Paragraphs with an empty line between them."""
    return "\n\n".join(part for part in paragraphs if part.strip())


def asks(text: str) -> bool:
    """Whether one of a text's last two sentences is a question: one at a time is enough."""
    sentences = [part for part in _SENTENCE.findall(_TAG.sub("", text)) if part.strip()]
    return any(part.rstrip('」”"）) ').endswith(("？", "?")) for part in sentences[-2:])


def ending(entry: Entry, turn: Turn, use: Services) -> str:
    """What is said of a human under the answer."""
    if turn.route.angry and entry.handoff != "always":
        return use.texts.say("offer.angry", turn.lang)
    if entry.handoff == "offer":
        return use.texts.say("offer.human", turn.lang)
    if entry.handoff == "always" and not humans_on_duty(turn, use):
        return queued_words(turn, use)
    return ""


def choices_of(ids: tuple[EntryId, ...], turn: Turn, use: Services) -> tuple[Choice, ...]:
    """Numbered possibilities that hold today, labelled by how fans ask for each entry."""
    entries = (valid_entry(use.book, id_, turn.now) for id_ in ids)
    return tuple(Choice(label_of(entry, turn.lang), entry.id) for entry in entries if entry)


def label_of(entry: Entry, lang: str) -> str:
    """The entry's title in the fan's language, else a phrasing in the fan's script."""
    title = entry.titles.get(lang) or (entry.titles.get("zh") if lang != "en" else None)
    if title:
        return title
    latin = lang == "en"
    fitting = [item.text for item in entry.questions if item.text.isascii() is latin]
    return fitting[0] if fitting else entry.questions[0].text


def numbered(choices: tuple[Choice, ...]) -> str:
    """``1. ...`` a line each."""
    return "\n".join(f"{n}. {choice.label}" for n, choice in enumerate(choices, 1))


def asking(choices: tuple[Choice, ...], turn: Turn, *, misses: int = 0) -> Dialogue:
    """The bot now waits for one of these numbers; where one alone is asked, "yes" will do."""
    waits_for: Literal["choice", "yes_no"] = "yes_no" if misses and len(choices) == 1 else "choice"
    return Dialogue(waits_for=waits_for, choices=choices, asked_at=turn.now, misses=misses)


def tags_of(entry: Entry) -> dict[str, tuple[str, ...]]:
    """The entry's tags as ``{key: values}``."""
    tags: dict[str, tuple[str, ...]] = {}
    for tag in entry.tags:
        tags[tag.key] = (*tags.get(tag.key, ()), tag.value)
    return tags


def _contents(text: str, entry: Entry, use: Services) -> tuple[Content, ...]:
    contents: list[Content] = []
    if entry.card and not text:
        contents.append(_news(entry.card))
    text = with_links(text, entry)
    if text:
        contents.insert(0, Text(text))
    media_id = use.media_id_of(entry.image) if entry.image else None
    if media_id:
        contents.append(Picture(media_id))
    return tuple(contents)


def with_links(text: str, entry: Entry) -> str:
    """The text with its card and mini-program as links under it."""
    if entry.card and text:
        text = f'{text}\n<a href="{entry.card.url}">{entry.card.title}</a>'
    if entry.miniprogram:
        text = f"{text}\n{_mini_link(entry.miniprogram)}".strip()
    return text


def _news(card: Card) -> News:
    return News((Article(card.title, card.description, card.url, card.picture_url),))


def _mini_link(mini: MiniProgram) -> str:
    """*Source:* developers.weixin.qq.com, passive replies: links into bound mini-programs."""
    return (
        f'<a href="{mini.url}" data-miniprogram-appid="{mini.app_id}"'
        f' data-miniprogram-path="{mini.page}">{mini.title}</a>'
    )
