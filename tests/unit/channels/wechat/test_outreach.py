"""Template messages, notices and one-time subscriptions as they go out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.wechat import outreach
from bot.errors import Declined, DeliveryUnknown, FanUnreachable, RateLimited, Refused
from bot.model.outreach import Outreach
from tests.unit.channels.wechat.fake_platform import FAN

TEMPLATE = Outreach(
    kind="template",
    template_id="tpl",
    fields={"thing1": "维修完成", "time2": "15:01"},
    url="https://example.com/repair",
    app_id="wx0123456789abcdef",
    page_path="pages/repair?id=1",
)
ONCE = outreach.OneTime(template_id="one", scene=7, title="到货提醒", content="您要的颜色到店了")
SENT = {"errcode": 0, "errmsg": "ok", "msgid": 200228332}


async def test_template_goes_out_with_page_and_key(api, platform):
    platform.answers = [SENT]
    sent = await outreach.send_template(api, FAN, TEMPLATE, client_id="key-1")

    assert sent == "200228332"
    assert platform.paths == ["/cgi-bin/message/template/send"]
    assert platform.bodies == [
        {
            "touser": FAN,
            "template_id": "tpl",
            "data": {"thing1": {"value": "维修完成"}, "time2": {"value": "15:01"}},
            "miniprogram": {"appid": "wx0123456789abcdef", "pagepath": "pages/repair?id=1"},
            "url": "https://example.com/repair",
            "client_msg_id": "key-1",
        }
    ]


async def test_notice_names_its_page_otherwise(api, platform):
    notice = replace(TEMPLATE, kind="notice", app_id="", page_path="")
    platform.answers = [{"errcode": 0, "errmsg": "ok"}]

    assert await outreach.send_notice(api, FAN, notice) == ""
    assert platform.paths == ["/cgi-bin/message/subscribe/bizsend"]
    assert platform.bodies[0]["page"] == "https://example.com/repair"
    assert "url" not in platform.bodies[0]
    assert "miniprogram" not in platform.bodies[0]


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (43004, FanUnreachable),
        (43101, FanUnreachable),
        (43116, RateLimited),
        (40037, Declined),
        (40249, Declined),
        (47003, Declined),
    ],
)
async def test_refusals_are_told_as_what_they_are(api, platform, number, error):
    platform.answers = [{"errcode": number, "errmsg": "thing1.DATA is invalid"}]
    with pytest.raises(error):
        await outreach.send_template(api, FAN, TEMPLATE)


async def test_message_cut_off_on_its_way_is_in_doubt(api, platform):
    platform.answers = [502, 502]
    for send in (outreach.send_template, outreach.send_notice):
        with pytest.raises(DeliveryUnknown):
            await send(api, FAN, TEMPLATE)


async def test_key_longer_than_the_platform_takes_is_refused_before_the_call(api, platform):
    with pytest.raises(Refused, match="client_msg_id"):
        await outreach.send_template(api, FAN, TEMPLATE, client_id="x" * 33)

    assert platform.calls == []


async def test_templates_of_both_kinds_are_listed(api, platform):
    platform.answers = [
        {"template_list": [{"template_id": "a", "title": "维修", "content": "{{thing1.DATA}}"}]},
        {"data": [{"priTmplId": "b", "title": "到店", "content": "{{thing1.DATA}}", "type": 2}]},
    ]

    assert [one.id for one in await outreach.list_templates(api)] == ["a"]
    assert await outreach.list_notices(api) == [
        outreach.Template(id="b", title="到店", content="{{thing1.DATA}}", kind=2)
    ]
    assert platform.paths[1] == "/wxaapi/newtmpl/gettemplate"


async def test_one_time_message_goes_out_within_its_limits(api, platform):
    await outreach.send_one_time(api, FAN, replace(ONCE, url="https://example.com"))

    assert platform.bodies == [
        {
            "touser": FAN,
            "template_id": "one",
            "scene": "7",
            "title": "到货提醒",
            "data": {"content": {"value": "您要的颜色到店了"}},
            "url": "https://example.com",
        }
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "字" * 16},
        {"title": ""},
        {"content": "字" * 201},
        {"scene": -1},
        {"scene": 10_001},
    ],
)
async def test_one_time_message_over_its_limits_is_refused_before_the_call(api, platform, wrong):
    with pytest.raises(Refused):
        await outreach.send_one_time(api, FAN, replace(ONCE, **wrong))

    assert platform.calls == []
