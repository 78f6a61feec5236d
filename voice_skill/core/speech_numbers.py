"""Whole numbers as they are said, in lower case and without hyphens."""

from __future__ import annotations

_NAMES_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_NAMES_OF_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
_BELOW_TWENTY = _NAMES_BELOW_TWENTY.split()
_TENS = _NAMES_OF_TENS.split()
_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")
_LIMIT = 1000 ** len(_SCALES)
_IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def all_of(count: int) -> str:
    """ "both", "all three"."""
    return "both" if count == 2 else f"all {number_to_words(count)}"


def number_to_words(n: int) -> str:
    """The spoken form, such as "one hundred and twenty" or "minus five".

    Raises ValueError for numbers of more than 21 digits.
    """
    if abs(n) >= _LIMIT:
        raise ValueError(f"{n} is too large to be spoken; give a number below {_LIMIT}.")
    if n < 0:
        return "minus " + number_to_words(-n)
    if n < 1000:
        return _below_thousand(n)
    parts: list[str] = []
    rest = n
    for power in range(len(_SCALES) - 1, 0, -1):
        group, rest = divmod(rest, 1000**power)
        if group:
            parts.append(f"{_below_thousand(group)} {_SCALES[power]}")
    if 0 < rest < 100:
        parts.append("and")
    if rest:
        parts.append(_below_thousand(rest))
    return " ".join(parts)


def ordinal_to_words(n: int) -> str:
    """The spoken place in a row, such as "twenty first".

    Raises ValueError for negative numbers and for those of more than 21 digits.
    """
    if n < 0:
        raise ValueError(f"{n} is no place in a row; give zero or more.")
    head, _, last = number_to_words(n).rpartition(" ")
    if last in _IRREGULAR_ORDINALS:
        ordinal = _IRREGULAR_ORDINALS[last]
    elif last.endswith("y"):
        ordinal = last[:-1] + "ieth"
    else:
        ordinal = last + "th"
    return f"{head} {ordinal}".strip()


def _below_thousand(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    if not hundreds:
        return _below_hundred(rest)
    words = f"{_BELOW_TWENTY[hundreds]} hundred"
    return f"{words} and {_below_hundred(rest)}" if rest else words


def _below_hundred(n: int) -> str:
    if n < 20:
        return _BELOW_TWENTY[n]
    tens, ones = divmod(n, 10)
    return f"{_TENS[tens]} {_BELOW_TWENTY[ones]}" if ones else _TENS[tens]
