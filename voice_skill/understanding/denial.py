"""Whether what stands at a place in the words is taken back by a "no" or "not" before it."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.understanding.language import Language


class Denials:
    """Knows the words that deny, and those that begin something new."""

    def __init__(self, language: Language) -> None:
        self._denials = frozenset(language.lists.get("denial", ()))
        self._clause_starts = frozenset(language.lists.get("clause_start", ()))

    def reach(self, before: Sequence[str], words: int) -> bool:
        """Whether one of the last `words` words denies what follows them."""
        for word in before[: -words - 1 : -1]:
            if word in self._denials:
                return True
            if word in self._clause_starts:
                return False
        return False
