"""Numbers in words and digits: "15", "a hundred and twenty", "two and a half", "one point five".

Numbers that merely follow each other ("one twenty", "twenty five ten") are never added up or
joined: what they mean is a clock time or a mistake, and both are for others to decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_FROM_TWENTY = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: value for value, word in enumerate(_BELOW_TWENTY.split())} | {"nought": 0}
_TENS = {word: 10 * place for place, word in enumerate(_FROM_TWENTY.split(), start=2)}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_DIGITS = re.compile(r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+")
_DECIMAL = re.compile(r"[0-9]*\.[0-9]+")
_FRACTION_PARTS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
_SMALL_PARTS = {"fifth": 5, "sixth": 6, "tenth": 10, "twelfth": 12, "hundredth": 100}
_NUMERATORS = {"a": 1, "one": 1, "1": 1, "two": 2, "2": 2, "three": 3, "3": 3}
_DOZENS: dict[tuple[str, ...], float] = {
    ("half", "a", "dozen"): 6.0,
    ("a", "half", "dozen"): 6.0,
    ("a", "dozen"): 12.0,
    **{(word, "dozen"): 12.0 * count for word, count in _SMALL.items() if count},
}
_LARGEST_DIGITS = 10**15
"""Digits beyond this are cut off: int() refuses thousands of them, and no use needs more."""


@dataclass(frozen=True)
class Number:
    """A number at words[start:end]; no value where number words contradict each other."""

    start: int
    end: int
    value: float | None


def words_to_number(words: Sequence[str]) -> float | None:
    """The value of words that are one number and nothing else, such as "a hundred and twenty".

    None for anything else, "one twenty" and "minus five" included.
    """
    for number in (read_number(words, 0), read_fraction(words, 0)):
        if number is not None and number.end == len(words):
            return number.value
    return None


def find_numbers(words: Sequence[str]) -> list[Number]:
    """Every number from left to right; neighbours such as "one twenty" are one without a value."""
    found: list[Number] = []
    index = 0
    while index < len(words):
        number = read_run(words, index)
        if number is not None:
            found.append(number)
        index = number.end if number is not None else index + 1
    return found


def read_run(words: Sequence[str], start: int) -> Number | None:
    """All number words that follow each other here; without a value where they are not one."""
    number = read_number(words, start)
    if number is None:
        return None
    end = number.end
    while end < len(words):
        following = read_number(words, end)
        if following is not None:
            end = following.end
        elif words[end] in _FRACTION_PARTS and not words[end].startswith("third"):
            end += 1
        else:
            break
    return number if end == number.end else Number(start, end, None)


def read_number(words: Sequence[str], start: int) -> Number | None:
    """The longest single number that begins here, halves and quarters included."""
    if dozens := _read_dozens(words, start):
        return dozens
    number = _read_decimal(words, start)
    if number is None or number.value is None:
        return None
    if part := read_fraction(words, start):
        return part
    if _word(words, number.end) != "and":
        return number
    fraction = read_fraction(words, number.end + 1)
    if fraction is None or fraction.value is None or number.value % 1:
        return number
    return Number(start, fraction.end, number.value + fraction.value)


def _read_dozens(words: Sequence[str], start: int) -> Number | None:
    """ "A dozen", "half a dozen", "two dozen"."""
    for count, counted in _DOZENS.items():
        if tuple(words[start : start + len(count)]) == count:
            return Number(start, start + len(count), counted)
    return None


def read_fraction(words: Sequence[str], start: int) -> Number | None:
    """ "half", "a quarter", "three quarters", "two thirds": a fraction that begins here."""
    numerator = _NUMERATORS.get(_word(words, start))
    end = start if numerator is None else start + 1
    parts = _FRACTION_PARTS.get(_word(words, end))
    of_one = _word(words, end + 1) == "of" and _word(words, end + 2) in ("a", "an")
    if parts is None and (of_one or (numerator and _word(words, end + 1) == "of")):
        # "A tenth of a second"; "the tenth" and "one tenth timer" are places in a row.
        parts = _SMALL_PARTS.get(_word(words, end))
    if parts is None or (numerator or 1) >= parts:
        return None
    if numerator is None and parts == 3 and not of_one:
        return None
    return Number(start, end + 1, (numerator or 1) / parts)


def read_small(words: Sequence[str], start: int) -> Number | None:
    """A number from 0 to 99 in words, or a piece of digits of any size."""
    word = _word(words, start)
    if _DIGITS.fullmatch(word):
        digits = word.replace(",", "").lstrip("0")
        value = int(digits or "0") if len(digits) <= 15 else _LARGEST_DIGITS
        return Number(start, start + 1, float(value))
    if word in _SMALL:
        return Number(start, start + 1, float(_SMALL[word]))
    if word not in _TENS:
        return None
    ones = _SMALL.get(_word(words, start + 1), 0)
    if 0 < ones < 10:
        return Number(start, start + 2, float(_TENS[word] + ones))
    return Number(start, start + 1, float(_TENS[word]))


def _word(words: Sequence[str], index: int) -> str:
    return words[index] if index < len(words) else ""


def _read_decimal(words: Sequence[str], start: int) -> Number | None:
    if _DECIMAL.fullmatch(_word(words, start)):
        return Number(start, start + 1, min(float(words[start]), float(_LARGEST_DIGITS)))
    whole = _read_integer(words, start)
    point = start if whole is None else whole.end
    if _word(words, point) != "point":
        return whole
    digits, end = _read_digits(words, point + 1)
    if digits:
        before = 0.0 if whole is None or whole.value is None else whole.value
        return Number(start, end, before + float("0." + digits))
    return whole


def _read_digits(words: Sequence[str], start: int) -> tuple[str, int]:
    """The digits behind a spoken point, one word each or one piece of digits."""
    if _DIGITS.fullmatch(_word(words, start)) and "," not in words[start]:
        return words[start], start + 1
    digits, end = "", start
    while (value := _SMALL.get("zero" if _word(words, end) == "oh" else _word(words, end))) in (
        range(10)
    ):
        digits, end = digits + str(value), end + 1
    return digits, end


def _read_integer(words: Sequence[str], start: int) -> Number | None:
    total, end, limit = 0.0, start, float("inf")
    while True:
        joined = end > start and _word(words, end) == "and"
        group = _read_group(words, end + joined)
        if group is None or group.value is None or group.value >= limit:
            break
        scale = _SCALES.get(_word(words, group.end))
        if scale is None:
            return Number(start, group.end, total + group.value)
        if scale >= limit:
            break
        total, end, limit = total + group.value * scale, group.end + 1, float(scale)
    return Number(start, end, total) if end > start else None


def _read_group(words: Sequence[str], start: int) -> Number | None:
    """A number below a thousand in words, "a" before a hundred or a thousand included."""
    word = _word(words, start)
    if word in ("a", "hundred") or word in _SCALES:
        at_scale = start + (word == "a")
        if _word(words, at_scale) != "hundred" and _word(words, at_scale) not in _SCALES:
            return None
        head: Number | None = Number(start, at_scale, 1.0)
    else:
        head = read_small(words, start)
    if head is None or head.value is None or _word(words, head.end) != "hundred":
        return head
    if not 1 <= head.value < 100:
        return head
    end = head.end + 1
    rest = read_small(words, end + (_word(words, end) == "and"))
    if rest is None or rest.value is None or not 1 <= rest.value < 100:
        return Number(start, end, head.value * 100)
    return Number(start, rest.end, head.value * 100 + rest.value)
