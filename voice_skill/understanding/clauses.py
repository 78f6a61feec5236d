"""The part of a long sentence in which something is ordered.

"The old lady sleeps at last and there are three of us, so please begin fifteen minutes of ice":
what comes before is why, and its numbers are not what is ordered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voice_skill.understanding.language import Language

_SHORTEST_WHOLE = 9
"""Words; a shorter sentence is read as one."""
_SHORTEST_PART = 3
_MOST_PARTS = 6


@dataclass(frozen=True)
class Clause:
    """The end of a sentence and what stands before it."""

    before: tuple[str, ...]
    words: tuple[str, ...]
    joined: bool
    """Whether it goes on with what is said before, as after "and"."""


class Clauses:
    """Knows the words that begin an order, and those before which one goes on."""

    def __init__(self, language: Language) -> None:
        lists = language.lists
        self._joints = frozenset(lists.get("order_joint", ()))
        self._starts = self._joints | frozenset(lists.get("order_start", ()))
        self._unfinished = frozenset(lists.get("unfinished", ()))
        self._no_beginning = frozenset(lists.get("no_order_begins", ()))

    def ends(self, words: Sequence[str]) -> list[Clause]:
        """The ends of a long sentence that may be an order of their own, the longest first.

        words: normalised. Of many only the last are given: the order closes the story.
        """
        if len(words) < _SHORTEST_WHOLE:
            return []
        return list(self._ends(words))[-_MOST_PARTS:]

    def _ends(self, words: Sequence[str]) -> Iterator[Clause]:
        for place in range(1, len(words) - _SHORTEST_PART + 1):
            begins = words[place] in self._starts and words[place + 1] not in self._no_beginning
            if begins and words[place - 1] not in self._unfinished:
                joined = words[place] in self._joints
                yield Clause(tuple(words[:place]), tuple(words[place:]), joined)
