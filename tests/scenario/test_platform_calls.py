"""The platform's calls by our own modules, over HTTP against the simulated platform."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.wechat import native_desk, network, outreach, quota, tags, users
from bot.errors import Declined, FanUnreachable, Misconfigured, PlatformError
from bot.model import OpenId
from bot.simulator.desk import NativeDesk
from tests.scenario.house import House

LIN = "lin@veland"


async def test_tags_and_lists_of_fans_hold_together(house: House) -> None:
    api = house.gateway.api
    fans = [OpenId(house.fan(number)) for number in range(3)]
    for fan in fans[:2]:
        await house.do("follow", fan, source="search")
    ids = await tags.ids_of(api, ["shop", "order"], create=True)
    left_out = await tags.tag_fans(api, ids["shop"], fans[:2])
    await tags.untag_fans(api, ids["shop"], [fans[1]])
    await tags.rename_tag(api, ids["order"], "订单")
    listed = {tag.name: tag for tag in await tags.list_tags(api)}

    assert left_out == ()
    assert (listed["shop"].fans, listed["订单"].id) == (1, ids["order"])
    assert [fan async for fan in tags.fans_of(api, ids["shop"])] == [fans[0]]
    assert await tags.tags_of(api, fans[0]) == (ids["shop"],)
    assert {fan async for fan in users.followers(api)} == set(fans[:2])
    assert [info.following for info in await users.infos(api, fans)] == [True, True, False]
    await tags.delete_tag(api, ids["shop"])
    assert await tags.tags_of(api, fans[0]) == ()
    with pytest.raises(Declined):
        await tags.create_tag(api, "订单")


async def test_blacklist_is_kept_by_the_platform(house: House) -> None:
    api, fan = house.gateway.api, OpenId(house.fan())
    await house.do("follow", source="search")
    await users.block(api, [fan])
    listed = [one async for one in users.blocked(api)]
    await users.unblock(api, [fan])

    assert listed == [fan]
    assert [one async for one in users.blocked(api)] == []
    with pytest.raises(FanUnreachable):
        await users.info(api, OpenId("o" + "x" * 27))


async def test_native_desk_serves_a_fan_and_keeps_the_record(house: House) -> None:
    api, fan = house.gateway.api, OpenId(house.fan())
    await house.do("follow", source="search")
    room = NativeDesk(house.platform)
    began = house.clock.now() - timedelta(seconds=1)
    await native_desk.add_agent(api, LIN, "林")
    await native_desk.rename_agent(api, LIN, "林小姐")
    await native_desk.invite_agent(api, LIN, "lin_veland")
    with pytest.raises(Declined, match="WeChat user"):
        await native_desk.open_session(api, LIN, fan)
    room.set_online(LIN, on=True)
    await native_desk.open_session(api, LIN, fan)
    session = await native_desk.session_of(api, fan)
    await house.do("text", text="在吗")
    room.say(house.platform.state.fans[fan], "您好，我在。")
    until = house.clock.now() + timedelta(seconds=2)
    said = [line async for line in native_desk.records(api, since=began, until=until)]
    await native_desk.close_session(api, LIN, fan)

    assert session is not None
    assert session.account == LIN
    assert [one.nick for one in await native_desk.list_agents(api)] == ["林小姐"]
    assert [one.account for one in await native_desk.online_agents(api)] == [LIN]
    assert [(line.by, line.text) for line in said] == [("fan", "在吗"), ("agent", "您好，我在。")]
    assert await native_desk.session_of(api, fan) is None
    assert await native_desk.sessions_of(api, LIN) == []
    assert (await native_desk.waiting_fans(api)).count == 0
    with pytest.raises(Declined):
        await native_desk.close_session(api, LIN, fan)
    await native_desk.remove_agent(api, LIN)
    assert await native_desk.list_agents(api) == []


async def test_native_desk_that_is_off_says_so(house: House) -> None:
    house.platform.state.account.native_desk = False
    with pytest.raises(Misconfigured, match="not switched on"):
        await native_desk.list_agents(house.gateway.api)


async def test_refused_call_is_looked_up_by_the_rid_of_its_error(house: House) -> None:
    api = house.gateway.api
    with pytest.raises(PlatformError) as raised:
        await users.info(api, OpenId("o" + "x" * 27))
    found = await quota.refused_call(api, str(raised.value.data["rid"]))

    assert found.request_url == "/cgi-bin/user/info"
    assert '"errcode": 40003' in found.response_body or "40003" in found.response_body


async def test_platform_tells_of_its_addresses_and_of_ours(house: House) -> None:
    api = house.gateway.api

    assert await network.callback_addresses(api) == ("127.0.0.1",)
    assert await network.api_addresses(api) == ("127.0.0.1",)
    checked = await network.check_callback(api)
    assert [one.address for one in checked.resolved] == ["127.0.0.1"]
    assert [one.loss for one in checked.pinged] == ["0%"]


async def test_one_time_message_needs_the_fans_consent(house: House) -> None:
    api, fan = house.gateway.api, OpenId(house.fan())
    library = {"tid": "3044", "kidList": [1, 2], "sceneDesc": "到货"}
    template = str((await api.post("/wxaapi/newtmpl/addtemplate", library))["priTmplId"])
    message = outreach.OneTime(template_id=template, scene=7, title="到货提醒", content="到店了")
    await house.do("follow", source="search")
    with pytest.raises(FanUnreachable):
        await outreach.send_one_time(api, fan, message)
    house.platform.state.accepted[fan] = {template: 1}
    await outreach.send_one_time(api, fan, message)

    assert (await house.chat())[-1]["kind"] == "notice_card"
