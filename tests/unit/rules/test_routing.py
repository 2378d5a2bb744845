"""Who answers: open handoff, event, dialogue, a human please, the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.content.stores import StoreBook, load_stores
from bot.model import (
    WECHAT,
    Choice,
    Conversation,
    ConversationId,
    Dialogue,
    Fan,
    Handoff,
    HandoffId,
    HandoffState,
    Inbound,
    InboundKind,
    OpenId,
    Pid,
    Route,
)
from bot.rules.limits import Limits
from bot.rules.reading import HUMAN_ENTRY, Guide
from bot.rules.routing import choose
from intents.types import Book, Decision, DecisionKind, Entry, EntryId, Match, Phrasing, Risk, Tag

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
RETURNS, HUMAN, STORES = EntryId("returns.window"), EntryId("service.human"), EntryId("s.stores")


def entry(id_: EntryId, service: str | None = None) -> Entry:
    return Entry(id=id_, questions=(Phrasing("x"),), answers={"zh": "好"}, service=service)


BOOK = Book(
    entries={
        RETURNS: entry(RETURNS),
        HUMAN: entry(HUMAN, "human"),
        STORES: entry(STORES, "stores"),
        EntryId("s.thanks"): entry(EntryId("s.thanks"), "thanks"),
        EntryId("s.stop"): entry(EntryId("s.stop"), "stop"),
    },
    version="1",
)
TOLD = Tag("intent.reason", "service")
ASKED = Dialogue(
    waits_for="choice",
    choices=(Choice("退货期限", RETURNS, (TOLD,)), Choice("转人工顾问", HUMAN)),
    asked_at=NOW - timedelta(minutes=1),
)


def understood(
    kind: DecisionKind, *matches: tuple[EntryId, float], tokens: tuple[str, ...] = ()
) -> Guide:
    decision = Decision(
        kind=kind,
        text="",
        tokens=tokens,
        reason="as the test says",
        matches=tuple(
            Match(entry=id_, confidence=confidence, phrasing="") for id_, confidence in matches
        ),
    )
    return Guide(book=BOOK, understand=lambda _: decision, stores=StoreBook())


NOTHING = understood(DecisionKind.FALLBACK)


NATIVE = {InboundKind.CLICK: "CLICK", InboundKind.SCAN_CODE: "scancode_waitmsg"}


def act(
    kind: InboundKind, text: str = "", *, key: str = "", tap: str = "", native: str = ""
) -> Inbound:
    return Inbound(
        channel=WECHAT,
        account="wx",
        key="m:1",
        open_id=OpenId("o"),
        account_name="gh_1",
        kind=kind,
        native_type=native or NATIVE.get(kind, str(kind)),
        sent_at=NOW,
        received_at=NOW,
        text=text,
        event_key=key,
        menu_tap=tap,
    )


def talk(state: HandoffState | None = None, **changes: object) -> Conversation:
    fan = Fan(pid=Pid("p"), account="wx", open_id=OpenId("o"), display_name="x")
    handoff = state and Handoff(
        id=HandoffId(1),
        conversation_id=ConversationId(1),
        state=state,
        reason="asked",
        queued_at=NOW,
    )
    conversation = Conversation(id=ConversationId(1), fan=fan, handoff=handoff or None)
    return replace(conversation, **changes)  # type: ignore[arg-type]


def route(inbound: Inbound, conversation: Conversation, guide: Guide = NOTHING) -> Route:
    return choose(inbound, conversation, guide, NOW)


@pytest.mark.parametrize("state", [HandoffState.ACTIVE, HandoffState.WAITING])
@pytest.mark.parametrize("kind", [InboundKind.TEXT, InboundKind.CLICK, InboundKind.IMAGE])
def test_bot_keeps_silent_while_an_agent_talks(state: HandoffState, kind: InboundKind) -> None:
    assert route(act(kind, "你好", key=RETURNS), talk(state)).handler == "silent"


def test_bot_answers_while_a_call_back_is_promised() -> None:
    guide = understood(DecisionKind.ANSWER, (RETURNS, 0.95))

    assert route(act(InboundKind.TEXT, "退货"), talk(HandoffState.CALLBACK), guide).handler == "faq"


@pytest.mark.parametrize(
    ("kind", "key", "handler"),
    [
        (InboundKind.FOLLOW, "", "welcome"),
        (InboundKind.SCAN, "shop", "welcome"),
        (InboundKind.UNFOLLOW, "", "silent"),
        (InboundKind.VIEW, "https://x", "silent"),
        (InboundKind.LOCATION_REPORT, "", "silent"),
        (InboundKind.UNKNOWN_EVENT, "", "silent"),
        (InboundKind.CLICK, RETURNS, "faq"),
        (InboundKind.CLICK, STORES, "stores"),
        (InboundKind.CLICK, HUMAN, "ask_matter"),
        (InboundKind.CLICK, "of.an.old.menu", "menu"),
        (InboundKind.SCAN_CODE, RETURNS, "faq"),
        (InboundKind.SCAN_CODE, "of.an.old.menu", "menu"),
        (InboundKind.VIEW_MINI_PROGRAM, RETURNS, "silent"),
        (InboundKind.PICTURES, RETURNS, "silent"),
        (InboundKind.PLACE, RETURNS, "silent"),
        (InboundKind.CARD, "", "silent"),
        (InboundKind.FILE, "", "attachment"),
        (InboundKind.LINK, "", "attachment"),
        (InboundKind.MINI_PROGRAM, "", "attachment"),
        (InboundKind.IMAGE, "", "attachment"),
        (InboundKind.LOCATION, "", "stores"),
        (InboundKind.UNKNOWN_MESSAGE, "", "attachment"),
    ],
)
def test_act_without_words_has_its_handler(kind: InboundKind, key: str, handler: str) -> None:
    assert route(act(kind, key=key), talk()).handler == handler


def test_code_that_the_phone_itself_opens_is_not_answered() -> None:
    push = act(InboundKind.SCAN_CODE, key=RETURNS, native="scancode_push")

    assert route(push, talk()).handler == "silent"


def test_operator_lets_further_buttons_be_answered_with_their_entry() -> None:
    limits = Limits(answered_events=frozenset({"pic_weixin"}))
    guide = replace(NOTHING, limits=limits)
    photo = act(InboundKind.PICTURES, key=RETURNS, native="pic_weixin")

    assert route(photo, talk(), guide).handler == "faq"
    assert route(replace(photo, event_key="other"), talk(), guide).handler == "silent"
    assert route(photo, talk()).handler == "silent"


def test_operator_lets_wechat_serve_whom_the_house_would() -> None:
    native = replace(NOTHING, limits=Limits(native_desk=True))
    ai = replace(NOTHING, limits=Limits(transfer_ai=True))

    assert route(act(InboundKind.TEXT, "人工"), talk(), native).handler == "native_desk"
    assert route(act(InboundKind.TEXT, "嗯？"), talk(), native).handler == "fallback"
    assert route(act(InboundKind.TEXT, "嗯？"), talk(), ai).handler == "native_ai"
    assert route(act(InboundKind.TEXT, "人工"), talk(), ai).handler == "human"
    assert route(act(InboundKind.CLICK, key=HUMAN), talk(), native).handler == "ask_matter"


def test_choice_of_a_human_works_in_a_book_without_that_entry() -> None:
    choices = (Choice("转人工顾问", HUMAN_ENTRY),)
    bare = Guide(
        book=Book(entries={RETURNS: entry(RETURNS)}, version="1"),
        understand=NOTHING.understand,
        stores=StoreBook(),
    )
    asked = replace(ASKED, choices=choices)

    assert route(act(InboundKind.TEXT, "1"), talk(dialogue=asked), bare).handler == "human"
    assert route(act(InboundKind.TEXT, "转人工"), talk(), bare).handler == "human"


def test_typed_number_takes_the_offered_entry_and_what_it_tells_of_the_fan() -> None:
    chosen = route(act(InboundKind.TEXT, "第一个"), talk(dialogue=ASKED))

    assert (chosen.handler, chosen.entry, chosen.tags) == ("faq", RETURNS, (TOLD,))


@pytest.mark.parametrize(
    ("said", "handler"),
    [
        ("7", "choose_again"),
        ("0", "choose_again"),
        ("88", "fallback"),
        ("不用了", "declined"),
        ("都不是", "none_of_these"),
    ],
)
def test_reply_that_takes_no_choice_is_understood(said: str, handler: str) -> None:
    assert route(act(InboundKind.TEXT, said), talk(dialogue=ASKED)).handler == handler


@pytest.mark.parametrize(
    ("kind", "confidence", "risk", "handler"),
    [
        (DecisionKind.CLARIFY, 0.6, "normal", "faq"),
        (DecisionKind.CLARIFY, 0.4, "normal", "clarify"),
        (DecisionKind.CLARIFY, 0.6, "high", "clarify"),
        (DecisionKind.ANSWER, 0.97, "high", "faq"),
    ],
)
def test_words_that_mean_what_was_offered_choose_it(
    kind: DecisionKind, confidence: float, risk: Risk, handler: str
) -> None:
    """A smaller certainty is enough for what was just named, but not where a slip is dear."""
    offered = replace(BOOK.entries[RETURNS], risk=risk, questions=(Phrasing("买了想退货"),))
    guide = understood(kind, (RETURNS, confidence), (HUMAN, 0.1), tokens=("想", "退货"))
    guide = replace(guide, book=replace(BOOK, entries={**BOOK.entries, RETURNS: offered}))
    chosen = route(act(InboundKind.TEXT, "不喜欢了想退"), talk(dialogue=ASKED), guide)

    assert chosen.handler == handler
    assert chosen.tags == (() if handler == "clarify" and risk == "normal" else (TOLD,))


@pytest.mark.parametrize(
    ("tokens", "handler"),
    [
        (("它", "最近", "怪怪的"), "clarify"),
        (("最近", "的", "门店", "在", "哪"), "stores"),
        (("门店",), "stores"),
        (("where", "is", "your", "nearest", "boutique"), "stores"),
        (("my", "nearest", "thing", "rests"), "clarify"),
        (("怎么",), "clarify"),
        ((), "clarify"),
    ],
)
def test_a_shared_word_is_no_choice_of_what_was_offered(
    tokens: tuple[str, ...], handler: str
) -> None:
    asked = (Phrasing("最近的门店"), Phrasing("the nearest boutique"))
    book = replace(BOOK, entries={STORES: replace(BOOK.entries[STORES], questions=asked)})
    guide = replace(understood(DecisionKind.CLARIFY, (STORES, 0.6), tokens=tokens), book=book)
    offers = replace(ASKED, choices=(Choice("附近门店", STORES),))

    assert route(act(InboundKind.TEXT, "x"), talk(dialogue=offers), guide).handler == handler


def test_clear_other_question_leaves_the_choice() -> None:
    guide = understood(DecisionKind.ANSWER, (STORES, 0.97), (RETURNS, 0.6))
    asked = route(act(InboundKind.TEXT, "你们店在哪"), talk(dialogue=ASKED), guide)

    assert (asked.handler, asked.tags) == ("stores", ())


def test_plea_for_a_human_is_granted_whatever_the_book_thinks() -> None:
    guide = understood(DecisionKind.CLARIFY, (HUMAN, 0.55), (RETURNS, 0.4))

    assert route(act(InboundKind.TEXT, "叫个人来"), talk(), guide).handler == "human"


@pytest.mark.parametrize("said", ["人工珍珠", "有人工费吗"])
def test_what_only_looks_like_a_plea_is_asked_back(said: str) -> None:
    """A question costs less than a queue."""
    guide = understood(DecisionKind.ANSWER, (HUMAN, 0.95), (RETURNS, 0.4))

    assert route(act(InboundKind.TEXT, said), talk(), guide).handler == "clarify"


def test_joke_that_merely_resembles_a_plea_calls_nobody() -> None:
    guide = understood(DecisionKind.CLARIFY, (HUMAN, 0.7), (RETURNS, 0.4))

    assert route(act(InboundKind.TEXT, "讲个笑话听听"), talk(), guide).handler == "clarify"


def test_editors_own_wording_leads_where_the_editor_says() -> None:
    guide = with_exact(understood(DecisionKind.ANSWER, (RETURNS, 0.99)))

    assert route(act(InboundKind.TEXT, "想搵人倾送礼"), talk(), guide).handler == "faq"
    assert route(act(InboundKind.TEXT, "转人工"), talk(), guide).handler == "human"


def test_question_for_a_number_calls_a_human_where_the_book_has_no_answer() -> None:
    sure = understood(DecisionKind.ANSWER, (RETURNS, 0.95))

    assert route(act(InboundKind.TEXT, "客服电话多少"), talk(), sure).handler == "faq"
    assert route(act(InboundKind.TEXT, "客服电话多少"), talk()).handler == "human"


def test_complaint_goes_to_the_entry_that_takes_it_up() -> None:
    raised = replace(
        entry(EntryId("c.raise")), tags=(Tag("service.topic", "complaint"),), handoff="always"
    )
    book = replace(BOOK, entries={**BOOK.entries, raised.id: raised})

    told = route(act(InboundKind.TEXT, "我要投诉"), talk(), replace(NOTHING, book=book))
    assert (told.handler, told.entry) == ("faq", raised.id)
    assert route(act(InboundKind.TEXT, "我要投诉"), talk()).handler == "human"


def test_anger_goes_along_with_whatever_is_answered() -> None:
    guide = understood(DecisionKind.ANSWER, (RETURNS, 0.95))

    assert route(act(InboundKind.TEXT, "什么破店，怎么退"), talk(), guide).angry
    assert not route(act(InboundKind.TEXT, "怎么退"), talk(), guide).angry
    assert route(act(InboundKind.TEXT, "垃圾"), talk()).handler == "fallback"


def with_exact(guide: Guide) -> Guide:
    """The same, where the words stand in the book."""
    decision = guide.understand("")
    matches = tuple(replace(match, exact=True) for match in decision.matches)
    return replace(guide, understand=lambda _: replace(decision, matches=matches))


@pytest.mark.parametrize(
    ("kind", "handler"),
    [
        (DecisionKind.ANSWER, "faq"),
        (DecisionKind.CLARIFY, "clarify"),
        (DecisionKind.FALLBACK, "fallback"),
    ],
)
def test_words_go_where_the_decision_says(kind: DecisionKind, handler: str) -> None:
    guide = understood(kind, (RETURNS, 0.9))

    assert route(act(InboundKind.TEXT, "退货"), talk(), guide).handler == handler


def test_sentence_that_was_asked_for_reaches_a_human_and_a_tap_does_not() -> None:
    waiting = talk(dialogue=Dialogue(waits_for="matter", asked_at=NOW))

    assert route(act(InboundKind.TEXT, "拉链坏了"), waiting).handler == "human"
    assert route(act(InboundKind.TEXT, "拉链坏了", tap="1"), waiting).handler == "fallback"


def test_sentence_of_the_next_day_is_no_longer_the_one_that_was_asked_for() -> None:
    waiting = talk(dialogue=Dialogue(waits_for="matter", asked_at=NOW - timedelta(hours=3)))

    assert route(act(InboundKind.TEXT, "拉链坏了"), waiting).handler == "fallback"


@pytest.mark.parametrize("service", ["thanks", "stop"])
def test_courtesy_is_not_taken_for_the_matter(service: str) -> None:
    waiting = talk(dialogue=Dialogue(waits_for="matter", asked_at=NOW))
    guide = understood(DecisionKind.ANSWER, (EntryId(f"s.{service}"), 0.99))

    assert route(act(InboundKind.TEXT, "不用了谢谢"), waiting, guide).handler == service


def test_bot_helps_a_waiting_fan_while_no_human_is_on_duty() -> None:
    guide = replace(understood(DecisionKind.ANSWER, (RETURNS, 0.95)), humans_on_duty=False)
    queued = talk(HandoffState.QUEUED, last_ack_at=NOW)

    assert route(act(InboundKind.TEXT, "退货"), queued, guide).handler == "faq"
    assert route(act(InboundKind.TEXT, "退货"), queued).handler == "silent"


def test_entry_out_of_date_is_neither_clicked_nor_chosen() -> None:
    old = replace(entry(RETURNS), valid_until=date(2026, 11, 1))
    guide = replace(NOTHING, book=replace(BOOK, entries={**BOOK.entries, RETURNS: old}))

    assert route(act(InboundKind.CLICK, key=RETURNS), talk(), guide).handler == "menu"
    assert route(act(InboundKind.TEXT, "1"), talk(dialogue=ASKED), guide).handler == "fallback"


@pytest.mark.parametrize(
    ("said", "decision", "handler"),
    [
        ("上海", DecisionKind.FALLBACK, "stores"),
        ("上海恒隆", DecisionKind.FALLBACK, "stores"),
        ("我昨天在上海店丢了把伞", DecisionKind.FALLBACK, "fallback"),
        ("北京烤鸭哪里好吃", DecisionKind.FALLBACK, "fallback"),
        ("成都有地震吗", DecisionKind.CLARIFY, "clarify"),
        ("上海到巴黎的航班几点", DecisionKind.FALLBACK, "fallback"),
    ],
)
def test_place_in_a_sentence_about_something_else_shows_no_shop(
    said: str, decision: DecisionKind, handler: str
) -> None:
    """A city's name alone is a question for shops, in another sentence it is not."""
    stores, _ = load_stores(Path(__file__).parents[3] / "faq")
    guide = replace(understood(decision, (RETURNS, 0.3)), stores=stores)

    assert route(act(InboundKind.TEXT, said), talk(), guide).handler == handler


def test_shop_asked_for_with_a_place_is_shown_before_the_book_is_certain() -> None:
    stores, _ = load_stores(Path(__file__).parents[3] / "faq")
    guide = replace(understood(DecisionKind.CLARIFY, (STORES, 0.5)), stores=stores)

    chosen = route(act(InboundKind.TEXT, "where is your store in Paris"), talk(), guide)
    assert (chosen.handler, chosen.entry) == ("stores", STORES)
