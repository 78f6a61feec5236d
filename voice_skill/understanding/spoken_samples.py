"""Lengths, clock times and counts as people say them, drawn at random for samples."""

from __future__ import annotations

import random

from voice_skill.core.durations import spoken_duration
from voice_skill.core.speech_numbers import number_to_words

_ROUND_MINUTES = (5, 10, 12, 15, 18, 20, 25, 30, 40, 45, 60, 90)
_FIXED = (
    "half an hour",
    "an hour",
    "an hour and a half",
    "a minute",
    "half a minute",
    "a quarter of an hour",
    "two and a half minutes",
    "one and a half minutes",
    "a couple of minutes",
)
_HALVES = ("in the morning", "in the afternoon", "in the evening", "tonight", "am", "pm")


def spoken_length(chance: random.Random) -> str:
    """Such as "fifteen minutes"; round minutes are drawn most often."""
    draw = chance.random()
    if draw < 0.45:
        minutes = chance.choice(_ROUND_MINUTES)
        return f"{number_to_words(minutes)} {chance.choice(('minutes', 'minutes', 'minute'))}"
    if draw < 0.65:
        minutes = chance.randint(1, 60)
        return f"{number_to_words(minutes)} {'minute' if minutes == 1 else 'minutes'}"
    if draw < 0.75:
        return f"{number_to_words(chance.randint(1, 59))} seconds"
    if draw < 0.85:
        hours = chance.randint(1, 12)
        return f"{number_to_words(hours)} {'hour' if hours == 1 else 'hours'}"
    if draw < 0.93:
        return chance.choice(_FIXED)
    return spoken_duration(60 * chance.randint(61, 240)).replace(",", "")


def spoken_clock_time(chance: random.Random) -> str:
    """Such as "half past six", "seven thirty" or "ten pm"."""
    hour = number_to_words(chance.randint(1, 12))
    draw = chance.random()
    if draw < 0.25:
        said = hour
    elif draw < 0.4:
        said = f"{hour} o'clock"
    elif draw < 0.6:
        minute = chance.choice((5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55))
        said = f"{hour} {'oh ' if minute == 5 else ''}{number_to_words(minute)}"
    elif draw < 0.75:
        said = f"half past {hour}"
    elif draw < 0.9:
        part = chance.choice(("quarter", "five", "ten", "twenty"))
        said = f"{part} {chance.choice(('past', 'to'))} {hour}"
    else:
        return chance.choice(("noon", "midnight"))
    return f"{said} {chance.choice(_HALVES)}" if chance.random() < 0.4 else said


def spoken_count(chance: random.Random) -> str:
    """From one to sixty, most often a round one."""
    if chance.random() < 0.5:
        return number_to_words(chance.choice((5, 10, 15, 20, 30)))
    return number_to_words(chance.randint(1, 60))
