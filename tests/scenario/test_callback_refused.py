"""What does not come from the platform, or cannot be read, is turned away and leaves no trace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.scenario.house import House, open_house
from tests.scenario.pushes import Answered, Pushing, event_xml, pushing_at, records, text_xml

HELLO = text_xml("你好")


@pytest.fixture
async def push(house: House) -> Pushing:
    return pushing_at(house)


def bad_events(folder: Path) -> list[str]:
    engine = create_engine(f"sqlite:///{folder / 'bot.db'}")
    try:
        with engine.connect() as connection:
            return [row.reason for row in connection.execute(text("SELECT reason FROM bad_event"))]
    finally:
        engine.dispose()


async def test_unproven_pushes_get_one_status_and_one_body(push: Pushing, tmp_path: Path) -> None:
    """Missing, wrong, stale and future: nobody can tell from the answer which it was."""
    # The test itself takes a while: further ahead than it lasts.
    long_ago, ahead = str(push.now_s - 301), str(push.now_s + 400)
    queries = [
        {"x": "1"},
        push.query(signature=""),
        push.query(signature="0" * 40),
        push.query(signature="é"),
        push.query(nonce=""),
        push.query(nonce="changed"),
        push.query(timestamp=long_ago),
        push.query(timestamp=ahead),
        push.query(timestamp="soon"),
        push.query(timestamp="١٧٩٠٠٠٠٠٠٠"),
        push.query(encrypt_type="aes"),
    ]
    answers = [await push.send(HELLO, query) for query in queries]

    assert {(answer.status, answer.body) for answer in answers} == {(403, b"forbidden")}
    assert bad_events(tmp_path) == []


async def test_nothing_unsigned_is_recorded(house: House, push: Pushing) -> None:
    """Only a counter tells of it."""
    await push.send(HELLO, push.query(signature="0" * 40))
    await push.send("<<<", push.query(signature="0" * 40))

    assert await records(house) == []
    async with house.http.get(f"{house.root}/metrics") as response:
        assert 'bot_pushes_total{outcome="forbidden"} 2.0' in await response.text()


async def test_too_large_bodies_are_refused_before_all_else(push: Pushing, tmp_path: Path) -> None:
    """65 536 bytes are read, one more is 413 whatever the signature and however it is sent."""
    fits = HELLO.encode().ljust(65_536)

    async def in_chunks() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b"x" * 1_000

    unsigned = push.query(signature="0" * 40)
    async with push.http.post(f"{push.root}/wechat", data=in_chunks(), params=unsigned) as response:
        chunked = response.status

    assert (await push.send(fits)).status == 200
    assert (await push.send(fits + b" ")).status == 413
    assert (await push.send(fits + b" ", unsigned)).status == 413
    assert chunked == 413
    assert bad_events(tmp_path) == []


UNREADABLE = [
    b"",
    b"not xml",
    b"<xml><a></xml>",
    b"<!DOCTYPE x><xml></xml>",
    b'<!DOCTYPE x [<!ENTITY e "x">]><xml>&e;</xml>',
    '<?xml version="1.0" encoding="GBK"?><xml>你好</xml>'.encode("gbk"),
    "<xml>你好</xml>".encode("gbk"),
    HELLO.replace("你好", "a\0b").encode(),
    b"<xml>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</xml>",
    b"<xml></xml>",
    HELLO.replace("<MsgType>", "<MsgType>a</MsgType><MsgType>").encode(),
    b'{"ToUserName": "gh_1"}',
]


async def test_signed_but_unreadable_is_400_and_kept_for_us(
    house: House, push: Pushing, tmp_path: Path
) -> None:
    """The platform really sent it, so that somebody should look at it."""
    answers = [await push.send(body) for body in UNREADABLE]

    assert [(answer.status, answer.body) for answer in answers] == [(400, b"malformed")] * len(
        UNREADABLE
    )
    assert len(bad_events(tmp_path)) == len(UNREADABLE)
    assert await records(house) == []


async def test_safe_mode_takes_nothing_but_what_it_can_open(tmp_path: Path) -> None:
    """Plain text, another app id, a wrong body signature, a cut text: all the same 403."""
    async with open_house(tmp_path, mode="safe") as house:
        push = pushing_at(house)
        query = push.query(encrypt_type="aes")
        answers = [
            await push.send(HELLO),
            await push.send(HELLO, push.query(encrypt_type="raw")),
            await push.send_safe(HELLO, app_id="wx0000000000000000"),
            await push.send_safe(HELLO, msg_signature="0" * 40),
            await push.send_safe(HELLO, signature="0" * 40),
            await push.send("<xml><Encrypt>AAAA</Encrypt></xml>", {**query, "msg_signature": "x"}),
        ]
        malformed = await push.send_safe("<xml><a></xml>")

        assert {(answer.status, answer.body) for answer in answers} == {(403, b"forbidden")}
        assert malformed.status == 400
        assert (await push.send_safe(HELLO)).status == 200
        assert await records(house) == ["你好"]


async def test_address_check_echoes_only_what_is_signed(push: Pushing) -> None:
    """Saving the address twice with the same values works; nothing unsigned is echoed."""

    async def check(query: dict[str, str]) -> Answered:
        return await push.send(b"", query, method="GET")

    query = push.query() | {"echostr": "4375120948345356249"}
    answers = [await check(query), await check(query)]
    refused = [
        await check(query | {"signature": "0" * 40}),
        await check(push.query()),
        await check({"echostr": "1"}),
        await check(push.query(timestamp=str(push.now_s - 400)) | {"echostr": "1"}),
    ]

    assert {(answer.status, answer.text) for answer in answers} == {(200, query["echostr"])}
    assert {(answer.status, answer.body) for answer in refused} == {(403, b"forbidden")}


async def test_other_methods_are_refused(push: Pushing) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert (await push.send(HELLO, method=method)).status == 405


async def test_body_cut_off_in_the_middle_harms_nobody(house: House, push: Pushing) -> None:
    """The next push is answered as if nothing had been."""
    port = int(house.root.rpartition(":")[2])
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /wechat HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<xml>")
    await writer.drain()
    writer.close()
    await writer.wait_closed()

    assert (await push.send(HELLO)).status == 200


async def test_stale_pushes_tell_of_a_wrong_clock_until_a_good_one_comes(
    house: House, push: Pushing
) -> None:
    """Well signed but stale means a skewed clock; an old push sent again by a stranger does not."""

    async def readiness() -> tuple[int, str]:
        async with house.http.get(f"{house.root}/readyz") as response:
            return response.status, (await response.json())["parts"]["clock"]

    async def stale(seconds: int) -> None:
        await push.send(HELLO, push.query(timestamp=str(push.now_s - 3_600 + seconds)))

    old = push.query(timestamp=str(push.now_s - 3_600))
    for _ in range(5):
        await push.send(HELLO, old)
    repeated_by_a_stranger = await readiness()
    for second in range(3):
        await stale(second)
    status, reason = await readiness()
    await push.send(event_xml("VIEW"))

    assert repeated_by_a_stranger == (200, "ok")
    assert status == 503
    assert "differ by 35" in reason or "differ by 36" in reason
    assert await readiness() == (200, "ok")
