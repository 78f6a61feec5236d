"""Lengths and numbers as they are said."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_skill.core.durations import spoken_duration, spoken_remaining
from voice_skill.core.speech_numbers import number_to_words, ordinal_to_words
from voice_skill.understanding.numbers import words_to_number
from voice_skill.understanding.times import find_durations


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (15, "fifteen"),
        (40, "forty"),
        (45, "forty five"),
        (100, "one hundred"),
        (120, "one hundred and twenty"),
        (1005, "one thousand and five"),
        (1200, "one thousand two hundred"),
        (900_000, "nine hundred thousand"),
        (2_000_017, "two million and seventeen"),
        (-5, "minus five"),
    ],
)
def test_number_to_words(number: int, words: str) -> None:
    assert number_to_words(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zeroth"),
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (5, "fifth"),
        (8, "eighth"),
        (9, "ninth"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty first"),
        (100, "one hundredth"),
        (112, "one hundred and twelfth"),
    ],
)
def test_ordinal_to_words(number: int, words: str) -> None:
    assert ordinal_to_words(number) == words


def test_numbers_that_cannot_be_said_are_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        number_to_words(10**21)
    with pytest.raises(ValueError, match="no place"):
        ordinal_to_words(-1)


@given(st.integers(0, 10**15 - 1))
def test_a_number_is_understood_as_it_is_said(number: int) -> None:
    assert words_to_number(number_to_words(number).split()) == number


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "zero seconds"),
        (1, "one second"),
        (45, "forty five seconds"),
        (60, "one minute"),
        (90, "one minute and thirty seconds"),
        (900, "fifteen minutes"),
        (3600, "one hour"),
        (3900, "one hour and five minutes"),
        (3910, "one hour, five minutes and ten seconds"),
        (7205, "two hours and five seconds"),
        (89.6, "one minute and thirty seconds"),
    ],
)
def test_spoken_duration(seconds: float, words: str) -> None:
    assert spoken_duration(seconds) == words


@pytest.mark.parametrize("seconds", [-1.0, math.inf, math.nan])
def test_what_is_no_length_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="no length"):
        spoken_duration(seconds)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "zero seconds"),
        (0.2, "one second"),
        (44.3, "forty five seconds"),
        (119, "one minute and fifty nine seconds"),
        (119.6, "two minutes"),
        (149, "about two minutes"),
        (150, "about three minutes"),
        (899.7, "fifteen minutes"),
        (900.0004, "fifteen minutes"),
        (905, "about fifteen minutes"),
        (3599, "about one hour"),
        (3930, "about one hour and six minutes"),
    ],
)
def test_spoken_remaining(seconds: float, words: str) -> None:
    assert spoken_remaining(seconds) == words


def test_no_remaining_time_is_infinite() -> None:
    with pytest.raises(ValueError, match="no length"):
        spoken_remaining(math.inf)


@given(st.integers(1, 10**9))
def test_every_length_is_understood_as_it_is_said(seconds: int) -> None:
    words = spoken_duration(seconds).replace(",", "").split()
    (span,) = find_durations(words)
    assert (span.start, span.end, span.seconds) == (0, len(words), seconds)
    assert span.problem is None
    assert span.exact
