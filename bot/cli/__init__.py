"""The command line: ``python run.py ...``. Thin: each command calls one thing and prints it."""

from bot.cli.main import main

__all__ = ["main"]
