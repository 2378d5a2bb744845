"""The REST interface as an integrator meets it: pages, faults, and what its document promises."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from yarl import URL

from bot.store.database import Database
from bot.web.api.keys import hash_key
from tests.scenario.house import House

PROBLEM = "application/problem+json"


@pytest.fixture
async def served(house: House) -> House:
    """Two agents; one fan is with lin, another waits; an admin key."""
    await house.agent("lin")
    await house.agent("chen")
    for number in (0, 1):
        fan = house.fan(number)
        await house.do("follow", fan, source="search")
        await house.say("人工", fan)
    queue = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    await house.api("POST", f"/v1/handoffs/{queue[1]['items'][0]['id']}/claim", {}, as_="lin")
    return house


async def raw(house: House, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
    """Status, type and body of a call with lin's key."""
    sent = {"Authorization": f"Bearer {house.keys['lin']}", **headers}
    async with house.http.request(
        method, f"{house.root}{path}", data=body, headers=sent
    ) as response:
        return response.status, response.content_type, await response.json()


async def pages(house: House, path: str, as_: str) -> list[list[dict[str, Any]]]:
    """Every page, by its cursor."""
    found, after = [], ""
    while True:
        status, page = await house.api("GET", f"{path}?after={after}" if after else path, as_=as_)
        assert status == 200
        found.append(page["items"])
        after = page["next"]
        if after is None:
            return found


async def test_pages_hold_everything_once(served: House) -> None:
    """A message more than a page: the cursor leads on, and its end is null."""
    fan = served.fan(1)
    for number in range(60):
        await served.say(f"第 {number} 句", fan)
    (conversation,) = {
        item["conversation_id"]
        for item in (await served.api("GET", "/v1/handoffs?state=queued", as_="lin"))[1]["items"]
    }
    messages = await pages(served, f"/v1/conversations/{conversation}/messages", "lin")

    ids = [message["id"] for page in messages for message in page]
    assert len(messages) >= 2
    assert len(messages[0]) == 50
    assert ids == sorted(set(ids))
    assert sum(m["direction"] == "in" for page in messages for m in page) >= 60


async def test_wrong_cursors_are_400(served: House) -> None:
    for path in ("/api/v1/conversations", "/api/v1/handoffs"):
        for after in ("x", "-1", "1.5", "٣", "9" * 19, "1;drop", "%00", "%ff"):
            status, kind, problem = await raw(served, "GET", f"{path}?after={after}")

            assert (status, kind, problem["status"]) == (400, PROBLEM, 400), after


FAULTS = [
    ("GET", "/api/v1/nothing", 404),
    ("GET", "/api/", 404),
    ("POST", "/api/v2/events", 404),
    ("GET", "/api/v1/conversations/0/messages", 404),
    ("GET", "/api/v1/conversations/-1/messages", 404),
    ("GET", "/api/v1/conversations/999999999999999999/messages", 404),
    ("GET", f"/api/v1/conversations/{'9' * 40}/messages", 404),
    ("POST", "/api/v1/handoffs/999/claim", 404),
    ("POST", "/api/v1/handoffs/%00/close", 404),
    ("GET", "/api/v1/handoffs?state=sleeping", 400),
    ("PUT", "/api/v1/handoffs", 405),
    ("DELETE", "/api/v1/conversations", 405),
    ("GET", "/api/v1/handoffs/1/claim", 405),
    ("POST", "/api/openapi.json", 405),
]


async def test_faults_are_problems(served: House) -> None:
    for method, path, status in FAULTS:
        found, kind, problem = await raw(served, method, path)

        assert (found, kind, problem["status"]) == (status, PROBLEM, status), path
        assert problem["title"]


UNFIT = [
    (b"{", 400),
    (b"[]", 400),
    (b"\xff", 400),
    (b"[" * 5_000, 400),
    (b"{}", 400),
    (b'{"text": 1}', 400),
    (b'{"text": ""}', 422),
    (b'{"text": "   "}', 422),
    ('{"text": "' + "字" * 1_000 + '"}', 422),
    (b'{"text": "a\\u0000b"}', 422),
    (b'{"text": "\\ud800"}', 400),
    (b'{"text": "' + b"x" * 70_000 + b'"}', 413),
]


