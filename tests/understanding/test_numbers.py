"""Numbers in words and digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_skill.core.speech_numbers import number_to_words
from voice_skill.understanding.numbers import Number, find_numbers, words_to_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15", 15),
        ("1,000", 1000),
        ("fifteen", 15),
        ("forty five", 45),
        ("a hundred and twenty", 120),
        ("a hundred twenty", 120),
        ("one hundred and twenty", 120),
        ("hundred", 100),
        ("twelve hundred", 1200),
        ("nine hundred thousand", 900_000),
        ("a thousand and one", 1001),
        ("two thousand five hundred and six", 2506),
        ("5 thousand", 5000),
        ("2.5", 2.5),
        (".5", 0.5),
        ("one point five", 1.5),
        ("two point two five", 2.25),
        ("1 point 5", 1.5),
        ("point five", 0.5),
        ("one point oh five", 1.05),
        ("two and a half", 2.5),
        ("1 and a half", 1.5),
        ("one and three quarters", 1.75),
        ("three quarters", 0.75),
        ("a half", 0.5),
        ("zero", 0),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("two dozen", 24),
    ],
)
def test_one_number(text: str, value: float) -> None:
    assert words_to_number(text.split()) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one twenty",
        "seven thirty",
        "twenty five ten",
        "1 5",
        "twenty eleven",
        "fifteen minutes",
        "a",
        "and",
        "point",
        "minus five",
        "two thousand three thousand",
        "hundred hundred",
        "\u00b2",
        "\u0663",
    ],
)
def test_no_number(text: str) -> None:
    assert words_to_number(text.split()) is None


@pytest.mark.parametrize("number", range(1000))
def test_every_number_below_a_thousand(number: int) -> None:
    words = number_to_words(number)
    assert words_to_number(words.split()) == number
    assert words_to_number([w for w in words.split() if w != "and"]) == number
    assert words_to_number([str(number)]) == number
    if words.startswith("one hundred"):
        assert words_to_number(("a" + words.removeprefix("one")).split()) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ice for a hundred and twenty seconds", [Number(2, 6, 120)]),
        ("at step two not one twenty", [Number(2, 3, 2), Number(4, 6, None)]),
        ("a few", []),
    ],
)
def test_numbers_in_a_sentence(text: str, numbers: list[Number]) -> None:
    assert find_numbers(text.split()) == numbers


def test_thousands_of_digits_are_no_error() -> None:
    assert words_to_number(["9" * 5000]) == 10**15


_WORDS = "a and half point hundred thousand one twenty 5 2.5 1,000 oh three quarters third"
_ANY_WORD = st.sampled_from(_WORDS.split())


@given(st.lists(_ANY_WORD | st.text(max_size=6), max_size=12))
def test_any_text_is_read_without_error(words: list[str]) -> None:
    words_to_number(words)
    end = 0
    for number in find_numbers(words):
        assert end <= number.start < number.end <= len(words)
        end = number.end
