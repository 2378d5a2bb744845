"""Our understanding beside its peers on labelled sets; run by hand, never as a timed test.

    python -m bench.matching --data DIR [--sets smp10,own] [--quick] [--write]

DIR holds ``<set>/book`` and ``<set>/queries.jsonl``; the set ``own`` is the product's own book and
examination. ``--quick`` asks ours only; ``--write`` puts the whole into ``bench/RESULTS.md``. Needs
the extra ``bench``.

- top-1, recall3: the right entry first, among the first three; in-scope questions only.
- cov95: the largest share of the in-scope questions answered right at a threshold on the method's
  own confidence, such that right answers are at least 95 % of all answers in traffic of which
  out-of-scope questions make 20 % (near: left-out entries of the same domain; far: another
  domain). The threshold is chosen on the questions themselves, for every method alike.
- AUROC: the chance, in that traffic, that a right first entry has more confidence than a wrong one.
- decided by itself: what our own bands do in that traffic. Wrong answers are a share of all
  messages; "answered" and "right one offered" are about in-scope questions.
- points lost: top-1 of the clean questions less that of the variant, on those that it changes.
- CPU: of one whole decision, all of it in one thread; build: seconds of the wall. The load average
  stands beside them: on a busy machine both are more.
- without: ours with one sort of evidence gone, and all that is fitted fitted anew.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
# Before numpy is loaded: work that its threads take over would be in no figure.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

from bench.matching import ablation, growth, ours, peers, reach, report, robustness, sets
from intents.understanding import Understanding

NOTE = """Two shared, noisy cores. {versions}. Confidence is the score of a method's first entry or
its lead over the second, as named. The sets are research data that is not part of the project;
`own` is the product's own book and examination. What the figures mean stands in
[`bench/matching/__main__.py`](matching/__main__.py).
"""
GROWTH_NOTE = """Phrasings of lcq20k and clincfull, shuffled; above 35 000 composed by joining
halves of them, ten to an entry. A fresh process for each size, {questions} questions of the same
sets. Memory is what the process holds more than with a book of one entry.
"""
ABLATED = ("own", "smp10")


class Bench:
    """Everything measured in one run, printed as soon as it is there."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        self.folder, self.names = folder, names
        self.found: dict[reach.Name, reach.Found] = {}
        self.decided: list[report.Row] = []
        self.lost: list[report.Row] = []
        self.ahead: list[report.Row] = []

    def quick(self) -> None:
        """Ours alone: a line for each set."""
        print(report.table(("set", *report.METHODS[1:]), ()), end="")
        sizes = []
        for name in self.names:
            data = sets.load(self.folder, name)
            run = self._ours(data, Understanding(data.book), name)
            print(f"| {' | '.join(report.method_row(run))} |", flush=True)
            sizes.append(report.size(data))
        print("\n" + report.table(report.DECIDED, self.decided))
        print("\n".join(sizes))
        print("\n" + report.shortfalls(self.found))

    def whole(self) -> str:
        """The section of the results, shortfalls first."""
        parts = [self._printed(part) for name in self.names for part in self._set(name)]
        by_itself = "### Decided by itself\n\n" + report.table(report.DECIDED, self.decided)
        lost = "### Points of top-1 lost\n\n" + report.table(report.LOST, self.lost)
        parts += [self._printed(by_itself), self._printed(lost), self._printed(self._growth())]
        parts.append(self._printed(self._ablated()))
        ahead = report.table(report.AHEAD, self.ahead)
        shortfalls = self._printed(
            f"### Shortfalls\n\n{report.shortfalls(self.found)}\nPeers ahead of ours:\n\n{ahead}"
        )
        command = f"python -m bench.matching --data DIR --sets {','.join(self.names)}"
        heading = f"{report.HEADING}, {datetime.now(UTC).date()}\n`{command}`"
        note = NOTE.format(versions=report.versions())
        return "\n".join([f"{heading}\n", note, shortfalls, *parts])

    def _ours(self, data: sets.LabelledSet, understanding: Understanding, method: str) -> ours.Run:
        run = ours.run(method, understanding, data.questions)
        self.found |= reach.of_run(data.name, run)
        self.decided.append(report.decided_row(data.name, run))
        return run

    def _set(self, name: str) -> Iterator[str]:
        data = sets.load(self.folder, name)
        understanding = Understanding(data.book)
        built = {peer: peers.build(peer, data) for peer in peers.PEERS if peers.can_run(peer, data)}
        runs = [self._ours(data, understanding, "ours")]
        runs += [peers.run(peer, data, ready) for peer, ready in built.items()]
        self.ahead += report.ahead_rows(name, *runs)
        methods = report.table(report.METHODS, map(report.method_row, runs))
        yield f"### {report.size(data)}\nLoad average {os.getloadavg()[0]:.1f}.\n\n{methods}"
        svm = built[peers.SVM][0] if peers.SVM in built else None
        lost = list(robustness.lost(data, understanding, svm))
        self.found |= reach.of_lost(name, lost)
        self.lost += [report.lost_row(name, each) for each in lost]

    def _growth(self) -> str:
        grown = list(growth.in_fresh_processes(self.folder))
        for each in grown:
            self.found |= reach.of_grown(each)
        note = GROWTH_NOTE.format(questions=grown[0].questions)
        rows = report.table(report.GROWN, map(report.grown_row, grown))
        return f"### Growth with the book\n\n{note}\n{rows}"

    def _ablated(self) -> str:
        rows = [
            report.ablated_row(name, each)
            for name in ABLATED
            if name in self.names
            for each in ablation.ablated(self.folder, sets.load(self.folder, name))
        ]
        return "### Ours without one part of it\n\n" + report.table(report.ABLATED, rows)

    def _printed(self, part: str) -> str:
        print(part, flush=True)
        return part


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.matching", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    parser.add_argument("--sets", default="", help="names with commas between; all if not given")
    parser.add_argument("--quick", action="store_true", help="ours only, without peers")
    parser.add_argument("--write", action="store_true", help="into bench/RESULTS.md as well")
    args = parser.parse_args()
    names = [name for name in args.sets.split(",") if name] or sets.names_in(args.data)
    bench = Bench(args.data, names)
    if args.quick:
        bench.quick()
        return
    section = bench.whole()
    if args.write:
        report.write(sets.ROOT / "bench" / "RESULTS.md", section)


if __name__ == "__main__":
    main()
