"""Where a web log-in may lead, and what a signed value is worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.oauth import target_of, with_query
from bot.web.signed import read_token, token_of

PUBLIC = "https://gateway.example"
HOSTS = frozenset({"www.brand.example"})
SECRET = b"0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 10, 1, tzinfo=UTC)


def allowed(written: str) -> str | None:
    return target_of(written, public_url=PUBLIC, hosts=HOSTS)


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("/pages/visit?shop=1#map", f"{PUBLIC}/pages/visit?shop=1#map"),
        ("/", f"{PUBLIC}/"),
        ("https://www.brand.example", "https://www.brand.example"),
        ("https://www.brand.example/a?b=%2F%2Fc", "https://www.brand.example/a?b=%2F%2Fc"),
    ],
)
def test_own_paths_and_listed_hosts_are_targets(written: str, target: str) -> None:
    assert allowed(written) == target


@pytest.mark.parametrize(
    "written",
    [
        *("", "//evil.example", "/\\evil.example", "\\\\evil.example", "/a b", "/a\nb"),
        *("https://evil.example", "https://www.brand.example.evil.example/"),
        *("https://www.brand.example@evil.example", "https://evil.example#www.brand.example"),
        *("https://evil.example\\@www.brand.example", "https:www.brand.example"),
        *("http://www.brand.example", "https://www.brand.example:8443/", "javascript:alert(1)"),
        *("https:///www.brand.example", "https://[::1", "https://www.brand.example:x/"),
        *("https://user:pw@www.brand.example/", "data:text/html,x", "evil.example"),
        *("/wechat/oauth/start?to=/", "/wechat", "https://www.brand。example", "/\u202e"),
        "https://www.brand.example/" + "a" * 1_024,
    ],
)
def test_everything_else_is_no_target(written: str) -> None:
    assert allowed(written) is None


def test_without_a_public_address_or_a_list_nothing_is_a_target() -> None:
    assert target_of("/a", public_url="", hosts=HOSTS) is None
    assert target_of("https://any.example", public_url=PUBLIC, hosts=frozenset()) is None


@given(st.text(alphabet="/\\:@#?.-htpswevilbrandxamgy %[]", max_size=60))
def test_no_text_leads_to_another_host(written: str) -> None:
    target = allowed(written)

    assert target is None or urlsplit(target).netloc in {"gateway.example", *HOSTS}


def test_fields_are_added_before_the_fragment() -> None:
    more = {"fan_token": "a.b"}

    assert with_query("https://x.example/p?q=1#top", more) == (
        "https://x.example/p?q=1&fan_token=a.b#top"
    )
    assert with_query("https://x.example", more) == "https://x.example?fan_token=a.b"


def test_token_is_worth_something_for_its_purpose_and_time_only() -> None:
    life = timedelta(minutes=5)
    token = token_of(SECRET, "a", {"pid": "p"}, now=NOW, life=life)

    def read(written: str, purpose: str = "a", at: datetime = NOW, key: bytes = SECRET) -> object:
        return (read_token(key, purpose, written, now=at) or {}).get("pid")

    assert read(token) == "p"
    assert read(token, at=NOW + timedelta(seconds=299)) == "p"
    assert read(token, at=NOW + life) is None
    assert read(token, purpose="b") is None
    assert read(token, key=SECRET[::-1]) is None


@given(st.text(max_size=80), st.integers(0, 60))
def test_no_other_text_is_a_token(text: str, place: int) -> None:
    token = token_of(SECRET, "a", {"pid": "p"}, now=NOW, life=timedelta(minutes=5))
    changed = token[:place] + text + token[place + 1 :]

    if changed != token:
        assert read_token(SECRET, "a", changed, now=NOW) is None
