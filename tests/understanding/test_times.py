"""Lengths of time in utterances, and bare numbers in answers."""

from __future__ import annotations

import pytest

from voice_skill.understanding.times import (
    Problem,
    Span,
    bare_number,
    find_clock_times,
    find_durations,
)


def _only(text: str) -> Span:
    spans = find_durations(text.split())
    assert len(spans) == 1, f"{text}: {spans}"
    return spans[0]


def _assert_whole(text: str, seconds: float) -> None:
    words = text.split()
    assert find_durations(words) == [Span(0, len(words), seconds)], text
    framed = ["ice", "for", *words, "please"]
    assert find_durations(framed) == [Span(2, 2 + len(words), seconds)], text
    assert find_clock_times(words, loose=True) == [], text
    assert find_clock_times(framed) == [], text
    assert bare_number(words) is None, text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("half an hour", 1800),
        ("half hour", 1800),
        ("a half hour", 1800),
        ("one half hour", 1800),
        ("half of an hour", 1800),
        ("half a minute", 30),
        ("a quarter of an hour", 900),
        ("quarter hour", 900),
        ("a quarter hour", 900),
        ("three quarters of an hour", 2700),
        ("three quarter hour", 2700),
        ("two thirds of an hour", 2400),
        ("third of an hour", 1200),
        ("tenth of an hour", 360),
        ("a minute", 60),
        ("an hour", 3600),
        ("a second", 1),
        ("one and a half hours", 5400),
        ("an hour and a half", 5400),
        ("an hour and a quarter", 4500),
        ("hour and a half", 5400),
        ("hour and twenty", 4800),
        ("hour and twenty minutes", 4800),
        ("a dozen minutes", 720),
        ("one and three quarter hours", 6300),
        ("two hours and half an hour", 9000),
        ("a minute and a half", 90),
        ("two and a half minutes", 150),
        ("ninety seconds", 90),
        ("one minute thirty", 90),
        ("7:30 minutes", 450),
        ("1:30 hours", 5400),
        ("nine hundred thousand hours", 3_240_000_000),
        ("two days and three hours", 183_600),
        ("an hour's", 3600),
    ],
)
def test_other_ways_to_say_a_length(text: str, seconds: float) -> None:
    _assert_whole(text, seconds)


def test_no_part_of_a_length_is_lost_before_other_words() -> None:
    (span,) = find_durations("an hour and a half to get up".split())
    assert (span.seconds, span.problem) == (5400, None)
    (span,) = find_durations("an hour or two my back does not mind".split())
    assert span.problem is Problem.EITHER_OR
    assert find_durations("an hour and a quarter to seven".split())[0].seconds == 3600


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("about ten minutes", 600),
        ("ten minutes or so", 600),
        ("five or so minutes", 300),
        ("at least ten minutes", 600),
        ("no more than ten minutes", 600),
        ("a couple of minutes", 120),
        ("couple minutes", 120),
    ],
)
def test_rounded_lengths(text: str, seconds: float) -> None:
    span = _only(text)
    assert (span.seconds, span.exact, span.more, span.problem) == (seconds, False, False, None)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("another half hour", 1800),
        ("another minute", 60),
        ("an extra minute", 60),
        ("an extra five minutes", 300),
        ("ten extra minutes", 600),
        ("one more hour", 3600),
        ("ten minutes longer", 600),
        ("another hour and a half", 5400),
    ],
)
def test_lengths_to_add(text: str, seconds: float) -> None:
    assert find_durations(text.split()) == [Span(0, len(text.split()), seconds, more=True)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("zero minutes", Problem.ZERO),
        ("0 minutes and 0 seconds", Problem.ZERO),
        ("minus five minutes", Problem.NEGATIVE),
        ("-5 minutes", Problem.NEGATIVE),
        ("an hour minus five minutes", Problem.NEGATIVE),
        ("a few minutes", Problem.VAGUE),
        ("several hours", Problem.VAGUE),
        ("a few more minutes", Problem.VAGUE),
        ("twenty five ten minutes", Problem.CONTRADICTORY),
        ("one twenty minutes", Problem.CONTRADICTORY),
        ("fifteen fifteen minutes", Problem.CONTRADICTORY),
        ("two five minute", Problem.CONTRADICTORY),
        ("20 5 minutes", Problem.CONTRADICTORY),
        ("twenty and five minutes", Problem.CONTRADICTORY),
        ("two half hours", Problem.CONTRADICTORY),
        ("two and half an hour", Problem.CONTRADICTORY),
        ("an hour and a half minutes", Problem.CONTRADICTORY),
        ("ten minutes fifteen minutes", Problem.CONTRADICTORY),
        ("ten minutes two hours", Problem.CONTRADICTORY),
        ("fifteen minutes fifty", Problem.CONTRADICTORY),
        ("ten not twenty minutes", Problem.CONTRADICTORY),
        ("ten uh twenty minutes", Problem.CONTRADICTORY),
        ("five ten or fifteen minutes", Problem.CONTRADICTORY),
    ],
)
def test_what_must_not_be_acted_on(text: str, problem: Problem) -> None:
    span = _only(f"ice for {text} please")
    assert span.problem is problem
    assert (span.start, span.end) == (2, 2 + len(text.split()))
    assert span.seconds <= 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("ten no fifteen minutes", 900),
        ("ten no wait twenty minutes", 1200),
        ("ten minutes no fifteen", 900),
        ("ten minutes i mean fifteen minutes", 900),
        ("fifty sorry fifteen minutes", 900),
        ("an hour actually half an hour", 1800),
        ("ten no fifteen no make it twenty minutes", 1200),
    ],
)
def test_who_corrects_themselves_is_believed(text: str, seconds: float) -> None:
    span = _only(f"ice for {text} please")
    assert (span.problem, span.seconds) == (None, seconds)
    assert (span.start, span.end) == (2, 2 + len(text.split()))


