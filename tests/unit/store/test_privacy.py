"""What of a raw push is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.privacy import strip_fields, strip_identity

_PAYLOADS = Path(__file__).parents[2] / "payloads"


@pytest.mark.parametrize("name", sorted(path.name for path in _PAYLOADS.glob("*.xml")))
def test_no_payload_keeps_its_fan_or_place(name: str) -> None:
    kept = strip_identity((_PAYLOADS / name).read_text())

    for trace in ("oV3land-Fan", "31.2304", "121.4737"):
        assert trace not in kept
    assert "<MsgType>" in kept


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("<Latitude>31.2", "<Latitude>***"),
        ("<FromUserName><![CDATA[someone", "<FromUserName>***"),
        ("<fromusername >a<![CDATA[b]]>c</x>", "<fromusername>***</x>"),
        ("<Label>外滩</Label>", "<Label>外滩</Label>"),
        ("oV3land-Fan_000000000000001A!", "***!"),
        ("no_openid_as_it_is_far_too_long_for_that", "no_openid_as_it_is_far_too_long_for_that"),
    ],
)
def test_broken_body_is_stripped_too(raw: str, kept: str) -> None:
    assert strip_identity(raw) == kept


def test_nested_fields_of_a_place_go_and_its_label_stays() -> None:
    fields = {"Info.Location_X": "31.2", "List.0.longitude": "121.4", "Info.Label": "外滩"}

    assert strip_fields(fields) == {"Info.Label": "外滩"}
