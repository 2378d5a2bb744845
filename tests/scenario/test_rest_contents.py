"""A machine sends every type of customer-service message through the agent's one gate."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rules.contents import SENT, form_of
from bot.simulator.media import Medium
from tests.contents import SAMPLES
from tests.scenario.house import House

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
KINDS = {"media-1": "image", "media-2": "voice", "media-3": "video", "media-4": "thumb"}
REFUSED_BY_THE_PLATFORM = {"mpnews"}
"""Drafts have replaced it: its media ids are no longer given out."""


async def talking(house: House) -> str:
    """The path of a conversation that is with lin."""
    await house.agent("lin")
    await house.do("follow", source="search")
    await house.say("人工")
    _, queue = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    handoff = queue["items"][0]
    await house.api("POST", f"/v1/handoffs/{handoff['id']}/claim", {}, as_="lin")
    return f"/v1/conversations/{handoff['conversation_id']}/messages"


def uploaded(house: House, name: str) -> dict[str, Any]:
    """The sample in its written form, with media ids that the platform gave out."""
    form = form_of(SAMPLES[name])
    for key in ("media_id", "thumb_media_id"):
        kind = KINDS.get(form.get(key, ""))
        if kind:
            medium = Medium(kind=kind, content_type="image/png", created_at=house.clock.now())
            form[key] = house.platform.media.put(PNG, medium)
    return form


async def test_every_type_reaches_the_fan(house: House) -> None:
    path, seen = await talking(house), len(await house.chat())
    sent = [name for name in SENT if name not in REFUSED_BY_THE_PLATFORM]
    for name in sent:
        body = {"content": uploaded(house, name), "by_ai": True}
        status, message = await house.api("POST", path, body, as_="lin")

        assert status == 202, (name, message)
        assert (message["kind"], message["state"]) == (name, "pending")
        seen += 1
        bubble = (await house.until_chat(seen))[-1]
        assert (bubble["kind"], bubble["via"]) == (name, "custom")
        assert bubble["data"]["ai"] is True
        house.clock.forward(seconds=1)  # what was sent in the second of an act counts against it
        await house.say("好的")  # opens five more
        seen = len(await house.chat())
    _, listed = await house.api("GET", path, as_="lin")

    assert [item["kind"] for item in listed["items"] if item["actor"] == "agent"] == sent
    assert {item["state"] for item in listed["items"] if item["actor"] == "agent"} == {"sent"}


BAD = [
    ({"content": {"type": "sticker"}}, 400, "syntax"),
    ({"content": {"type": "link", "title": "x"}}, 400, "syntax"),
    ({"content": {"type": "image"}}, 400, "syntax"),
    ({"content": {"type": "image", "media_id": 1}}, 400, "syntax"),
    ({"content": "hello"}, 400, "syntax"),
    ({"content": {"type": "text", "text": "a"}, "text": "b"}, 400, "json"),
    ({"content": {"type": "text", "text": "a"}, "colour": "red"}, 400, "json"),
    ({"text": "a", "kf_account": 1}, 400, "json"),
    ({"text": "a", "by_ai": "yes"}, 400, "json"),
    ({"text": "a", "kf_account": "li"}, 422, "content"),
    ({"content": {"type": "text", "text": " "}}, 422, "empty"),
    ({"content": {"type": "text", "text": "字" * 700}}, 422, "too_long"),
    ({"content": {"type": "text", "text": "a\0"}}, 422, "text"),
    ({"content": {"type": "image", "media_id": " "}}, 422, "content"),
    ({"content": {"type": "news", "articles": []}}, 422, "content"),
    ({"content": {"type": "msgmenu", "items": [{"id": "a", "content": "b"}]}}, 422, "content"),
    ({"content": {"type": "transfer_customer_service"}}, 422, "content"),
]


async def test_what_wechat_would_refuse_is_told_and_spends_nothing(house: House) -> None:
    path = await talking(house)
    for body, wanted, reason in BAD:
        status, problem = await house.api("POST", path, body, as_="lin")

        assert (status, problem["reason"]) == (wanted, reason), body
        assert problem["detail"], body
        assert problem["remedy"], body
    _, handoffs = await house.api("GET", "/v1/handoffs", as_="lin")

    assert handoffs["items"][0]["quota_left"] == 5
    assert await house.gateway.stores.outbox.list_outbox("wxhouse0000000001") == []


@pytest.mark.parametrize("again", ["same", "other"])
async def test_repeated_content_is_one_message(house: House, again: str) -> None:
    path = await talking(house)
    menu = form_of(SAMPLES["msgmenu"])
    first = await house.api("POST", path, {"content": menu}, as_="lin", Idempotency_Key="k")
    repeat = {"content": menu} if again == "same" else {"content": menu, "by_ai": True}
    status, message = await house.api("POST", path, repeat, as_="lin", Idempotency_Key="k")

    assert first[0] == 202
    if again == "same":
        assert (status, message["id"]) == (202, first[1]["id"])
    else:
        assert (status, message["reason"]) == (400, "key")
