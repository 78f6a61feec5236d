"""Which words of an order are its value, and which its name: what the third head learns to mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

from voice_skill.understanding.numbers import find_numbers
from voice_skill.understanding.semantic import MARKS
from voice_skill.understanding.times import find_clock_times, find_durations

NOTHING, VALUE, NAME = range(len(MARKS))
NOT_KNOWN = -1
"""Of this word the bank says nothing, and nothing is taught about it."""
_ORDERS = ("timer", "alarm")
_ENDING = re.compile(r"'(s|ll|d|ve)?$")
_SECONDS_IN_A_MINUTE = 60
_MOST_NAME_WORDS = 3

Marks = tuple[int, ...]


def marks_of(row: dict[str, Any]) -> Marks | None:
    """One mark for each word of a timer or alarm of the phrase bank; None for any other line.

    Where the label names a value or a name that the words do not hold as it stands there, no word
    that might be it is known to be anything.
    """
    if row["kind"] not in _ORDERS:
        return None
    words, label = row["text"].split(), row[row["kind"]]
    marks = [NOTHING] * len(words)
    spans = [*_values(words, label)]
    if spans:
        for start, end in spans:
            marks[start:end] = [VALUE] * (end - start)
    elif _has_value(label):
        return None
    name = label.get("name")
    if name:
        start = _place(words, name.split())
        if start is None:
            return None
        marks[start : start + len(name.split())] = [NAME] * len(name.split())
    return tuple(marks)


def carried(marks: Sequence[int], before: Sequence[str], after: Sequence[str]) -> Marks:
    """The marks of a sentence for a variant of it; a new word has that of the one it replaces."""
    result = [NOTHING] * len(after)
    for what, left, left_end, right, right_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if what == "equal" or (what == "replace" and left_end - left == right_end - right):
            result[right:right_end] = marks[left:left_end]
        elif what == "replace":
            common = set(marks[left:left_end])
            alike = len(common) == 1 and right_end - right <= _MOST_NAME_WORDS
            mark = common.pop() if alike else NOT_KNOWN
            result[right:right_end] = [mark] * (right_end - right)
    return tuple(result)


def _has_value(label: dict[str, Any]) -> bool:
    return any(label.get(key) is not None for key in ("minutes", "seconds", "at", "target_minutes"))


def _values(words: Sequence[str], label: dict[str, Any]) -> Iterable[tuple[int, int]]:
    """Where what the label says stands, as a length, a number of minutes or a time."""
    wanted_s = _wanted_s(label)
    times = {label.get("at"), label.get("at_alt"), label.get("target_at")} - {None}
    lengths = find_durations(words)
    if wanted_s is not None:
        found = [(span.start, span.end) for span in lengths if span.seconds == wanted_s]
        if found:
            return found
        return [
            (number.start, number.end)
            for number in find_numbers(words)
            if number.value is not None and number.value * _SECONDS_IN_A_MINUTE == wanted_s
        ]
    return [
        (span.start, span.end)
        for span in find_clock_times(words, loose=True)
        if times & {f"{hour:02d}:{minute:02d}" for hour, minute in span.readings}
    ]


def _wanted_s(label: dict[str, Any]) -> float | None:
    minutes = label.get("minutes", label.get("target_minutes"))
    seconds = label.get("seconds")
    if minutes is None and seconds is None:
        return None
    return abs(float((minutes or 0) * _SECONDS_IN_A_MINUTE + (seconds or 0)))


def _place(words: Sequence[str], name: Sequence[str]) -> int | None:
    """The last place where the name stands, with or without an ending such as in "pie's"."""
    plain = [_ENDING.sub("", word) for word in words]
    for start in range(len(words) - len(name), -1, -1):
        if plain[start : start + len(name)] == list(name):
            return start
    return None
