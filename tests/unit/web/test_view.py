"""What stands where in the list, and when the composer is shut."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import (
    Agent,
    AgentId,
    Allowance,
    AllowanceKind,
    Conversation,
    ConversationId,
    DeliveryState,
    Fan,
    Handoff,
    HandoffId,
    HandoffState,
    Message,
    MessageId,
    OpenId,
    Pid,
)
from bot.ports import ConversationSummary
from bot.web.desk.view import Group, Lock, composer, face, groups, matter

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
LIN = Agent(id=AgentId(1), name="lin", role="agent")
FAN = Fan(pid=Pid("p"), account="wx", open_id=OpenId("o"), display_name="微信用户 7F2A")


def allowance(*, hours: float = 48, spent: int = 0) -> Allowance:
    return Allowance(
        kind=AllowanceKind.MESSAGE,
        granted_at=NOW,
        expires_at=NOW + timedelta(hours=hours),
        total=5,
        spent=spent,
    )


def handoff(state: HandoffState, agent: int | None = None, *, minute: int = 0) -> Handoff:
    return Handoff(
        id=HandoffId(1),
        conversation_id=ConversationId(1),
        state=state,
        reason="asked",
        queued_at=NOW - timedelta(minutes=minute),
        agent_id=AgentId(agent) if agent else None,
        agent=f"agent {agent}" if agent else None,
    )


def summary(n: int, of: Handoff | None, *, hours: float = 48) -> ConversationSummary:
    return ConversationSummary(
        id=ConversationId(n),
        pid=Pid(str(n)),
        display_name=f"微信用户 {n}",
        channel="wechat_mp",
        last_text="在吗",
        last_at=NOW - timedelta(minutes=n),
        handoff=of,
        allowances=(allowance(hours=hours),) if hours else (),
        last_fan_at=NOW - timedelta(minutes=n),
    )


def test_each_conversation_stands_in_its_group_most_urgent_first() -> None:
    sections = groups(
        [
            summary(1, handoff(HandoffState.WAITING, 1), hours=1),
            summary(2, handoff(HandoffState.ACTIVE, 1), hours=40),
            summary(3, handoff(HandoffState.ACTIVE, 1), hours=3),
            summary(4, handoff(HandoffState.QUEUED, minute=9), hours=47),
            summary(5, handoff(HandoffState.QUEUED, minute=1), hours=0.01),
            summary(6, None),
            summary(7, None, hours=0),
            summary(8, handoff(HandoffState.ACTIVE, 2)),
        ],
        LIN,
        NOW,
    )
    ids = {group: [row.id for row in rows] for group, rows in sections.items()}

    assert ids == {
        Group.MINE: [3, 2, 1],
        Group.WAITING: [5, 4],
        Group.BOT: [6],
        Group.ALL: [7, 8],
    }
    assert [row.owner for row in sections[Group.ALL]] == [None, "agent 2"]


@pytest.mark.parametrize(
    ("given", "allowed", "following", "lock"),
    [
        (None, allowance(), True, Lock.BOT),
        (handoff(HandoffState.QUEUED), allowance(), True, Lock.QUEUED),
        (handoff(HandoffState.ACTIVE, 2), allowance(), True, Lock.THEIRS),
        (handoff(HandoffState.ACTIVE, 1), allowance(), True, None),
        (handoff(HandoffState.WAITING, 1), allowance(spent=4), True, None),
        (handoff(HandoffState.WAITING, 1), allowance(spent=5), True, Lock.QUOTA),
        (handoff(HandoffState.ACTIVE, 1), allowance(hours=-1), True, Lock.WINDOW),
        (handoff(HandoffState.ACTIVE, 1), allowance(), False, Lock.UNFOLLOWED),
        (handoff(HandoffState.CLOSED, 1), allowance(), False, Lock.UNFOLLOWED),
        (None, allowance(), False, Lock.UNFOLLOWED),
    ],
)
def test_composer_is_open_only_for_the_owner_within_window_and_quota(
    given: Handoff | None, allowed: Allowance, following: bool, lock: Lock | None
) -> None:
    conversation = Conversation(
        id=ConversationId(1),
        fan=replace(FAN, following=following),
        handoff=given,
        allowances=(allowed,),
    )

    assert composer(conversation, LIN, NOW).lock is lock


def test_window_shows_the_share_left_and_the_next_number() -> None:
    drawn = face([allowance(hours=12, spent=2)], NOW)

    assert (drawn.left, drawn.next_number, drawn.total) == (3, 3, 5)
    assert drawn.share == pytest.approx(0.25)
    assert face([], NOW).ends_at is None


def told(minute: int, text: str, *, by_bot: bool = False, kind: str = "text") -> Message:
    return Message(
        id=MessageId(minute),
        conversation_id=ConversationId(1),
        direction="out" if by_bot else "in",
        actor="bot" if by_bot else "fan",
        kind=kind,
        text=text,
        at=NOW + timedelta(minutes=minute),
        state=DeliveryState.SENT,
    )


def test_matter_is_the_plea_and_the_first_words_that_say_more() -> None:
    talk = [
        told(-2, "这是之前的问题，已经有了回答"),
        told(0, "人工"),
        told(1, "好的，正在为您转接顾问。", by_bot=True),
        told(2, "store_sh_01_bag", kind="click"),
        told(3, "在吗"),
        told(4, "手袋的拉链坏了"),
        told(5, "想找人看看能不能修，急用"),
    ]
    queued = handoff(HandoffState.QUEUED)

    assert matter("人工", talk, queued) == ("人工", "手袋的拉链坏了")
    assert matter("人工", talk[:5], queued) == ("人工",)
    assert matter("拉链坏了", talk, replace(queued, reason="matter")) == ("拉链坏了",)
    assert matter("", [], queued) == ()
