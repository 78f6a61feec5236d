"""What is counted of an engine's replies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scripts.benchmarks.facts import is_said
from scripts.benchmarks.peers.process import Reply
from scripts.benchmarks.scoring import Line, acts, is_right, order_is_right
from voice_skill.core.guide import Unit

_PUBLIC = "source"
"""Lines of public collections say where they are from; those of our bank do not."""


@dataclass(frozen=True)
class Measure:
    """Of which lines what is counted."""

    name: str
    title: str
    asked: Callable[[Line], bool]
    counted: Callable[[Reply, Line], bool]
    of_timer_skills: bool = False
    """Also counted of engines that know nothing but timers."""


def counts(
    measures: Iterable[Measure], replies: Iterable[tuple[Reply, Line]]
) -> dict[str, tuple[int, int]]:
    """For each measure how many of how many."""
    given = list(replies)
    found: dict[str, tuple[int, int]] = {}
    for measure in measures:
        of = [(reply, line) for reply, line in given if measure.asked(line)]
        found[measure.name] = (sum(measure.counted(*pair) for pair in of), len(of))
    return found


def all_measures(units: dict[str, Unit]) -> list[Measure]:
    """In the order of the table."""
    steps = {unit.id: unit.source for unit in units.values()}

    def right(reply: Reply, line: Line) -> bool:
        return is_right(reply, line, steps)

    def says_facts(reply: Reply, line: Line) -> bool:
        unit = units.get(reply.detail)
        return unit is not None and all(is_said(fact, unit, unit.answer) for fact in line["facts"])

    def answers(reply: Reply, line: Line) -> bool:
        return reply.intent == "guide.answer"

    def alarms(reply: Reply, line: Line) -> bool:
        return reply.intent == "emergency"

    return [
        Measure("guide steps", "guide step right", _ours("guide"), right),
        Measure("facts said", "figure asked for is said", _with_facts, says_facts),
        Measure("red flags", "emergencies heard", _ours("redflag"), right),
        Measure("timer orders", "timer orders right", _timer(False), order_is_right, True),
        Measure("alarm orders", "alarm orders right", _timer(True), order_is_right),
        Measure("acts unasked", "acts unasked", _asks_nothing, lambda reply, _: acts(reply), True),
        Measure("answers outside", "answers what is not in the guide", _outside, answers),
        Measure("false alarms", "false alarms", _calm, alarms),
    ]


def _ours(kind: str) -> Callable[[Line], bool]:
    return lambda line: _PUBLIC not in line and line["kind"] == kind


def _timer(alarm: bool) -> Callable[[Line], bool]:
    """Kind `break` stands for any alarm in the public sentences."""

    def asked(line: Line) -> bool:
        if _PUBLIC not in line or line["kind"] != "timer":
            return False
        return bool((line["timer"].get("kind") == "break") == alarm)

    return asked


def _with_facts(line: Line) -> bool:
    return _PUBLIC not in line and bool(line.get("facts"))


def _outside(line: Line) -> bool:
    return line["kind"] in ("oos",)


def _asks_nothing(line: Line) -> bool:
    return line["kind"] in ("guide", "oos", "harmless")


def _calm(line: Line) -> bool:
    return line["kind"] not in ("redflag",)
