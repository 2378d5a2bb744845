"""The answer to a question of the book."""

from __future__ import annotations

from bot.handlers.human import humans_on_duty, queued_words
from bot.handlers.services import Services
from bot.model import Answer, Choice, Content, Dialogue, News, Picture, Text, Turn
from intents.types import Card, Entry, EntryId, MiniProgram


async def faq(turn: Turn, use: Services) -> Answer:
    """The editors' words in the fan's language, with a card, a picture or choices as written.

    A card beside a text goes into the text as a link: one free bubble instead of a paid second.
    """
    assert turn.route.entry is not None
    entry = use.book.entries[turn.route.entry]
    text = entry.answer_in(turn.lang)
    choices = choices_of(entry.choices, turn, use)
    if choices:
        text = f"{text}\n{numbered(choices)}"
    if entry.handoff == "offer":
        text = f"{text}\n\n{use.texts.say('offer.human', turn.lang)}"
    if entry.handoff == "always" and not humans_on_duty(turn, use):
        text = f"{text}\n\n{queued_words(turn, use)}"
    return Answer(
        contents=_contents(text.strip(), entry),
        dialogue=asking(choices, turn) if choices else Dialogue(),
        handoff_reason="entry" if entry.handoff == "always" else None,
        entry=entry.id,
        tags=tags_of(entry),
    )


def choices_of(ids: tuple[EntryId, ...], turn: Turn, use: Services) -> tuple[Choice, ...]:
    """Numbered possibilities, labelled by how fans ask for each entry."""
    entries = use.book.entries
    return tuple(Choice(label_of(entries[id_], turn.lang), id_) for id_ in ids if id_ in entries)


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
    """The bot now waits for one of these numbers."""
    return Dialogue(waits_for="choice", choices=choices, asked_at=turn.now, misses=misses)


def tags_of(entry: Entry) -> dict[str, tuple[str, ...]]:
    """The entry's tags as ``{key: values}``."""
    tags: dict[str, tuple[str, ...]] = {}
    for tag in entry.tags:
        tags[tag.key] = (*tags.get(tag.key, ()), tag.value)
    return tags


def _contents(text: str, entry: Entry) -> tuple[Content, ...]:
    contents: list[Content] = []
    if entry.card and text:
        text = f'{text}\n<a href="{entry.card.url}">{entry.card.title}</a>'
    elif entry.card:
        contents.append(_news(entry.card))
    if entry.miniprogram:
        text = f"{text}\n{_mini_link(entry.miniprogram)}".strip()
    if text:
        contents.insert(0, Text(text))
    if entry.image:
        contents.append(Picture(entry.image))
    return tuple(contents)


def _news(card: Card) -> News:
    return News(card.title, card.description, card.url, card.picture_url)


def _mini_link(mini: MiniProgram) -> str:
    """*Source:* developers.weixin.qq.com, passive replies: links into bound mini-programs."""
    return (
        f'<a href="{mini.url}" data-miniprogram-appid="{mini.app_id}"'
        f' data-miniprogram-path="{mini.page}">{mini.title}</a>'
    )
