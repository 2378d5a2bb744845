"""Entry point: commands, their errors in one readable line, exit codes.

0 good, 1 found problems, 2 wrong usage or cannot run.
"""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import click
import typer

from bot.cli import accounts, database, events, faq, outbox, serving
from bot.errors import GatewayError

FOUND_PROBLEMS, CANNOT_RUN = 1, 2

app = typer.Typer(
    name="run.py",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Customer-service gateway for brands on WeChat. Without a command it starts the demo.",
)
app.command("demo")(serving.demo)
app.command("serve")(serving.serve)
app.add_typer(faq.app, name="faq")
app.add_typer(database.app, name="db")
app.add_typer(accounts.agents, name="agents")
app.add_typer(accounts.tokens, name="tokens")
app.add_typer(outbox.app, name="outbox")
app.add_typer(events.app, name="events")


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    """Customer-service gateway for brands on WeChat. Without a command it starts the demo."""
    context.obj = {"debug": debug}
    if context.invoked_subcommand is None:
        serving.demo()


def main() -> NoReturn:
    """Run a command; every failure ends in one line on stderr, never in a traceback."""
    debug = "--debug" in sys.argv[1:]
    try:
        code = app(standalone_mode=False)
    except click.exceptions.Abort:
        _fail("interrupted", CANNOT_RUN)
    except click.ClickException as error:
        _fail(f"{error.format_message()} (see --help)", CANNOT_RUN)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except GatewayError as error:
        if debug:
            raise
        lines = _lines(error)
        _fail("\n".join(lines), CANNOT_RUN)
    except KeyboardInterrupt:
        sys.exit(0)
    except BrokenPipeError:
        # The reader of our output has seen enough.
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        _fail(f"unexpected {type(error).__name__}: {error} (--debug shows where)", CANNOT_RUN)
    sys.exit(code if isinstance(code, int) else 0)


def _lines(error: GatewayError) -> list[str]:
    faults = error.data.get("faults")
    if isinstance(faults, tuple) and len(faults) > 1:
        return [str(fault) for fault in faults]
    problems = error.data.get("problems")
    if isinstance(problems, tuple):
        return [*(str(problem) for problem in problems), str(error)]
    return [str(error)]


def _fail(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)  # noqa: T201 - the command line speaks here
    sys.exit(code)
