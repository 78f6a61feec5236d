"""Which answer of the guide a free question wants: the step by the meaning model, then the unit.

Ice and heat, and each medicine, are told apart by their words: a step about the other is struck
out, however likely the model finds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice_skill.understanding.language import Language
from voice_skill.understanding.ranking import GuideRanking, Ranked
from voice_skill.understanding.semantic import Prediction

_STEP = "guide."
_NO_FACT = "none"
_FACT_FROM = 0.5
_MOST = 3

# Chosen on the development part of the phrase bank.
_ANSWERED_FROM = 0.85
"""What all steps have together, with what the likeness adds, or it is not in the guide."""
_LIKENESS_WEIGHT, _MOST_LIKENESS = 0.3, 0.6
_FEWEST_WORDS, _LIKELY = 2, 0.3
"""A single word is only answered where the guide knows it."""
_NOT_STRANGE = 0.03
"""Words of which the guide knows none are not answered, whatever the model makes of them."""
_CLEAR_SHARE = 0.5
"""The share of that which the first step must have, or it is asked back."""
_FACT_WEIGHT = 1.0


@dataclass(frozen=True)
class Choice:
    """Units in the order of their likelihood, each with the score of its step."""

    ranked: tuple[Ranked, ...]
    answered: bool
    """Whether the first is sure enough to be said."""
    between: bool = False
    """Whether it is one of the first two, and a question would settle which."""


class StepChoice:
    """All units of one guide, by step."""

    def __init__(self, language: Language, ranking: GuideRanking) -> None:
        self._ranking = ranking
        self._steps: dict[str, list[str]] = defaultdict(list)
        for unit_id, source in language.unit_sources.items():
            self._steps[source].append(unit_id)

    def fits(self, labels: Sequence[str]) -> bool:
        """Whether the classes of a model are steps of this guide."""
        steps = {label.removeprefix(_STEP) for label in labels if label.startswith(_STEP)}
        return bool(steps) and steps == set(self._steps)

    def choose(self, words: Sequence[str], prediction: Prediction) -> Choice:
        """The best units of the likeliest steps; words: normalised, without fillers."""
        allowed = self._ranking.allowed(words)
        scores = {
            label.removeprefix(_STEP): score
            for label, score in prediction.label_scores.items()
            if label.startswith(_STEP)
        }
        ranked: list[Ranked] = []
        found = 0.0
        for step in sorted(scores, key=scores.__getitem__, reverse=True):
            units = [unit for unit in self._steps[step] if unit in allowed]
            if not units:
                continue
            found += scores[step]
            if len(ranked) < _MOST:
                unit = self._unit(words, units, prediction.fact_scores)
                ranked.append(Ranked(unit, scores[step]))
        known = self._known(words)
        likely = _LIKELY if len(words) < _FEWEST_WORDS else _NOT_STRANGE
        strange = known < _LIKENESS_WEIGHT * likely
        if not ranked or strange or found + known < _ANSWERED_FROM:
            return Choice(tuple(ranked), False)
        between = len(ranked) > 1 and ranked[0].score < _CLEAR_SHARE * found
        return Choice(tuple(ranked), not between, between)

    def _known(self, words: Sequence[str]) -> float:
        """How much the likeness to a question of the guide adds."""
        best = self._ranking.rank(words, limit=1)
        return _LIKENESS_WEIGHT * min(best[0].score, _MOST_LIKENESS) if best else 0.0

    def _unit(self, words: Sequence[str], units: Sequence[str], facts: Mapping[str, float]) -> str:
        """The unit of the figure that is asked for, else the one whose questions are likest."""
        asked = max((unit for unit in units if unit in facts), key=facts.__getitem__, default=None)
        if asked and facts[asked] >= _FACT_FROM:
            return asked
        likeness = self._ranking.likeness(words, units)
        return max(units, key=lambda unit: likeness[unit] + _FACT_WEIGHT * facts.get(unit, 0.0))
