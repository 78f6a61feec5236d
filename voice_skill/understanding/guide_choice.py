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
_BETWEEN_EACH = 0.3
"""Two steps that each have this much are asked about, where neither is clear."""
_FACT_WEIGHT = 1.0


@dataclass(frozen=True)
class Choice:
    """Units in the order of their likelihood, each with the score of its step."""

    ranked: tuple[Ranked, ...]
    answered: bool
    """Whether the first is sure enough to be said."""
    between: bool = False
    """Whether it is one of the first two, and a question would settle which."""


class GuideChoice:
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

    def choose(self, words: Sequence[str], prediction: Prediction, answered_from: float) -> Choice:
        """The best units of the likeliest steps; words: normalised, without fillers."""
        allowed = self._ranking.allowed(words)
        scores = {
            label.removeprefix(_STEP): score
            for label, score in prediction.label_scores.items()
            if label.startswith(_STEP)
        }
        struck_out = 0.0
        ranked: list[Ranked] = []
        for step in sorted(scores, key=scores.__getitem__, reverse=True):
            units = [unit for unit in self._steps[step] if unit in allowed]
            if not units:
                struck_out += scores[step]
                continue
            ranked.append(Ranked(self._unit(words, units, prediction.fact_scores), scores[step]))
            if len(ranked) == 3:
                break
        if not ranked:
            return Choice((), False)
        left = max(1 - struck_out, 0.5)
        sure = ranked[0].score / left >= answered_from
        between = len(ranked) > 1 and ranked[1].score / left >= _BETWEEN_EACH
        return Choice(tuple(ranked), sure, between and not sure)

    def _unit(self, words: Sequence[str], units: Sequence[str], facts: Mapping[str, float]) -> str:
        """The unit of the figure that is asked for, else the one whose questions are likest."""
        asked = max((unit for unit in units if unit in facts), key=facts.__getitem__, default=None)
        if asked and facts[asked] >= _FACT_FROM:
            return asked
        likeness = self._ranking.likeness(words, units)
        return max(units, key=lambda unit: likeness[unit] + _FACT_WEIGHT * facts.get(unit, 0.0))
