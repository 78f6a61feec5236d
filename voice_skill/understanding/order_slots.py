"""What a freely said order is about: its kind, name, length and time, each by its own words.

Two kinds, two lengths or two times in one sentence are not chosen between: the order is not taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from voice_skill.understanding.expressions import Grammar
from voice_skill.understanding.language import Language
from voice_skill.understanding.matching import Captures, Matcher
from voice_skill.understanding.numbers import Number
from voice_skill.understanding.orders import Ordered
from voice_skill.understanding.slots import Reading, Value, slot_values
from voice_skill.understanding.times import ClockSpan, Span

_OR = "or"
_HINTS = "hinted_kind"
_NAMED_KINDS = ("kind", "said_kind")
_KIND_LISTS = (*_NAMED_KINDS, _HINTS)
_HINTED = ("timer.start", "timer.extend", "timer.query")
"""In the others "hold the pie" is no stretch, and "freeze it" no ice."""
_TIMER_SLOTS = {"duration": "duration", "number": "minutes"}
_TARGET_SLOTS = {"duration": "target", "number": "target_minutes"}
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
_LONGEST_S = 86_400
"""A day; what is longer tells of somebody's life where a shorter length is said as well."""
_AIMED_WITHIN = 6
"""Words from "wake me" to the time it is about."""
_BESIDE_A_LENGTH = 3
_WITH_LENGTH = ("timer.start", "timer.extend")
_WITH_TARGET = ("timer.cancel", "timer.pause", "timer.resume", "timer.query")


class TwoThingsSaidError(Exception):
    """The words hold two values where the order has room for one."""


