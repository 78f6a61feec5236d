"""Finds the question of the guide that an utterance is most like.

First by the words they share, weighed by how rare they are, then by likeness of the whole
sentence. What differs in meaning, such as ice and heat or "do" and "do not", must agree.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.language import Language
from voice_skill.understanding.samples import samples_of
from voice_skill.understanding.templates import TemplateIndex

_SHORTLIST = 6
_SAMPLES_A_TEMPLATE = 5
_OVERLAP_PART = 0.6
_TITLE_WEIGHT = 1.0
_MOST_EVIDENCE = 14.0

# A logistic regression on the training part of the phrase bank: does the best unit answer it?
_BIAS = -6.35
_COVERED_WEIGHT = 2.96
_EVIDENCE_WEIGHT = 0.51
_LIKENESS_WEIGHT = 3.11
_LEAD_WEIGHT = 6.27

_SUFFIXES = ("ing", "ed", "es", "s")
_SHORTEST_STEM = 4


@dataclass(frozen=True)
class Ranked:
    """A unit of the guide and how well it fits, 0 to 1."""

    unit_id: str
    score: float


@dataclass
class _Unit:
    templates: list[str] = field(default_factory=list)
    stems: dict[str, float] = field(default_factory=dict)
    """How often the questions of the unit have a word, 0 to 1."""
    groups: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Candidate:
    unit_id: str
    covered: float
    """The share of the words, by weight, that the unit knows."""
    evidence: float
    """The weight of the words that the unit knows."""
    likeness: float

    @property
    def score(self) -> float:
        """What candidates are ordered by, 0 to 1."""
        return _OVERLAP_PART * self.covered + (1 - _OVERLAP_PART) * self.likeness


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its ending, so that "applying" finds "apply"."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word


class GuideRanking:
    """All questions of the guide."""

    def __init__(self, language: Language, index: TemplateIndex, grammar: Grammar) -> None:
        self._language = language
        self._grammar = grammar
        self._groups = language.lists.get("apart", {})
        self._denials = frozenset(language.lists.get("denial", ()))
        self._units = self._read(index)
        self._rarity = self._rarities()
        self._rarest = max(self._rarity.values(), default=1.0)
        self._samples: dict[str, list[str]] = {}

    def allowed(self, words: Sequence[str]) -> frozenset[str]:
        """The units that are not about something else of the kind that was named."""
        groups = self._groups_in(words)
        return frozenset(
            unit_id
            for unit_id, unit in self._units.items()
            if not groups or not unit.groups or not groups.isdisjoint(unit.groups)
        )

    def likeness(self, words: Sequence[str], units: Iterable[str]) -> dict[str, float]:
        """How well each of these units fits by its words, 0 to 1."""
        stems = {stem(word) for word in words}
        found: dict[str, float] = {}
        for unit_id in units:
            evidence, asked = self._overlap(stems, self._units[unit_id])
            covered = evidence / asked if asked else 0.0
            found[unit_id] = self._candidate(words, covered, evidence, unit_id).score
        return found

    def _groups_in(self, words: Iterable[str]) -> set[str]:
        return {self._groups[word] for word in words if word in self._groups}

    def rank(self, words: Sequence[str], limit: int = 3) -> list[Ranked]:
        """The best units, best first; empty where no word is shared."""
        stems = {stem(word) for word in words}
        groups = self._groups_in(words)
        shared: list[tuple[float, float, str]] = []
        for unit_id, unit in self._units.items():
            if groups and unit.groups and groups.isdisjoint(unit.groups):
                continue
            found, asked = self._overlap(stems, unit)
            if found > 0:
                shared.append((found / asked, found, unit_id))
        shared.sort(reverse=True)
        likely = [self._candidate(words, *overlap) for overlap in shared[:_SHORTLIST]]
        likely.sort(key=lambda candidate: -candidate.score)
        return [
            Ranked(candidate.unit_id, self._confidence(candidate, likely))
            for candidate in likely[:limit]
        ]

    def _candidate(
        self, words: Sequence[str], covered: float, evidence: float, unit_id: str
    ) -> _Candidate:
        likeness = self._likeness(" ".join(words), words, unit_id)
        return _Candidate(unit_id, covered, evidence, likeness)

    def _confidence(self, candidate: _Candidate, likely: Iterable[_Candidate]) -> float:
        """How sure it is that this is what was asked, 0 to 1."""
        sources = self._language.unit_sources
        step = sources.get(candidate.unit_id)
        others = (other.score for other in likely if sources.get(other.unit_id) != step)
        lead = candidate.score - max(others, default=0.0)
        weighed = (
            _BIAS
            + _COVERED_WEIGHT * candidate.covered
            + _EVIDENCE_WEIGHT * min(candidate.evidence, _MOST_EVIDENCE)
            + _LIKENESS_WEIGHT * candidate.likeness
            + _LEAD_WEIGHT * lead
        )
        return 1 / (1 + math.exp(-weighed))

    def _overlap(self, stems: set[str], unit: _Unit) -> tuple[float, float]:
        """The weight of the words that the unit shares, and of all that were said."""
        found = asked = 0.0
        for word in stems:
            rarity = self._rarity.get(word, self._rarest)
            asked += rarity
            found += rarity * unit.stems.get(word, 0.0)
        return found, asked

    def _likeness(self, sentence: str, words: Iterable[str], unit_id: str) -> float:
        """The best likeness to a question that denies exactly if the utterance does, 0 to 1."""
        from rapidfuzz import fuzz, process

        denied = not self._denials.isdisjoint(words)
        samples = [
            sample
            for sample in self._sampled(unit_id)
            if denied == (not self._denials.isdisjoint(sample.split()))
        ]
        found = process.extractOne(
            sentence, samples, scorer=fuzz.token_sort_ratio, processor=None, score_cutoff=30
        )
        return found[1] / 100 if found else 0.0

    def _sampled(self, unit_id: str) -> list[str]:
        if unit_id not in self._samples:
            self._samples[unit_id] = [
                sample
                for template in self._units[unit_id].templates
                for sample in samples_of(
                    self._language, self._grammar, template, _SAMPLES_A_TEMPLATE
                )
            ]
        return self._samples[unit_id]

    def _read(self, index: TemplateIndex) -> dict[str, _Unit]:
        units: dict[str, _Unit] = defaultdict(_Unit)
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for template in self._language.templates:
            unit_id = str(template.slots.get("unit", ""))
            if template.intent != "guide.answer":
                continue
            units[unit_id].templates += template.sentences
            for text in template.sentences:
                counts[unit_id].update({stem(word) for word in index.words_of(text)})
        for unit_id, unit in units.items():
            unit.stems = {
                word: _frequency(count, len(unit.templates))
                for word, count in counts[unit_id].items()
            }
            for word in self._language.unit_titles.get(unit_id, "").lower().split():
                unit.stems[stem(word)] = _TITLE_WEIGHT
            unit.groups = {
                group for word, group in self._groups.items() if stem(word) in unit.stems
            }
        return dict(units)

    def _rarities(self) -> dict[str, float]:
        holding = Counter(word for unit in self._units.values() for word in unit.stems)
        total = len(self._units) + 1
        return {word: math.log(total / count) + 0.1 for word, count in holding.items()}


def _frequency(count: int, total: int) -> float:
    """Between a half and one: a word that one question has is worth half of one that all have."""
    return 0.5 + 0.5 * count / total
