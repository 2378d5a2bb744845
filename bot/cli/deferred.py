"""Commands whose module is loaded only when one of them is meant.

A list of commands, or a mistyped one, then costs nothing of what the commands themselves need.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar, cast

import typer
from typer.core import TyperGroup


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command stands as ``module:name``, and its line in the list of commands."""

    where: str
    help: str


class DeferredGroup(TyperGroup):
    """A group whose ``places`` name its commands in the order of the list."""

    places: ClassVar[Mapping[str, Place]] = {}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = cast(MutableMapping[str, Any], _Loaded(self.places))

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of commands, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in self.places.items()])

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in the order of the table."""
        return list(self.places)


class _Loaded(Mapping[str, Any]):
    """Commands by name, each loaded when it is looked up."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> Any:
        module, _, attribute = self._places[name].where.partition(":")
        # Nothing that is loaded is garbage: looking for some costs a fifth of the time.
        gc.disable()
        try:
            found = getattr(import_module(module), attribute)
        finally:
            gc.enable()
        return _command(name, found)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _command(name: str, found: typer.Typer | Callable[..., Any]) -> Any:
    if isinstance(found, typer.Typer):
        command = typer.main.get_group(found)
        command.name = name
        return command
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(found)
    return typer.main.get_command(alone)
