"""Pictures that answers name are files of the folder that WeChat would take; all else is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.library import load_library
from bot.model.limits import IMAGE_BYTES

PNG = b"\x89PNG\r\n\x1a\n" + b"one"
ENTRY = "  - {{id: a.{n}, questions: [甲{n}, 乙{n}, 丙{n}, 丁{n}, 戊{n}], image: {image!r}}}\n"


def write(folder: Path, *images: str) -> None:
    (folder / "answers").mkdir(exist_ok=True)
    entries = "".join(ENTRY.format(n=n, image=image) for n, image in enumerate(images))
    (folder / "answers" / "a.yaml").write_text(f"entries:\n{entries}", "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "faq"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "strap.png").write_bytes(PNG)
    (folder / "pictures" / "page.png").write_bytes(b"<html></html>")
    (folder / "pictures" / "film.jpg").write_bytes(b"GIF89a")
    (folder / "pictures" / "large.jpg").write_bytes(b"\xff\xd8\xff" + bytes(IMAGE_BYTES))
    (folder / "pictures" / "folder.png").mkdir()
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "pictures" / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "pictures" / "circle.png").symlink_to(folder / "pictures" / "circle.png")
    (folder / "pictures" / "inside.png").symlink_to(folder / "pictures" / "strap.png")
    return folder


@pytest.mark.parametrize(
    ("image", "says"),
    [
        ("pictures/strip.png", "there is no picture `pictures/strip.png` (is `strap.png` meant?)"),
        ("no/such.png", "there is no picture `no/such.png` (put the file there"),
        ("pictures/folder.png", "there is no picture `pictures/folder.png`"),
        ("../secret.png", "`../secret.png` lies outside the content folder"),
        ("/etc/secret.png", "`/etc/secret.png` lies outside the content folder"),
        ("pictures/link.png", "`pictures/link.png` lies outside the content folder"),
        ("pictures/circle.png", "pictures/circle.png"),
        ("pictures/page.png", "`pictures/page.png` is neither PNG nor JPEG by its content"),
        ("pictures/film.jpg", "`pictures/film.jpg` is neither PNG nor JPEG by its content"),
        ("pictures/large.jpg", "has 2,097,155 bytes, WeChat takes 2,097,152 (make it smaller)"),
    ],
)
def test_what_cannot_be_sent_is_told_with_its_place(folder: Path, image: str, says: str) -> None:
    write(folder, "pictures/strap.png", image)
    library, problems = load_library(folder)
    errors = [problem for problem in problems if problem.severity == "error"]

    assert library is None
    assert len(errors) == 1
    assert (errors[0].line, errors[0].column) == (3, 55)
    assert says in str(errors[0])


def test_every_picture_is_known_by_its_content(folder: Path) -> None:
    write(folder, "pictures/strap.png", "pictures/inside.png", "MEDIA_id-0123456789")
    library, _ = load_library(folder)
    assert library is not None
    files = library.pictures.files

    assert set(files) == {"pictures/strap.png", "pictures/inside.png"}
    assert len(set(files.values())) == 1


def test_changed_picture_is_changed_content(folder: Path) -> None:
    write(folder, "pictures/strap.png")
    before, _ = load_library(folder)
    (folder / "pictures" / "strap.png").write_bytes(PNG + b"two")
    after, _ = load_library(folder)

    assert before is not None
    assert after is not None
    assert before.book.version == after.book.version
    assert before.version != after.version
