"""What was taken over, written as YAML: editors' comments and purposes stay where they can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from bot.content.takeover import TakenButton, TakenEntry, TakenMenu, Takeover
from bot.content.yamlwriting import dumped, house_yaml, written

_MENU_HEAD = (
    "# yaml-language-server: $schema=../docs/schemas/menu.json\n"
    "# Taken over from the account. What stands beside `please check` was guessed.\n"
)
_ENTRIES_HEAD = (
    "# yaml-language-server: $schema=../../docs/schemas/answers.json\n"
    "# Taken over from the account's admin page: add phrasings, and check each answer.\n"
)


def menu_text(takeover: Takeover, former: str) -> str:
    """``menu.yaml`` with these menus; ``former`` is the file as it stands, empty for none."""
    yaml = house_yaml()
    tree = yaml.load(former or _MENU_HEAD + "buttons: []\n")
    old = _Former(tree)
    tree["buttons"] = _buttons(takeover.buttons, old, indent=2, rows=tree.get("buttons"))
    if takeover.conditional:
        tree["conditional"] = _conditional(takeover.conditional, old)
    else:
        tree.pop("conditional", None)
    # Nothing changed is nothing written: the library lays out what it writes anew.
    return former if former and tree == yaml.load(former) else dumped(yaml, tree)


def entries_text(entries: Iterable[TakenEntry], former: str) -> str:
    """The file of taken-over replies with these entries after those it has."""
    yaml = house_yaml()
    tree = yaml.load(former or _ENTRIES_HEAD + "entries: []\n")
    rows = tree["entries"]
    rows.fa.set_block_style()
    for entry in entries:
        rows.append(_entry(entry))
        rows.yaml_set_comment_before_after_key(
            len(rows) - 1, before=_review(entry.review), indent=2
        )
    return dumped(yaml, tree)


class _Former:
    """The buttons of the file as it stands, found again by what they do or how they are named."""

    def __init__(self, tree: CommentedMap) -> None:
        self._leaves: dict[str, tuple[CommentedMap, Any]] = {}
        self._groups: dict[str, tuple[CommentedMap, Any]] = {}
        self._note(tree.get("buttons") or ())
        for menu in tree.get("conditional") or ():
            self._note(menu.get("buttons") or ())

    def _note(self, rows: CommentedSeq | tuple[()]) -> None:
        for index, row in enumerate(rows):
            comment = rows.ca.items.get(index) if isinstance(rows, CommentedSeq) else None
            if "buttons" in row:
                self._groups.setdefault(str(row.get("name")), (row, comment))
                self._note(row["buttons"] or ())
            else:
                self._leaves.setdefault(_target(row), (row, comment))

    def take(self, button: TakenButton) -> tuple[CommentedMap | None, Any]:
        """Its mapping and the comment beside it; each is given away once."""
        if button.buttons:
            return self._groups.pop(button.name, (None, None))
        return self._leaves.pop(_target(button.values), (None, None))


def _target(row: Mapping[str, Any]) -> str:
    page = row.get("miniprogram")
    if isinstance(page, Mapping):
        return f"miniprogram {page.get('page')}"
    names = ("entry", "url", "media", "article", "article_page")
    return next((f"{name} {row[name]}" for name in names if row.get(name)), "")


def _conditional(menus: Iterable[TakenMenu], old: _Former) -> CommentedSeq:
    rows = CommentedSeq()
    for menu in menus:
        row = CommentedMap({name: written(value) for name, value in menu.rule.items()})
        row["buttons"] = _buttons(menu.buttons, old, indent=6)
        rows.append(row)
    return rows


def _buttons(
    buttons: Sequence[TakenButton], old: _Former, *, indent: int, rows: object = None
) -> CommentedSeq:
    """The buttons as rows: those of ``rows`` themselves where nothing came, went or moved."""
    if isinstance(rows, CommentedSeq) and list(map(_name, rows)) == list(map(_name, buttons)):
        for row, button in zip(rows, buttons, strict=True):
            _fill(row, button, old, indent=indent)
        return rows
    fresh = CommentedSeq()
    for index, button in enumerate(buttons):
        row, comment = old.take(button)
        is_new = row is None
        fresh.append(CommentedMap() if row is None else row)
        _fill(fresh[index], button, old, indent=indent)
        if is_new and not button.buttons:
            fresh[index].fa.set_flow_style()
        if comment is not None:
            fresh.ca.items[index] = comment
        elif button.review and is_new:
            fresh.yaml_set_comment_before_after_key(
                index, before=_review(button.review), indent=indent
            )
    return fresh


def _fill(row: CommentedMap, button: TakenButton, old: _Former, *, indent: int) -> None:
    row["name"] = written(button.name)
    if button.buttons:
        inner = row.get("buttons")
        row["buttons"] = _buttons(button.buttons, old, indent=indent + 4, rows=inner)
    for name, value in button.values.items():
        if row.get(name) != value:
            row[name] = _value(value)


def _name(item: CommentedMap | TakenButton) -> str:
    """What tells a button from its neighbours: what it does, or the name of a sub-menu."""
    values = item.values if isinstance(item, TakenButton) else item
    return _target(values) or str(item.name if isinstance(item, TakenButton) else item.get("name"))


def _entry(entry: TakenEntry) -> CommentedMap:
    row = CommentedMap(
        id=entry.id,
        questions=CommentedSeq(map(written, entry.questions)),
        answer=written(entry.answer),
    )
    if entry.image:
        row["image"] = entry.image
    if entry.card:
        row["card"] = CommentedMap({name: written(value) for name, value in entry.card.items()})
    return row


def _review(text: str) -> str:
    return f"please check: {' '.join(text.split())}"


def _value(value: object) -> object:
    if isinstance(value, Mapping):
        row = CommentedMap({name: written(str(inner)) for name, inner in value.items()})
        row.fa.set_flow_style()
        return row
    return written(str(value))
