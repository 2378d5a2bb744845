"""What operators type about personal data: privacy audit."""

from __future__ import annotations

from tests.scenario.commands import Shell


def test_exports_and_new_keys_are_in_the_audit_log_with_who_and_whereto(shell: Shell) -> None:
    shell.set(SSH_CLIENT="203.0.113.9 50000 22", LOGNAME="mei")
    assert shell.run("tokens", "add", "crm", "--scope", "events").code == 0
    out = shell.folder / "events.jsonl"
    assert shell.run("events", "export", "--out", str(out)).code == 0

    rows = [line.split("\t")[1:] for line in shell.run("privacy", "audit").out.splitlines()]
    assert rows == [
        ["key_added", "mei", "203.0.113.9", "-", "-", "crm events"],
        ["events_exported", "mei", "203.0.113.9", str(out), "0", "native"],
    ]
    assert shell.run("privacy", "audit", "--since", "2100-01-01").out == ""


def test_time_that_is_none_is_refused_in_one_line(shell: Shell) -> None:
    ended = shell.run("privacy", "audit", "--since", "yesterday")

    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "ISO time" in ended.err
