"""How a conversation is arranged, and which links live."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import (
    AgentId,
    ConversationId,
    DeliveryState,
    Handoff,
    HandoffId,
    HandoffState,
    Message,
    MessageId,
)
from bot.rules.contents import form_of, words_of
from bot.web.desk.transcript import Bubble, Line, arrange, plain_text, rich_text, safe_link
from bot.web.desk.words import TABLE
from tests.contents import SAMPLES

START = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


def message(n: int, text: str, **changes: object) -> Message:
    given = Message(
        id=MessageId(n),
        conversation_id=ConversationId(1),
        direction="in",
        actor="fan",
        kind="text",
        text=text,
        at=START + timedelta(minutes=n),
        state=DeliveryState.SENT,
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def by_bot(n: int, text: str) -> Message:
    return message(n, text, direction="out", actor="bot")


def handoff(minute: int, **changes: object) -> Handoff:
    given = Handoff(
        id=HandoffId(1),
        conversation_id=ConversationId(1),
        state=HandoffState.QUEUED,
        reason="asked",
        queued_at=START + timedelta(minutes=minute),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def told(items: tuple[Bubble | Line, ...]) -> list[str]:
    return [item.key if isinstance(item, Line) else item.message.text for item in items]


def test_bot_phase_is_folded_but_for_the_question_that_asked_for_a_human() -> None:
    talk = [message(1, "能退吗"), by_bot(2, "七天内"), message(3, "找人工"), by_bot(3, "请稍候")]
    arranged = arrange(talk, [handoff(3)])
    (before,) = arranged.folded

    assert told(before.items) == ["能退吗", "七天内"]
    assert (before.handoff, before.count, before.end) == (None, 2, talk[1].at)
    assert told(arranged.shown) == ["找人工", "请稍候", "line.requested"]


def test_claim_stands_before_the_agents_first_words_of_the_same_moment() -> None:
    taken = handoff(1, agent_id=AgentId(1), agent="lin", claimed_at=START + timedelta(minutes=2))
    talk = [
        message(1, "找人工"),
        message(2, "您好", direction="out", actor="agent", agent="lin"),
        message(3, "在吗"),
    ]

    assert told(arrange(talk, [taken]).shown) == [
        "找人工",
        "line.requested",
        "line.claimed",
        "您好",
        "在吗",
    ]


def served(minute: int, until: int, **changes: object) -> Handoff:
    """A request that lin took a minute later, and that was closed."""
    return handoff(
        minute,
        id=HandoffId(minute),
        state=HandoffState.CLOSED,
        agent_id=AgentId(1),
        agent="lin",
        claimed_at=START + timedelta(minutes=minute + 1),
        closed_at=START + timedelta(minutes=until),
        **changes,
    )


def test_closed_request_keeps_its_lines_and_what_the_bot_said_since() -> None:
    talk = [
        message(1, "能退吗"),
        by_bot(1, "七天内"),
        message(2, "找人工"),
        message(4, "您好", direction="out", actor="agent", agent="lin"),
        message(6, "谢谢"),
        by_bot(6, "不客气"),
    ]
    arranged = arrange(talk, [served(2, 5)])

    assert [told(phase.items) for phase in arranged.folded] == [["能退吗", "七天内"]]
    assert told(arranged.shown) == [
        "找人工",
        "line.requested",
        "line.claimed",
        "您好",
        "line.closed",
        "谢谢",
        "不客气",
    ]


def test_each_earlier_request_is_folded_with_its_lines() -> None:
    talk = [message(1, "找人工"), message(4, "谢谢"), message(7, "再找人工"), message(9, "在吗")]
    arranged = arrange(talk, [served(1, 3), handoff(7, id=HandoffId(7))])
    (earlier,) = arranged.folded

    assert told(earlier.items) == [
        "找人工",
        "line.requested",
        "line.claimed",
        "line.closed",
        "谢谢",
    ]
    assert (earlier.handoff, earlier.count) == (served(1, 3), 2)
    assert told(arranged.shown) == ["再找人工", "line.requested", "在吗"]


def test_requests_from_before_the_first_message_shown_are_left_out() -> None:
    arranged = arrange([message(9, "你好")], [served(1, 3), served(5, 20)])

    assert arranged.folded == ()
    assert told(arranged.shown) == ["line.requested", "line.claimed", "你好", "line.closed"]
    assert arrange([], [served(1, 3)]).shown == ()


def test_without_a_request_nothing_is_folded_and_events_are_lines() -> None:
    talk = [
        message(1, "", kind="scan", content={"event_key": "store_sh_01"}),
        message(2, "你好"),
        message(3, "在吗"),
    ]
    arranged = arrange(talk, [])

    assert arranged.folded == ()
    assert arranged.shown[0] == Line(key="line.scan", at=talk[0].at, note="store_sh_01", origin=1)
    assert [item.again for item in arranged.shown[1:] if isinstance(item, Bubble)] == [False, True]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example",
        "https:",
        "http://[broken",
        " https://x",
        "",
    ],
)
def test_only_web_addresses_are_links(address: str) -> None:
    assert safe_link(address) is None


def test_house_links_work_and_everything_else_is_text() -> None:
    said = rich_text('见 <a href="https://example.com/a?b=1&c=2">说明</a> <b>粗</b>')

    assert said == (
        '见 <a href="https://example.com/a?b=1&amp;c=2" target="_blank"'
        ' rel="noopener noreferrer">说明</a> &lt;b&gt;粗&lt;/b&gt;'
    )
    assert rich_text('<a href="javascript:alert(1)"><img src=x></a>') == "&lt;img src=x&gt;"


def test_fans_words_stay_words_and_bare_addresses_open_apart() -> None:
    assert plain_text("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert plain_text('<a href="https://x.example">y</a>').count("<a ") == 1
    assert plain_text('https://x.example/"onmouseover="alert(1)') == (
        '<a href="https://x.example/" target="_blank" rel="noopener noreferrer">'
        "https://x.example/</a>&#34;onmouseover=&#34;alert(1)"
    )


def test_link_cards_are_links_with_their_words() -> None:
    content = {
        "type": "news",
        "articles": [
            {"title": "新品 <1>", "description": "秋季", "url": "https://example.com/1"},
            {"title": "新品 2", "url": "javascript:alert(1)"},
        ],
    }
    sent = message(1, "新品 <1>", direction="out", actor="bot", kind="news", content=content)
    (bubble,) = arrange([sent], []).shown

    assert isinstance(bubble, Bubble)
    assert bubble.body == (
        '<a href="https://example.com/1" target="_blank" rel="noopener noreferrer">'
        "新品 &lt;1&gt;</a>\n秋季\n新品 2"
    )


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_type_is_shown_in_words(name: str) -> None:
    content = SAMPLES[name]
    sent = message(1, words_of(content), direction="out", kind=name, content=form_of(content))
    (bubble,) = arrange([sent], []).shown

    assert isinstance(bubble, Bubble)
    assert bubble.body or name == "text" or f"kind.{name}" in TABLE
