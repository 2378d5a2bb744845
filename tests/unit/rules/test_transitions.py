"""From bot to human and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.model import HandoffState
from bot.rules.transitions import TABLE, HandoffAct, follow

OWNERS = {
    None: "bot",
    HandoffState.QUEUED: "queue",
    HandoffState.OFFERED: "queue",
    HandoffState.ACTIVE: "agent",
    HandoffState.WAITING: "agent",
    HandoffState.CLOSED: "bot",
}


def test_owner_and_epoch_change_together() -> None:
    """A change of owner without a new epoch would let an old message through."""
    for (state, act), transition in TABLE.items():
        if state in OWNERS and transition.to in OWNERS:
            assert transition.changes_owner == (OWNERS[state] != OWNERS[transition.to]), act


def test_closed_handoff_allows_nothing() -> None:
    for act in HandoffAct:
        with pytest.raises(Refused):
            follow(HandoffState.CLOSED, act)


def test_unfollowing_closes_whatever_is_open() -> None:
    for state in HandoffState:
        if state.is_open:
            assert follow(state, HandoffAct.FAN_LEAVES).to is HandoffState.CLOSED


@given(st.lists(st.sampled_from(HandoffAct), max_size=30))
def test_random_walk_never_gives_an_agent_what_nobody_claimed(acts: list[HandoffAct]) -> None:
    """An agent may write only after a claim, whatever happens in whatever order."""
    state: HandoffState | None = None
    claimed = False
    for act in acts:
        try:
            state = follow(state, act).to
        except Refused:
            continue
        claimed = (claimed or act is HandoffAct.CLAIM) and state.is_open
        assert act is not HandoffAct.AGENT_SENDS or claimed
        state = None if state is HandoffState.CLOSED else state
