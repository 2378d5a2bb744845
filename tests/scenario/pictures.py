"""Pictures of the real pages: each is looked over before it is taken, and made small after."""

from __future__ import annotations

import base64
import html
import json
import os
import re
from dataclasses import dataclass, field
from importlib import resources
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.content.texts import load_texts
from bot.web.desk.words import TABLE
from tests.scenario.house import FAQ

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1280, "height": 844}
TALL: ViewportSize = {"width": 1280, "height": 1280}
_PLACEHOLDER = re.compile(r"\{[a-z_.]*\}|\bundefined\b|\bNaN\b|\bNone\b|\[object ")
_WORD = re.compile(r"\b[a-z]+(?:[._][a-z]+)+\b")
_WIDER = """() => {
  const seen = [...document.querySelectorAll("body *")].filter((it) => it.checkVisibility());
  const scrolled = (it) => ["auto", "scroll"].includes(getComputedStyle(it).overflowX)
    && it.scrollWidth > it.clientWidth + 1;
  const cut = (it) => { const box = it.getBoundingClientRect();
    return box.width > 1 && box.left < innerWidth && box.right > innerWidth + 1; };
  return seen.filter((it) => scrolled(it) || cut(it)).map((it) => it.outerHTML.slice(0, 120));
}"""
_LOADED = """() => Promise.all([...document.images].filter((it) => {
  const box = it.getBoundingClientRect();
  return it.checkVisibility() && it.src && box.bottom > 0 && box.top < innerHeight;
}).map((it) => it.decode()))"""
_TERMINAL = """<style>
body { margin: 0; padding: 22px 26px; background: #14181d; color: #d6dde4; width: fit-content;
  font: 13.5px/1.5 "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; }
pre { margin: 0; font: inherit; white-space: pre-wrap; max-width: 128ch; }
b { color: #fff } .good, .plus { color: #7fd6a0 } .warning { color: #e9b862 }
.bad, .minus { color: #ff8f86 }
</style>"""


def _keys() -> frozenset[str]:
    chat = json.loads((resources.files("bot.simulator") / "words.json").read_text("utf-8"))
    names = {*TABLE, *load_texts(FAQ)[0].sentences, *chat["zh"], *chat["en"]}
    return frozenset(name for name in names if "." in name or "_" in name)


@dataclass(frozen=True)
class Album:
    """Where pictures go, and what was found wrong with the pages on the way."""

    browser: Browser
    folder: Path
    faults: list[str] = field(default_factory=list)
    keys: frozenset[str] = field(default_factory=_keys)

    async def open(self, url: str, viewport: ViewportSize) -> Page:
        """A page in a browser of its own; what it complains of is kept."""
        context = await self.browser.new_context(locale="zh-CN", viewport=viewport)
        context.set_default_timeout(10_000)
        page = await context.new_page()
        page.on("console", lambda it: self.faults.append(it.text) if it.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        await page.goto(url)
        return page

    async def take(self, page: Page, name: str, *shown: str) -> None:
        """The page as it stands, once all these words are to be seen on it."""
        for words in shown:
            seen = page.get_by_text(words).locator("visible=true").last
            await expect(seen, f"{name}: {words}").to_be_in_viewport()
        await page.evaluate(_LOADED)
        text = await page.locator("body").inner_text()
        odd = [*_PLACEHOLDER.findall(text), *(self.keys & set(_WORD.findall(text)))]
        self.faults.extend(f"{name}: {it}" for it in (*odd, *await page.evaluate(_WIDER)))
        self.keep(name, await page.screenshot())

    def keep(self, name: str, picture: bytes) -> None:
        """Writes it; for the documents with 256 colours, a third of the bytes for the same look."""
        path = self.folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.folder != FOLDER:
            path.write_bytes(picture)
            return
        with Image.open(BytesIO(picture)) as image:
            image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)

    async def side_by_side(self, name: str, *names: str) -> None:
        """Pictures that were taken, beside each other on one sheet."""
        images = "".join(
            f'<img height="844" src="data:image/png;base64,{base64.b64encode(data).decode()}">'
            for data in ((self.folder / f"{one}.png").read_bytes() for one in names)
        )
        page = await self.browser.new_page(viewport={"width": 1_760, "height": 904})
        await page.set_content(
            "<style>body{margin:0;padding:30px;background:#dfe3e6;display:flex;gap:30px}"
            "img{border-radius:12px;box-shadow:0 4px 24px #0003}</style>" + images
        )
        self.keep(name, await page.screenshot())

    async def terminal(self, name: str, command: str, output: str) -> None:
        """What a command printed, in the look of a terminal."""
        lines = "".join(f"{_coloured(line)}\n" for line in output.splitlines())
        page = await self.browser.new_page(viewport={"width": 1_100, "height": 200})
        await page.set_content(f"{_TERMINAL}<pre><b>$ {html.escape(command)}</b>\n{lines}</pre>")
        self.keep(name, await page.locator("body").screenshot())

    def names(self) -> set[str]:
        """All pictures of the folder."""
        return names_in(self.folder)


def _coloured(line: str) -> str:
    word = line.strip().partition(" ")[0]
    kind = {"+": "plus", "-": "minus"}.get(word[:1], word)
    text = html.escape(line)
    return f'<span class="{html.escape(kind)}">{text}</span>'


def names_in(folder: Path) -> set[str]:
    """The names of the pictures below a folder, without their ending."""
    return {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.png")}


def album_folder(otherwise: Path) -> Path:
    """The documents' folder where ``WRITE_PICTURES`` asks for new pictures."""
    return FOLDER if "WRITE_PICTURES" in os.environ else otherwise
