"""Try a question: what the bot would do with it, why, and what the fan would read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from bot.flow.rehearsal import Rehearsal, rehearse
from bot.handlers.faq import label_of
from bot.model import Answer, Lang
from bot.ports import Session
from bot.rules.contents import kind_of, words_of
from bot.web.auth import read_form
from bot.web.context import CLOCK, CONTENT
from bot.web.desk.fragments import Facts
from bot.web.desk.render import language, render
from bot.web.desk.transcript import rich_text
from bot.web.desk.words import DeskLang
from intents.decide import ANSWER, CLARIFY
from intents.slots import Slots
from intents.types import Decision, DecisionKind, Match
from intents.understanding import Understanding

LONGEST = 2_000
"""Characters of a question that are taken: a message of WeChat holds no more."""
_PROBLEMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entry that may be meant. ``needed`` is the probability from which on it is answered.

    ``words`` are those of the question, each with whether the closest phrasing has it; ``extra``
    are those that only the phrasing has.
    """

    match: Match
    title: str
    risky: bool
    needed: float
    chosen: bool
    behind: float
    words: tuple[tuple[str, bool], ...]
    extra: tuple[str, ...]

    @property
    def short(self) -> float:
        """How much is missing to be answered; 0 if nothing."""
        return max(0.0, self.needed - self.match.confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message of the answer; ``kind`` is the platform's name of its type."""

    kind: str
    body: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The answer in one language."""

    lang: Lang
    bubbles: tuple[Bubble, ...]
    queues: bool
    is_fans: bool


async def try_page(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk/try?q= and POST /desk/try: the page; its script gets the result alone."""
    sent = (await read_form(request)).get("text", "") if request.method == "POST" else ""
    text = (sent or request.query.get("q", ""))[:LONGEST].strip()
    text = text.encode("utf-8", "replace").decode()
    content = request.app[CONTENT]
    in_force = content.current
    tried = await rehearse(text, in_force, clock=request.app[CLOCK]) if text else None
    facts: Facts = {
        "text": text,
        "tried": _facts(tried, in_force.understanding, language(request)) if tried else None,
        "clarify": CLARIFY,
        "longest": LONGEST,
        "entries": len(in_force.library.book.entries),
        "phrasings": in_force.library.book.phrasing_count(),
        "version": in_force.library.version,
        "problems": content.status[:_PROBLEMS],
        "more_problems": max(0, len(content.status) - _PROBLEMS),
    }
    template = "try_result.html" if "X-Desk" in request.headers else "try.html"
    return render(request, template, facts, session=session)


def _facts(tried: Rehearsal, understanding: Understanding, lang: DeskLang) -> Facts:
    return {
        "decision": tried.decision,
        "route": tried.route,
        "candidates": list(_candidates(tried.decision, understanding, lang)),
        "slots": list(_slots(tried.slots)),
        "answers": [_told(lang, answer, tried.lang) for lang, answer in tried.answers.items()],
    }


def _candidates(
    decision: Decision, understanding: Understanding, lang: DeskLang
) -> Iterator[Candidate]:
    answered = decision.kind is DecisionKind.ANSWER
    for match in decision.matches:
        entry = understanding.book.entries[match.entry]
        written = understanding.matcher.read(match.phrasing).tokens
        yield Candidate(
            match=match,
            title=label_of(entry, lang),
            risky=entry.risk == "high",
            needed=ANSWER[entry.risk],
            chosen=answered and match in (decision.best, *decision.also),
            behind=decision.matches[0].confidence - match.confidence,
            words=tuple((token, token in written) for token in decision.tokens),
            extra=tuple(token for token in written if token not in decision.tokens),
        )


def _told(lang: Lang, answer: Answer, fans: Lang) -> Told:
    return Told(
        lang=lang,
        bubbles=tuple(
            Bubble(kind=kind_of(content), body=rich_text(words_of(content)))
            for content in answer.contents
        ),
        queues=answer.handoff_reason is not None,
        is_fans=lang == fans,
    )


def _slots(slots: Slots) -> Iterator[tuple[str, str, str]]:
    """What was named: the kind of slot, the fan's words, what they are taken for."""
    for place in slots.places:
        yield "place", place.words, f"{place.value.name} ({len(place.value.shops)})"
    for product in slots.products:
        yield "product", product.words, product.value
    for day in slots.days:
        yield "day", day.words, str(day.value)
    for name, slot in (("time", slots.time), ("phone", slots.phone), ("order", slots.order)):
        if slot is not None:
            yield name, slot.words, str(slot.value)
