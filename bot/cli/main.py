"""Entry point: commands, their errors in one readable line, exit codes.

0 good, 1 found problems, 2 wrong usage or cannot run.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, ClassVar, NoReturn

import typer
from typer.exceptions import TyperException

from bot.cli.deferred import DeferredGroup, Place
from bot.errors import GatewayError

CANNOT_RUN = 2
_DEBUG = "--debug"


class _Commands(DeferredGroup):
    places: ClassVar = {
        "demo": Place(
            "bot.cli.serving:demo",
            "Run gateway, simulated WeChat and sample content together; needs no account.",
        ),
        "serve": Place("bot.cli.serving:serve", "Run the gateway for production."),
        "doctor": Place(
            "bot.cli.doctor:doctor",
            "Look at everything that going live needs; exit 1 if anything is bad.",
        ),
        "faq": Place("bot.cli.faq:app", "The content folder."),
        "menu": Place("bot.cli.menu:app", "The account's menus."),
        "qr": Place("bot.cli.qr:app", "QR codes of places and campaigns."),
        "db": Place("bot.cli.database:app", "The database."),
        "agents": Place("bot.cli.accounts:agents", "Desk accounts."),
        "tokens": Place("bot.cli.accounts:tokens", "Keys of the REST interface."),
        "outbox": Place("bot.cli.outbox:app", "Customer-service messages on their way."),
        "events": Place("bot.cli.events:app", "Behavioural data."),
        "privacy": Place("bot.cli.privacy:app", "Personal data of fans."),
    }


app = typer.Typer(
    name="run.py",
    cls=_Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Customer-service gateway for brands on WeChat. Without a command it starts the demo.",
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    debug: Annotated[
        bool, typer.Option(_DEBUG, help="Show the traceback of a failure; anywhere in the line.")
    ] = False,
) -> None:
    """Customer-service gateway for brands on WeChat. Without a command it starts the demo."""
    if context.invoked_subcommand is None:
        from bot.cli import serving  # noqa: PLC0415 - other commands need none of it

        serving.demo()


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command; every failure ends in one line on stderr, never in a traceback."""
    # Read when numpy is imported: on a busy machine its threads mostly wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    given = sys.argv[1:] if arguments is None else list(arguments)
    words = [word for word in given if word != _DEBUG]
    try:
        code = app(words, standalone_mode=False, prog_name="run.py")
        sys.stdout.flush()
    except typer.Abort:
        _fail("interrupted")
    except TyperException as error:
        _fail(_usage(error))
    except SystemExit as ended:
        # typer's own ending for a closed pipe
        if isinstance(ended.__context__, BrokenPipeError):
            _end_unheard()
        raise
    except BrokenPipeError:
        _end_unheard()
    except Exception as error:
        if _DEBUG in given:
            _fail(traceback.format_exc().rstrip())
        if not isinstance(error, GatewayError):
            _fail(f"unexpected {type(error).__name__}: {error} ({_DEBUG} shows where)")
        _fail(*_lines(error))
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "run.py"
    said = " ".join(error.format_message().replace("Value error, ", "").split())
    return f"{said.rstrip('.')} (see {command} --help)"


def _lines(error: GatewayError) -> Sequence[str]:
    faults = error.data.get("faults")
    if isinstance(faults, tuple) and len(faults) > 1:
        return [str(fault) for fault in faults]
    problems = error.data.get("problems")
    if isinstance(problems, tuple):
        return [*(str(problem) for problem in problems), str(error)]
    return [str(error)]


def _end_unheard() -> NoReturn:
    """The reader of our output has seen enough; nothing more may be flushed to it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def _fail(*lines: str) -> NoReturn:
    from bot import config  # noqa: PLC0415 - most commands end well
    from bot.telemetry import Redactor  # noqa: PLC0415

    text = "\n".join(lines).encode("utf-8", "backslashreplace").decode()
    print(Redactor(config.secrets_at_hand()).clean(text), file=sys.stderr)  # noqa: T201
    sys.exit(CANNOT_RUN)
