"""Tags at the platform: made, renamed, given, taken, read."""

from __future__ import annotations

import pytest

from bot.channels.wechat import tags
from bot.errors import Declined, PlatformBusy, Refused
from bot.model import OpenId
from tests.unit.channels.wechat.fake_platform import FAN

LISTED = {
    "tags": [
        {"id": 2, "name": "星标组", "count": 0},
        {"id": 100, "name": "shop", "count": 7},
        {"id": 101, "name": "after-sales", "count": 0},
    ]
}


async def test_tag_is_made_and_told_with_its_number(api, platform):
    platform.answers = [{"tag": {"id": 134, "name": "新品"}}]

    assert await tags.create_tag(api, "新品") == tags.Tag(134, "新品")
    assert platform.bodies == [{"tag": {"name": "新品"}}]


@pytest.mark.parametrize(("name", "reason"), [("新" * 11, "too_long"), ("", "empty")])
async def test_name_that_does_not_fit_is_refused_before_the_call(api, platform, name, reason):
    for work in (tags.create_tag(api, name), tags.rename_tag(api, 100, name)):
        with pytest.raises(Refused) as raised:
            await work
        assert raised.value.data["reason"] == reason

    assert platform.calls == []


@pytest.mark.parametrize("tag_id", [0, 1, 2])
async def test_tags_of_the_platform_are_left_alone(api, platform, tag_id):
    for work in (tags.delete_tag(api, tag_id), tags.rename_tag(api, tag_id, "x")):
        with pytest.raises(Refused):
            await work

    assert platform.calls == []


async def test_tag_is_renamed_and_deleted(api, platform):
    await tags.rename_tag(api, 100, "门店")
    await tags.delete_tag(api, 100)

    assert platform.bodies == [{"tag": {"id": 100, "name": "门店"}}, {"tag": {"id": 100}}]


async def test_names_become_numbers_in_one_read(api, platform):
    platform.answers = [LISTED]

    assert await tags.ids_of(api, ["after-sales", "shop", "shop"]) == {
        "after-sales": 101,
        "shop": 100,
    }
    assert platform.paths == ["/cgi-bin/tags/get"]


async def test_no_names_cost_no_call(api, platform):
    assert await tags.ids_of(api, []) == {}
    assert platform.calls == []


async def test_missing_name_is_told_or_made(api, platform):
    platform.answers = [LISTED, LISTED, {"tag": {"id": 102, "name": "order"}}]
    with pytest.raises(Refused, match="order"):
        await tags.ids_of(api, ["shop", "order"])

    assert await tags.ids_of(api, ["shop", "order"], create=True) == {"shop": 100, "order": 102}
    assert platform.paths[1:] == ["/cgi-bin/tags/get", "/cgi-bin/tags/create"]


async def test_fans_are_tagged_fifty_at_a_time(api, platform):
    names = [OpenId(f"fan-{number}") for number in range(101)]

    assert await tags.tag_fans(api, 100, names) == ()
    assert await tags.untag_fans(api, 100, names[:1]) == ()
    assert [len(body["openid_list"]) for body in platform.bodies] == [50, 50, 1, 1]
    assert {body["tagid"] for body in platform.bodies} == {100}
    assert platform.paths[-1] == "/cgi-bin/tags/members/batchuntagging"


async def test_partly_failed_tagging_names_who_was_left_out(api, platform):
    platform.answers = [{"errcode": 45171, "errmsg": "partly", "fail_openid_list": [FAN]}]

    assert await tags.tag_fans(api, 100, [OpenId("other"), FAN]) == (FAN,)


@pytest.mark.parametrize(
    ("number", "error"),
    [(45059, Declined), (45159, Declined), (45169, PlatformBusy), (268487001, PlatformBusy)],
)
async def test_refused_tagging_is_told_as_what_it_is(api, platform, number, error):
    platform.answers = [{"errcode": number, "errmsg": "as returned"}]
    with pytest.raises(error):
        await tags.tag_fans(api, 100, [FAN])


async def test_fans_of_a_tag_are_read_page_after_page(api, platform):
    platform.answers = [
        {"count": 2, "data": {"openid": ["a", "b"]}, "next_openid": "b"},
        {"count": 0},
    ]

    assert [open_id async for open_id in tags.fans_of(api, 100)] == ["a", "b"]
    assert [body["next_openid"] for body in platform.bodies] == ["", "b"]


async def test_tags_of_a_fan_keep_their_order(api, platform):
    platform.answers = [{"tagid_list": [134, 2]}]

    assert await tags.tags_of(api, FAN) == (134, 2)
