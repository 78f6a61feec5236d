"""Repairs single words that no template knows: "tmier", "gettin". It never touches a hard word."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.understanding.language import Language

_SHORTEST = 4
"""Letters; shorter words have too many neighbours."""
_LIKENESS = 0.79
"""One wrong letter in five, or two swapped; a little below 0.8, for rounding."""
_MOST_REPAIRS = 2
_MOST_REMEMBERED = 5_000


class WordRepair:
    """Knows the words of all templates."""

    def __init__(self, language: Language, vocabulary: frozenset[str]) -> None:
        self._hard = language.hard_words
        self._vocabulary = vocabulary
        self._found: dict[str, str] = {}
        self._targets = sorted(
            word for word in vocabulary - self._hard if len(word) >= _SHORTEST and word.isalpha()
        )

    def repair(self, words: Sequence[str]) -> list[str] | None:
        """The words with the unknown ones repaired; None where nothing or too much would change."""
        repaired = [self._repaired(word) for word in words]
        changed = sum(before != after for before, after in zip(words, repaired, strict=True))
        return repaired if 0 < changed <= _MOST_REPAIRS else None

    def with_endings(self, words: Sequence[str]) -> list[str]:
        """The words with a dropped "g" put back: "gettin" is "getting"."""
        return [self._with_ending(word) for word in words]

    def _with_ending(self, word: str) -> str:
        if not word.endswith("in") or word in self._vocabulary or word in self._hard:
            return word
        full = word + "g"
        return full if full in self._vocabulary else word

    def _repaired(self, word: str) -> str:
        word = self._with_ending(word)
        if word in self._vocabulary or word in self._hard or not word.isalpha():
            return word
        if len(word) < _SHORTEST:
            return word
        if word not in self._found:
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            self._found[word] = self._nearest(word)
        return self._found[word]

    def _nearest(self, word: str) -> str:
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        found = process.extract(
            word,
            self._targets,
            scorer=DamerauLevenshtein.normalized_similarity,
            processor=None,
            score_cutoff=_LIKENESS,
            limit=2,
        )
        if not found or (len(found) > 1 and found[0][1] == found[1][1]):
            return word
        return str(found[0][0])
