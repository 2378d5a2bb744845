"""Our understanding beside its peers on labelled sets; run by hand, never as a timed test.

    python -m bench.matching --data DIR [--sets smp10,own] [--quick]

DIR holds ``<set>/book`` and ``<set>/queries.jsonl``; the set ``own`` is the product's own book and
examination. Every table says how many questions it rests on.

- top-1, recall3: the right entry first, among the first three; in-scope questions only.
- cov95: the largest share of the in-scope questions answered right at a threshold on the method's
  own confidence, such that right answers are at least 95 % of all answers in traffic of which
  out-of-scope questions make 20 % (near: left-out entries of the same domain; far: another
  domain). The threshold is chosen on the questions themselves, for every method alike.
- AUROC: the chance, in that traffic, that a right first entry has more confidence than a wrong one.
- decided by itself: what our own bands do in that traffic. "Wrong" is a share of all messages.
- CPU: of this thread, for one whole decision.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.matching import ours, report, sets
from intents.understanding import Understanding


def quick(folder: Path, names: list[str]) -> None:
    """Ours alone: a line for each set as soon as it is there."""
    rows = []
    print(report.table(("set", *report.METHODS[1:]), ()), end="")
    for name in names:
        data = sets.load(folder, name)
        run = ours.run(name, Understanding(data.book), data.questions)
        rows.append((data, run))
        print(f"| {' | '.join(report.method_row(run))} |", flush=True)
    print("\n" + report.table(report.DECIDED, (report.decided_row(d.name, r) for d, r in rows)))
    for data, _ in rows:
        print(f"{data.name}: {report.size(data)}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.matching", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    parser.add_argument("--sets", default="", help="names with commas between; all if not given")
    parser.add_argument("--quick", action="store_true", help="ours only, without peers")
    args = parser.parse_args()
    names = [name for name in args.sets.split(",") if name] or sets.names_in(args.data)
    quick(args.data, names)


if __name__ == "__main__":
    main()
