"""Whole sentences of ours: as they were said, with fillers around them, repaired, or two in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from voice_skill.understanding.fuzzy import WordRepair
from voice_skill.understanding.language import Language
from voice_skill.understanding.normalise import Normaliser
from voice_skill.understanding.slots import Reading, readings
from voice_skill.understanding.templates import LONGEST_SENTENCE, Match, TemplateIndex

EXACT = 1.0
_WITHOUT_FILLERS = 0.97
_REPAIRED = 0.85
_LONGEST_OF_TWO_PARTS = 20
_SHORTEST_PART = 2
_REMARK = "remark"
_ONLY_REMARKS = (_REMARK, "answer.yes")
"""Intents that add nothing to the command they stand beside."""


def _one_of(first: Match, second: Match) -> Match | None:
    """The part that counts, where the other repeats it or is only a remark."""
    for match, other in ((second, first), (first, second)):
        if other.template.intent in _ONLY_REMARKS and match.template.intent != _REMARK:
            return match
        if match.template == other.template and set(other.captures) <= set(match.captures):
            return match
        alike = match.template.intent == other.template.intent
        if alike and match.template.slots == other.template.slots and not other.captures:
            return match
    return None


class WholeSentences:
    """Looks for the template, or the two, that are all that was said."""

    def __init__(
        self, language: Language, index: TemplateIndex, normaliser: Normaliser, repair: WordRepair
    ) -> None:
        self._kinds = language.lists.get("kind", {})
        self._index = index
        self._normaliser = normaliser
        self._repair = repair

    def find(self, words: list[str]) -> tuple[Match, Reading, float] | None:
        """The template, the reading of its numbers, and how sure it is; None for a mere remark."""
        if len(words) > 2 * LONGEST_SENTENCE:
            return None
        for read, certainty in self._variants(words):
            found = self._matched(read) or self._in_two_parts(read)
            if found and found[0].template.intent != _REMARK:
                return (*found, certainty)
        return None

    def _variants(self, words: list[str]) -> Iterator[tuple[list[Reading], float]]:
        """As it was said, without fillers inside a number, and with unknown words repaired."""
        said = list(readings(words))
        yield said, EXACT
        if len(said) > 1:
            bare = self._normaliser.without_fillers(words)
            if bare != words:
                yield list(readings(bare)), _WITHOUT_FILLERS
        repaired = self._repair.repair(words)
        if repaired:
            yield list(readings(repaired)), _REPAIRED

    def _matched(self, read: Iterable[Reading]) -> tuple[Match, Reading] | None:
        """The surest match: the fewest words taken as a name, then the plainest reading."""
        best: tuple[Match, Reading] | None = None
        for reading in read:
            match = self._match(reading.words)
            if match and (best is None or match.free_words < best[0].free_words):
                best = (match, reading)
            if best and not best[0].free_words:
                break
        return best

    def _in_two_parts(self, read: Iterable[Reading]) -> tuple[Match, Reading] | None:
        """Two whole sentences that mean one thing: one said twice, or one with a remark."""
        for reading in read:
            said = self._normaliser.without_fillers(reading.words)
            if len(said) > _LONGEST_OF_TWO_PARTS:
                break
            for middle in range(_SHORTEST_PART, len(said) - _SHORTEST_PART + 1):
                first = self._index.match(said[:middle], free=False)
                second = self._index.match(said[middle:], free=False) if first else None
                match = _one_of(first, second) if first and second else None
                if match and not self._leaves_out_a_kind(match, said):
                    return match, reading
        return None

    def _leaves_out_a_kind(self, match: Match, said: Sequence[str]) -> bool:
        """ "The ice is on my back, can you do twenty minutes" is more than "twenty minutes"."""
        bare = match.template.intent == "answer.duration" and "off" not in said
        return bare and not self._kinds.keys().isdisjoint(said)

    def _match(self, words: Sequence[str]) -> Match | None:
        """With as many fillers around it as fit; what is only polite is never part of a name."""
        normaliser = self._normaliser
        said = self._index.match(words)
        if said and not said.free_words:
            return said
        bare = normaliser.without_courtesies(words)
        plainer = self._index.match(bare) if len(bare) < len(words) else None
        if plainer and (said is None or plainer.free_words < said.free_words):
            return plainer
        if said:
            return said
        candidates = (
            *normaliser.trimmings(bare),
            *normaliser.trimmings(words),
            normaliser.without_fillers(words),
        )
        return next(filter(None, map(self._index.match, candidates)), None)
