"""Clock times and days as they are said: "six thirty in the morning", "tomorrow at seven"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from voice_skill.core.civil import WEEKDAYS, WEEKEND, WORKDAYS
from voice_skill.core.speech_numbers import number_to_words

_PARTS = ((0, "at night"), (4, "in the morning"), (12, "in the afternoon"), (18, "in the evening"))
_LATE = (22, "at night")


def spoken_clock(clock: str) -> str:
    """ "HH:MM" without its half of the day: "seven o'clock", "six oh five", "noon", "midnight"."""
    hour, minute = (int(part) for part in clock.split(":"))
    if minute == 0 and hour in (0, 12):
        return "noon" if hour else "midnight"
    said = number_to_words(hour % 12 or 12)
    if minute == 0:
        return f"{said} o'clock"
    return f"{said} {'oh ' if minute < 10 else ''}{number_to_words(minute)}"


def day_part(clock: str) -> str:
    """ "in the morning", "in the afternoon", "in the evening", "at night"."""
    hour = int(clock.split(":")[0])
    if hour >= _LATE[0]:
        return _LATE[1]
    return [words for start, words in _PARTS if hour >= start][-1]


def spoken_time(clock: str) -> str:
    """With its half of the day: "seven o'clock in the morning", "noon"."""
    said = spoken_clock(clock)
    return said if said in ("noon", "midnight") else f"{said} {day_part(clock)}"


def spoken_date(clock: str, day: date, wall: datetime) -> str:
    """When that is, seen from `wall`: "tonight at ten thirty", "on Monday at seven o'clock..."."""
    ahead = (day - wall.date()).days
    if ahead == 0:
        return spoken_time(clock)
    if ahead == 1:
        return f"tomorrow at {spoken_time(clock)}"
    if 1 < ahead < 8:
        return f"on {WEEKDAYS[day.weekday()].capitalize()} at {spoken_time(clock)}"
    return f"on {day.strftime('%B')} {number_to_words(day.day)} at {spoken_time(clock)}"


def spoken_days(days: Sequence[str]) -> str:
    """ "every day", "on weekdays", "on Mondays and Fridays"."""
    if len(days) == len(WEEKDAYS):
        return "every day"
    if tuple(days) == WORKDAYS:
        return "on weekdays"
    if tuple(days) == WEEKEND:
        return "on weekends"
    *head, last = [f"{day.capitalize()}s" for day in days]
    return f"on {', '.join(head)} and {last}" if head else f"on {last}"
