"""Lengths, clock times and counts, taken out of a sentence before it is matched.

Each is replaced by a word that templates know, such as "durationslota" for {duration}; which
reading of the sentence a template fits decides what its numbers are. A number is read by grammar
alone, never by likeness.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voice_skill.understanding.matching import Captures
from voice_skill.understanding.numbers import Number, find_numbers, read_run
from voice_skill.understanding.times import ClockSpan, Span, find_clock_times, find_durations

Value = Span | ClockSpan | Number
_LETTERS = "abc"
_NOT_THIS = ("not", "never")
_POINTING = ("the", "my", "that", "this", "her", "his", "your")
_LEAST_BEFORE_ONE = 3
"""Words from "the" to "one": two of a time stand between them."""
_SECONDS_IN_A_MINUTE = 60


@dataclass(frozen=True)
class Reading:
    """The sentence with some of its numbers replaced, and what they were."""

    words: tuple[str, ...]
    values: Mapping[str, Value]
    said: tuple[str, ...]
    """The sentence before that; the places of the values are in it."""


def readings(words: Sequence[str]) -> Iterator[Reading]:
    """The sentence as it is, then with its numbers as lengths, clock times and counts."""
    yield Reading(tuple(words), {}, tuple(words))
    durations = find_durations(words)
    strict = _apart(durations, find_clock_times(words))
    loose = _apart(durations, find_clock_times(words, loose=True))
    counts = _apart(durations, find_numbers(words))
    seen: set[tuple[str, ...]] = {tuple(words)}
    for found in ([*durations, *strict], [*durations, *loose], [*durations, *counts], durations):
        reading = _replaced(words, found)
        if reading and reading.words not in seen:
            seen.add(reading.words)
            yield reading


def read_as_lengths(words: Sequence[str]) -> Reading | None:
    """The sentence with its lengths, and numbers that stand alone; "one" is rarely a number.

    None where there are more of them than any order has.
    """
    durations = find_durations(words)
    # Beside "a quarter to eight" no "at nine" is nine minutes.
    times = find_clock_times(words)
    times = times if any(time.end - time.start > 1 for time in times) else []
    numbers = [number for number in find_numbers(words) if number.value != 1]
    alone = _apart(times, _apart(durations, numbers))
    return _replaced(words, _meant(words, [*durations, *alone]))


def read_as_times(words: Sequence[str], loose: bool) -> Reading | None:
    """The sentence with its lengths and clock times; None where there are too many.

    loose: a bare number may be an hour, except for the one in "that one".
    """
    words = _without_pronoun(words)
    durations = find_durations(words)
    times = _apart(durations, find_clock_times(words, loose=loose))
    hours = [time for time in times if list(words[time.start : time.end]) != ["one"]]
    return _replaced(words, _meant(words, [*durations, *hours]))


def _without_pronoun(words: Sequence[str]) -> Sequence[str]:
    """ "The eight fifteen one" is the alarm for 8:15; "the twenty one" may be a number."""
    for place, word in enumerate(words):
        run = read_run(words, place + 1) if word in _POINTING else None
        if run and run.end - place > _LEAST_BEFORE_ONE and words[run.end - 1] == "one":
            return [*words[: run.end - 1], *words[run.end :]]
    return words


def _meant(words: Sequence[str], values: Sequence[Value]) -> list[Value]:
    """Without what a "not" stands before: "fifteen minutes and not a second longer"."""
    return [
        value for value in values if value.start == 0 or words[value.start - 1] not in _NOT_THIS
    ]


def _apart(taken: Sequence[Value], others: Sequence[Value]) -> list[Value]:
    return [
        other
        for other in others
        if all(other.end <= span.start or other.start >= span.end for span in taken)
    ]


def _replaced(words: Sequence[str], found: Sequence[Value]) -> Reading | None:
    values: dict[str, Value] = {}
    replaced: list[str] = []
    index = 0
    for value in sorted(found, key=lambda span: span.start):
        name = _placeholder(value, values)
        if name is None:
            return None
        values[name] = value
        replaced += [*words[index : value.start], name]
        index = value.end
    return Reading((*replaced, *words[index:]), values, tuple(words))


def _placeholder(value: Value, taken: Mapping[str, Value]) -> str | None:
    if isinstance(value, Span):
        kind = "more" if value.more else "duration"
    else:
        kind = "time" if isinstance(value, ClockSpan) else "number"
    names = (f"{kind}slot{letter}" for letter in _LETTERS)
    return next((name for name in names if name not in taken), None)


def slot_values(captures: Captures, values: Mapping[str, Value]) -> dict[str, Any]:
    """Typed slots: seconds for lengths, "HH:MM" for times, whole numbers for counts."""
    slots: dict[str, Any] = {}
    for slot, said in captures:
        value = values.get(said)
        if isinstance(value, Span):
            slots.update(_length(slot, value))
        elif isinstance(value, ClockSpan):
            slots.update(_clock(slot, value))
        elif isinstance(value, Number):
            slots.update(_count(slot, value))
        elif slot == "ordinal":
            slots[slot] = int(said)
        elif slot == "day":
            slots.update(_day(said))
        else:
            slots[slot] = said
    if "problem" in slots:
        slots.pop("duration_s", None)
    return _with_half_of_day(slots)


def _length(slot: str, span: Span) -> dict[str, Any]:
    if span.problem is not None:
        return {"problem": span.problem.value}
    sign = -1 if slot == "less" else 1
    name = "target_duration_s" if slot == "target" else "duration_s"
    return {name: whole(sign * span.seconds)}


def _clock(slot: str, span: ClockSpan) -> dict[str, Any]:
    times = [f"{hour:02d}:{minute:02d}" for hour, minute in span.readings]
    if not times:
        return {"problem": "no_such_time" if span.problem is None else span.problem.value}
    name = "at" if slot == "time" else slot
    return {name: times[0], f"{name}_alt": times[1]} if len(times) > 1 else {name: times[0]}


def _count(slot: str, number: Number) -> dict[str, Any]:
    if number.value is None:
        return {"problem": "contradictory"}
    if slot not in ("minutes", "less_minutes", "target_minutes"):
        return {slot: whole(number.value)}
    if number.value <= 0:
        return {"problem": "zero"}
    seconds = whole(number.value * _SECONDS_IN_A_MINUTE)
    if slot == "target_minutes":
        return {"target_duration_s": seconds}
    return {"duration_s": -seconds if slot == "less_minutes" else seconds}


def _day(said: str) -> dict[str, Any]:
    """ "tomorrow", "today pm", "monday weekly": the day, and the half of it or how often."""
    day, _, more = said.partition(" ")
    if more == "weekly":
        return {"days": [day]}
    return {"day": day, "half": more} if more else {"day": day}


def _with_half_of_day(slots: dict[str, Any]) -> dict[str, Any]:
    """ "Tomorrow morning at six" leaves only one reading of six."""
    half = slots.pop("half", None)
    if half and "at_alt" in slots:
        other = slots.pop("at_alt")
        slots["at"] = other if half == "pm" else slots["at"]
    return slots


def whole(number: float) -> int | float:
    """15 rather than 15.0."""
    return int(number) if float(number).is_integer() else number
