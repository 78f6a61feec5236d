"""Lengths of time as they are said: hours, minutes and seconds, spelled out."""

from __future__ import annotations

import math

from voice_skill.core.speech_numbers import number_to_words

_EXACT_BELOW_S = 120
_DAYS_FROM_H = 72
"""Below three days people count hours: "forty eight hours"."""


def spoken_duration(seconds: float) -> str:
    """The whole length to the nearest second, such as "one hour and five minutes".

    Raises ValueError for a negative or infinite length.
    """
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError(f"{seconds} seconds is no length of time; give zero or more.")
    return _spoken_whole(math.floor(seconds + 0.5))


def spoken_remaining(seconds: float) -> str:
    """What is left of a timer: exact seconds below two minutes, else minutes.

    "about" is said only where seconds were rounded away. A started second counts as a whole one,
    so nothing is said to be over before it is; what is past its end is "zero seconds".
    Raises ValueError for an infinite length.
    """
    if not math.isfinite(seconds):
        raise ValueError(f"{seconds} seconds is no length of time; give a finite number.")
    # A deadline read a few microseconds late is still the whole second that people expect.
    left_s = max(0, math.ceil(seconds - 0.001))
    if left_s < _EXACT_BELOW_S or left_s % 60 == 0:
        return _spoken_whole(left_s)
    return "about " + _spoken_whole((left_s + 30) // 60 * 60)


def _spoken_whole(total_s: int) -> str:
    hours, rest_s = divmod(total_s, 3600)
    minutes, seconds = divmod(rest_s, 60)
    days = hours // 24 if hours >= _DAYS_FROM_H else 0
    hours -= 24 * days
    counts = ((days, "day"), (hours, "hour"), (minutes, "minute"), (seconds, "second"))
    parts = [_counted(count, unit) for count, unit in counts if count]
    if not parts:
        return _counted(0, "second")
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _counted(count: int, unit: str) -> str:
    return f"{number_to_words(count)} {unit if count == 1 else unit + 's'}"
