"""The three photos that a pretend fan has on the phone."""

from __future__ import annotations

from importlib import resources

from bot.errors import NotFound

SAMPLES = ("bag", "receipt", "window")


def sample_picture(name: str) -> bytes:
    """The PNG file of one sample; NotFound for any other name."""
    if name not in SAMPLES:
        raise NotFound(f"the sample pictures are {', '.join(SAMPLES)}")
    return (resources.files(__package__) / "static" / "pictures" / f"{name}.png").read_bytes()
