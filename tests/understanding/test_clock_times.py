"""Times of day in utterances."""

from __future__ import annotations

import pytest

from voice_skill.core.speech_numbers import number_to_words
from voice_skill.understanding.times import ClockSpan, Problem, find_clock_times


def _only(text: str, loose: bool = False) -> ClockSpan:
    spans = find_clock_times(text.split(), loose)
    assert len(spans) == 1, f"{text}: {spans}"
    return spans[0]


def _clock(text: str, loose: bool = False) -> str:
    """ "7:30 am" for a time that covers all words but a leading "at"."""
    span = _only(text, loose)
    words = text.split()
    assert (span.start, span.end) == (int(words[0] == "at"), len(words)), f"{text}: {span}"
    assert span.problem is None, f"{text}: {span}"
    return f"{span.hour}:{span.minute:02} {span.meridiem or ''}".strip()


def _minute_words(minute: int) -> list[str]:
    word = number_to_words(minute)
    return [word] if minute >= 10 else [f"oh {word}", f"zero {word}", f"o {word}"]


@pytest.mark.parametrize("hour", range(1, 13))
def test_every_minute_of_a_twelve_hour_clock(hour: int) -> None:
    word = number_to_words(hour)
    assert _clock(f"at {word}") == f"{hour}:00"
    assert _clock(f"{word} o'clock") == f"{hour}:00"
    for minute in range(1, 60):
        said = f"{hour}:{minute:02}"
        for minute_words in _minute_words(minute):
            assert _clock(f"at {word} {minute_words}") == said
            assert _clock(f"{word} {minute_words}", loose=True) == said
            assert _clock(f"{word} {minute_words} a m") == f"{said} am"
            assert _clock(f"{hour} {minute:02} pm") == f"{said} pm"
        assert _clock(said) == said
        assert _clock(f"{said}pm") == f"{said} pm"


@pytest.mark.parametrize("hour", range(13, 24))
def test_every_minute_of_a_whole_day_clock(hour: int) -> None:
    for minute in range(10, 60):
        text = f"at {number_to_words(hour)} {number_to_words(minute)}"
        span = _only(text)
        assert (span.hour, span.minute, span.kind) == (hour, minute, "twenty_four_hour")
        assert span.readings == ((hour, minute),)
        assert _clock(f"{hour}:{minute}") == f"{hour}:{minute}"
        assert _clock(f"at {hour}{minute}") == f"{hour}:{minute}"
    assert _clock(f"at {number_to_words(hour)} hundred hours") == f"{hour}:00"


@pytest.mark.parametrize("hour", range(1, 13))
@pytest.mark.parametrize("minute", range(1, 30))
def test_minutes_past_and_to_every_hour(hour: int, minute: int) -> None:
    word, count = number_to_words(hour), number_to_words(minute)
    before = f"{(hour - 2) % 12 + 1}:{60 - minute:02}"
    after = f"{hour}:{minute:02}"
    unit = "minute" if minute == 1 else "minutes"
    assert _clock(f"at {count} {unit} past {word}") == after
    assert _clock(f"{count} past {word}") == after
    assert _clock(f"at {count} {unit} to {word}") == before
    assert _clock(f"at {count} {unit} before {word}") == before
    if minute in (5, 10, 20, 25):
        for link in ("to", "till", "of", "before"):
            assert _clock(f"at {count} {link} {word}") == before
        assert _clock(f"at {count} after {word}") == after


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("half past six", "6:30"),
        ("at half six", "6:30"),
        ("a quarter past seven", "7:15"),
        ("quarter after seven", "7:15"),
        ("quarter to seven", "6:45"),
        ("at quarter of eight", "7:45"),
        ("quarter to one", "12:45"),
        ("twenty to seven", "6:40"),
        ("at five of eight", "7:55"),
        ("half past nineteen", "19:30"),
        ("quarter to noon", "11:45 am"),
        ("ten past midnight", "12:10 am"),
        ("ten minutes to midnight", "11:50 pm"),
        ("seven am", "7:00 am"),
        ("7am", "7:00 am"),
        ("730pm", "7:30 pm"),
        ("7 30 p.m.", "7:30 pm"),
        ("at seven in the morning", "7:00 am"),
        ("at seven tonight", "7:00 pm"),
        ("seven thirty in the evening", "7:30 pm"),
        ("at three in the afternoon", "3:00 pm"),
        ("at eleven at night", "11:00 pm"),
        ("at three at night", "3:00 am"),
        ("at twelve at night", "12:00 am"),
        ("seven o'clock in the morning", "7:00 am"),
        ("ten pm tonight", "10:00 pm"),
        ("seven o clock", "7:00"),
        ("half past seven this evening", "7:30 pm"),
        ("noon", "12:00 pm"),
        ("midday", "12:00 pm"),
        ("mid day", "12:00 pm"),
        ("twelve noon", "12:00 pm"),
        ("midnight", "12:00 am"),
        ("oh seven hundred", "7:00"),
        ("oh seven hundred hours", "7:00"),
        ("zero seven thirty", "7:30"),
        ("0730", "7:30"),
        ("at 730", "7:30"),
        ("07:30 pm", "7:30 pm"),
        ("00:15", "0:15"),
        ("24:00", "0:00"),
    ],
)
def test_ways_to_say_a_time(text: str, clock: str) -> None:
    assert _clock(text) == clock


