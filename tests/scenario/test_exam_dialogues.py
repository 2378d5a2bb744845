"""The examination's dialogues, played through signed bytes: how many reach what they must.

A floor that fails tells that a change made the house lose a dialogue. Raise the floor when more
are reached; never mend a dialogue.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.scenario.exam import play_all, read_dialogues
from tests.scenario.house import open_house
from tests.understood import house_book

# Thursday 26 November 2026, 10 o'clock in Shanghai: advisors are on duty.
MORNING = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
DIALOGUES = 60
REACHED = 72  # of 76, as measured
WRONG = 0  # a wrong answer in any turn of any dialogue, as measured


def test_dialogues_are_many_and_name_entries_of_the_book() -> None:
    dialogues = read_dialogues()
    named = {
        entry
        for dialogue in dialogues
        for turn in dialogue.turns
        for entry in (*dialogue.may, *(() if turn.kind == "shop" else turn.of))
    }

    assert len({dialogue.name for dialogue in dialogues}) == len(dialogues) >= DIALOGUES
    assert named <= set(house_book().entries)


async def test_dialogues_reach_what_they_must(tmp_path: Path) -> None:
    dialogues = read_dialogues()
    async with open_house(tmp_path, fans=[dialogue.name for dialogue in dialogues]) as house:
        house.clock.offset += MORNING - house.clock.now()
        outcomes = await play_all(house, dialogues)
    missed = {name: outcome.missed for name, outcome in outcomes.items() if outcome.missed}
    wrong = [turn for outcome in outcomes.values() for turn in outcome.wrong]

    assert len(outcomes) - len(missed) >= REACHED, missed
    assert len(wrong) <= WRONG, wrong
