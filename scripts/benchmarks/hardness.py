"""How hard the test part is: what the nearest known question finds by rapidfuzz alone."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process, utils

from scripts.benchmarks.scoring import Line

MOST_FOUND = 0.25
"""Hard enough while the nearest other question of the same part finds no more of the steps."""


def nearest_finds(asked: Sequence[Line], known: Sequence[tuple[str, Sequence[str]]]) -> int:
    """For how many the most similar known question has one of the right steps.

    `known` are questions with their steps, and token_set_ratio is the likeness.
    """
    questions = [utils.default_process(text) for text, _ in known]
    found = 0
    for line in asked:
        words = utils.default_process(line["text"])
        best = process.extractOne(words, questions, scorer=fuzz.token_set_ratio)
        found += bool(set(known[best[2]][1]) & set(line["refs"]))
    return found


def others_find(asked: Sequence[Line]) -> int:
    """For how many the most similar of the other questions has one of the right steps."""
    known = [(line["text"], line["refs"]) for line in asked]
    return sum(
        nearest_finds([line], known[:place] + known[place + 1 :])
        for place, line in enumerate(asked)
    )
