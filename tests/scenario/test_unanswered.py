"""What nobody answered: found by meaning, pasted as YAML, answered, and its effect told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from tests.scenario.commands import ACCOUNT, Shell
from tests.scenario.house import APP_ID, open_house
from tests.scenario.small_book import COFFEE, DOGS, WIFI, ask_in_turn, write_book

FANS = tuple(f"客人{n}" for n in range(8))


def beside(shell: Shell, faq: Path) -> None:
    shell.set(
        **{**ACCOUNT, "BOT_WECHAT_APP_ID": APP_ID},
        BOT_DATABASE_URL=f"sqlite:///{shell.folder / 'bot.db'}",
        BOT_FAQ_DIR=str(faq),
    )


async def told(shell: Shell, *words: str) -> dict[str, Any]:
    ended = await shell.run_beside("faq", "unanswered", "--json", *words)
    assert ended.code == 0, ended.err
    found: dict[str, Any] = orjson.loads(ended.out)
    return found


async def test_unanswered_questions_become_entries_and_their_effect_is_told(shell: Shell) -> None:
    faq = write_book(shell.folder)
    beside(shell, faq)
    async with open_house(shell.folder, faq=faq, fans=FANS) as house:
        await ask_in_turn(house, [*COFFEE, *DOGS, "[微笑]", *WIFI])
        await house.say(COFFEE[2], house.fan(0))
        before = await told(shell)
        first, second = before["clusters"][:2]
        assert (first["fans"], first["messages"]) == (4, 5)
        assert (second["fans"], second["messages"]) == (2, 2)
        assert before["left_out"] == 1
        assert before["answered"] == []
        assert "13812345678" not in str(before)

        (faq / "answers" / "pasted.yaml").write_text(f"entries:\n{first['yaml']}", "utf-8")
        checked = shell.run("faq", "check", str(faq))
        (entry,) = yaml.safe_load(first["yaml"])
        assert checked.code == 0
        assert f"pasted.yaml:{3 + len(entry['questions']) + 1}:" in checked.out
        assert "is still to be written" in checked.out
        assert entry["questions"][0] == COFFEE[0]
        assert [group["fans"] for group in (await told(shell))["clusters"]][:2] == [4, 2]

        written = first["yaml"].replace(entry["answer"], "每家店都备有咖啡。")
        (faq / "answers" / "pasted.yaml").write_text(f"entries:\n{written}", "utf-8")
        await house.gateway.content.reload()
        assert await house.say(COFFEE[0], house.fan(6)) == "每家店都备有咖啡。"
        after = await told(shell)

    assert [group["fans"] for group in after["clusters"]] == [2, 1]
    (answered,) = after["answered"]
    assert answered["fans"] == 4
    assert answered["effect"] == {"entry": entry["id"], "fans": 4, "helped": 1}


async def test_list_for_people_tells_counts_and_yaml(shell: Shell) -> None:
    faq = write_book(shell.folder)
    beside(shell, faq)
    async with open_house(shell.folder, faq=faq, fans=FANS) as house:
        await ask_in_turn(house, [*COFFEE, *DOGS])
        shown = await shell.run_beside("faq", "unanswered", "--top", "1")
        older = await shell.run_beside("faq", "unanswered", "--since", "2020-01-01")
        nothing = await shell.run_beside("faq", "unanswered", "--since", "0h")

    assert "1. 4 fans, 4 messages" in shown.out
    assert "  - id: new.dian_li_you_ka_fei_ma" in shown.out
    assert "1 more; --top shows more groups" in shown.out
    assert "2. 2 fans" in older.out
    assert nothing.out.startswith("0 messages of 0 fans had no answer since ")


async def test_what_agents_answered_stands_with_the_group(shell: Shell) -> None:
    faq = write_book(shell.folder)
    beside(shell, faq)
    async with open_house(shell.folder, faq=faq, fans=FANS) as house:
        await ask_in_turn(house, ["你们会不会修理宇宙飞船的引擎"])
        await house.say("转人工", house.fan(0))
        await house.agent("lin")
        _, queue = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
        (handoff,) = queue["items"]
        await house.api("POST", f"/v1/handoffs/{handoff['id']}/claim", {}, as_="lin")
        where = f"/v1/conversations/{handoff['conversation_id']}/messages"
        await house.api("POST", where, {"text": "我们只修手袋，\n电话13812345678"}, as_="lin")
        found = await told(shell)
        shown = await shell.run_beside("faq", "unanswered")

    assert found["clusters"][0]["answers"] == ["我们只修手袋，\n电话***"]
    assert "   an agent wrote: 我们只修手袋， 电话***\n" in shown.out


@pytest.mark.parametrize("since", ["soon", "30", "d", "2026-13-01"])
def test_wrong_since_is_told_in_one_line(shell: Shell, since: str) -> None:
    ended = shell.run("faq", "unanswered", "--since", since)

    assert ended.code == 2
    assert f"--since {since} is no time; write it as 30d" in ended.err


def test_broken_content_is_told_with_its_lines(shell: Shell) -> None:
    faq = write_book(shell.folder)
    (faq / "answers" / "house.yaml").write_text("entries: [{id: a.b}]", encoding="utf-8")
    beside(shell, faq)
    ended = shell.run("faq", "unanswered")

    assert ended.code == 2
    assert "house.yaml:1:" in ended.err
