"""Content goes live when it is saved; a broken edit changes nothing but what the desk is told."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot import telemetry
from bot.content.library import Library
from bot.flow.reload import LiveContent
from intents.types import DecisionKind
from intents.understanding import Understanding
from tests.scenario.house import House, open_house
from tests.scenario.pushes import Answered, pushing_at, text_xml
from tests.scenario.small_book import write_book

ANSWERS = """entries:
  - id: returns.window
    questions: [退货期限是多少天, 买了不合适可以退吗, 签收几天之内可以退货, 能退吗, 怎么退]
    answer: {answer}
"""
QUESTION = "退货期限是多少天"
LIVE_S = 5


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    folder = tmp_path / "faq"
    (folder / "answers").mkdir(parents=True)
    write(folder, "七天")
    return folder


@pytest.fixture
async def house(tmp_path: Path, faq: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, faq=faq) as opened:
        yield opened


def write(folder: Path, answer: str) -> None:
    (folder / "answers" / "a.yaml").write_text(ANSWERS.format(answer=answer), "utf-8")


async def until(condition: Callable[[], bool]) -> None:
    """Wait until it is so; five seconds are the promise."""
    async with asyncio.timeout(LIVE_S):
        while not condition():
            await asyncio.sleep(0.01)


def answer_of(house: House) -> str:
    book = house.gateway.content.current.library.book
    return next(iter(book.entries.values())).answer_in("zh")


async def test_saved_answer_is_live_and_no_message_is_lost(house: House, faq: Path) -> None:
    """Fans keep writing while the book changes; each gets one of the two answers."""
    push = pushing_at(house)
    answers: list[Answered] = []

    async def keep_asking(lane: int) -> None:
        for number in range(10_000):
            answer = await push.send(text_xml(QUESTION, lane * 10_000 + number, fan=f"o{lane:027}"))
            answers.append(answer)
            if "十五天" in answer.text:
                return

    lanes = asyncio.gather(*(keep_asking(lane) for lane in range(4)))
    write(faq, "十五天")
    async with asyncio.timeout(LIVE_S):
        await lanes

    assert {answer.status for answer in answers} == {200}
    assert all("七天" in answer.text or "十五天" in answer.text for answer in answers)


async def test_broken_edit_keeps_the_last_good_book_until_it_is_mended(
    house: House, faq: Path
) -> None:
    content = house.gateway.content
    write(faq, "{broken")
    await until(lambda: bool(content.status))
    broken = [(problem.path, problem.severity) for problem in content.status]
    async with house.http.get(f"{house.root}/readyz") as response:
        ready, state = response.status, await response.json()
    answer = await pushing_at(house).send(text_xml(QUESTION))
    write(faq, "十天")
    await until(lambda: answer_of(house) == "十天")

    assert broken[0] == (str(faq / "answers" / "a.yaml"), "error")
    assert (ready, state["book"]["refused"]) == (200, len(broken))
    assert "七天" in answer.text
    assert content.status == ()


async def test_broken_tags_do_not_hold_back_a_new_answer(house: House, faq: Path) -> None:
    content = house.gateway.content
    (faq / "tags.yaml").write_text("tags: {", "utf-8")
    write(faq, "六天")
    await until(lambda: bool(content.status) and answer_of(house) == "六天")

    assert {problem.path for problem in content.status} == {str(faq / "tags.yaml")}
    assert "六天" in (await pushing_at(house).send(text_xml(QUESTION))).text


async def test_broken_answer_does_not_hold_back_new_sentences(house: House, faq: Path) -> None:
    content = house.gateway.content
    write(faq, "{broken")
    (faq / "texts.yaml").write_text("texts: {fallback: {zh: 请换个说法。}}\n", "utf-8")
    await until(lambda: content.current.library.texts.say("fallback", "zh") == "请换个说法。")
    push = pushing_at(house)

    assert {problem.path for problem in content.status} == {str(faq / "answers" / "a.yaml")}
    assert "请换个说法" in (await push.send(text_xml("今晚月色真美"))).text
    assert "七天" in (await push.send(text_xml(QUESTION, 2))).text


async def test_atomic_rename_goes_live(house: House, faq: Path) -> None:
    """As most editors save: a new file beside, then renamed over the old one."""
    beside = faq / "answers" / ".a.yaml.swp"
    beside.write_text(ANSWERS.format(answer="八天"), "utf-8")
    beside.replace(faq / "answers" / "a.yaml")

    await until(lambda: answer_of(house) == "八天")


async def test_file_deleted_and_made_again_goes_live(house: House, faq: Path) -> None:
    """Without any answers the old ones stay."""
    content = house.gateway.content
    (faq / "answers" / "a.yaml").unlink()
    await until(lambda: bool(content.status))
    kept = answer_of(house)
    write(faq, "九天")
    await until(lambda: answer_of(house) == "九天")

    assert kept == "七天"
    assert content.status == ()


async def test_folder_exchanged_as_a_whole_goes_live(
    house: House, faq: Path, tmp_path: Path
) -> None:
    """As a deployment does it, and with a moment in which there is no folder."""
    content = house.gateway.content
    new = tmp_path / "new"
    shutil.copytree(faq, new)
    write(new, "廿天")
    faq.rename(tmp_path / "old")
    await until(lambda: bool(content.status) or not faq.exists())
    new.rename(faq)

    await until(lambda: answer_of(house) == "廿天")
    assert content.status == ()


async def test_texts_and_other_files_go_live_too(house: House, faq: Path) -> None:
    (faq / "texts.yaml").write_text("texts: {fallback: {zh: 请换个说法。}}\n", "utf-8")
    current = house.gateway.content
    await until(lambda: current.current.library.texts.say("fallback", "zh") == "请换个说法。")

    assert "请换个说法" in (await pushing_at(house).send(text_xml("今晚月色真美"))).text


async def test_first_start_answers_before_the_book_is_learned(tmp_path: Path) -> None:
    """Nobody waits for the learning, and what was learned is taken by itself."""

    def understand(library: Library) -> Understanding:
        return Understanding(library.book, cache_dir=tmp_path / "jieba", learning=False)

    content = await LiveContent.open(
        write_book(tmp_path), understand=understand, metrics=telemetry.Metrics()
    )
    at_first = content.current.understanding
    stop = asyncio.Event()
    watching = asyncio.create_task(content.watch(stop=stop))
    answered = at_first.decide("我想退货").kind
    await until(lambda: content.current.understanding.complete)
    stop.set()
    await watching

    assert (at_first.complete, answered) == (False, DecisionKind.ANSWER)
    assert content.status == ()
