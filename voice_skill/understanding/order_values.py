"""Which of the numbers in a freely said order it goes by: one length, or one time.

A correction takes the number before it back; then what the meaning model points at counts, then
what the words aim the order at. Two that are left are not chosen between.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.matching import Matcher
from voice_skill.understanding.numbers import Number
from voice_skill.understanding.orders import Ordered
from voice_skill.understanding.slots import Value, slot_values
from voice_skill.understanding.times import ClockSpan, Span

_FEWEST_BARE_MINUTES, _MOST_BARE_MINUTES = 2, 180
"""A number without a unit counts as minutes between these: "one" is mostly no number at all."""
_CORRECTS = frozenset(
    "no na nah nope wait mean meant sorry actually scratch scrap rather instead strike".split()
)
"""What takes a value back: "ten, no, let us say twenty"."""
_TAKES_NOTHING_BACK = frozenset(("more", "longer", "less", "later", "earlier", "sooner", "need"))
"""After "no": "ten minutes and no more than twelve" corrects nothing."""
_CORRECTED_WITHIN = 6
"""Words from what takes a value back to the value that stands for it."""
_SIGNS_OF_AN_HOUR = (
    *((("in", "the", part)) for part in ("morning", "afternoon", "evening")),
    *(("a", "m"), ("p", "m"), ("am",), ("pm",), ("o'clock",), ("at", "night"), ("tonight",)),
)
_LONGEST_S = 86_400
"""A day; what is longer tells of somebody's life where a shorter length is said as well."""
_AIMED_WITHIN = 6
"""Words from "wake me" to the time it is about."""


class TwoThingsSaidError(Exception):
    """The words hold two values where the order has room for one."""


class OrderValues:
    """The lengths and times of one freely said order."""

    def __init__(self, ordered: Ordered, matcher: Matcher, grammar: Grammar) -> None:
        """matcher: of the words of the order's reading."""
        self._reading = ordered.reading
        self._pointing = ordered.pointing
        self._matcher = matcher
        self._grammar = grammar

    def of(self, kind: type) -> list[tuple[str, Any]]:
        """(placeholder, value) of every value of a kind, in the order said."""
        values = self._reading.values.items()
        return [(name, value) for name, value in values if isinstance(value, kind)]

    def length(self, slots: Mapping[str, str]) -> dict[str, Any]:
        """The slots of the one length.

        slots: what a "duration" and a bare "number" of minutes are called; without the latter a
        bare number is no length. Raises TwoThingsSaidError where there are two.
        """
        numbers = [
            (name, number)
            for name, number in (self.of(Number) if "number" in slots else [])
            if number.value is None or _FEWEST_BARE_MINUTES <= number.value <= _MOST_BARE_MINUTES
        ]
        counted = self._pointing.counts_something
        hour = self._is_an_hour_of_the_day
        numbers = [pair for pair in numbers if not counted(pair[0]) and not hour(pair[0])]
        said = self.said([*self.of(Span), *numbers], "length")
        if not said:
            return {}
        name = "duration" if said[0][1].startswith(("duration", "more")) else "number"
        return slot_values(((slots[name], said[0][1]),), self._reading.values)

    def said(self, values: Sequence[tuple[str, Value]], what: str) -> tuple[tuple[str, str], ...]:
        """The one value that was ordered, as a capture: the last after a correction, the one that
        is pointed at, or the one that the order is aimed at.

        Raises TwoThingsSaidError where there are two.
        """
        names = [name for name, _ in sorted(values, key=lambda pair: pair[1].start)]
        corrected = _after_correction(self._reading.words, names)
        if self._amounts(corrected) > 1:
            corrected = self._with_unit(self._pointing.meant(corrected) or corrected)
        if self._amounts(corrected) > 1:
            first = [name for name in corrected[:1] if self._opens(name)]
            corrected = self.aimed(corrected, what) or first
            if self._amounts(corrected) != 1:
                raise TwoThingsSaidError
        return ((what, corrected[0]),) if corrected else ()

    def aimed(self, names: Sequence[str], what: str, within: int = _AIMED_WITHIN) -> list[str]:
        """The values that the order is aimed at: a length by its own words, a time by how near
        to a waking word it stands."""
        if what == "length":
            found = self._matcher.captures_of("aimed_length")
            aimed = {said for captures in found for _, said in captures}
            return [name for name in names if name in aimed]
        text, words = self._matcher.text, self._reading.words
        cues = [
            (text.count(" ", 0, start), text.count(" ", 0, end))
            for start, end in self._matcher.anywhere(self._grammar.parse("<waking_cue>"))
        ]
        for after in (True, False):
            away = {name: _distance(words.index(name), cues, after) for name in names}
            nearest = min(away.values())
            if nearest <= within:
                return [name for name in names if away[name] == nearest]
        return []

    def _with_unit(self, names: list[str]) -> list[str]:
        """ "Eight of them to feed, so one hour": what has a unit is the length, but for an age:
        "twenty years with this back, so ice for ten minutes"."""
        values = self._reading.values
        with_unit = [name for name in names if not isinstance(values[name], Number)]
        short = [name for name in with_unit if not _is_an_age(values[name])]
        return short or with_unit or names

    def _is_an_hour_of_the_day(self, name: str) -> bool:
        """ "Three in the afternoon", "at eight tonight": no minutes, whatever else is said."""
        words = self._reading.words
        after = tuple(words[words.index(name) + 1 :][:3])
        return any(after[: len(sign)] == sign for sign in _SIGNS_OF_AN_HOUR)

    def _amounts(self, names: Sequence[str]) -> int:
        return len({_amount(self._reading.values[name]) for name in names})

    def _opens(self, name: str) -> bool:
        """Whether the sentence begins with it; a bare number there counts something, as in "three
        chairs"."""
        reading = self._reading
        return reading.words[0] == name and not isinstance(reading.values[name], Number)


def _is_an_age(value: Value) -> bool:
    return isinstance(value, Span) and value.seconds > _LONGEST_S


def _distance(place: int, cues: Sequence[tuple[int, int]], after: bool) -> float:
    """Words between a value and the nearest cue that it stands after, or else before."""
    away = [place - last if after else first - place for first, last in cues]
    return min((words for words in away if words > 0), default=math.inf)


def _amount(value: Value) -> object:
    """What two values have in common when they mean the same: "seven minutes, just seven"."""
    if isinstance(value, Span):
        return (value.seconds, value.problem)
    if isinstance(value, ClockSpan):
        return (value.readings, value.problem)
    return (None if value.value is None else value.value * 60, None)


def _after_correction(words: Sequence[str], names: Sequence[str]) -> list[str]:
    """Without the values that were taken back: "twenty, no, make it twenty five"."""
    kept: list[str] = []
    for name in names:
        if kept and _corrects(words[words.index(kept[-1]) + 1 : words.index(name)]):
            kept.pop()
        kept.append(name)
    return kept


def _corrects(between: Sequence[str]) -> bool:
    """Whether the words between two values take the first one back."""
    near = between[-_CORRECTED_WITHIN:]
    return any(
        word in _CORRECTS and then not in _TAKES_NOTHING_BACK
        for word, then in pairwise((*near, ""))
    )
