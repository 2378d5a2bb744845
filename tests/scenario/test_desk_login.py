"""Agents log in, stay logged in, log out; nobody else gets in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.web.context import SETTINGS
from tests.scenario.desk_house import PASSWORD, House, hidden, open_house

PRIVATE = [
    ("GET", "/desk"),
    ("GET", "/desk/fragments/list"),
    ("GET", "/desk/fragments/conversation/1"),
    ("GET", "/desk/events"),
    ("GET", "/desk/ws"),
    ("POST", "/desk/logout"),
    ("POST", "/desk/handoffs/1/claim"),
    ("POST", "/desk/handoffs/1/close"),
    ("POST", "/desk/conversations/1/reply"),
    ("POST", "/desk/messages/1/reveal"),
    ("POST", "/desk/leads/1/reveal"),
]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def audited(house: House) -> list[tuple[str, str]]:
    async with house.database.read() as connection:
        rows = await connection.execute(text("SELECT action, who FROM audit ORDER BY id"))
        return [(row.action, row.who) for row in rows]


async def test_agent_logs_in_works_and_logs_out(house: House) -> None:
    lin = await house.hire("lin", display_name="林岚")
    answer = await lin.log_in()
    cookie = answer.cookies["desk_session"]

    assert (answer.status, answer.headers["Location"]) == (303, "/desk")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert "林岚" in await lin.page("/desk")
    assert (await lin.post("/desk/logout")).headers["Location"] == "/desk/login"
    assert (await lin.client.get("/desk/fragments/list")).status == 401
    assert await audited(house) == [("login", "lin"), ("logout", "lin")]


async def test_cookie_of_a_logged_out_session_is_worthless(house: House) -> None:
    lin = await house.staff("lin")
    stolen = {c.key: c.value for c in lin.client.session.cookie_jar if c.key == "desk_session"}
    await lin.post("/desk/logout")
    thief = await house.browser()

    assert (await thief.get("/desk/fragments/list", cookies=stolen)).status == 401


async def test_session_ends_after_twelve_hours_or_when_the_agent_is_disabled(house: House) -> None:
    lin, zhou = await house.staff("lin"), await house.staff("zhou")
    await house.stores.agents.disable_agent("zhou", at=house.clock.now())

    assert (await zhou.client.get("/desk/fragments/list")).status == 401
    assert (await zhou.log_in()).status == 401
    house.clock.forward(hours=11, minutes=59)
    assert (await lin.client.get("/desk/fragments/list")).status == 200
    house.clock.forward(minutes=2)
    assert (await lin.client.get("/desk/fragments/list")).status == 401


async def test_wrong_password_and_unknown_name_read_the_same(house: House) -> None:
    lin = await house.hire("lin")
    wrong = await lin.log_in("not the password at all")
    lin.agent = replace(lin.agent, name="nobody")
    unknown = await lin.log_in()

    assert (wrong.status, unknown.status) == (401, 401)
    assert (await wrong.text()).replace('value="lin"', 'value="nobody"') == await unknown.text()
    assert "用户名或密码不正确" in await unknown.text()
    assert await audited(house) == [("login_failed", "lin"), ("login_failed", "")]


async def test_sixth_wrong_try_within_twenty_seconds_waits(house: House) -> None:
    lin = await house.hire("lin")
    tries = [(await lin.log_in("wrong")).status for _ in range(6)]
    locked = await lin.log_in()
    house.clock.forward(seconds=21)

    assert tries == [401] * 5 + [429]
    assert (locked.status, "请稍等" in await locked.text()) == (429, True)
    assert (await lin.log_in()).status == 303


async def test_forwarded_addresses_count_only_from_trusted_proxies(house: House) -> None:
    lin = await house.hire("lin")

    async def try_from(address: str) -> int:
        lin.client.session.headers["X-Forwarded-For"] = address
        return (await lin.log_in("wrong")).status

    untrusted = [await try_from(f"198.51.100.{n}") for n in range(6)]
    house.clock.forward(seconds=21)
    settings = house.server.app[SETTINGS]
    object.__setattr__(settings, "trusted_proxies", ("127.0.0.0/8",))
    trusted = [await try_from(f"203.0.113.9, 198.51.100.{n}") for n in range(6)]

    assert untrusted == [401] * 5 + [429]
    assert trusted == [401] * 6


async def test_log_in_always_starts_a_new_session(house: House) -> None:
    lin = await house.hire("lin")
    lin.client.session.cookie_jar.update_cookies({"desk_session": "planted-by-an-attacker"})
    first = (await lin.log_in()).cookies["desk_session"].value
    page = await lin.page("/desk")
    lin.client.session.cookie_jar.clear()
    lin.client.session.cookie_jar.update_cookies({"desk_session": first})
    await lin.post("/desk/logout")
    second = (await lin.log_in()).cookies["desk_session"].value

    assert len({"planted-by-an-attacker", first, second}) == 3
    assert hidden(page, "csrf") != lin.csrf


async def test_forged_log_in_form_is_refused(house: House) -> None:
    lin = await house.hire("lin")
    form = hidden(await lin.page("/desk/login"), "csrf")
    fields = {"name": "lin", "password": PASSWORD}
    without = await lin.client.post("/desk/login", data=fields)
    foreign = await lin.client.post(
        "/desk/login", data={**fields, "csrf": form}, headers={"Origin": "https://evil.example"}
    )

    assert (without.status, foreign.status) == (403, 403)


async def test_without_log_in_nothing_is_shown_or_done(house: House) -> None:
    stranger = await house.browser()
    for method, path in PRIVATE:
        machine = await stranger.request(method, path, allow_redirects=False)
        browser = await stranger.request(
            method, path, headers={"Accept": "text/html"}, allow_redirects=False
        )

        assert (path, machine.status) == (path, 401)
        assert (browser.status, browser.headers["Location"]) == (303, "/desk/login")


async def test_forged_requests_are_refused(house: House) -> None:
    lin = await house.staff("lin")
    forgeries: list[tuple[str, dict[str, str]]] = [
        ("", {}),
        ("wrong", {}),
        (lin.csrf, {"Origin": "https://evil.example"}),
        (lin.csrf, {"Origin": "null"}),
        (lin.csrf, {"Sec-Fetch-Site": "cross-site"}),
    ]
    for path in (path for method, path in PRIVATE if method == "POST"):
        for token, headers in forgeries:
            fields = {"csrf": token, "text": "您好"}
            answer = await lin.client.post(path, data=fields, headers=headers)

            assert (path, headers, answer.status) == (path, headers, 403)


async def test_every_page_forbids_foreign_content(house: House) -> None:
    lin = await house.staff("lin")
    for path in ("/desk", "/desk/login", "/desk/static/desk.js", "/desk/nowhere", "/desk/events"):
        answer = await lin.client.get(path, allow_redirects=False)
        policy = answer.headers["Content-Security-Policy"]

        assert "default-src 'none'; script-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == ("no-cache" if "static" in path else "no-store")


async def test_under_https_cookies_are_secure_and_bound_to_the_host(house: House) -> None:
    object.__setattr__(house.server.app[SETTINGS], "public_url", "https://desk.example")
    lin = await house.browser()
    cookie = (await lin.get("/desk/login")).cookies["__Host-desk_form"]

    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


async def test_language_is_remembered(house: House) -> None:
    lin = await house.hire("lin")

    assert "Log in" in await lin.page("/desk/login?lang=en")
    assert "Log in" in await lin.page("/desk/login")
    assert "登录" in await lin.page("/desk/login?lang=zh")


async def spoken(house: House, head: bytes, body: bytes = b"") -> int:
    """The status of a request sent byte by byte, as no browser would."""
    reader, writer = await asyncio.open_connection(house.server.host, house.server.port)
    length = b"Host: desk\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    writer.write(head + length + body)
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    return int(answer.split()[1])


FORM = b"Content-Type: application/x-www-form-urlencoded"
LOGIN = b"POST /desk/login HTTP/1.1\r\n"


@pytest.mark.parametrize(
    ("head", "body", "status"),
    [
        (LOGIN + FORM + b"; charset=nonsense\r\n", b"name=a", 400),
        (LOGIN + FORM + b"\r\n", b"name=\xff", 400),
        (LOGIN + b"Content-Type: multipart/form-data\r\n", b"name=a", 400),
        (LOGIN + b"Content-Type: multipart/form-data; boundary=x\r\n", b"garbage", 400),
        (LOGIN + b"Cookie: desk_form=\xff\r\n" + FORM + b"\r\n", b"name=a&csrf=x", 403),
        (b"GET /desk/login HTTP/1.1\r\nCookie: desk_form=\xff\r\n", b"", 200),
        (b"GET /desk HTTP/1.1\r\nCookie: desk_session=\xff\r\n", b"", 401),
        (b"GET /desk/login HTTP/1.1\r\nCookie: desk_lang=\xff\r\n", b"", 200),
    ],
)
async def test_bytes_that_are_no_text_are_refused_and_break_nothing(
    house: House, head: bytes, body: bytes, status: int
) -> None:
    assert await spoken(house, head, body) == status


async def test_agents_own_session_does_not_make_nonsense_welcome(house: House) -> None:
    lin = await house.staff("lin")
    conversation, handoff = await house.fan_waits("雨")
    jar = lin.client.session.cookie_jar
    cookies = "; ".join(f"{item.key}={item.value}" for item in jar).encode()
    claim = b"POST /desk/handoffs/%d/claim HTTP/1.1\r\nCookie: " % handoff + cookies + b"\r\n"
    token = b"X-CSRF-Token: " + lin.csrf.encode() + b"\r\n"
    script = b"X-Desk: 1\r\n"

    assert await spoken(house, claim) == 403
    assert await spoken(house, claim + script) == 403
    assert await spoken(house, claim + script + b"X-CSRF-Token: \xff\r\n") == 403
    assert await spoken(house, claim + token + b"Origin: http://[\r\n") == 403
    assert await spoken(house, claim + token + b"Origin: null\r\n") == 403
    assert (await lin.post(f"/desk/handoffs/{handoff}/claim")).status == 303
    assert (await lin.say(conversation, "您\0好", key="a\0b")).status == 303
    assert ">您好</span>" in await lin.page(f"/desk?conversation={conversation}")
