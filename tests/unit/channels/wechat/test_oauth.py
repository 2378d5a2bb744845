"""Web log-in and signed pages: nothing of the account's own leaves with them."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.wechat import oauth
from bot.channels.wechat.jssdk import JsSdk, page_url, signature_of
from bot.errors import Declined, Misconfigured, PlatformBusy, Refused
from tests.unit.channels.wechat.fake_platform import APP_ID, FAN, SECRET
from tests.unit.channels.wechat.test_api import whole_text

CODE = "code-1"
GRANTED = {
    "access_token": "88_of-the-fan",
    "expires_in": 7200,
    "refresh_token": "88_refresh",
    "openid": FAN,
    "scope": "snsapi_userinfo",
    "unionid": "u1",
}
TICKET = {"errcode": 0, "errmsg": "ok", "ticket": "ticket-1", "expires_in": 7200}


def test_fan_is_sent_to_the_page_with_all_it_needs():
    url = oauth.authorize_url(
        APP_ID,
        "https://brand.example/wechat/oauth/back?a=1&b=2",
        state="0123abcDEF",
        scope="snsapi_base",
    )
    parts = urlsplit(url)

    assert (parts.netloc, parts.path) == ("open.weixin.qq.com", "/connect/oauth2/authorize")
    assert parts.fragment == "wechat_redirect"
    assert list(parse_qs(parts.query).items()) == [
        ("appid", [APP_ID]),
        ("redirect_uri", ["https://brand.example/wechat/oauth/back?a=1&b=2"]),
        ("response_type", ["code"]),
        ("scope", ["snsapi_base"]),
        ("state", ["0123abcDEF"]),
    ]


@pytest.mark.parametrize("state", ["a-b", "a b", "x" * 129])
def test_state_that_the_platform_would_not_give_back_is_refused(state):
    with pytest.raises(Refused):
        oauth.authorize_url(APP_ID, "https://x.example", state=state, scope="snsapi_base")


async def test_code_becomes_a_fan_without_the_accounts_token(api, platform):
    platform.answers = [GRANTED]
    grant = await oauth.exchange_code(api, CODE)
    ((_, query, _),) = platform.calls

    assert platform.paths == ["/sns/oauth2/access_token"]
    assert platform.asked == []
    assert query == {
        "appid": APP_ID,
        "secret": SECRET,
        "code": CODE,
        "grant_type": "authorization_code",
    }
    assert (grant.open_id, grant.union_id, grant.is_snapshot) == (FAN, "u1", False)
    assert "88_" not in repr(grant)


async def test_visitor_of_a_snapshot_page_is_marked(api, platform):
    platform.answers = [GRANTED | {"is_snapshotuser": 1}]

    assert (await oauth.exchange_code(api, CODE)).is_snapshot


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"errcode": 40029, "errmsg": f"invalid code {SECRET}"}, Declined),
        ({"errcode": 40163, "errmsg": "code been used"}, Declined),
        ({"errcode": 40125, "errmsg": f"invalid appsecret {SECRET}"}, Misconfigured),
        ({"errcode": 40001, "errmsg": f"invalid credential {CODE} {SECRET}"}, Declined),
        ({"errcode": 0, "errmsg": "ok"}, PlatformBusy),
        (502, PlatformBusy),
        (b"<html>", PlatformBusy),
    ],
)
async def test_refused_code_tells_neither_secret_nor_code(api, platform, answer, error):
    platform.answers = [answer]
    with pytest.raises(error) as raised:
        await oauth.exchange_code(api, CODE)

    assert SECRET not in whole_text(raised.value)
    assert CODE not in whole_text(raised.value)
    assert platform.asked == []


async def test_log_in_is_renewed_and_shows_what_the_fan_agreed_to(api, platform):
    platform.answers = [GRANTED, GRANTED | {"unionid": ""}, {"openid": FAN, "nickname": "林小姐"}]
    grant = await oauth.refresh_grant(api, await oauth.exchange_code(api, CODE))
    profile = await oauth.profile_of(api, grant)

    assert platform.paths[1:] == ["/sns/oauth2/refresh_token", "/sns/userinfo"]
    assert platform.calls[2][1]["access_token"] == "88_of-the-fan"
    assert grant.union_id == "u1"
    assert profile == oauth.Profile(open_id=FAN, nickname="林小姐")


async def test_expired_log_in_of_a_fan_leaves_the_accounts_token_alone(api, platform):
    await api.tokens.get()
    platform.answers = [GRANTED, {"errcode": 42001, "errmsg": "access_token expired 88_of-the-fan"}]
    grant = await oauth.exchange_code(api, CODE)
    with pytest.raises(Declined) as raised:
        await oauth.profile_of(api, grant)

    assert "88_of" not in whole_text(raised.value)
    assert len(platform.asked) == 1


def test_published_signature_of_a_page_is_reached():
    assert (
        signature_of(
            "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg",
            nonce="Wm3WZYTPz0wzccnW",
            timestamp=1414587457,
            url="http://mp.weixin.qq.com?params=value",
        )
        == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
    )


async def test_page_is_signed_without_its_fragment(api, platform, clock):
    platform.answers = [TICKET]
    signed = await JsSdk(api, clock).sign_page("https://brand.example/shop?id=1#map")

    assert signed.url == "https://brand.example/shop?id=1"
    assert signed.app_id == APP_ID
    assert signed.timestamp == int(clock.now().timestamp())
    assert signed.signature == signature_of(
        "ticket-1", nonce=signed.nonce, timestamp=signed.timestamp, url=signed.url
    )
    assert platform.calls[0][1]["type"] == "jsapi"


async def test_ticket_is_fetched_once_for_many_and_again_in_time(api, platform, clock):
    platform.answers = [TICKET, TICKET | {"ticket": "ticket-2"}]
    sdk = JsSdk(api, clock)
    await asyncio.gather(*(sdk.sign_page("https://brand.example/") for _ in range(20)))
    before = len(platform.calls)
    clock.advance(6900)
    await sdk.sign_page("https://brand.example/")

    assert (before, len(platform.calls)) == (1, 2)


async def test_answer_without_a_ticket_is_told_and_not_kept(api, platform, clock):
    platform.answers = [{"errcode": 0, "errmsg": "ok"}, TICKET]
    sdk = JsSdk(api, clock)
    with pytest.raises(PlatformBusy):
        await sdk.sign_page("https://brand.example/")

    assert (await sdk.sign_page("https://brand.example/")).signature


@pytest.mark.parametrize(
    "url", ["", "brand.example", "javascript:alert(1)", "https://", "https://a b\n", "http://[x"]
)
def test_address_that_is_no_page_is_refused(url):
    with pytest.raises(Refused):
        page_url(url)
