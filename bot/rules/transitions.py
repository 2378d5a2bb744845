"""From bot to human and back: every transition of a handoff, in one table.

A conversation without an open handoff belongs to the bot. The table is the only place that says
what may follow what; the store carries each transition out as one guarded transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import Refused
from bot.model import HandoffState


class HandoffAct(StrEnum):
    """What can happen to a handoff."""

    ASK = "ask"
    CLAIM = "claim"
    AGENT_SENDS = "agent_sends"
    FAN_WRITES = "fan_writes"
    CLOSE = "close"
    AGENT_LEAVES = "agent_leaves"
    FAN_LEAVES = "fan_leaves"


@dataclass(frozen=True, slots=True)
class Transition:
    """Where an act leads; ``changes_owner`` raises the epoch, so that older sends are dropped."""

    to: HandoffState
    changes_owner: bool = False


BOT: None = None

TABLE: dict[tuple[HandoffState | None, HandoffAct], Transition] = {
    (BOT, HandoffAct.ASK): Transition(HandoffState.QUEUED, changes_owner=True),
    (HandoffState.QUEUED, HandoffAct.CLAIM): Transition(HandoffState.ACTIVE, changes_owner=True),
    (HandoffState.QUEUED, HandoffAct.FAN_WRITES): Transition(HandoffState.QUEUED),
    (HandoffState.QUEUED, HandoffAct.CLOSE): Transition(HandoffState.CLOSED, changes_owner=True),
    (HandoffState.ACTIVE, HandoffAct.AGENT_SENDS): Transition(HandoffState.WAITING),
    (HandoffState.ACTIVE, HandoffAct.FAN_WRITES): Transition(HandoffState.ACTIVE),
    (HandoffState.ACTIVE, HandoffAct.CLOSE): Transition(HandoffState.CLOSED, changes_owner=True),
    (HandoffState.WAITING, HandoffAct.AGENT_SENDS): Transition(HandoffState.WAITING),
    (HandoffState.WAITING, HandoffAct.FAN_WRITES): Transition(HandoffState.ACTIVE),
    (HandoffState.WAITING, HandoffAct.CLOSE): Transition(HandoffState.CLOSED, changes_owner=True),
    (HandoffState.ACTIVE, HandoffAct.AGENT_LEAVES): Transition(
        HandoffState.QUEUED, changes_owner=True
    ),
    (HandoffState.WAITING, HandoffAct.AGENT_LEAVES): Transition(
        HandoffState.QUEUED, changes_owner=True
    ),
    **{
        (state, HandoffAct.FAN_LEAVES): Transition(HandoffState.CLOSED, changes_owner=True)
        for state in HandoffState
        if state.is_open
    },
}


def follow(state: HandoffState | None, act: HandoffAct) -> Transition:
    """The transition of this act; raises ``Refused`` where the table has none."""
    transition = TABLE.get((state, act))
    if transition is None:
        raise Refused(
            f"a conversation that is {state or 'with the bot'} does not allow: {act.value}",
            remedy="reload the conversation, it has changed meanwhile",
            reason="state",
        )
    return transition