async def test_unfit_messages_are_refused(served: House) -> None:
    _, active = await served.api("GET", "/v1/handoffs?state=active", as_="lin")
    path = f"/api/v1/conversations/{active['items'][0]['conversation_id']}/messages"
    for body, status in UNFIT:
        data = body if isinstance(body, bytes) else str(body).encode()
        found, kind, problem = await raw(served, "POST", path, data)

        assert (found, kind) == (status, PROBLEM), data[:40]
        assert problem["title"]


async def test_idempotency_key_has_a_sensible_length(served: House) -> None:
    _, active = await served.api("GET", "/v1/handoffs?state=active", as_="lin")
    path = f"/v1/conversations/{active['items'][0]['conversation_id']}/messages"
    body = {"text": "您好"}

    status, _ = await served.api("POST", path, body, as_="lin", Idempotency_Key="k" * 201)
    assert status == 400
    status, _ = await served.api("POST", path, body, as_="lin", Idempotency_Key="k" * 200)
    assert status == 202


async def test_idempotency_key_stands_for_one_text(served: House) -> None:
    _, active = await served.api("GET", "/v1/handoffs?state=active", as_="lin")
    path = f"/v1/conversations/{active['items'][0]['conversation_id']}/messages"
    first = await served.api("POST", path, {"text": "您好"}, as_="lin", Idempotency_Key="k")
    again = await served.api("POST", path, {"text": "您好"}, as_="lin", Idempotency_Key="k")
    other = await served.api("POST", path, {"text": "再见"}, as_="lin", Idempotency_Key="k")

    assert (first[0], again[0]) == (202, 202)
    assert first[1]["id"] == again[1]["id"]
    assert (other[0], other[1]["reason"]) == (400, "key")


async def spoken(house: House, head: bytes, body: bytes = b"") -> int:
    """The status of a request sent byte by byte, as no client would."""
    address = URL(house.root)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    length = b"Host: desk\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    writer.write(head + length + body)
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    return int(answer.split()[1])


async def test_headers_that_are_no_text_are_refused(served: House) -> None:
    _, active = await served.api("GET", "/v1/handoffs?state=active", as_="lin")
    send = b"POST /api/v1/conversations/%d/messages HTTP/1.1\r\nAuthorization: Bearer %b\r\n" % (
        active["items"][0]["conversation_id"],
        served.keys["lin"].encode(),
    )
    wrong_key = b"GET /api/v1/handoffs HTTP/1.1\r\nAuthorization: Bearer \xff\r\n"

    assert await spoken(served, wrong_key) == 401
    assert await spoken(served, send + b"Idempotency-Key: \xff\r\n", b'{"text": "a"}') == 400


async def test_state_that_is_none_is_named_with_those_that_are(served: House) -> None:
    status, problem = await served.api("GET", "/v1/handoffs?state=queued,sleeping", as_="lin")
    _, twice = await served.api("GET", "/v1/handoffs?state=queued,queued,", as_="lin")

    assert (status, problem["reason"]) == (400, "syntax")
    assert "'sleeping'" in problem["detail"]
    assert "callback" in problem["remedy"]
    assert len(twice["items"]) == 1


