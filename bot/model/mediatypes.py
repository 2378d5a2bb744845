"""What a file really is, told by its first bytes: names and headers may claim anything.

Pictures with script in them (SVG), pages (HTML) and whatever is not in this list are no type.

*Source:* the formats' own specifications; RFC 4867 (AMR), ISO 14496-12 (``ftyp`` of MP4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Family = Literal["image", "voice", "video", "file"]


@dataclass(frozen=True, slots=True)
class MediaType:
    """A type of file; ``shown`` says that a browser may show or play it in the page."""

    name: str
    family: Family
    mime: str
    shown: bool = False


PNG = MediaType("png", "image", "image/png", shown=True)
JPEG = MediaType("jpeg", "image", "image/jpeg", shown=True)
GIF = MediaType("gif", "image", "image/gif", shown=True)
WEBP = MediaType("webp", "image", "image/webp")
AMR = MediaType("amr", "voice", "audio/amr")
MP3 = MediaType("mp3", "voice", "audio/mpeg", shown=True)
SILK = MediaType("silk", "voice", "application/octet-stream")
SPEEX = MediaType("speex", "voice", "audio/ogg")
MP4 = MediaType("mp4", "video", "video/mp4", shown=True)
PDF = MediaType("pdf", "file", "application/pdf")
DOC = MediaType("doc", "file", "application/msword")

TYPES: Mapping[str, MediaType] = {
    item.name: item for item in (PNG, JPEG, GIF, WEBP, AMR, MP3, SILK, SPEEX, MP4, PDF, DOC)
}
"""Every type that is kept, by its name."""

_STARTS: tuple[tuple[bytes, MediaType], ...] = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"#!AMR", AMR),
    (b"#!SILK_V3", SILK),
    (b"\x02#!SILK_V3", SILK),
    (b"ID3", MP3),
    (b"%PDF-", PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DOC),
)
_PICTURE_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"})
_AMR_FRAME_BYTES = (13, 14, 16, 18, 20, 21, 27, 32, 6)
_AMR_FRAMES_A_SECOND = 50
_MP3_KBIT = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MP3_KBIT_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def sniff(data: bytes) -> MediaType | None:
    """The type of a file by its bytes, or nothing if it is none that is kept."""
    for start, found in _STARTS:
        if data.startswith(start):
            return found
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[:4] == b"OggS":
        return SPEEX if data[28:36] == b"Speex   " else None
    if data[4:8] == b"ftyp":
        return None if data[8:12] in _PICTURE_BRANDS else MP4
    return MP3 if _mp3_kbit(data) else None


def is_fitting(kind: str, found: MediaType) -> bool:
    """Whether a file of this type may stand for what the message said it was."""
    if kind == "thumb":
        return found.family == "image"
    return kind in {"file", found.family}


def spoken_s(data: bytes) -> float | None:
    """How long a recording is, in seconds; nothing for what is neither AMR nor MP3.

    An MP3 is measured by the bit rate of its first frame.
    """
    if data.startswith(b"#!AMR\n"):
        return _amr_frames(data) / _AMR_FRAMES_A_SECOND
    body = data[_id3_bytes(data) :]
    kbit = _mp3_kbit(body)
    return len(body) * 8 / (kbit * 1_000) if kbit else None


def _amr_frames(data: bytes) -> int:
    at, frames = 6, 0
    while at < len(data):
        mode = data[at] >> 3 & 15
        at += _AMR_FRAME_BYTES[mode] if mode < len(_AMR_FRAME_BYTES) else 1
        frames += 1
    return frames


def _id3_bytes(data: bytes) -> int:
    if not data.startswith(b"ID3") or len(data) < 10:
        return 0
    size = 0
    for part in data[6:10]:
        size = size << 7 | part & 127
    return size + 10


def _mp3_kbit(data: bytes) -> int:
    """The bit rate of an MPEG layer III frame at the start; 0 if there is none."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return 0
    rate, frequency = data[2] >> 4, data[2] >> 2 & 3
    if rate in {0, 15} or frequency == 3 or data[1] & 0x18 == 0x08:
        return 0
    return (_MP3_KBIT if data[1] & 0x18 == 0x18 else _MP3_KBIT_LOW)[rate]
