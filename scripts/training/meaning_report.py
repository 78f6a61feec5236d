"""Counts what the finished model gets right. It prints figures only, never a sentence."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from meaning_data import HARMLESS, NO_FACT, Example

from voice_skill.understanding.semantic import Prediction

_ACTIONS = ("timer", "alarm", "reminder")


@dataclass(frozen=True)
class Judged:
    """An example with what the model made of it."""

    example: Example
    prediction: Prediction

    @property
    def best(self) -> str:
        """The likeliest class."""
        scores = self.prediction.label_scores
        return max(scores, key=scores.__getitem__)

    @property
    def best_step(self) -> str:
        """The likeliest class among the steps of the guide."""
        scores = self.prediction.label_scores
        return max((name for name in scores if is_step(name)), key=scores.__getitem__)

    @property
    def fact(self) -> str:
        scores = self.prediction.fact_scores
        return max(scores, key=scores.__getitem__)


def is_step(label: str) -> bool:
    return label.startswith("guide.")


def judge(classify: Callable[[str], Prediction], examples: Sequence[Example]) -> list[Judged]:
    return [Judged(example, classify(example.text)) for example in examples]


def temperature(rows: Sequence[tuple[str, dict[str, float]]]) -> float:
    """The divisor of the scores with which the probabilities of `rows` come true most often.

    `rows` are pairs of the right name and the probabilities at temperature 1.
    """

    def loss(divisor: float) -> float:
        total = 0.0
        for name, scores in rows:
            powers = {other: score ** (1 / divisor) for other, score in scores.items()}
            total -= math.log(powers[name] / sum(powers.values()) + 1e-12)
        return total

    return min((step / 50 for step in range(15, 151)), key=loss)


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """Shares by name, in the order in which the table shows them."""

    def of(*kinds: str) -> list[Judged]:
        return [row for row in judged if row.example.label.split(".")[0] in kinds]

    def share(rows: Sequence[Judged], right: Callable[[Judged], bool]) -> float:
        return sum(map(right, rows)) / len(rows)

    def correct(row: Judged) -> bool:
        return row.best == row.example.label or (
            row.example.label == HARMLESS and not _alarmed(row)
        )

    def answered(row: Judged) -> bool:
        scores = row.prediction.label_scores
        return sum(score for name, score in scores.items() if is_step(name)) >= 0.5

    guide, flags = of("guide"), of("redflag")
    asked = [row for row in guide if row.example.fact != NO_FACT]
    quiet = [
        row for row in judged if row.example.label.split(".")[0] not in ("redflag", "harmless")
    ]
    return {
        "guide step, among all classes": share(guide, correct),
        "guide step, among steps": share(guide, lambda row: row.best_step == row.example.label),
        "guide step, refused": share(guide, lambda row: not answered(row)),
        "figure asked for": share(asked, lambda row: row.fact == row.example.fact),
        "red flag caught": share(flags, _alarmed),
        "red flag of the right kind": share(flags, correct),
        "false alarm on harmless neighbours": share(of("harmless"), _alarmed),
        "false alarm on all else": share(quiet, _alarmed),
        "out of scope, answered from the guide": share(of("oos"), answered),
        "timer, alarm, reminder action": share(of(*_ACTIONS), correct),
        "routine": share(of("routine"), correct),
        "control": share(of("control"), correct),
        "everything": share(judged, correct),
    }


def _alarmed(row: Judged) -> bool:
    return row.best.startswith("redflag.")


def milliseconds(
    classify: Callable[[str], Prediction], examples: Sequence[Example]
) -> tuple[float, float]:
    """Median and 95th percentile of the time for one sentence."""
    took = []
    for example in examples:
        before = time.perf_counter()
        classify(example.text)
        took.append((time.perf_counter() - before) * 1000)
    took.sort()
    return took[len(took) // 2], took[len(took) * 95 // 100]
