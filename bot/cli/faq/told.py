"""``faq ask`` told to people: which phrasing spoke for each candidate, and what it lacked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from intents.decide import ANSWER, CLARIFY
from intents.reasons import LACKS
from intents.types import Decision, DecisionKind, Match
from intents.understanding import Understanding

_VISIBLE = 0.005  # of a confidence told with two digits


def evidence(match: Match, decision: Decision, understanding: Understanding) -> dict[str, Any]:
    """What spoke for a candidate, beside the matcher's own reason, and what it lacked.

    ``shared`` and ``missing`` are tokens of the question that the closest phrasing has, or has
    not; ``extra`` are those that only the phrasing has. ``lacks`` is empty for what is answered.
    """
    entry = understanding.book.entries[match.entry]
    asked = decision.tokens
    written = understanding.matcher.read(match.phrasing).tokens
    line = next((item.line for item in entry.questions if item.text == match.phrasing), entry.line)
    return {
        "phrasing": match.phrasing,
        "path": entry.path,
        "line": line,
        "shared": [token for token in asked if token in written],
        "missing": [token for token in asked if token not in written],
        "extra": [token for token in written if token not in asked],
        "lacks": _lacks(match, decision, understanding),
    }


def _lacks(match: Match, decision: Decision, understanding: Understanding) -> str:
    best = decision.best
    if decision.kind is DecisionKind.ANSWER and match in (best, *decision.also):
        return ""
    if best is not None and match.entry != best.entry:
        ahead = best.confidence - match.confidence
        behind = f"{ahead:.2f} behind" if ahead >= _VISIBLE else "as likely as"
        return f"{behind} {best.entry}"
    if decision.other:
        return f"the message names {decision.other}, which is not us"
    risk = understanding.book.entries[match.entry].risk
    needed = f"{ANSWER[risk]:.2f} to be answered" + (" (risk: high)" if risk == "high" else "")
    short = f"{match.confidence:.2f} of the {needed}"
    if match.confidence < CLARIFY:
        short = f"{short}, or {CLARIFY:.2f} to be asked back"
    return f"{short}: {LACKS[match.lacks]}" if match.lacks else short


def show(told: dict[str, Any]) -> None:
    """The decision, how it is handled, and the candidates with their evidence; best first."""
    typer.echo(f"{told['decision']}: {told['entry']} ({told['confidence']:.2f})")
    typer.echo(f"tokens: {' / '.join(told['tokens'])}")
    if told["slots"]:
        named = ("{slot} {value} 「{words}」".format_map(slot) for slot in told["slots"])
        typer.echo(f"slots: {', '.join(named)}")
    typer.echo(f"handled by: {told['route']['handler']}, {told['route']['reason']}")
    if told["also"]:
        typer.echo(f"asks also: {', '.join(item['entry'] for item in told['also'])}")
    for candidate in told["candidates"]:
        for line in _candidate(candidate):
            typer.echo(line)
    if told["answer"]:
        typer.echo(f"\n{told['answer']}")


def _candidate(candidate: dict[str, Any]) -> list[str]:
    lines = [f"  {candidate['confidence']:.2f}  {candidate['entry']}: {candidate['reason']}"]
    if not candidate.get("phrasing"):
        return lines
    lines.append(f"        in {candidate['path']}:{candidate['line']}")
    words = (("both say", "shared"), ("not in it", "missing"), ("only in it", "extra"))
    said = [f"{name} {_listed(candidate[key])}" for name, key in words if candidate[key]]
    if candidate["missing"] or candidate["extra"]:
        lines.append(f"        words: {'; '.join(said)}")
    if candidate["lacks"]:
        lines.append(f"        lacks: {candidate['lacks']}")
    return lines


def _listed(tokens: Sequence[str]) -> str:
    return " ".join(f"「{token}」" for token in tokens)
