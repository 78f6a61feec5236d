"""Whether what stands at a place in the words is taken back by a "no" or "not" before it."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.understanding.language import Language

_FORBIDDING = frozenset(("do", "must", "should", "shall", "may", "can", "will", "to"))

_ORDERED = frozenset(("", "you", "please", "and", "so", "but", "or", "box", "machine"))
"""Before "will not": "you will not wake me" forbids, "the cows will not milk themselves" tells."""
_SOMEBODY = frozenset("i he she we they who".split())
_AUXILIARIES = frozenset(
    "am is are was were been have has had will shall would could can should might may must".split()
)
"""Between somebody and "never": "I would never stop" tells, "you must never stop" forbids."""


class Denials:
    """Knows the words that deny, and those that begin something new."""

    def __init__(self, language: Language) -> None:
        self._denials = frozenset(language.lists.get("denial", ()))
        self._clause_starts = frozenset(language.lists.get("clause_start", ()))
        self._told_about = frozenset(language.lists.get("told_about", ()))
        self._no_prohibition = tuple(language.lists.get("no_prohibition", ()))

    def reach(self, before: Sequence[str], words: int) -> bool:
        """Whether one of the last `words` words denies what follows them."""
        for word in before[: -words - 1 : -1]:
            if word in self._denials:
                return True
            if word in self._clause_starts:
                return False
        return False

    def forbids(self, words: Sequence[str]) -> bool:
        """Whether something is ordered not to be done: "please do not wake me"."""
        return any(self._forbids(words, place) for place in range(len(words)))

    def _forbids(self, words: Sequence[str], place: int) -> bool:
        if words[place] == "never":
            subject = place - 2 if place and words[place - 1] in _AUXILIARIES else place - 1
            if subject >= 0 and words[subject] in _SOMEBODY:
                return False
            start = place
        elif words[place] == "not" and place and words[place - 1] in _FORBIDDING:
            start = place - 1
        else:
            return False
        before = words[start - 1] if start else ""
        if words[start] == "will" and before not in _ORDERED:
            return False
        after = " ".join(words[place + 1 : place + 3])
        harmless = any(f"{after} ".startswith(f"{phrase} ") for phrase in self._no_prohibition)
        if after.startswith("let "):
            harmless = harmless and words[start] == "do"
        return before not in self._told_about and not harmless
