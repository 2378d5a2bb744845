"""What a file is, by its bytes; what it claims never counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.mediatypes import TYPES, is_fitting, sniff, spoken_s

MP3_FRAME = b"\xff\xfb\x90\x00"  # MPEG 1 layer III, 128 kbit/s, 44.1 kHz
KNOWN = {
    "png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(20),
    "gif": b"GIF89a" + bytes(20),
    "webp": b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(20),
    "amr": b"#!AMR\n\x04" + bytes(12),
    "mp3": MP3_FRAME + bytes(413),
    "silk": b"\x02#!SILK_V3" + bytes(20),
    "speex": b"OggS" + bytes(24) + b"Speex   " + bytes(20),
    "mp4": b"\x00\x00\x00\x18ftypmp42" + bytes(12),
    "pdf": b"%PDF-1.7\n",
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20),
}


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_type_is_known_by_its_bytes(name: str) -> None:
    found = sniff(KNOWN[name])

    assert found is TYPES[name]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg/>",
        b'{"errcode":40007}',
        b"MZ\x90\x00",
        b"PK\x03\x04",
        b"\x00\x00\x00\x18ftypheic" + bytes(12),
        b"OggS" + bytes(24) + b"\x01vorbis" + bytes(20),
        b"\xff\xf1\x50\x80" + bytes(20),
        b"\xef\xbb\xbf<html>",
    ],
)
def test_pages_programs_and_unknown_files_are_no_type(data: bytes) -> None:
    assert sniff(data) is None


@given(st.binary(max_size=64))
def test_any_bytes_are_told_or_refused_without_a_fault(data: bytes) -> None:
    found = sniff(data)

    assert found is None or TYPES[found.name] is found
    assert (spoken_s(data) or 0) >= 0


def test_only_pictures_recordings_and_films_are_shown_in_the_page() -> None:
    assert {item.name for item in TYPES.values() if item.shown} == {
        "png",
        "jpeg",
        "gif",
        "mp3",
        "mp4",
    }


def test_a_film_does_not_stand_for_a_picture() -> None:
    assert not is_fitting("image", TYPES["mp4"])
    assert not is_fitting("image", TYPES["pdf"])
    assert is_fitting("thumb", TYPES["jpeg"])
    assert is_fitting("voice", TYPES["silk"])


def test_the_length_of_a_recording_is_measured() -> None:
    frame = b"\x04" + bytes(12)

    assert spoken_s(b"#!AMR\n" + frame * 150) == 3.0
    assert spoken_s(MP3_FRAME + bytes(16_000 - 4)) == 1.0
    assert (
        spoken_s(b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + MP3_FRAME + bytes(7_996)) == 0.5
    )
    assert spoken_s(KNOWN["png"]) is None
