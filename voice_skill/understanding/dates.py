"""Days of the year: "the thirtieth of february", "march 3rd". Nothing is counted or rung to a date,
so all that matters is that one was said, and whether there is such a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LONGEST_MONTHS = {
    **{"january": 31, "february": 29, "march": 31, "april": 30, "may": 31, "june": 30},
    **{"july": 31, "august": 31, "september": 30, "october": 31, "november": 30, "december": 31},
}
_SMALL = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_DAYS = {word: day for day, word in enumerate(_SMALL.split(), start=1)}
_DAYS |= {"twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40}
_COUNTS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_NUMBERS = {word: day for day, word in enumerate(_COUNTS.split(), start=1)}
_NUMBERS |= {"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, **_TENS}
_DIGITS = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?")
_BEFORE = frozenset(("until", "till", "til", "for", "on", "to", "by"))
_VERBS = ("may", "march")
"""Also other words, so that only an ordinal makes a date of them."""


@dataclass(frozen=True)
class SaidDate:
    """A day of the year at words[start:end], with the "on" or "until" before it."""

    start: int
    end: int
    exists: bool


def find_date(words: Sequence[str]) -> SaidDate | None:
    """The first one said, if there is one."""
    for index in range(len(words)):
        found = _day_of_month(words, index) or _month_and_day(words, index)
        if found:
            before = index - 1
            if before >= 0 and words[before] in _BEFORE:
                index = before
            day, month, end = found
            return SaidDate(index, end, 1 <= day <= _LONGEST_MONTHS[month])
    return None


def _day_of_month(words: Sequence[str], start: int) -> tuple[int, str, int] | None:
    """ "[the] thirtieth [of] february"."""
    begin = start + (_at(words, start) == "the")
    read = _day(words, begin)
    if read is None:
        return None
    day, end, _ = read
    of = _at(words, end) == "of"
    month = _at(words, end + of)
    # "May" and "march" after a bare number are more likely verbs.
    if month not in _LONGEST_MONTHS or (month in _VERBS and not of):
        return None
    return day, month, end + of + 1


def _month_and_day(words: Sequence[str], start: int) -> tuple[int, str, int] | None:
    """ "february [the] thirtieth", "february thirty"."""
    month = _at(words, start)
    if month not in _LONGEST_MONTHS:
        return None
    the = _at(words, start + 1) == "the"
    read = _day(words, start + 1 + the)
    if read is None or (month in _VERBS and not read[2]):
        return None
    return read[0], month, read[1]


def _day(words: Sequence[str], start: int) -> tuple[int, int, bool] | None:
    """The day, the end, and whether it was an ordinal."""
    word, following = _at(words, start), _at(words, start + 1)
    digits = _DIGITS.fullmatch(word)
    if digits:
        return int(digits[1]), start + 1, digits[2] is not None
    if word in _TENS and _DAYS.get(following, 10) < 10:
        return _TENS[word] + _DAYS[following], start + 2, True
    if word in _TENS and _NUMBERS.get(following, 10) < 10:
        return _TENS[word] + _NUMBERS[following], start + 2, False
    if word in _DAYS:
        return _DAYS[word], start + 1, True
    return (_NUMBERS[word], start + 1, False) if word in _NUMBERS else None


def _at(words: Sequence[str], index: int) -> str:
    return words[index] if index < len(words) else ""