@pytest.mark.parametrize(
    ("text", "problem", "low_s", "high_s"),
    [
        ("fifteen or fifty minutes", Problem.EITHER_OR, 900, 3000),
        ("fifteen minutes or fifty minutes", Problem.EITHER_OR, 900, 3000),
        ("five or ten or fifteen minutes", Problem.EITHER_OR, 300, 900),
        ("half an hour or an hour", Problem.EITHER_OR, 1800, 3600),
        ("an hour or two", Problem.EITHER_OR, 3600, 7200),
        ("an hour and a half or two", Problem.EITHER_OR, 5400, 7200),
        ("an hour and fifteen or twenty minutes", Problem.EITHER_OR, 4500, 4800),
        ("fifteen to twenty minutes", Problem.RANGE, 900, 1200),
        ("15-20 minutes", Problem.RANGE, 900, 1200),
        ("twenty to fifteen minutes", Problem.RANGE, 900, 1200),
        ("ten minutes to twenty minutes", Problem.RANGE, 600, 1200),
        ("ten minutes to twenty", Problem.RANGE, 600, 1200),
        ("one to one and a half hours", Problem.RANGE, 3600, 5400),
    ],
)
def test_several_lengths(text: str, problem: Problem, low_s: float, high_s: float) -> None:
    span = Span(0, len(text.split()), 0, False, False, problem, low_s, high_s)
    assert find_durations(text.split()) == [span]


def test_between_makes_a_range() -> None:
    for text in ("between ten and fifteen minutes", "between ten minutes and fifteen minutes"):
        span = _only(text)
        assert (span.problem, span.low_s, span.high_s) == (Problem.RANGE, 600, 900)


@pytest.mark.parametrize(
    "text",
    [
        "fifteen",
        "seven thirty",
        "how many minutes",
        "three times a day",
        "twice an hour",
        "two an hour",
        "set a second timer",
        "the second step",
        "november twenty second",
        "the twenty second of november",
        "at ten minutes to seven",
        "wake me ten minutes before seven",
        "oh seven hundred hours",
        "at nineteen hundred hours",
        "at 0730 hours",
        "fifteen percent",
        "minute by minute",
    ],
)
def test_what_is_no_length(text: str) -> None:
    assert find_durations(text.split()) == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("timers for five minutes and ten minutes", [Span(2, 4, 300), Span(5, 7, 600)]),
        ("one hour two times a day", [Span(0, 2, 3600)]),
        ("twenty minutes a day", [Span(0, 2, 1200)]),
        ("ice for 1h30m now", [Span(2, 3, 5400)]),
        ("a thirty-second hold", [Span(1, 2, 30)]),
        ("5-minutes-and-10-minutes", [Span(0, 1, 0, problem=Problem.CONTRADICTORY)]),
        ("2026-11-22 minutes", []),
    ],
)
def test_spans_count_the_words_that_were_given(text: str, spans: list[Span]) -> None:
    assert find_durations(text.split()) == spans


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("fifteen", 15),
        ("15", 15),
        ("make it fifteen please", 15),
        ("um about a hundred and twenty", 120),
        ("ten more", 10),
        ("another five", 5),
        ("two and a half", 2.5),
        ("a couple", 2),
        ("zero", 0),
    ],
)
def test_bare_number(text: str, value: float) -> None:
    assert bare_number(text.split()) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "please",
        "seven thirty",
        "fifteen or fifty",
        "minus five",
        "fifteen minutes",
        "ten no two",
    ],
)
def test_no_bare_number(text: str) -> None:
    assert bare_number(text.split()) is None


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("wake me at six and a quarter", 6, 15),
        ("wake me at seven and forty", 7, 40),
        ("six hundred hours wake me", 6, 0),
    ],
)
def test_times_as_they_are_said_elsewhere(text: str, hour: int, minute: int) -> None:
    (span,) = find_clock_times(text.split())
    assert (span.hour, span.minute, span.problem) == (hour, minute, None)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("a minute and a half of stretching", 90),
        ("an hour and a half of ice", 5400),
        ("for six hundred hours", 2_160_000),
    ],
)
def test_lengths_before_what_is_done_so_long(text: str, seconds: float) -> None:
    assert [span.seconds for span in find_durations(text.split())] == [seconds]
