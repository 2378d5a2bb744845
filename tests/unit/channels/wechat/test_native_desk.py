"""The platform's own desk: agents, sessions, records; and "typing" in the fan's chat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.wechat import native_desk as desk
from bot.errors import Declined, FanUnreachable, Misconfigured, Refused
from tests.unit.channels.wechat.fake_platform import FAN

LIN = "lin@brand"
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


async def test_agent_is_added_renamed_invited_and_removed(api, platform):
    await desk.add_agent(api, LIN, "林")
    await desk.rename_agent(api, LIN, "林小姐")
    await desk.invite_agent(api, LIN, "lin_wx")
    await desk.remove_agent(api, LIN)

    assert list(zip(platform.paths, platform.bodies, strict=True)) == [
        ("/customservice/kfaccount/add", {"kf_account": LIN, "nickname": "林"}),
        ("/customservice/kfaccount/update", {"kf_account": LIN, "nickname": "林小姐"}),
        ("/customservice/kfaccount/inviteworker", {"kf_account": LIN, "invite_wx": "lin_wx"}),
        ("/customservice/kfaccount/del", {"kf_account": LIN}),
    ]


@pytest.mark.parametrize(
    ("account", "nick"),
    [
        ("lin", "林"),
        ("longer_than_ten@brand", "林"),
        ("林@brand", "林"),
        (LIN, ""),
        (LIN, "字" * 17),
    ],
)
async def test_agent_over_the_limits_is_refused_before_the_call(api, platform, account, nick):
    with pytest.raises(Refused):
        await desk.add_agent(api, account, nick)

    assert platform.calls == []


async def test_agents_are_listed_with_who_is_online(api, platform):
    platform.answers = [
        {"kf_list": [{"kf_account": LIN, "kf_nick": "林", "kf_id": "1001", "kf_wx": "lin_wx"}]},
        {
            "kf_online_list": [
                {"kf_account": LIN, "status": 1, "kf_id": 1001, "accepted_case": 2},
                {"kf_account": "off@brand", "status": 0, "kf_id": 1002, "accepted_case": 0},
            ]
        },
    ]

    assert await desk.list_agents(api) == [
        desk.DeskAccount(account=LIN, nick="林", id="1001", wechat_id="lin_wx")
    ]
    assert await desk.online_agents(api) == [desk.OnlineAgent(LIN, "1001", 2)]


async def test_session_is_opened_found_and_closed(api, platform):
    platform.answers = [
        {"errcode": 0},
        {"errcode": 0, "kf_account": LIN, "createtime": 123456789},
        {"sessionlist": [{"createtime": 123456789, "openid": FAN}]},
        {"errcode": 0},
        {"errcode": 0, "kf_account": "", "createtime": 0},
    ]
    since = datetime.fromtimestamp(123456789, UTC)
    await desk.open_session(api, LIN, FAN)

    assert await desk.session_of(api, FAN) == desk.Session(LIN, FAN, since)
    assert await desk.sessions_of(api, LIN) == [desk.Session(LIN, FAN, since)]
    await desk.close_session(api, LIN, FAN)
    assert await desk.session_of(api, FAN) is None
    assert platform.bodies[0] == {"kf_account": LIN, "openid": FAN}


@pytest.mark.parametrize(
    ("number", "error"), [(65400, Misconfigured), (65402, Declined), (65415, Declined)]
)
async def test_refused_session_is_told_as_what_it_is(api, platform, number, error):
    platform.answers = [{"errcode": number, "errmsg": "as returned"}]
    with pytest.raises(error):
        await desk.open_session(api, LIN, FAN)


async def test_waiting_fans_are_counted(api, platform):
    platform.answers = [{"count": 150, "waitcaselist": [{"latest_time": 99, "openid": FAN}]}]
    waiting = await desk.waiting_fans(api)

    assert waiting == desk.Waiting(150, ((FAN, datetime.fromtimestamp(99, UTC)),))


def line(text: str, code: int = 2002) -> dict[str, object]:
    return {"openid": FAN, "opercode": code, "text": text, "time": 1400563710, "worker": LIN}


async def test_record_is_read_day_after_day_and_page_after_page(api, platform, monkeypatch):
    monkeypatch.setattr(desk, "RECORDS_AT_ONCE", 2)
    platform.answers = [
        {"recordlist": [line("a"), line("b", 2003)], "number": 2, "msgid": 20165267},
        {"recordlist": [line("c", 1000)], "number": 1, "msgid": 20165268},
        {"recordlist": [line("d")], "number": 1, "msgid": 2},
    ]
    read = desk.records(api, since=NOON, until=NOON + timedelta(hours=30))
    said = [one async for one in read]
    start = int(NOON.timestamp())

    assert [(one.text, one.by) for one in said] == [
        ("a", "agent"),
        ("b", "fan"),
        ("c", "other"),
        ("d", "agent"),
    ]
    assert [(body["starttime"], body["endtime"], body["msgid"]) for body in platform.bodies] == [
        (start, start + 86_400, 1),
        (start, start + 86_400, 20165267),
        (start + 86_401, start + 30 * 3600, 1),
    ]


async def test_record_that_ends_before_it_begins_is_refused(api, platform):
    with pytest.raises(Refused):
        await anext(desk.records(api, since=NOON, until=NOON))

    assert platform.calls == []


async def test_typing_is_shown_and_taken_back(api, platform):
    await api.typing(FAN)
    await api.typing(FAN, shown=False)

    assert platform.paths == ["/cgi-bin/message/custom/typing"] * 2
    assert [body["command"] for body in platform.bodies] == ["Typing", "CancelTyping"]


@pytest.mark.parametrize("number", [45015, 45047, 45072, 45080, 45081])
async def test_typing_that_cannot_be_shown_now_passes_quietly(api, platform, number):
    platform.answers = [{"errcode": number, "errmsg": "as returned"}]
    await api.typing(FAN)

    assert len(platform.calls) == 1


async def test_typing_to_nobody_is_told(api, platform):
    platform.answers = [{"errcode": 40003, "errmsg": "invalid openid"}]
    with pytest.raises(FanUnreachable):
        await api.typing(FAN)
