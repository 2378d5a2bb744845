"""``faq``: what editors need to know of their content before fans see it.

One module for each command, loaded when the command is meant.
"""

from __future__ import annotations

from typing import ClassVar

import typer

from bot.cli.deferred import DeferredGroup, Place


class _Commands(DeferredGroup):
    places: ClassVar = {
        "check": Place(
            "bot.cli.faq.check:check",
            "Validate everything in the content folder; exit 1 on any error.",
        ),
        "test": Place(
            "bot.cli.faq.testing:test_content",
            "Ask the content its own questions; exit 1 where a test or an entry is not reached.",
        ),
        "ask": Place(
            "bot.cli.faq.ask:ask", "Show what the bot would do with these words, and why."
        ),
        "evaluate": Place(
            "bot.cli.faq.evaluating:evaluate_queries",
            "Measure the understanding against labelled questions.",
        ),
        "import": Place(
            "bot.cli.faq.importing:import_list",
            "Take a question list, or keyword rules, into answers/; exit 1 where a row was left"
            " out.",
        ),
        "unanswered": Place(
            "bot.cli.faq.unanswered:unanswered",
            "Show what fans asked and got no answer to, by meaning, with YAML to paste.",
        ),
        "diff": Place(
            "bot.cli.faq.diff:diff",
            "Replay recorded questions on the edited book: newly answered, changed, lost.",
        ),
        "learn": Place(
            "bot.cli.faq.learn:learn",
            "Learn from what conversations confirmed; taken into use only where it is better.",
        ),
        "schema": Place(
            "bot.cli.faq.schema:schema",
            "Write the JSON Schemas that editors' YAML files point to.",
        ),
    }


app = typer.Typer(cls=_Commands, help="The content folder.", rich_markup_mode=None)
