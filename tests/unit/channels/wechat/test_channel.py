"""Who is let in, in which mode, and how the reply is closed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.wechat.channel import WeChatAccount, WeChatChannel
from bot.channels.wechat.crypto import MessageCipher, is_signed, sign
from bot.channels.wechat.xml import envelope, parse, render
from bot.errors import ConfigError, Forbidden, Malformed
from bot.model import InboundKind

NOW = datetime(2025, 11, 24, 16, 0, tzinfo=UTC)
STAMP = "1764000000"
TOKEN, APP_ID = "callbacktoken", "wx0000000000000001"
KEY, OLD_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "A" * 43
CLEAR = render({"FromUserName": "oFan", "MsgType": "text", "Content": "您好"}).encode()


def channel(mode: str, **settings: object) -> WeChatChannel:
    key = "" if mode == "plain" else KEY
    account = {"app_id": APP_ID, "token": TOKEN, "aes_key": key, "mode": mode} | settings
    return WeChatChannel(WeChatAccount(**account))


def signed(stamp: str = STAMP, **more: str) -> dict[str, str]:
    url = {"signature": sign(TOKEN, stamp, "n1"), "timestamp": stamp, "nonce": "n1"}
    return url | more


def sealed(
    body: bytes = CLEAR, *, key: str = KEY, app_id: str = APP_ID, clear: bytes = b""
) -> tuple[dict[str, str], bytes]:
    """An encrypted push as query and body; ``clear`` are clear fields beside the closed ones."""
    encrypted = MessageCipher(key, app_id).encrypt(body)
    query = signed(encrypt_type="aes", msg_signature=sign(TOKEN, STAMP, "n1", encrypted))
    inner = clear.removeprefix(b"<xml>").removesuffix(b"</xml>").decode()
    return query, f"<xml>{inner}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()


def test_saving_the_address_is_answered_with_its_echo_as_often_as_asked():
    query = signed(echostr="5833258582299191661")

    assert {channel("safe").verify_url(query) for _ in range(2)} == {"5833258582299191661"}


def test_published_verification_is_answered(signed_url):
    account = WeChatAccount(app_id=APP_ID, token=signed_url["token"])
    query = {name: signed_url[name] for name in ("signature", "timestamp", "nonce")}

    assert WeChatChannel(account).verify_url(query | {"echostr": "1"}) == "1"


@pytest.mark.parametrize("missing", ["signature", "timestamp", "nonce", "echostr"])
def test_saving_the_address_without_a_parameter_is_forbidden(missing):
    with pytest.raises(Forbidden):
        channel("plain").verify_url(signed(echostr="1") | {missing: ""})


def test_saving_the_address_long_after_is_forbidden_where_the_time_is_given():
    query = signed("1764000301", echostr="1")

    assert channel("plain").verify_url(query) == "1"
    with pytest.raises(Forbidden):
        channel("plain").verify_url(query, now=NOW)


@pytest.mark.parametrize("mode", ["plain", "compatible"])
@pytest.mark.parametrize("encrypt_type", ["", "raw"])
def test_signed_plain_push_is_opened(mode, encrypt_type):
    assert channel(mode).open(signed(encrypt_type=encrypt_type), CLEAR, now=NOW) == CLEAR


@pytest.mark.parametrize("mode", ["compatible", "safe"])
def test_encrypted_push_is_opened_and_decoded(mode):
    opened = channel(mode).open(*sealed(), now=NOW)
    inbound = channel(mode).decode(opened, received_at=NOW)

    assert opened == CLEAR
    assert (inbound.kind, inbound.text, inbound.account) == (InboundKind.TEXT, "您好", APP_ID)


def test_the_encrypted_part_is_believed_not_the_clear_one():
    forged = CLEAR.replace(b"oFan", b"oThief")

    assert channel("compatible").open(*sealed(clear=forged), now=NOW) == CLEAR


def test_previous_key_still_opens_and_the_current_one_closes():
    both = channel("safe", previous_aes_key=OLD_KEY)
    reply = parse(both.seal(CLEAR.decode(), signed(), now=NOW).encode())

    assert both.open(*sealed(key=OLD_KEY), now=NOW) == CLEAR
    assert both.open(*sealed(), now=NOW) == CLEAR
    assert MessageCipher(KEY, APP_ID).decrypt(reply.get("Encrypt")) == CLEAR


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
@pytest.mark.parametrize(
    "change",
    [
        {"signature": ""},
        {"signature": "0" * 40},
        {"signature": "é\udcff"},
        {"timestamp": ""},
        {"timestamp": "1764000001"},
        {"nonce": ""},
        {"nonce": "n2"},
        {"encrypt_type": "des"},
    ],
    ids=str,
)
def test_a_changed_url_is_forbidden_before_the_body_is_touched(mode, change):
    with pytest.raises(Forbidden):
        channel(mode).open(signed() | change, b"<not xml", now=NOW)


@pytest.mark.parametrize("mode", ["compatible", "safe"])
@pytest.mark.parametrize("change", [{"msg_signature": ""}, {"msg_signature": "0" * 40}], ids=str)
def test_an_encrypted_body_without_its_signature_is_forbidden(mode, change):
    query, body = sealed()

    with pytest.raises(Forbidden):
        channel(mode).open(query | change, body, now=NOW)


def test_an_encrypted_body_is_checked_even_if_the_url_hides_it():
    _, body = sealed(clear=CLEAR)

    with pytest.raises(Forbidden):
        channel("compatible").open(signed(), body, now=NOW)


def test_a_body_of_another_signature_is_forbidden():
    query, _ = sealed()
    _, other = sealed()

    with pytest.raises(Forbidden):
        channel("safe").open(query, other, now=NOW)


@pytest.mark.parametrize(
    "query", [signed(), signed(encrypt_type="aes"), signed(encrypt_type="raw")]
)
def test_plain_text_is_forbidden_in_safe_mode(query):
    with pytest.raises(Forbidden):
        channel("safe").open(query, CLEAR, now=NOW)


def test_plain_text_announced_as_encrypted_is_forbidden_in_compatible_mode():
    with pytest.raises(Forbidden):
        channel("compatible").open(signed(encrypt_type="aes"), CLEAR, now=NOW)


def test_plain_mode_takes_nothing_encrypted():
    with pytest.raises(Forbidden):
        channel("plain").open(*sealed(), now=NOW)


@pytest.mark.parametrize("wrong", [{"key": OLD_KEY}, {"app_id": "wx0000000000000002"}], ids=str)
def test_a_message_for_another_account_is_forbidden(wrong):
    with pytest.raises(Forbidden):
        channel("safe").open(*sealed(**wrong), now=NOW)


@pytest.mark.parametrize(
    "stamp", ["1763999699", "1764000301", "0", "soon", "-1764000000", "9" * 40]
)
def test_a_stale_or_future_push_is_forbidden(stamp):
    with pytest.raises(Forbidden):
        channel("plain").open(signed(stamp), CLEAR, now=NOW)


@pytest.mark.parametrize("stamp", ["1763999700", "1764000300"])
def test_a_push_at_the_age_limit_is_opened(stamp):
    assert channel("plain").open(signed(stamp), CLEAR, now=NOW) == CLEAR


@pytest.mark.parametrize("stamp", ["1", "9999999999", "timestamp"])
def test_age_is_not_checked_where_the_limit_is_zero(stamp):
    assert channel("plain", max_age_s=0).open(signed(stamp), CLEAR, now=NOW) == CLEAR


@pytest.mark.parametrize("mode", ["compatible", "safe"])
def test_a_signed_url_with_an_unreadable_body_is_malformed(mode):
    with pytest.raises(Malformed):
        channel(mode).open(signed(), b"<!DOCTYPE xml><xml/>", now=NOW)


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
@pytest.mark.parametrize("nothing", ["", "success"])
def test_no_reply_is_success_in_every_mode(mode, nothing):
    assert channel(mode).seal(nothing, signed(), now=NOW) == "success"


def test_plain_reply_stays_as_it_is():
    assert channel("plain").seal("<xml/>", signed(), now=NOW) == "<xml/>"


@pytest.mark.parametrize("mode", ["compatible", "safe"])
def test_reply_is_closed_signed_and_carries_the_nonce_back(mode):
    first, second = (channel(mode).seal("<xml>您好</xml>", signed(), now=NOW) for _ in range(2))
    reply = parse(first.encode())
    encrypted = reply.get("Encrypt")

    assert first != second
    assert (reply.get("Nonce"), reply.get("TimeStamp")) == ("n1", STAMP)
    assert is_signed(reply.get("MsgSignature"), TOKEN, STAMP, "n1", encrypted)
    assert MessageCipher(KEY, APP_ID).decrypt(encrypted).decode() == "<xml>您好</xml>"


def test_published_safe_push_is_opened(vector):
    if vector["token"] is None:
        return
    account = WeChatAccount(
        app_id=vector["appid"],
        token=vector["token"],
        aes_key=vector["encoding_aes_key"],
        mode="safe",
        max_age_s=0,
    )
    query = {
        "signature": vector["signature3"],
        "timestamp": vector["timestamp"],
        "nonce": vector["nonce"],
        "encrypt_type": "aes",
        "msg_signature": vector["msg_signature"],
    }
    body = envelope(vector["encrypt"], "", 0, "").encode()

    assert WeChatChannel(account).open(query, body, now=NOW).decode() == vector["plaintext"]


@pytest.mark.parametrize(
    ("settings", "setting"),
    [
        ({"token": ""}, "BOT_WECHAT_TOKEN"),
        ({"aes_key": ""}, "BOT_WECHAT_AES_KEY"),
        ({"aes_key": "short"}, "43 letters"),
        ({"previous_aes_key": "short"}, "43 letters"),
    ],
)
def test_a_setting_that_cannot_work_is_named(settings, setting):
    with pytest.raises(ConfigError, match=setting):
        channel("safe", **settings)


def test_the_account_does_not_show_its_secrets():
    account = WeChatAccount(app_id=APP_ID, token=TOKEN, aes_key=KEY, previous_aes_key=OLD_KEY)

    assert not any(secret in repr(account) for secret in (TOKEN, KEY, OLD_KEY))


@settings(deadline=None)
@given(
    mode=st.sampled_from(["plain", "compatible", "safe"]),
    query=st.dictionaries(
        st.sampled_from(["signature", "timestamp", "nonce", "encrypt_type", "msg_signature"]),
        st.text(),
    ),
    body=st.binary(max_size=200),
)
def test_an_unsigned_request_of_any_form_is_forbidden(mode, query, body):
    with pytest.raises(Forbidden):
        channel(mode).open(query, body, now=NOW)


@settings(deadline=None)
@given(
    mode=st.sampled_from(["compatible", "safe"]),
    at=st.integers(min_value=0, max_value=10_000),
    byte=st.integers(min_value=0, max_value=255),
)
def test_one_changed_byte_never_brings_another_message(mode, at, byte):
    query, body = sealed()
    changed = bytearray(body)
    changed[at % len(body)] = byte
    try:
        opened = channel(mode).open(query, bytes(changed), now=NOW)
    except (Forbidden, Malformed):
        return

    assert opened == CLEAR
