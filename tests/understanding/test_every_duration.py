"""Every length that is likely at a bedside, in every usual way to say it."""

from __future__ import annotations

import pytest

from voice_skill.core.speech_numbers import number_to_words
from voice_skill.understanding.times import Span, find_clock_times, find_durations


def _assert_whole(text: str, seconds: float) -> None:
    words = text.split()
    assert find_durations(words) == [Span(0, len(words), seconds)], text
    framed = ["ice", "for", *words, "please"]
    assert find_durations(framed) == [Span(2, 2 + len(words), seconds)], text
    assert find_clock_times(framed) == [], text


def _ways_to_count(number: int) -> set[str]:
    """ "one hundred and twenty", "one hundred twenty", "a hundred and twenty", "120"."""
    words = number_to_words(number)
    ways = {words, words.replace(" and ", " "), str(number)}
    if words.startswith("one hundred"):
        ways |= {"a" + way.removeprefix("one") for way in ways if way.startswith("one")}
    return ways


def _ways_to_say(number: int, units: tuple[str, ...]) -> set[str]:
    return {f"{count} {unit}" for count in _ways_to_count(number) for unit in units}


@pytest.mark.parametrize("minutes", range(1, 181))
def test_every_length_of_minutes(minutes: int) -> None:
    for text in _ways_to_say(minutes, ("minute", "minutes", "min", "mins")):
        _assert_whole(text, minutes * 60)
    for compact in (f"{minutes}min", f"{minutes}m", f"{minutes}-minute", f"{minutes}mins"):
        _assert_whole(compact, minutes * 60)


@pytest.mark.parametrize("minutes", range(1, 181))
def test_every_length_of_minutes_can_be_added_or_halved(minutes: int) -> None:
    for count in _ways_to_count(minutes):
        for text in (f"{count} more minutes", f"another {count} minutes", f"{count} minutes more"):
            words = text.split()
            assert find_durations(words) == [Span(0, len(words), minutes * 60, more=True)], text
        _assert_whole(f"{count} and a half minutes", minutes * 60 + 30)
        _assert_whole(f"{count} minutes and a half", minutes * 60 + 30)
        _assert_whole(f"{count} point five minutes", minutes * 60 + 30)
    _assert_whole(f"{minutes}.5 minutes", minutes * 60 + 30)


@pytest.mark.parametrize("seconds", range(1, 60))
def test_every_length_of_seconds(seconds: int) -> None:
    for text in _ways_to_say(seconds, ("second", "seconds", "sec", "secs")):
        _assert_whole(text, seconds)
    _assert_whole(f"{seconds}s", seconds)
    _assert_whole(f"{seconds}sec", seconds)


@pytest.mark.parametrize("minutes", range(1, 60))
def test_hours_with_every_minute(minutes: int) -> None:
    for hours in (1, 2, 3, 12):
        total_s = hours * 3600 + minutes * 60
        hour_words = _ways_to_say(hours, ("hours",)) | ({"an hour"} if hours == 1 else set())
        for hour in hour_words:
            for count in (number_to_words(minutes), str(minutes)):
                for joint in (" ", " and "):
                    _assert_whole(f"{hour}{joint}{count} minutes", total_s)
                    _assert_whole(f"{hour}{joint}{count}", total_s)
        _assert_whole(f"{hours}h{minutes}m", total_s)
        _assert_whole(f"{hours}h{minutes}", total_s)


@pytest.mark.parametrize("seconds", range(1, 60))
def test_minutes_and_hours_with_every_second(seconds: int) -> None:
    for minutes in (1, 2, 15, 59):
        for joint in (" ", " and "):
            second = f"{number_to_words(seconds)} seconds"
            minute = f"{number_to_words(minutes)} minutes"
            _assert_whole(f"{minute}{joint}{second}", minutes * 60 + seconds)
            _assert_whole(f"{minutes} min{joint}{seconds} sec", minutes * 60 + seconds)
            _assert_whole(f"two hours{joint}{minute}{joint}{second}", 7200 + minutes * 60 + seconds)
            _assert_whole(f"an hour{joint}{second}", 3600 + seconds)
        _assert_whole(f"1h{minutes}m{seconds}s", 3600 + minutes * 60 + seconds)
