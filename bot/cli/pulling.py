"""What ``menu pull`` reads and which files it would write; an existing file is never lost."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.channels.wechat.menus import read_menus, read_replies
from bot.cli.account import Account
from bot.config import Settings
from bot.content.menu import published
from bot.content.menufile import MenuFile
from bot.content.parts import Parts, read_parts
from bot.content.takeover import Takeover, take_over
from bot.errors import ConfigError, ContentError
from intents.schema import AnswersFile
from intents.strict import load_document
from intents.types import Book, DecisionKind
from intents.understanding import Understanding

MENU, ENTRIES = "menu.yaml", "answers/keywords.yaml"


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it would be, and as it is."""

    path: Path
    former: str
    text: str

    def difference(self) -> str:
        """What would change, as ``diff -u`` tells it."""
        lines = difflib.unified_diff(
            self.former.splitlines(), self.text.splitlines(), "as it is", "as pulled", lineterm=""
        )
        return "\n".join(lines)

    def save(self) -> None:
        """Write it; raises ``ConfigError`` where that is not possible."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(self.text, "utf-8")
        except OSError as error:
            fault = f"cannot write {self.path}: {error.strerror}"
            raise ConfigError(fault, remedy="make it writable", faults=(fault,)) from None


class PullFolder:
    """The content folder into which the account is pulled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def parts(self) -> Parts:
        """What the folder holds; raises ``ContentError`` where a file to be written is broken."""
        parts = read_parts(self._folder)
        for name, form in ((MENU, MenuFile), (ENTRIES, AnswersFile)):
            path = self._folder / name
            read = load_document(path, form, name=path.as_posix()) if path.exists() else None
            if read is not None and read.value is None:
                raise ContentError(
                    f"{path} cannot be added to", remedy="mend it first", problems=read.problems
                )
        return parts

    def changed(self, takeover: Takeover) -> list[Draft]:
        """The files that would be new or other than they are."""
        from bot.content.menuwriting import (  # noqa: PLC0415 - its library serves this alone
            entries_text,
            menu_text,
        )

        drafts = []
        if takeover.buttons:
            former = _read(self._folder / MENU)
            drafts.append(Draft(self._folder / MENU, former, menu_text(takeover, former)))
        if takeover.entries:
            former = _read(self._folder / ENTRIES)
            text = entries_text(takeover.entries, former)
            drafts.append(Draft(self._folder / ENTRIES, former, text))
        return [draft for draft in drafts if draft.text != draft.former]


async def proposal(account: Account, folder: PullFolder) -> Takeover:
    """What the account has that the folder has not."""
    live, replies = await read_menus(account.api), await read_replies(account.api)
    menu, book = folder.parts.menu, folder.parts.book
    takeover = take_over(
        live, replies, menu=menu, book=book, choose=_chooser(book, account.settings)
    )
    if not live.by_hand and live == published(menu):
        return Takeover(entries=takeover.entries, welcome=takeover.welcome, notes=takeover.notes)
    return takeover


def _chooser(book: Book | None, settings: Settings) -> Callable[[str], str | None]:
    """Names the entry that a button's name surely asks for; built at its first use."""
    built: list[Understanding] = []

    def choose(name: str) -> str | None:
        if book is None:
            return None
        if not built:
            built.append(
                Understanding(
                    book, cache_dir=settings.data_dir / "jieba", backend=settings.segmenter
                )
            )
        decision = built[0].decide(name)
        sure = decision.kind is DecisionKind.ANSWER
        return decision.best.entry if sure and decision.best else None

    return choose


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        fault = f"cannot read {path}: {getattr(error, 'strerror', None) or 'not UTF-8'}"
        raise ConfigError(fault, remedy="mend the file", faults=(fault,)) from None
