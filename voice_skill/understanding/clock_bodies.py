"""The ways to say a time of day, before "am" or "in the morning": "seven thirty", "half six"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from voice_skill.understanding.duration_terms import unit_seconds
from voice_skill.understanding.numbers import Number, read_fraction, read_number, read_small
from voice_skill.understanding.pieces import Pieces, ends_phrase
from voice_skill.understanding.spans import ClockKind, Meridiem, Problem

_NOON: tuple[tuple[str, ...], ...] = (("noon",), ("midday",), ("mid", "day"))
_MIDNIGHT: tuple[tuple[str, ...], ...] = (("midnight",), ("mid", "night"))
_ZEROS = ("oh", "o", "zero", "0")
_COLON = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_DOT = re.compile(r"([0-9]{1,2})\.([0-9]{2})")
_RUN_TOGETHER = re.compile(r"([0-9]{1,2})([0-9]{2})")
_AFTER_LINKS = frozenset(("past", "after"))
_BEFORE_LINKS = frozenset(("to", "till", "til", "before", "of"))
_ROUND_MINUTES = frozenset((5, 10, 20, 25))
_HOUR_SUFFIXES = frozenset(("a", "p", "o'clock", "o"))
_DAY_MIN = 24 * 60


class Need(IntEnum):
    """What must stand before words for them to be a time of day."""

    NOTHING = 0
    CUE = 1
    STRONG_CUE = 2
    """ "at", "until": other words may come before an amount as well."""
    SUFFIX = 3
    """Only "am" or "o'clock" makes it a time, and then one that does not exist."""


@dataclass(frozen=True)
class Body:
    """A time as far as it was said; hour as in ClockSpan."""

    end: int
    hour: int
    minute: int
    kind: ClockKind
    need: Need
    meridiem: Meridiem | None = None
    bare: bool = False
    """A number alone, which may count what follows it."""
    problem: Problem | None = None


def read_body(pieces: Pieces, start: int, plain_to: bool) -> Body | None:
    """The time that begins here. Without `plain_to`, "ten to six" is not 5:50 (after "from")."""
    return (
        _read_named(pieces, start)
        or _read_relative(pieces, start, plain_to)
        or _read_half_hour(pieces, start)
        or _read_digits(pieces, start)
        or _read_hundred(pieces, start)
        or _read_zero_first(pieces, start)
        or _read_joined(pieces, start)
        or _read_plain(pieces, start)
    )


def _checked(
    end: int, hour: int, minute: int, need: Need, bare: bool = False, zero_first: bool = False
) -> Body:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return Body(end, 0, 0, "twelve_hour", need, bare=bare, problem=Problem.NO_SUCH_TIME)
    whole_day = zero_first or hour == 0 or hour > 12
    kind: ClockKind = "twenty_four_hour" if whole_day else "twelve_hour"
    return Body(end, hour % 24, minute, kind, need, bare=bare)


def _read_named(pieces: Pieces, start: int) -> Body | None:
    """ "noon", "mid day", "twelve midnight"."""
    index = start + (pieces.at(start) in ("twelve", "12"))
    for name in (*_NOON, *_MIDNIGHT):
        if pieces.has(index, *name):
            end = index + len(name)
            if name in _NOON:
                return Body(end, 12, 0, "noon", Need.NOTHING, "pm")
            return Body(end, 12, 0, "midnight", Need.NOTHING, "am")
    return None


def _read_relative(pieces: Pieces, start: int, plain_to: bool) -> Body | None:
    """ "half past six", "a quarter to seven", "twenty minutes past two", "five of eight"."""
    offset = _read_offset(pieces, start)
    if offset is None:
        return None
    minutes, index, counted, named = offset
    link = pieces.at(index)
    if link not in _AFTER_LINKS and (link not in _BEFORE_LINKS or minutes == 30):
        return None
    # "ten to seven" needs more care than "ten minutes to seven": it may be ten up to seven.
    plain = not named and not counted and link != "past"
    if plain and (minutes not in _ROUND_MINUTES or (link == "to" and not plain_to)):
        return None
    signed = minutes if link in _AFTER_LINKS else -minutes
    hour = _read_named(pieces, index + 1) or _read_hour(pieces, index + 1)
    if hour is None:
        last = index + 1 == len(pieces.words)
        if link == "past" or (named and link == "to" and last):
            return _hour_missing(pieces, index + 1, Need.NOTHING if named else Need.CUE)
        return None
    stands_alone = ends_phrase(pieces, hour.end) or pieces.at(hour.end) in _HOUR_SUFFIXES
    if (plain or link == "of") and not stands_alone:
        return None
    return hour if hour.problem else _shifted(hour, signed, _need_of(link))


def _need_of(link: str) -> Need:
    """ "five of eight" may be five things out of eight."""
    return Need.CUE if link == "of" else Need.NOTHING


def _read_offset(pieces: Pieces, start: int) -> tuple[int, int, bool, bool] | None:
    """Minutes, where they end, whether "minutes" was said, whether it was "half" or "quarter"."""
    part = read_fraction(pieces.words, start)
    if part is not None and part.value in (0.25, 0.5):
        return round(60 * part.value), part.end, False, True
    number = _read_whole(pieces, start)
    if number is None or number.value is None or not 1 <= number.value <= 59:
        return None
    counted = unit_seconds(pieces.at(number.end)) == 60
    return int(number.value), number.end + counted, counted, False


def _hour_missing(pieces: Pieces, end: int, need: Need) -> Body | None:
    if not ends_phrase(pieces, end):
        return None
    return Body(end, 0, 0, "twelve_hour", need, problem=Problem.VAGUE)


def _read_hour(pieces: Pieces, start: int) -> Body | None:
    number = _read_whole(pieces, start)
    if number is None or number.value is None:
        return None
    following = read_small(pieces.words, number.end)
    if following is not None:
        doubt = Problem.CONTRADICTORY
        return Body(following.end, 0, 0, "twelve_hour", Need.NOTHING, problem=doubt)
    return _checked(number.end, int(number.value), 0, Need.NOTHING)


def _shifted(hour: Body, minutes: int, need: Need) -> Body:
    """The time so many minutes after the hour; before it where minutes are negative."""
    base = hour.hour % 12 + 12 * (hour.meridiem == "pm")
    if hour.kind == "twenty_four_hour":
        base = hour.hour
    total = (base * 60 + minutes) % _DAY_MIN
    if hour.kind == "twenty_four_hour":
        return Body(hour.end, total // 60, total % 60, hour.kind, need)
    meridiem: Meridiem | None = None
    if hour.meridiem is not None:
        meridiem = "am" if total < _DAY_MIN // 2 else "pm"
    return Body(hour.end, total // 60 % 12 or 12, total % 60, "twelve_hour", need, meridiem)


def _read_half_hour(pieces: Pieces, start: int) -> Body | None:
    """British "half six": half past six."""
    number = _read_whole(pieces, start + 1) if pieces.at(start) == "half" else None
    if number is None or number.value is None or not 1 <= number.value <= 12:
        return None
    return Body(number.end, int(number.value), 30, "twelve_hour", Need.CUE, bare=True)


def _read_digits(pieces: Pieces, start: int) -> Body | None:
    """ "7:30", "07:30", "0730", "1930", "730", "7.30"."""
    piece = pieces.at(start)
    digits = _COLON.fullmatch(piece)
    need = Need.NOTHING
    if digits is None:
        digits = _DOT.fullmatch(piece) or _RUN_TOGETHER.fullmatch(piece)
        need = Need.STRONG_CUE
    if digits is None:
        return None
    zero_first = len(digits[1]) == 2 and piece[0] == "0"
    if zero_first and "." not in piece:
        need = Need.NOTHING
    end = start + 1 + (pieces.at(start + 1) == "hours" and len(piece) == 4 and ":" not in piece)
    return _checked(end, int(digits[1]), int(digits[2]), need, zero_first=zero_first)


def _read_hundred(pieces: Pieces, start: int) -> Body | None:
    """ "oh seven hundred", "nineteen hundred", "seven hundred hours"."""
    zero_first = pieces.at(start) in _ZEROS and pieces.at(start + 1) != "hundred"
    number = read_small(pieces.words, start + zero_first)
    if number is None or number.value is None or pieces.at(number.end) != "hundred":
        return None
    hours_said = pieces.at(number.end + 1) == "hours"
    end = number.end + 1 + hours_said
    if zero_first or number.value == 0:
        return _checked(end, int(number.value), 0, Need.NOTHING, zero_first=True)
    if number.value > 24 or read_number(pieces.words, number.end + 1) is not None:
        return None
    if number.value < 10 and not hours_said:
        return None
    need = Need.NOTHING if hours_said else Need.CUE
    return _checked(end, int(number.value), 0, need, bare=not hours_said, zero_first=True)


def _read_zero_first(pieces: Pieces, start: int) -> Body | None:
    """ "oh seven thirty", "zero zero fifteen"."""
    if pieces.at(start) not in _ZEROS:
        return None
    hour = read_small(pieces.words, start + 1)
    if hour is None or hour.value is None or hour.value >= 10:
        return None
    minute = _read_minute(pieces, hour.end)
    if minute is None or minute.value is None:
        return None
    return _checked(minute.end, int(hour.value), int(minute.value), Need.NOTHING, zero_first=True)


def _read_joined(pieces: Pieces, start: int) -> Body | None:
    """ "Six and a quarter", "seven and forty", as speakers of other languages say it."""
    hour = read_small(pieces.words, start)
    if hour is None or hour.value is None or pieces.at(hour.end) != "and":
        return None
    if hour.value not in range(1, 13):
        return None
    if pieces.at(start - 1) == "between":
        return None
    part = read_fraction(pieces.words, hour.end + 1)
    if part is not None and part.value in (0.25, 0.5):
        return _checked(
            part.end, int(hour.value), round(60 * part.value), Need.STRONG_CUE, bare=True
        )
    minute = read_small(pieces.words, hour.end + 1)
    if minute is None or minute.value is None or not 10 <= minute.value < 60:
        return None
    return _checked(minute.end, int(hour.value), int(minute.value), Need.STRONG_CUE, bare=True)


def _read_plain(pieces: Pieces, start: int) -> Body | None:
    """ "seven", "seven thirty", "six oh five", "7 30"."""
    hour = _read_whole(pieces, start)
    if hour is None or hour.value is None:
        return None
    minute = _read_minute(pieces, hour.end)
    end = hour.end if minute is None else minute.end
    following = read_number(pieces.words, end)
    if hour.value > 24:
        return _checked(end, 25, 0, Need.SUFFIX)
    if following is not None:
        doubt = Problem.CONTRADICTORY
        return Body(following.end, 0, 0, "twelve_hour", Need.CUE, bare=True, problem=doubt)
    if minute is not None and minute.value is not None:
        zero_first = pieces.at(start).startswith("0")
        # "nineteen ninety" is a year, "seven sixty" a time that does not exist.
        need = Need.SUFFIX if hour.value > 12 and minute.value > 59 else Need.CUE
        return _checked(end, int(hour.value), int(minute.value), need, zero_first=zero_first)
    need = Need.CUE if 1 <= hour.value <= 12 else Need.STRONG_CUE
    return _checked(end, int(hour.value), 0, need, bare=True)


def _read_whole(pieces: Pieces, start: int) -> Number | None:
    """A whole number with nothing such as "and a half" or "hundred and ten" left out."""
    number = read_number(pieces.words, start)
    if number is None or number.value is None or number.value % 1:
        return None
    return number


def _read_minute(pieces: Pieces, start: int) -> Number | None:
    """Two places of minutes: "thirty", "oh five", "05"; "sixty" is for the caller to refuse."""
    number = read_small(pieces.words, start)
    if number is not None and number.value is not None and 10 <= number.value < 100:
        return number
    if number is not None and len(pieces.at(start)) == 2 and pieces.at(start).isdecimal():
        return number
    if pieces.at(start) not in _ZEROS:
        return None
    digit = read_small(pieces.words, start + 1)
    return digit if digit is not None and digit.value in range(1, 10) else None