class OrderSlots:
    """Reads the slots of freely said orders in one language."""

    def __init__(self, language: Language, grammar: Grammar) -> None:
        self._grammar = grammar
        self._closed = language.hard_words | frozenset(language.lists.get("never_in_a_name", ()))
        self._no_name = frozenset(language.lists.get("never_a_timer", ()))

    def read(self, ordered: Ordered) -> tuple[str, dict[str, Any]]:
        """The intent and its slots.

        Raises TwoThingsSaidError where the words hold two kinds, lengths or times.
        """
        intent, reading = ordered.order.intent, ordered.reading
        matcher = Matcher(self._grammar, reading.words, self._closed)
        slots = dict(ordered.order.slots)
        group = intent.partition(".")[0]
        if group == "timer":
            slots.update(self._timer(intent, matcher, reading))
        elif group == "alarm":
            return self._alarm(intent, matcher, reading)
        elif group == "reminder":
            slots.update(self._reminder(matcher, reading))
        return intent, slots

    def _timer(self, intent: str, matcher: Matcher, reading: Reading) -> dict[str, Any]:
        slots: dict[str, Any] = {}
        kind = self._kind(matcher, _KIND_LISTS if intent in _HINTED else _NAMED_KINDS)
        name = self._name(matcher)
        if kind or intent == "timer.start":
            slots["kind"] = kind or "custom"
        if name and kind in (None, "custom"):
            slots["name"] = name
        if intent in _WITH_LENGTH:
            slots.update(self._length(matcher, reading, _TIMER_SLOTS))
        elif intent in _WITH_TARGET:
            slots.update(self._length(matcher, reading, _TARGET_SLOTS))
            if self._found(matcher, "every_one"):
                slots["all"] = True
        shorter = self._found(matcher, "taking") or self._found(matcher, "taking_time")
        if intent == "timer.extend" and shorter:
            slots = {
                key: -abs(value) if key == "duration_s" else value for key, value in slots.items()
            }
        return slots

    def _alarm(self, intent: str, matcher: Matcher, reading: Reading) -> tuple[str, dict[str, Any]]:
        times = _values(reading, ClockSpan)
        if intent == "alarm.start" and _values(reading, Span):
            # "Two hours and then wake me, three of us are swapping": three is no time.
            named = [name for name, _ in times]
            near = self._aimed(named, matcher, reading, "time", _BESIDE_A_LENGTH) if times else []
            times = [(name, value) for name, value in times if name in near]
        slots = slot_values(self._said(times, matcher, reading, "time"), reading.values)
        days = list(dict.fromkeys(value for _, value in self._listed(matcher, ("day",))))
        if len(days) == 1:
            said = (*self._said(times, matcher, reading, "time"), ("day", days[0]))
            slots = slot_values(said, reading.values)
        elif days:
            slots["days"] = [day.partition(" ")[0] for day in days]
        if self._found(matcher, "a_date"):
            slots = {"problem": "date"}
        if intent == "alarm.start" and not times:
            length = self._length(matcher, reading, _TIMER_SLOTS)
            if length:
                return "timer.start", {"kind": "break", **length}
        if intent == "alarm.cancel" and not times and self._found(matcher, "every_one"):
            slots["all"] = True
        return intent, slots

    def _reminder(self, matcher: Matcher, reading: Reading) -> dict[str, Any]:
        times = self._said(_values(reading, ClockSpan), matcher, reading, "time")
        slots = slot_values(times, reading.values)
        if not slots:
            slots = self._length(matcher, reading, {"duration": "duration"})
        for captures in self._captured(matcher, "reminding"):
            said = [word for word in captures[-1][1].split() if word not in reading.values]
            slots["what"] = " ".join(said)
            break
        return slots

    def _kind(self, matcher: Matcher, lists: Sequence[str]) -> str | None:
        """What is named outweighs what is hinted at; of two, what the order is aimed at counts."""
        said = self._listed(matcher, lists)
        hints = self._grammar.lists.get(_HINTS, {})
        named = {value for words, value in said if words not in hints}
        kinds = named or {value for _, value in said}
        if len(kinds) > 1 and _OR not in matcher.text.split():
            kinds = {
                value for captures in self._captured(matcher, "aimed_kind") for _, value in captures
            }
        if len(kinds) > 1:
            raise TwoThingsSaidError
        return kinds.pop() if kinds else None

    def _listed(self, matcher: Matcher, lists: Sequence[str]) -> list[tuple[str, str]]:
        """(words, value) in the order said, each by the longest words that stand at its place."""
        found: list[tuple[int, int, str]] = []
        for name in lists:
            if name in self._grammar.lists:
                expression = self._grammar.parse("{" + name + "}")
                found += [
                    (start, end, said[0][1]) for start, end, said in matcher.captured(expression)
                ]
        said = {
            (matcher.text[start:end], value): None
            for start, end, value in sorted(found)
            if not any(
                (left, right) != (start, end) and left <= start and end <= right
                for left, right, _ in found
            )
        }
        return list(said)

    def _name(self, matcher: Matcher) -> str | None:
        for captures in self._captured(matcher, "naming"):
            said = captures[-1][1]
            if not self._no_name.intersection(said.split()):
                return said
        known = {value for _, value in self._listed(matcher, ("thing",))}
        return known.pop() if len(known) == 1 else None

    def _length(
        self, matcher: Matcher, reading: Reading, slots: Mapping[str, str]
    ) -> dict[str, Any]:
        lengths = _values(reading, Span)
        numbers = [
            (name, number)
            for name, number in _values(reading, Number)
            if number.value is None or _FEWEST_BARE_MINUTES <= number.value <= _MOST_BARE_MINUTES
        ]
        if "number" not in slots:
            numbers = []
        said = self._said([*lengths, *numbers], matcher, reading, "length")
        if not said:
            return {}
        name = "duration" if said[0][1].startswith(("duration", "more")) else "number"
        return slot_values(((slots[name], said[0][1]),), reading.values)

    def _said(
        self, values: Sequence[tuple[str, Value]], matcher: Matcher, reading: Reading, what: str
    ) -> tuple[tuple[str, str], ...]:
        """The one value that was ordered, as a capture: the last after a correction, or the one
        that the order is aimed at."""
        names = [name for name, _ in sorted(values, key=lambda pair: pair[1].start)]
        corrected = _after_correction(reading.words, names)
        # "Eight of them to feed, so one hour": what has a unit is the length.
        with_unit = [n for n in corrected if not isinstance(reading.values[n], Number)]
        # "Twenty years with this back, so ice for ten minutes."
        short = [n for n in with_unit if not _is_an_age(reading.values[n])]
        corrected = short or with_unit or corrected
        distinct = {_amount(reading.values[name]) for name in corrected}
        if len(distinct) > 1:
            first = [name for name in corrected[:1] if _opens(name, reading)]
            corrected = self._aimed(corrected, matcher, reading, what) or first
            if len({_amount(reading.values[name]) for name in corrected}) != 1:
                raise TwoThingsSaidError
        return ((what, corrected[0]),) if corrected else ()

    def _aimed(
        self,
        names: Sequence[str],
        matcher: Matcher,
        reading: Reading,
        what: str,
        within: int = _AIMED_WITHIN,
    ) -> list[str]:
        """The values that the order is aimed at: a length by its own words, a time by how near
        to a waking word it stands."""
        if what == "length":
            found = self._captured(matcher, "aimed_length")
            aimed = {said for captures in found for _, said in captures}
            return [name for name in names if name in aimed]
        cues = [
            (matcher.text.count(" ", 0, start), matcher.text.count(" ", 0, end))
            for start, end in matcher.anywhere(self._grammar.parse("<waking_cue>"))
        ]
        for after in (True, False):
            away = {name: _distance(reading.words.index(name), cues, after) for name in names}
            nearest = min(away.values())
            if nearest <= within:
                return [name for name in names if away[name] == nearest]
        return []

    def _captured(self, matcher: Matcher, rule: str) -> Iterator[Captures]:
        expression = self._grammar.parse(f"<{rule}>")
        return (captures for _, _, captures in matcher.captured(expression) if captures)

    def _found(self, matcher: Matcher, rule: str) -> bool:
        return any(True for _ in matcher.anywhere(self._grammar.parse(f"<{rule}>")))


def _is_an_age(value: Value) -> bool:
    return isinstance(value, Span) and value.seconds > _LONGEST_S


def _opens(name: str, reading: Reading) -> bool:
    """Whether the sentence begins with it; a bare number there counts something: "three chairs"."""
    return reading.words[0] == name and not isinstance(reading.values[name], Number)


def _values(reading: Reading, kind: type) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in reading.values.items() if isinstance(value, kind)]


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
