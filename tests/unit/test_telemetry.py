"""What must not be read by anybody is gone from every line."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.telemetry import MASK, Metrics, Redactor, configure_logs, logger

_WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
secrets = st.text(st.characters(blacklist_categories=["Cs"]), min_size=6, max_size=60)
words = st.text(alphabet=_WORD, min_size=6, max_size=60)
openids = st.text(alphabet=_WORD, min_size=27, max_size=27).map(lambda tail: "o" + tail)
around = st.sampled_from(["", " ", "=", "'", '"', "/", "?a=", "&", "你好", "<![CDATA[", "\n"])


@given(st.lists(secrets, min_size=1, max_size=4), around, around)
def test_known_secret_is_gone_wherever_it_stands(
    known: list[str], before: str, behind: str
) -> None:
    """Also where one secret is a part of another."""
    redactor = Redactor(known)
    for secret in known:
        cleaned = redactor.clean(f"{before}{secret}{behind}")

        assert secret not in cleaned or secret in MASK * 9


@given(
    st.sampled_from(
        [
            *("access_token", "component_access_token", "secret", "appsecret", "EncodingAESKey"),
            *("password", "csrf", "signature", "msg_signature", "openid", "touser"),
            "Authorization",
        ]
    ),
    st.sampled_from(["=", ": ", '": "', "': '", " = "]),
    words,
)
def test_named_secret_is_gone_though_nobody_knows_it(name: str, sign: str, value: str) -> None:
    cleaned = Redactor().clean(f"GET /x?a=1 {name}{sign}{value}")

    assert value not in cleaned


@given(openids, st.sampled_from(["", " ", "=", "'", '"', "/", "你好", "<![CDATA[", ">", "]]>"]))
def test_openid_is_gone(openid: str, around_it: str) -> None:
    assert openid not in Redactor().clean(f"fan {around_it}{openid}{around_it} wrote")


@given(secrets)
def test_cleaning_twice_changes_nothing_more(secret: str) -> None:
    redactor = Redactor([secret])
    once = redactor.clean(f"a {secret} b")

    assert redactor.clean(once) == once or MASK in secret or secret in MASK * 9


@pytest.mark.parametrize(
    "line",
    [
        "BOT_WECHAT_TOKEN: must be set",
        "tokens: 退 / 货",
        "the secret of a good answer",
        "returns.window answered in 12 ms",
        "",
    ],
)
def test_plain_words_stay_as_they_are(line: str) -> None:
    assert Redactor(["abc"]).clean(line) == line


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Logs of this test go here; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    sink = io.StringIO()
    configure_logs(Redactor(["the-app-secret"]), style="json", stream=sink)
    yield sink
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_every_value_of_a_line_passes(stream: io.StringIO) -> None:
    """Ours and the libraries', tracebacks and nested values too."""
    openid = "o" + "x" * 27
    try:
        raise ValueError(f"https://api/x?access_token=abcdefgh123 for {openid}")
    except ValueError:
        logger("a").exception("failed", detail={"secret": "s3cr3tvalue"}, who=openid)
    logging.getLogger("library").warning("the %s of %s", "the-app-secret", openid)

    written = stream.getvalue()
    lines = [json.loads(line) for line in written.splitlines()]
    assert [line["event"] for line in lines] == ["failed", f"the {MASK} of {MASK}"]
    assert "ValueError" in lines[0]["exception"]
    for secret in ("the-app-secret", "abcdefgh123", "s3cr3tvalue", openid):
        assert secret not in written


PERSONAL = (
    *("13812345678", "１３８１２３４５６７８", "11010519491231002X", "4111111111111111"),
    *("lin@example.com", "o" + "x" * 27, "愚园路1号", "65_anAccessToken", "k" * 43),
)


@pytest.mark.parametrize("style", ["json", "console"])
def test_nothing_personal_or_secret_is_in_any_form_of_a_line(
    style: Literal["json", "console"], stream: io.StringIO
) -> None:
    """Words, fields, nested values, numbers, a library's arguments, tracebacks."""
    sink, text = io.StringIO(), " ".join(PERSONAL)
    configure_logs(Redactor([PERSONAL[-1], PERSONAL[-2]]), style=style, stream=sink)
    logger("a").info(f"said {text}", field=text, nested={"a": [text]}, number=13812345678, n=12)
    library = logging.getLogger("aiohttp.server")
    library.error("from %s: %r", text, {"a": text})
    try:
        raise ValueError(text)
    except ValueError:
        logger("a").exception("failed")
        library.exception("failed")
    written = sink.getvalue()

    assert written.count("ValueError") >= 2
    assert [word for word in PERSONAL if word in written] == []


def test_learned_secret_is_forgotten_on_demand() -> None:
    redactor = Redactor()
    redactor.add("a-fresh-access-token")
    redactor.add("short")
    hidden = redactor.clean("a-fresh-access-token short")
    redactor.forget("a-fresh-access-token")

    assert hidden == f"{MASK} short"
    assert redactor.clean("a-fresh-access-token") == "a-fresh-access-token"


def test_metrics_render_for_prometheus() -> None:
    metrics = Metrics()
    metrics.pushes.labels("answered").inc()

    assert b'bot_pushes_total{outcome="answered"} 1.0' in metrics.render()
