"""Signatures and encryption against published vectors, an independent library and forgers."""

from __future__ import annotations

import base64
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.wechat.crypto import MessageCipher, is_signed, sign
from bot.errors import ConfigError, Forbidden

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it is unmaintained and warns at import
    from wechatpy.crypto import PrpCrypto, WeChatCrypto

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wxb11529c136998cb6"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
keys = st.text(LETTERS, min_size=43, max_size=43)
app_ids = st.text(LETTERS, min_size=18, max_size=18)


def frame_of(message: bytes, *, length: int | None = None, app_id: str = APP_ID) -> bytes:
    size = len(message) if length is None else length
    return b"r" * 16 + size.to_bytes(4, "big") + message + app_id.encode()


def padded(frame: bytes) -> bytes:
    pad = 32 - len(frame) % 32
    return frame + bytes([pad]) * pad


def closed(frame: bytes) -> str:
    """Encrypts any frame with the right key, as only a careless holder of it would."""
    encryptor = MessageCipher(KEY, APP_ID)._cipher.encryptor()
    return base64.b64encode(encryptor.update(frame) + encryptor.finalize()).decode()


def test_published_ciphertext_is_opened(vector):
    cipher = MessageCipher(vector["encoding_aes_key"], vector["appid"])

    assert cipher.decrypt(vector["encrypt"]).decode() == vector["plaintext"]


def test_published_plaintext_gives_the_same_ciphertext(vector):
    cipher = MessageCipher(vector["encoding_aes_key"], vector["appid"])
    closed_again = cipher.encrypt(
        vector["plaintext"].encode(), random16=vector["random16"].encode()
    )

    assert closed_again == vector["encrypt"]


def test_published_signatures_are_repeated(vector):
    if vector["token"] is None:
        assert vector["msg_signature"] is None
        return
    url = (vector["token"], vector["timestamp"], vector["nonce"])

    assert sign(*url) == vector["signature3"]
    assert sign(*url, vector["encrypt"]) == vector["msg_signature"]


def test_published_url_is_accepted(signed_url):
    url = (signed_url["token"], signed_url["timestamp"], signed_url["nonce"])

    assert is_signed(signed_url["signature"], *url)
    assert not is_signed(signed_url["signature"], "other", *url[1:])


def test_four_literal_parts_give_the_published_signature():
    parts = ("RMNlACHlV5ThzfRlVS4D4", "timestamp", "nonce", "encrypt")

    assert sign(*parts) == "8edac0945683c119ee71c9f6256d76c48aa08a96"


@settings(deadline=None)
@given(signature=st.text(), parts=st.lists(st.text(st.characters()), max_size=4))
def test_any_text_as_a_signature_is_refused_without_an_error(signature, parts):
    assert not is_signed(signature, "token", *parts)


def test_a_lone_surrogate_in_the_url_is_refused_without_an_error():
    assert not is_signed("\udcff", "token", "\ud800", "签名")


@settings(max_examples=60, deadline=None)
@given(key=keys, app_id=app_ids, message=st.text(max_size=300))
def test_what_we_close_the_other_library_opens(key, app_id, message):
    encrypted = MessageCipher(key, app_id).encrypt(message.encode())
    signature = sign("token", "1764000000", "nonce", encrypted)
    other = WeChatCrypto("token", key, app_id)
    opened = other.decrypt_message({"Encrypt": encrypted}, signature, "1764000000", "nonce")

    assert (opened if isinstance(opened, str) else opened.decode()) == message


@settings(max_examples=60, deadline=None)
@given(key=keys, app_id=app_ids, message=st.text(max_size=300))
def test_what_the_other_library_closes_we_open(key, app_id, message):
    other = WeChatCrypto("token", key, app_id)
    encrypted = PrpCrypto(other.key).encrypt(message, app_id).decode()

    assert MessageCipher(key, app_id).decrypt(encrypted).decode() == message


@pytest.mark.parametrize("length", range(0, 65))
def test_every_padding_comes_back(length):
    cipher = MessageCipher(KEY, APP_ID)

    assert cipher.decrypt(cipher.encrypt(b"x" * length)) == b"x" * length


def test_two_encryptions_of_one_message_differ():
    cipher = MessageCipher(KEY, APP_ID)

    assert cipher.encrypt(b"same") != cipher.encrypt(b"same")


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(frame_of(b"x" * 26) + bytes(32), id="padding-zero"),
        pytest.param(frame_of(b"x" * 25) + bytes([33]) * 33, id="padding-33"),
        pytest.param(padded(frame_of(b"x"))[:-2] + b"\x00\x19", id="padding-uneven"),
        pytest.param(padded(frame_of(b"x", length=2)), id="length-one-too-long"),
        pytest.param(padded(frame_of(b"x", length=0)), id="length-too-short"),
        pytest.param(padded(frame_of(b"x", length=2**32 - 1)), id="length-huge"),
        pytest.param(padded(frame_of(b"x", app_id="wx0000000000000000")), id="other-app"),
        pytest.param(padded(frame_of(b"x", app_id="")), id="no-app"),
        pytest.param(padded(b"short"), id="no-frame"),
        pytest.param(bytes([32]) * 32, id="only-padding"),
        pytest.param(padded(frame_of(b"x")) + bytes([16]) * 16, id="padded-to-16"),
    ],
)
def test_a_wrong_frame_under_the_right_key_is_forbidden(frame):
    with pytest.raises(Forbidden):
        MessageCipher(KEY, APP_ID).decrypt(closed(frame))


@pytest.mark.parametrize(
    "encrypted",
    ["", "====", "A", "中文", "\ud800", "AAAA", "A" * 43, "AAAA\n" * 20, "-_" * 32, " " * 64],
)
def test_text_that_is_no_ciphertext_is_forbidden(encrypted):
    with pytest.raises(Forbidden):
        MessageCipher(KEY, APP_ID).decrypt(encrypted)


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=256))
def test_random_blocks_are_forbidden(blocks):
    with pytest.raises(Forbidden):
        MessageCipher(KEY, APP_ID).decrypt(base64.b64encode(blocks).decode())


@pytest.mark.parametrize(
    "key", ["", "A" * 42, "A" * 44, "A" * 42 + "=", "密" * 43, "A" * 42 + "\n"]
)
def test_a_key_that_cannot_be_one_is_named_to_the_operator(key):
    with pytest.raises(ConfigError, match="43 letters or digits") as raised:
        MessageCipher(key, APP_ID)

    assert not key or key not in str(raised.value)


def test_encryption_without_an_app_id_is_refused():
    with pytest.raises(ConfigError, match="BOT_WECHAT_APP_ID"):
        MessageCipher(KEY, "")