async def test_list_of_handoffs_reads_their_windows_in_one_go(
    served: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read = Database.read

    def counted(database: Database) -> Any:
        reads.append("read")
        return read(database)

    monkeypatch.setattr(Database, "read", counted)

    async def reads_of(path: str) -> int:
        # The gateway's own loops read now and then as well: the least of a few looks counts.
        counts = []
        for _ in range(4):
            reads.clear()
            await served.api("GET", path, as_="lin")
            counts.append(len(reads))
        return min(counts)

    _, listed = await served.api("GET", "/v1/handoffs", as_="lin")

    assert [item["quota_left"] for item in listed["items"]] == [5, 5]
    assert await reads_of("/v1/handoffs") == await reads_of("/v1/handoffs?state=active")


async def test_only_the_owner_writes(served: House) -> None:
    _, active = await served.api("GET", "/v1/handoffs?state=active", as_="chen")
    path = f"/v1/conversations/{active['items'][0]['conversation_id']}/messages"
    status, problem = await served.api("POST", path, {"text": "您好"}, as_="chen")

    assert (status, problem["winner"]) == (409, "lin")


async def test_method_not_known_names_those_that_are(served: House) -> None:
    async with served.http.put(f"{served.root}/api/v1/conversations/1/messages") as response:
        assert response.status == 405
        assert response.headers["Allow"] == "GET, POST"


async def test_unknown_label_is_refused_in_words(served: House) -> None:
    _, active = await served.api("GET", "/v1/handoffs?state=active", as_="lin")
    path = f"/v1/handoffs/{active['items'][0]['id']}/close"
    status, problem = await served.api("POST", path, {"label": "x"}, as_="lin")

    assert (status, problem["reason"]) == (422, "label")


async def test_responses_are_as_the_document_says(served: House) -> None:
    """Every list and verb against its own schema, and every route is in the document."""
    _, document = await served.api("GET", "/openapi.json")

    def fits(body: object, path: str, method: str, status: str) -> None:
        answer = document["paths"][path][method]["responses"][status]
        if "$ref" in answer:
            answer = document["components"]["responses"]["Problem"]
        (media,) = answer["content"].values()
        schema = {**media["schema"], "components": document["components"]}
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(body)

    _, active = await served.api("GET", "/v1/handoffs?state=active", as_="lin")
    handoff = active["items"][0]
    messages = f"/v1/conversations/{handoff['conversation_id']}/messages"
    calls = [
        ("GET", "/v1/conversations", "/api/v1/conversations", "200"),
        ("GET", "/v1/handoffs", "/api/v1/handoffs", "200"),
        ("GET", messages, "/api/v1/conversations/{id}/messages", "200"),
        ("POST", messages, "/api/v1/conversations/{id}/messages", "202"),
        ("POST", f"/v1/handoffs/{handoff['id']}/close", "/api/v1/handoffs/{id}/close", "200"),
        ("POST", f"/v1/handoffs/{handoff['id']}/claim", "/api/v1/handoffs/{id}/claim", "409"),
        ("GET", "/v1/handoffs?after=x", "/api/v1/handoffs", "400"),
        ("GET", "/v1/events", "/api/v1/events", "403"),
    ]
    for method, path, template, wanted in calls:
        body = {"text": "您好"} if wanted == "202" else {} if method == "POST" else None
        status, told = await served.api(method, path, body, as_="lin")
        assert str(status) == wanted, (path, told)
        fits(told, template, method.lower(), wanted)

    routes = {
        (route.resource.canonical, route.method.lower())
        for route in served.gateway.app.router.routes()
        if route.resource is not None
        and route.resource.canonical.startswith("/api/v1")
        and route.method in {"GET", "POST", "PUT", "DELETE"}
    }
    described = {
        (path, method)
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert routes == described


async def test_events_are_paged_by_event_id(served: House) -> None:
    key = "wsg_events_of_the_tests"
    await served.gateway.stores.keys.add_key(
        "log", scope="events", agent=None, secret_hash=hash_key(key), at=served.clock.now()
    )
    _, whole = await served.api("GET", "/v1/events", as_=key)
    ids = [item["event_id"] for item in whole["items"]]
    _, rest = await served.api("GET", f"/v1/events?after={ids[2]}", as_=key)
    status, _ = await served.api("GET", "/v1/events?after=nothing", as_=key)
    for nonsense in ("%00", "%ff", "%ed%a0%80"):
        assert (await served.api("GET", f"/v1/events?after={nonsense}", as_=key))[0] == 404

    assert len(ids) > 5
    assert whole["next"] is None
    assert [item["event_id"] for item in rest["items"]] == ids[3:]
    assert status == 404