@pytest.mark.parametrize(
    ("text", "clock"), [("seven", "7:00"), ("half six", "6:30"), ("1930", "19:30")]
)
def test_bare_times_need_a_question_before_them(text: str, clock: str) -> None:
    assert find_clock_times(text.split()) == []
    assert _clock(text, loose=True) == clock


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("25 o'clock", Problem.NO_SUCH_TIME),
        ("twenty five o'clock", Problem.NO_SUCH_TIME),
        ("a hundred o'clock", Problem.NO_SUCH_TIME),
        ("7:75", Problem.NO_SUCH_TIME),
        ("at seven sixty", Problem.NO_SUCH_TIME),
        ("half past sixty", Problem.NO_SUCH_TIME),
        ("minus seven o'clock", Problem.NO_SUCH_TIME),
        ("seven pm in the morning", Problem.CONTRADICTORY),
        ("19:30 am", Problem.CONTRADICTORY),
        ("at seven five", Problem.CONTRADICTORY),
        ("at seven or eight", Problem.EITHER_OR),
        ("seven or eight am", Problem.EITHER_OR),
        ("seven am or pm", Problem.EITHER_OR),
        ("at eleven to seven", Problem.RANGE),
        ("9am-5pm", Problem.RANGE),
        ("at half past", Problem.VAGUE),
        ("a quarter past", Problem.VAGUE),
    ],
)
def test_what_must_not_be_acted_on(text: str, problem: Problem) -> None:
    span = _only(text)
    assert span.problem is problem
    assert (span.hour, span.minute, span.readings) == (0, 0, ())


@pytest.mark.parametrize(
    "text",
    [
        "seven",
        "for one to two hours",
        "for seven or eight minutes",
        "for seven minutes",
        "at seven fifteen minutes",
        "for one and a half",
        "turn to one side",
        "at ten percent",
        "at twenty five",
        "take two in the morning",
        "step 2.5",
        "ask me one by one",
        "from nineteen ninety",
        "wake me eleven to seven",
        "1h30m",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert find_clock_times(text.split()) == []


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("half way between eleven and seven", [(11, 0), (7, 0)]),
        ("i slept from ten to six", [(10, 0), (6, 0)]),
        ("from eleven thirty to quarter to seven", [(11, 30), (6, 45)]),
        ("wake me at seven and eight", [(7, 0), (8, 0)]),
        ("ice at seven for fifteen minutes", [(7, 0)]),
        ("at seven and two tablets", [(7, 0)]),
    ],
)
def test_several_times(text: str, times: list[tuple[int, int]]) -> None:
    assert [(span.hour, span.minute) for span in find_clock_times(text.split())] == times


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow morning at seven",
        "at seven tomorrow morning",
        "every morning at about seven",
        "at seven on monday morning",
    ],
)
def test_a_day_part_elsewhere_settles_am(text: str) -> None:
    span = _only(text)
    assert span.meridiem == "am"
    assert text.split()[span.start : span.end] == ["seven"]


def test_readings_leave_am_and_pm_open() -> None:
    assert _only("at seven").readings == ((7, 0), (19, 0))
    assert _only("12:30").readings == ((0, 30), (12, 30))
    assert _only("seven pm").readings == ((19, 0),)
    assert _only("noon").readings == ((12, 0),)
    assert _only("midnight").readings == ((0, 0),)
    assert _only("good morning at seven").meridiem is None
