"""The account at the platform by REST: fans, service messages, signed pages, quotas."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.simulator.faults import ApiFault
from bot.web.api.keys import hash_key
from bot.web.context import HANDOFFS
from tests.scenario.house import APP_ID, House

KEY = "wsg_admin_of_the_tests"
GOOD = {"thing1": "恒隆广场店", "time2": "2026年10月1日 15:01", "name3": "林小姐"}


@pytest.fixture
async def opened(house: House) -> House:
    """A fan who wrote, and an admin key."""
    await house.gateway.stores.keys.add_key(
        "crm", scope="admin", agent=None, secret_hash=hash_key(KEY), at=house.clock.now()
    )
    house.keys["crm"] = KEY
    await house.do("follow", source="search")
    await house.say("您好")
    return house


async def call(house: House, method: str, path: str, body: object = None, **headers: str) -> Any:
    return await house.api(method, f"/v1{path}", body, as_="crm", **headers)


async def pid_of(house: House) -> str:
    _, listed = await call(house, "GET", "/conversations")
    return str(listed["items"][0]["pid"])


async def template_of(house: House) -> str:
    """The id of a template that the account has."""
    made = await house.gateway.api.post(
        "/cgi-bin/template/api_add_template", {"template_id_short": "TM00303"}
    )
    return str(made["template_id"])


async def notice_of(house: House, *, accepted: int) -> str:
    """The id of a notice that the fan accepted so many times."""
    made = await house.gateway.api.post(
        "/wxaapi/newtmpl/addtemplate", {"tid": "1462", "kidList": [1, 2], "sceneDesc": "预约"}
    )
    notice = str(made["priTmplId"])
    house.platform.state.accepted[house.fan()] = {notice: accepted}
    return notice


async def cards(house: House, kind: str) -> list[dict[str, Any]]:
    return [bubble for bubble in await house.chat() if bubble["kind"] == kind]


async def test_template_reaches_the_fan_once_for_one_key(opened: House) -> None:
    pid, template = await pid_of(opened), await template_of(opened)
    body = {"pid": pid, "template_id": template, "data": GOOD}
    first = await call(opened, "POST", "/templates/send", body, Idempotency_Key="visit-12")
    again = await call(opened, "POST", "/templates/send", body, Idempotency_Key="visit-12")
    other = await call(
        opened,
        "POST",
        "/templates/send",
        body | {"data": GOOD | {"thing1": "国金店"}},
        Idempotency_Key="visit-12",
    )
    told = [event for event in await opened.events() if event["props"].get("via") == "template"]

    assert first[0] == 202
    assert first[1]["state"] == "sent"
    assert first[1]["platform_id"]
    assert again == first
    assert (other[0], other[1]["reason"]) == (400, "key")
    assert len(await cards(opened, "template")) == 1
    assert [(event["type"], event["outcome"]) for event in told] == [("message_sent", "sent")]
    assert opened.fan() not in str(told) + str(first)


async def test_every_field_at_fault_is_named_and_nothing_is_sent(opened: House) -> None:
    body = {
        "pid": await pid_of(opened),
        "template_id": await template_of(opened),
        "data": {"thing1": "字" * 21, "time2": "明天", "name3": "全场8折", "first": "您好"},
        "url": "https://elsewhere.example/x",
    }
    status, problem = await call(opened, "POST", "/templates/send", body)

    assert (status, problem["reason"]) == (422, "fields")
    assert [(fault["field"], fault["code"]) for fault in problem["fields"]] == [
        ("thing1", "type"),
        ("time2", "type"),
        ("name3", "type"),
        ("first", "unknown_field"),
        ("url", "domain"),
    ]
    assert all(fault["message"] and fault["remedy"] for fault in problem["fields"])
    assert await cards(opened, "template") == []


async def test_marketing_in_a_template_is_refused_before_the_platform_sees_it(
    opened: House,
) -> None:
    body = {
        "pid": await pid_of(opened),
        "template_id": "any",
        "data": {"thing1": "领取优惠券"},
    }
    status, problem = await call(opened, "POST", "/templates/send", body)

    assert (status, problem["fields"][0]["code"]) == (422, "marketing")


async def test_notice_is_sent_as_often_as_the_fan_accepted(opened: House) -> None:
    notice = await notice_of(opened, accepted=1)
    body = {
        "pid": await pid_of(opened),
        "template_id": notice,
        "data": {"thing1": {"value": "恒隆广场店"}, "time2": {"value": "15:01"}},
    }
    sent = await call(opened, "POST", "/notices/send", body, Idempotency_Key="n1")
    repeated = await call(opened, "POST", "/notices/send", body, Idempotency_Key="n1")
    refused = await call(opened, "POST", "/notices/send", body, Idempotency_Key="n2")
    opened.platform.state.accepted[opened.fan()] = {notice: 1}
    retried = await call(opened, "POST", "/notices/send", body, Idempotency_Key="n2")

    assert (sent[0], sent[1]["state"]) == (202, "sent")
    assert repeated == sent
    assert (refused[0], refused[1]["reason"], refused[1]["errcode"]) == (
        422,
        "fan_unreachable",
        43101,
    )
    assert refused[1]["rid"]
    assert (retried[0], retried[1]["state"]) == (202, "sent")
    assert len(await cards(opened, "notice_card")) == 2


async def test_notice_cut_off_on_its_way_shows_its_doubt_and_is_not_sent_again(
    opened: House,
) -> None:
    notice = await notice_of(opened, accepted=-1)
    body = {
        "pid": await pid_of(opened),
        "template_id": notice,
        "data": {"thing1": "国金店", "time2": "9:00"},
    }
    opened.platform.faults.calls.append(
        ApiFault(path="message/subscribe/bizsend", reset=True, after=True)
    )
    first = await call(opened, "POST", "/notices/send", body, Idempotency_Key="n1")
    again = await call(opened, "POST", "/notices/send", body, Idempotency_Key="n1")

    assert (first[0], first[1]["state"], first[1]["reason"]) == (202, "unknown", "interrupted")
    assert again == first
    assert len(await cards(opened, "notice_card")) == 1


async def test_fan_is_named_tagged_and_blocked_by_pid(opened: House) -> None:
    pid = await pid_of(opened)
    renamed = await call(opened, "PUT", f"/fans/{pid}/remark", {"remark": "林女士"})
    tagged = await call(opened, "POST", f"/fans/{pid}/tags", {"add": ["门店", "新品"]})
    untagged = await call(opened, "POST", f"/fans/{pid}/tags", {"remove": ["新品"]})
    _, seen = await call(opened, "GET", f"/fans/{pid}")
    blocked = await call(opened, "POST", f"/fans/{pid}/block")
    fan = opened.platform.state.fans[opened.fan()]
    was_blocked = fan.blacklisted
    freed = await call(opened, "DELETE", f"/fans/{pid}/block")

    assert {status for status, _ in (renamed, tagged, untagged, blocked, freed)} == {200}
    assert seen["following"] is True
    assert (seen["remark"], seen["tags"], seen["source"]) == (
        "林女士",
        ["门店"],
        "ADD_SCENE_SEARCH",
    )
    assert (was_blocked, fan.blacklisted) == (True, False)
    assert opened.fan() not in str(seen)
    entries = await opened.gateway.stores.audit.list_entries()
    acts = [entry for entry in entries if entry.action.startswith("fan_")]
    assert [str(act.action) for act in acts] == ["fan_blocked", "fan_unblocked"]
    assert {(act.who, act.people) for act in acts} == {("crm", 1)}
    assert pid not in str(acts)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "reason"),
    [
        ("PUT", "remark", {"remark": "字" * 10}, 422, "too_long"),
        ("PUT", "remark", {"remark": 1}, 400, "json"),
        ("PUT", "remark", {}, 400, "json"),
        ("POST", "tags", {}, 422, "empty"),
        ("POST", "tags", {"add": "shop"}, 400, "json"),
        ("POST", "tags", {"add": ["x"] * 21}, 422, "too_many"),
        ("POST", "tags", {"add": ["字" * 11]}, 422, "too_long"),
        ("POST", "tags", {"remove": ["nothing"]}, 422, "tag"),
    ],
)
async def test_what_does_not_fit_a_fan_is_refused_in_words(
    opened: House, method: str, path: str, body: object, status: int, reason: str
) -> None:
    found = await call(opened, method, f"/fans/{await pid_of(opened)}/{path}", body)

    assert (found[0], found[1]["reason"]) == (status, reason)
    assert found[1]["remedy"]


async def test_unknown_fan_is_not_found_anywhere(opened: House) -> None:
    for pid in ("nobody", opened.fan(), "%00"):
        status, _ = await call(opened, "GET", f"/fans/{pid}")
        assert status == 404
    body = {"pid": opened.fan(), "template_id": "t", "data": {"thing1": "好"}}

    assert (await call(opened, "POST", "/templates/send", body))[0] == 404


async def test_page_is_signed_with_the_accounts_ticket(opened: House) -> None:
    status, signed = await call(opened, "GET", "/jssdk?url=https://brand.example/a?b=1%23c")
    ticket = opened.platform.state.grants.tickets["jsapi"][0]
    whole = (
        f"jsapi_ticket={ticket}&noncestr={signed['nonce']}"
        f"&timestamp={signed['timestamp']}&url=https://brand.example/a?b=1"
    )

    assert (status, signed["app_id"]) == (200, APP_ID)
    assert signed["url"] == "https://brand.example/a?b=1"
    assert signed["signature"] == hashlib.sha1(whole.encode()).hexdigest()
    assert ticket not in str(signed)
    assert (await call(opened, "GET", "/jssdk?url=brand"))[0] == 422
    assert (await call(opened, "GET", "/jssdk"))[0] == 422


async def test_quota_is_shown_and_cleared_until_the_month_is_used_up(opened: House) -> None:
    path = "/cgi-bin/user/get"
    await opened.gateway.api.get(path)
    before = await call(opened, "GET", f"/platform/quota?path={path}")
    cleared = await call(opened, "POST", "/platform/quota/clear", {"path": path})
    after = await call(opened, "GET", f"/platform/quota?path={path}")
    rounds = [await call(opened, "POST", "/platform/quota/clear", {"all": True}) for _ in range(11)]

    assert before == (200, {"path": path, "limit": 500, "used": 1, "left": 499})
    assert cleared == (200, {"cleared": path})
    assert after[1]["used"] == 0
    assert [status for status, _ in rounds] == [200] * 10 + [429]
    assert "month" in rounds[-1][1]["detail"]
    assert (await call(opened, "GET", "/platform/quota?path=user"))[0] == 422
    assert (await call(opened, "GET", "/platform/quota?path=/cgi-bin/nothing"))[0] == 422


@pytest.mark.parametrize(
    ("errcode", "status", "code"),
    [
        (-1, 503, "platform_busy"),
        (45009, 429, "rate_limited"),
        (48001, 502, "misconfigured"),
        (40249, 422, "declined"),
        (43004, 422, "fan_unreachable"),
        (47001, 502, "bad_request"),
        (99999, 502, "platform_error"),
    ],
)
async def test_refusal_of_the_platform_becomes_a_problem(
    opened: House, errcode: int, status: int, code: str
) -> None:
    opened.platform.faults.calls.append(ApiFault(path="message/template/send", errcode=errcode))
    body = {"pid": await pid_of(opened), "template_id": "t", "data": {"thing1": "好"}}
    found, problem = await call(opened, "POST", "/templates/send", body)

    assert (found, problem["code"], problem["errcode"]) == (status, code, errcode)
    assert problem["remedy"]


async def test_only_admin_keys_reach_the_account(opened: House) -> None:
    await opened.agent("lin")
    for method, path in (
        ("GET", "/v1/fans/x"),
        ("POST", "/v1/templates/send"),
        ("POST", "/v1/notices/send"),
        ("GET", "/v1/jssdk?url=https://a.example"),
        ("POST", "/v1/platform/quota/clear"),
    ):
        assert (await opened.api(method, path, as_="lin"))[0] == 403


async def test_answers_are_as_the_document_says(opened: House) -> None:
    pid, template = await pid_of(opened), await template_of(opened)
    _, document = await opened.api("GET", "/openapi.json")
    message = {"pid": pid, "template_id": template, "data": GOOD}
    for method, path, described, body, status in (
        ("GET", f"/fans/{pid}", "/fans/{pid}", None, "200"),
        ("POST", "/templates/send", "/templates/send", message, "202"),
        ("GET", "/jssdk?url=https://a.example", "/jssdk", None, "200"),
        ("GET", "/platform/quota?path=/cgi-bin/user/get", "/platform/quota", None, "200"),
    ):
        found, told = await call(opened, method, path, body)
        answer = document["paths"][f"/api/v1{described}"][method.lower()]["responses"][status]
        schema = answer["content"]["application/json"]["schema"]

        assert str(found) == status, told
        Draft202012Validator({**schema, "components": document["components"]}).validate(told)


async def test_fan_who_wrote_just_now_sees_typing_when_an_agent_takes_over(opened: House) -> None:
    await opened.agent("lin")
    calls = opened.platform.wire

    async def claimed(number: int, *, later_s: int) -> list[str]:
        fan = opened.fan(number)
        await opened.do("follow", fan, source="search")
        await opened.say("人工", fan)
        opened.clock.forward(seconds=later_s)
        _, queue = await opened.api("GET", "/v1/handoffs?state=queued", as_="lin")
        handoff = queue["items"][0]["id"]
        status, _ = await opened.api("POST", f"/v1/handoffs/{handoff}/claim", {}, as_="lin")
        assert status == 200
        await wait_for_typing(opened)
        return [entry["label"] for entry in calls if "typing" in str(entry.get("label"))]

    assert len(await claimed(1, later_s=5)) == 1
    assert len(await claimed(2, later_s=60)) == 1


async def wait_for_typing(house: House) -> None:
    """What a claim started beside itself has ended."""
    await asyncio.gather(*house.gateway.app[HANDOFFS]._typing)
