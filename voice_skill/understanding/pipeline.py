"""Understanding: from words to what they mean, always the same for the same words.

Emergencies come first, then whole sentences, then repaired ones, then questions of the guide by
likeness. Only a whole sentence makes anything act.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from voice_skill.core.meaning import Alternative, Meaning
from voice_skill.understanding.emergencies import RedFlags
from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.fuzzy import WordRepair
from voice_skill.understanding.language import Language
from voice_skill.understanding.normalise import Normaliser, spelled
from voice_skill.understanding.ranking import GuideRanking, Ranked
from voice_skill.understanding.slots import Reading, readings, slot_values
from voice_skill.understanding.templates import LONGEST_SENTENCE, Match, TemplateIndex

_EXACT = 1.0
_WITHOUT_FILLERS = 0.97
_REPAIRED = 0.85
_ANSWERED_FROM = 0.62
"""Below this score a question counts as not in the guide."""
_LEAD = 0.0
_MOST_RANKED_WORDS = 60
_ALTERNATIVES = 2


class Understander:
    """Knows one language. Never raises, whatever the text."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._normaliser = Normaliser(language)
        self._grammar = Grammar(language.rules, language.lists, self._normaliser.template)
        self._index = TemplateIndex(language, self._normaliser, self._grammar)
        self._red_flags = RedFlags(language, self._grammar)
        self._repair = WordRepair(language, self._index.vocabulary)

    def understand(self, text: str) -> Meaning:
        """What was meant; intent "none" for silence and "unknown" where nothing fits."""
        words = self._normaliser.words(text)
        if not words:
            return Meaning(text, "none", confidence=_EXACT)
        sign = self._red_flags.find(spelled(words))
        if sign:
            slots = {} if sign.certain else {"certain": False}
            certainty = _EXACT if sign.certain else 0.5
            return Meaning(text, "emergency", slots, red_flag=sign.id, confidence=certainty)
        return self._sentence(text, words) or self._question(text, words)

    def _sentence(self, text: str, words: list[str]) -> Meaning | None:
        if len(words) > 2 * LONGEST_SENTENCE:
            return None
        for variant, certainty in self._variants(words):
            found = self._matched(variant)
            if found:
                match, reading = found
                return self._meaning(text, match, reading, certainty)
        return None

    def _variants(self, words: list[str]) -> Iterator[tuple[list[str], float]]:
        yield words, _EXACT
        bare = self._normaliser.without_fillers(words)
        if bare != words:
            yield bare, _WITHOUT_FILLERS
        for variant in (words, bare):
            repaired = self._repair.repair(variant)
            if repaired:
                yield repaired, _REPAIRED

    def _matched(self, words: Sequence[str]) -> tuple[Match, Reading] | None:
        for reading in readings(words):
            for candidate in (reading.words, self._normaliser.without_fillers(reading.words)):
                match = self._index.match(candidate)
                if match:
                    return match, reading
        return None

    def _meaning(self, text: str, match: Match, reading: Reading, certainty: float) -> Meaning:
        slots = {**match.template.slots, **slot_values(match.captures, reading.values)}
        meaning = Meaning(text, match.template.intent, slots, confidence=certainty)
        source = self._language.unit_sources.get(str(slots.get("unit", "")))
        return replace(meaning, sources=(source,)) if source else meaning

    @cached_property
    def _ranking(self) -> GuideRanking:
        return GuideRanking(self._language, self._index, self._grammar)

    def _question(self, text: str, words: list[str]) -> Meaning:
        bare = self._normaliser.without_fillers(spelled(words))[:_MOST_RANKED_WORDS]
        ranked = self._ranking.rank(self._repair.repair(bare) or bare)
        if not ranked or ranked[0].score < _ANSWERED_FROM:
            near = tuple(self._alternatives(ranked[:_ALTERNATIVES]))
            return Meaning(text, "unknown", confidence=0.0, alternatives=near)
        best, *others = ranked
        return Meaning(
            text,
            "guide.answer",
            {"unit": best.unit_id},
            (self._language.unit_sources[best.unit_id],),
            confidence=min(best.score, 0.95),
            alternatives=tuple(self._alternatives(others[:_ALTERNATIVES])),
        )

    def _alternatives(self, ranked: Iterable[Ranked]) -> Iterator[Alternative]:
        for other in ranked:
            yield Alternative(
                "guide.answer",
                (self._language.unit_sources[other.unit_id],),
                min(other.score, 0.95),
                self._language.unit_titles[other.unit_id],
            )
