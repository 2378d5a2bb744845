"""The picture of a QR code with its label under it, as PNG and SVG, for print."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import segno
from PIL import Image, ImageDraw, ImageFont

from bot.errors import ConfigError

MODULE_PX, BORDER = 16, 4
LABEL_PX, LEAST_PX = 34, 14
_FAMILIES = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
    Path.home() / ".fonts",
    Path.home() / ".local/share/fonts",
)
_NAMES = (
    "NotoSansCJK-Regular*",
    "NotoSansSC-Regular*",
    "NotoSansCJK*",
    "SourceHanSans*",
    "PingFang*",
    "msyh*",
    "wqy-*",
    "DroidSansFallback*",
    "NotoSerifCJK-Regular*",
)
_REMEDY = "give --font a Chinese font, such as NotoSansCJK-Regular.ttc (Debian: fonts-noto-cjk)"
Font = ImageFont.FreeTypeFont


class Labels:
    """Draws codes with one font; raises ``ConfigError`` for one that lacks a label's characters."""

    def __init__(self, font: Path | None) -> None:
        self._path = font or next(_found(), None)

    def png(self, url: str, label: Sequence[str]) -> bytes:
        """The picture in black on white, the label's lines under it as large as they fit."""
        code = self._code(url)
        width = code.width
        fonts = [self._fitting(line, width - 2 * BORDER * MODULE_PX) for line in label]
        heights = [round(font.size * 1.4) for font in fonts]
        image = Image.new("L", (width, width + sum(heights) + (MODULE_PX if label else 0)), 255)
        image.paste(code, (0, 0))
        draw, top = ImageDraw.Draw(image), float(width)
        for line, font, height in zip(label, fonts, heights, strict=True):
            draw.text((width / 2, top), line, fill=0, font=font, anchor="ma")
            top += height
        target = io.BytesIO()
        image.save(target, "PNG", dpi=(300, 300))
        return target.getvalue()

    def svg(self, url: str, label: Sequence[str]) -> bytes:
        """The same as lines; the label stays text, in the reader's own font."""
        drawn = segno.make(url, error="m").svg_inline(border=BORDER)
        width = segno.make(url, error="m").symbol_size(border=BORDER)[0]
        size, top = 2.2, width + 1.6
        rows = [
            f'<text x="{width / 2:g}" y="{top + n * size * 1.4:g}" font-size="{size}"'
            f' text-anchor="middle" font-family="{_FAMILIES}"{_squeezed(line, size, width - 2)}>'
            f"{escape(line)}</text>"
            for n, line in enumerate(label)
        ]
        height = top + len(label) * size * 1.4
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}">'
            f'<rect width="100%" height="100%" fill="#fff"/>{drawn}{"".join(rows)}</svg>\n'
        ).encode()

    def _code(self, url: str) -> Image.Image:
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="png", scale=MODULE_PX, border=BORDER)
        return Image.open(drawn).convert("L")

    def _fitting(self, line: str, width: int) -> Font:
        font = self._font(LABEL_PX)
        self._check_glyphs(line, font)
        long = font.getlength(line)
        if long <= width:
            return font
        return self._font(max(LEAST_PX, int(LABEL_PX * width / long)))

    def _font(self, size: int) -> Font:
        if self._path is None:
            return ImageFont.load_default(size)  # type: ignore[return-value]
        try:
            return ImageFont.truetype(str(self._path), size)
        except OSError:
            fault = f"{self._path} is not a font that can be used"
            raise ConfigError(fault, remedy=_REMEDY, faults=(fault,)) from None

    def _check_glyphs(self, line: str, font: Font) -> None:
        # What a font draws for a character that no font has is its sign for a missing one.
        missing = bytes(font.getmask("\U0010fffe"))
        lacking = {c for c in line if not c.isspace() and bytes(font.getmask(c)) == missing}
        if lacking:
            used = self._path.name if self._path else "the built-in font"
            fault = f"{used} has no {'、'.join(sorted(lacking))} (label {line})"
            raise ConfigError(fault, remedy=_REMEDY, faults=(fault,))


def _found() -> Iterator[Path]:
    """Fonts of this machine with Chinese characters, the plainest first."""
    for name in _NAMES:
        for folder in _FOLDERS:
            yield from sorted(path for path in folder.rglob(name) if path.is_file())


def _squeezed(line: str, size: float, width: float) -> str:
    """Makes a line that would stand out over the sides as narrow as they are."""
    long = sum(size if ord(character) > 0x2E7F else size * 0.6 for character in line)
    return f' textLength="{width:g}" lengthAdjust="spacingAndGlyphs"' if long > width else ""
