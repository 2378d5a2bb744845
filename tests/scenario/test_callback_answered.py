"""What the platform may send is answered once, recorded once, and never left without an answer."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.scenario.house import House, open_house
from tests.scenario.pushes import event_xml, pushing_at, records, text_xml

QUESTION = "退货期限是多少天"


async def test_repeated_push_gets_the_same_bytes_and_one_record(either_house: House) -> None:
    """Three at once and once more later, as the platform repeats what it thinks is lost."""
    push = pushing_at(either_house)
    body = text_xml(QUESTION, 7)
    answers = [*await push.together(body, 3), await push.send(body)]

    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert "7 天" in answers[0].text
    assert await records(either_house) == [QUESTION]


async def test_repeat_with_the_very_same_signature_gets_the_stored_reply(house: House) -> None:
    """Inside the age limit it is a repeat, beyond it a stranger's."""
    push = pushing_at(house)
    query = push.query()
    first, again = [await push.send(text_xml(QUESTION), query) for _ in range(2)]
    house.clock.forward(seconds=400)

    assert (first.status, again.body) == (200, first.body)
    assert (await push.send(text_xml(QUESTION), query)).status == 403
    assert await records(house) == [QUESTION]


async def test_repeat_in_safe_mode_has_the_same_inner_reply(tmp_path: Path) -> None:
    """Encrypted anew, its CreateTime included the same."""
    async with open_house(tmp_path, mode="safe") as house:
        push = pushing_at(house)
        first, again = [await push.send_safe(text_xml(QUESTION)) for _ in range(2)]

        assert first.clear() == again.clear()
        assert first.body != again.body
        assert await records(house) == [QUESTION]


async def test_repeat_after_a_restart_gets_the_same_bytes(tmp_path: Path) -> None:
    """The reply comes from the file, not from memory."""
    async with open_house(tmp_path) as house:
        first = await pushing_at(house).send(text_xml(QUESTION))
    async with open_house(tmp_path) as house:
        again = await pushing_at(house).send(text_xml(QUESTION))

        assert again.body == first.body
        assert await records(house) == [QUESTION]


async def test_same_number_from_another_fan_is_another_message_or_the_same_answer(
    house: House,
) -> None:
    """Messages without a number are told apart by fan and second, events by their kind too."""
    push = pushing_at(house)
    other = "oTest0another0fan0by0hand000"
    for body in (
        text_xml(QUESTION, None),
        text_xml(QUESTION, None),
        text_xml(QUESTION, None, fan=other),
        event_xml("CLICK", "<EventKey>hours.store</EventKey>"),
        event_xml("CLICK", "<EventKey>hours.store</EventKey>"),
        event_xml("CLICK", "<EventKey>repair.request</EventKey>"),
    ):
        assert (await push.send(body)).status == 200

    assert sorted(await records(house)).count(QUESTION) == 2
    events = [event["type"] for event in await house.events()]
    assert events.count("menu_clicked") == 2


UNANSWERED = [
    (
        "LOCATION",
        "<Latitude>31.2</Latitude><Longitude>121.4</Longitude><Precision>9</Precision>",
    ),
    ("unsubscribe", "<EventKey></EventKey>"),
    ("VIEW", "<EventKey>https://www.veland.example/new</EventKey>"),
    ("TEMPLATESENDJOBFINISH", "<MsgID>1</MsgID><Status>success</Status>"),
    ("an_event_of_tomorrow", "<Something><Deep>1</Deep></Something>"),
]


async def test_events_that_take_no_reply_get_success(house: House) -> None:
    """And a repeat of them too."""
    push = pushing_at(house)
    for kind, fields in UNANSWERED:
        answers = [await push.send(event_xml(kind, fields)) for _ in range(2)]

        assert {(answer.status, answer.text) for answer in answers} == {(200, "success")}, kind


async def test_unknown_message_type_is_kept_and_answered_politely(house: House) -> None:
    body = text_xml("x").replace("<![CDATA[text]]>", "<![CDATA[hologram]]>")
    answer = await pushing_at(house).send(body)

    assert answer.status == 200
    assert "已收到您发来的内容" in answer.text
    assert len(await records(house)) == 1


async def test_hostile_words_come_back_harmless(house: House) -> None:
    """Any text a fan can type is answered with well-formed XML."""
    push = pushing_at(house)
    for number, words in enumerate(
        (
            "]]><evil/>".replace("]]>", "]]]]><![CDATA[>"),
            "{0.__class__}",
            "%s%n",
            "\u202e反",
            "1" * 9_000,
        )
    ):
        answer = await push.send(text_xml(words, 100 + number))

        assert answer.status == 200, words
        assert answer.text.startswith("<xml>")


async def test_database_gone_is_503_and_nothing_is_lost(tmp_path: Path) -> None:
    """Without a commit the platform is told to come again, and then it is answered."""
    async with open_house(tmp_path) as house:
        push = pushing_at(house)
        files = [tmp_path / name for name in ("bot.db", "bot.db-wal", "bot.db-shm")]
        away = tmp_path / "away"
        away.mkdir()
        await push.send(text_xml("你好", 1))
        for file in files:
            if file.exists():
                shutil.move(file, away / file.name)
        refused = await push.send(text_xml(QUESTION, 2))
        malformed = await push.send("<xml>")
        async with house.http.get(f"{house.root}/readyz") as response:
            state = await response.json()
            status = response.status
        for file in away.iterdir():
            shutil.move(file, tmp_path / file.name)
        mended = await push.send(text_xml(QUESTION, 2))

        assert (refused.status, malformed.status) == (503, 503)
        assert (status, state["parts"]["book"]) == (503, "ok")
        assert "gone" in state["parts"]["database"]
        assert mended.status == 200
        assert await records(house) == ["你好", QUESTION]


async def test_ready_names_the_book_and_the_rest(house: House) -> None:
    async with house.http.get(f"{house.root}/readyz") as response:
        state = await response.json()

    book = house.gateway.content.current.library.book
    assert set(state["parts"]) == {"database", "migrations", "clock", "book"}
    assert set(state["parts"].values()) == {"ok"}
    assert state["book"] == {
        "entries": len(book.entries),
        "version": book.version,
        "learned": True,
        "refused": 0,
    }


async def test_metrics_and_health_name_no_fan(house: House) -> None:
    push = pushing_at(house)
    await push.send(text_xml(QUESTION))
    pages = []
    for path in ("/metrics", "/healthz", "/readyz"):
        async with house.http.get(house.root + path) as response:
            assert response.status == 200
            pages.append(await response.text())

    assert "oTest0fan" not in "".join(pages)
    assert 'bot_decisions_total{handler="faq"} 1.0' in pages[0]
