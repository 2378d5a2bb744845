"""An editor sees what an edit would change for the questions that fans have asked."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.scenario.commands import ACCOUNT, Ended, Shell
from tests.scenario.house import APP_ID, House, open_house
from tests.services import postgres_schema

ANSWERS = """entries:
  - id: returns.window
    questions: [退货期限是多少天, 买了不合适可以退吗, 签收几天之内可以退货, 能退吗, 怎么退]
    answer: 自签收之日起 7 天内可以退货。
  - id: care.leather
    questions: [皮包怎么保养, 皮面脏了怎么擦, 包可以用水洗吗, 皮革护理, 皮具要上油吗]
    answer: 请用干软布轻擦。
  - id: hours.store
    questions: [你们几点关门, 几点开门, 营业时间, 周末开门吗, 门店几点营业]
    answer: 门店营业时间为 10:00 至 22:00。
"""
COFFEE = """entries:
  - id: shop.coffee
    questions: [有没有拿铁, 门店有咖啡喝吗, 有没有咖啡, 咖啡免费吗, 可以喝咖啡吗]
    answer: 有，欢迎您来品尝。
"""


@dataclass
class Day:
    """A day of questions on the record, and an editor's copy of the book."""

    shell: Shell
    house: House
    live: Path
    copy: Path

    async def diff(self, *words: str) -> Ended:
        return await self.shell.run_beside("faq", "diff", "--book", str(self.copy), *words)


@pytest.fixture(params=["sqlite", "postgres"])
async def day(request: pytest.FixtureRequest, shell: Shell) -> AsyncIterator[Day]:
    live, copy = shell.folder / "live", shell.folder / "copy"
    (live / "answers").mkdir(parents=True)
    (live / "answers" / "a.yaml").write_text(ANSWERS, "utf-8")
    shutil.copytree(live, copy)
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{shell.folder / 'bot.db'}"
        if request.param == "postgres":
            url = stack.enter_context(postgres_schema())
        opened = open_house(
            shell.folder, faq=live, database="" if request.param == "sqlite" else url
        )
        house = await stack.enter_async_context(opened)
        shell.set(**{**ACCOUNT, "BOT_WECHAT_APP_ID": APP_ID})
        shell.set(BOT_DATABASE_URL=url, BOT_FAQ_DIR=str(live))
        first, second, third = (house.fan(number) for number in range(3))
        for fan in (first, second, third):
            await house.do("follow", fan)
        await house.say("有没有拿铁", first)
        await house.say("有没有拿铁？", second)
        await house.say("有没有拿铁", second)
        await house.say("退货期限是多少天", first)
        await house.say("你们几点关门", third)
        await house.say("皮包怎么保养", third)
        await house.say("我的电话13812345678，有猫吗", third)
        yield Day(shell, house, live, copy)


async def test_edit_is_shown_before_it_goes_live(day: Day) -> None:
    """Newly answered, changed, lost and unchanged, by questions, fans and messages."""
    edited = ANSWERS.replace("  - id: returns.window", "  - id: returns.terms")
    edited = edited.partition("  - id: hours.store")[0]
    (day.copy / "answers" / "a.yaml").write_text(edited, "utf-8")
    (day.copy / "answers" / "b.yaml").write_text(COFFEE, "utf-8")
    ended = await day.diff("--since", "12h")
    told = json.loads((await day.diff("--json")).out)

    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert "  2 fans, 3 messages  「有没有拿铁」  not understood → shop.coffee" in lines
    assert "  1 fan  「退货期限是多少天」  returns.window → returns.terms" in lines
    assert "newly answered: 1 questions, 2 fans, 3 messages" in lines
    assert "changed (another entry answers): 1 questions, 1 fans, 1 messages" in lines
    kinds = {line["text"]: line["kind"] for line in told["lines"]}
    assert kinds["你们几点关门"] == "lost"
    assert told["totals"]["unchanged"]["messages"] >= 1
    assert sum(total["messages"] for total in told["totals"].values()) == 7
    assert sum(told["versions"].values()) == 7


async def test_same_book_changes_nothing_and_no_telephone_is_shown(day: Day) -> None:
    told = json.loads((await day.diff("--against", str(day.live), "--json")).out)
    shown = await day.diff()

    assert told["lines"] == []
    assert told["totals"]["unchanged"]["questions"] == 5
    assert "13812345678" not in shown.out + json.dumps(told)


async def test_message_that_asked_two_things_counts_once(day: Day) -> None:
    """It is compared by the first of its answers, so the same book does not change it."""
    reply = await day.house.say("退货期限和营业时间", day.house.fan(0))
    told = json.loads((await day.diff("--json")).out)

    assert "7 天" in str(reply)
    assert "10:00" in str(reply)
    assert told["lines"] == []
    assert sum(told["versions"].values()) == 8


async def test_entries_are_weighed_by_what_fans_asked(day: Day) -> None:
    """Of two entries with as few phrasings, the one that fans ask comes first."""
    (day.copy / "answers" / "a.yaml").write_text(
        "entries:\n  - {id: care.leather, questions: [皮包怎么保养, 皮革护理], answer: x}\n"
        "  - {id: hours.store, questions: [你们几点关门, 营业时间], answer: x}\n"
        "  - {id: returns.window, questions: [退货期限是多少天, 能退吗], answer: x}\n",
        "utf-8",
    )
    for _ in range(3):
        await day.house.say("你们几点关门", day.house.fan(0))
    ended = await day.shell.run_beside("faq", "test", str(day.copy), "--asked", "12h", "--json")
    advice = json.loads(ended.out)["advice"]

    assert (advice[0]["entry"], advice[0]["asked"]) == ("hours.store", 4)
    assert "two or three more of any kind" in advice[0]["wants"]


async def test_span_without_questions_and_wrong_usage_are_told(day: Day) -> None:
    (day.copy / "answers" / "b.yaml").write_text("entries: [{id: a.b}]\n", "utf-8")
    nothing = await day.shell.run_beside("faq", "diff", "--since", "2999-01-01")
    broken = await day.diff()
    unknown = await day.shell.run_beside("faq", "diff", "--since", "yesterday")

    assert nothing.code == 0
    assert "no question of a fan is on record since 2999-01-01" in nothing.out
    assert (broken.code, unknown.code) == (2, 2)
    assert "b.yaml:1:11" in broken.err
    assert "write it as 30d, 12h" in unknown.err
