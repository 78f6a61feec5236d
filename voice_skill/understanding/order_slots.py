"""What a freely said order is about: its kind, name, length and time, each by its own words.

Two kinds, two lengths or two times in one sentence are not chosen between: the order is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
_KIND_LISTS = ("kind", "said_kind", _HINTS)
_TIMER_SLOTS = {"duration": "duration", "number": "minutes"}
_TARGET_SLOTS = {"duration": "target", "number": "target_minutes"}
_FEWEST_BARE_MINUTES, _MOST_BARE_MINUTES = 2, 180
"""A number without a unit counts as minutes between these: "one" is mostly no number at all."""
_CORRECTING = frozenset(
    "no wait hang hold on i mean make it that sorry scratch scrap actually rather oh ah tell you "
    "what better".split()
)
_CLEARLY = frozenset(("no", "wait", "mean", "sorry", "actually", "make", "scratch", "scrap"))
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
        kind = self._kind(matcher)
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

    def _kind(self, matcher: Matcher) -> str | None:
        """What is named outweighs what is hinted at; of two, what the order is aimed at counts."""
        said = self._listed(matcher, _KIND_LISTS)
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
        distinct = {_amount(reading.values[name]) for name in corrected}
        if len(distinct) > 1:
            aimed = {
                said
                for captures in self._captured(matcher, f"aimed_{what}")
                for _, said in captures
            }
            first = [name for name in corrected[:1] if reading.words.index(name) == 0]
            corrected = [name for name in corrected if name in aimed] or first
            if len({_amount(reading.values[name]) for name in corrected}) != 1:
                raise TwoThingsSaidError
        return ((what, corrected[0]),) if corrected else ()

    def _captured(self, matcher: Matcher, rule: str) -> Iterator[Captures]:
        expression = self._grammar.parse(f"<{rule}>")
        return (captures for _, _, captures in matcher.captured(expression) if captures)

    def _found(self, matcher: Matcher, rule: str) -> bool:
        return any(True for _ in matcher.anywhere(self._grammar.parse(f"<{rule}>")))


def _values(reading: Reading, kind: type) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in reading.values.items() if isinstance(value, kind)]


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
        if kept:
            between = words[words.index(kept[-1]) + 1 : words.index(name)]
            if between and all(word in _CORRECTING for word in between) and _CLEARLY & set(between):
                kept.pop()
        kept.append(name)
    return kept
