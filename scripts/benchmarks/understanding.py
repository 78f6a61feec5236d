"""How much is understood, of the phrase bank and of other people's sentences, beside other engines.

The public sentences lie beside the checkout, in ../shared/eval; without them that part is skipped.
`--misses PART` lists what went wrong in one part, except in the test part of the phrase bank.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from scripts.benchmarks.comparison import PUBLIC, Comparison, Score
from scripts.benchmarks.hardness import MOST_FOUND
from scripts.benchmarks.measures import Measure
from scripts.benchmarks.own_parts import Parts
from scripts.benchmarks.peers.catalogue import ROOT
from scripts.benchmarks.tables import machine, markdown, write_block

DOCUMENT = ROOT / "docs" / "benchmarks.md"
_HARDEST = "nearest other question of the test part"


def table(scores: Sequence[Score], measures: Sequence[Measure]) -> str:
    """A row for each measure and a column for each engine."""
    totals = {name: total for score in scores for name, (_, total) in score.counts.items()}
    rows = [
        [f"{one.title}, of {totals[one.name]}", *(_cell(score, one.name) for score in scores)]
        for one in measures
        if totals.get(one.name)
    ]
    rows += [
        ["median time, ms", *(f"{score.median_ms:.1f}" for score in scores)],
        ["95 of 100 within, ms", *(f"{score.p95_ms:.1f}" for score in scores)],
        ["memory, MB", *(f"{score.memory_mb:.0f}" for score in scores)],
        ["ready after, s", *(f"{score.ready_s:.1f}" for score in scores)],
    ]
    return markdown(["", *(score.name for score in scores)], rows)


def _cell(score: Score, measure: str) -> str:
    if measure not in score.counts:
        return "–"
    count, total = score.counts[measure]
    return f"{count} ({100 * count / total:.1f} %)"


def hardness(found: dict[str, tuple[int, int]], ours: tuple[int, int]) -> str:
    """How hard the test part is, in words."""
    shares = {name: f"{100 * count / total:.1f} %" for name, (count, total) in found.items()}
    _, total = found[_HARDEST]
    return (
        f"Of the {total} guide questions of the test part, rapidfuzz token_set_ratio alone finds"
        f" the step of {', '.join(f'{share} by the {name}' for name, share in shares.items())}, and"
        f" voice-skill of {100 * ours[0] / ours[1]:.1f} %. A part counts as hard enough where the"
        f" nearest question finds at most {100 * MOST_FOUND:.0f} %."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--misses", default="", metavar="PART", help='such as "timers"')
    parser.add_argument("--alone", action="store_true", help="without the other engines")
    parser.add_argument("--write", action="store_true", help=f"into {DOCUMENT.relative_to(ROOT)}")
    arguments = parser.parse_args()
    if arguments.misses.startswith("test"):
        parser.error("the misses of the test part are never listed; choose a train or dev part")
    parts = Parts(arguments.misses)
    parts.ask_all()
    parts.show()
    figures = parts.figures()
    if not arguments.alone and not arguments.misses:
        comparison = Comparison()
        found = comparison.hardness()
        scores = comparison.run()
        ours = scores[0].counts["guide steps"]
        text = f"{table(scores, comparison.measures)}\n\n{hardness(found, ours)} {machine()}."
        print(f"\n{text}")
        figures |= {name: count / total for name, (count, total) in found.items()}
        for score in scores:
            figures |= score.figures()
        if arguments.write and not PUBLIC.is_dir():
            raise SystemExit(f"The table is not written: {PUBLIC} is not there.")
        if arguments.write:
            write_block(DOCUMENT, "understanding", text)
    if arguments.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
