"""What the meaning model points at in the words of an order: its value, and what a timer is named.

The grammar alone reads a number; the model only says which of several numbers is the one ordered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from voice_skill.understanding.numbers import Number
from voice_skill.understanding.semantic import Marked
from voice_skill.understanding.slots import Reading, Value

Mark = Callable[[Sequence[str]], Marked]
"""Marks the words of an order, as the meaning model does."""

_POINTED_FROM = 0.6
"""The mean likelihood of its words from which on a value or name is pointed at."""
_LEFT_OUT_BELOW = 0.3
"""How unlikely every other value must be for one to be meant."""
_NO_VALUE_BELOW = 0.05
_NAMED_FROM = 0.5
"""How likely each word of a name is."""
_MOST_NAME_WORDS = 3
_ENDING = re.compile(r"'(s|ll|d|ve)?$")
_NEVER_LAST = frozenset(("is", "are", "has", "will", "and", "the"))
"""What a contraction leaves behind a name: "pie is in"."""


class Pointing:
    """The marks of one reading of an order; asked for when first needed."""

    def __init__(self, mark: Mark | None, reading: Reading) -> None:
        """mark: None where there is no model; then nothing is ever pointed at."""
        self._mark = mark
        self._reading = reading
        self._marked: Marked | None = None

    def meant(self, names: Sequence[str]) -> list[str]:
        """The values that the order goes by, where it is clear which; else none."""
        shares = {name: self._share(self._reading.values[name]) for name in names}
        chosen = [name for name, share in shares.items() if share >= _POINTED_FROM]
        others = [share for name, share in shares.items() if name not in chosen]
        return chosen if all(share < _LEFT_OUT_BELOW for share in others) else []

    def beside(self) -> list[str]:
        """The words that are no value."""
        return [word for word in self._reading.words if word not in self._reading.values]

    def points(self) -> bool:
        """Whether it is clear which value the order goes by."""
        return bool(self._mark and self.meant([*self._reading.values]))

    def counts_something(self, name: str) -> bool:
        """Whether a number without a unit is surely not what is ordered: "six nurses"."""
        value = self._reading.values[name]
        known = self._mark is not None and isinstance(value, Number)
        return known and self._share(value) < _NO_VALUE_BELOW

    def name(self) -> str | None:
        """What the timer is named after."""
        likely = self._found().name if self._mark else ()
        best = max(_runs(likely), key=lambda run: sum(likely[run[0] : run[1]]), default=None)
        if best is None or best[1] - best[0] > _MOST_NAME_WORDS:
            return None
        words = list(self._reading.said[best[0] : best[1]])
        while words and words[-1] in _NEVER_LAST:
            words.pop()
        sure = sum(likely[best[0] : best[1]]) / (best[1] - best[0]) >= _POINTED_FROM
        return _ENDING.sub("", " ".join(words)) if sure and words else None

    def _share(self, value: Value) -> float:
        likely = self._found().value[value.start : value.end] if self._mark else ()
        return sum(likely) / len(likely) if likely else 0.0

    def _found(self) -> Marked:
        if self._marked is None:
            assert self._mark is not None
            self._marked = self._mark(self._reading.said)
        return self._marked


def _runs(likely: Sequence[float]) -> Iterator[tuple[int, int]]:
    """(start, end) of words beside each other that are likely each."""
    start = 0
    for place, share in enumerate((*likely, 0.0)):
        if share < _NAMED_FROM:
            if place > start:
                yield start, place
            start = place + 1
