"""Which moment is meant: of "seven" the morning or the evening one, on which day, how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from voice_skill.core.civil import (
    WEEKDAYS,
    WEEKEND,
    WORKDAYS,
    moment,
    next_date,
    seconds_until,
    shifted,
)
from voice_skill.core.events import Now
from voice_skill.core.meaning import Meaning

SOON_S = 3 * 3600.0
"""A time to wake means the morning, unless the other reading is sooner than this."""

_REPEATING = {"daily": WEEKDAYS, "weekdays": WORKDAYS, "weekends": WEEKEND}
_MORNING = range(4, 12)
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class When:
    """A clock time "HH:MM", its next day, and the weekdays on which it repeats."""

    at: str
    day: date
    days: tuple[str, ...] = ()


def when(slots: Mapping[str, Any], now: Now, wakes: bool = True) -> When | None:
    """What the slots at, at_alt, day and days mean; None where that time of today has passed.

    What `wakes` somebody is more likely meant for the morning than for the evening.
    """
    said = str(slots.get("day") or "")
    day, _, part = said.partition(" ")
    readings = _in_part([str(slots["at"]), slots.get("at_alt")], part)
    days = tuple(slots.get("days") or _REPEATING.get(day, ()))
    if days:
        at = _morning_first(readings)
        return When(at, next_date(at, now.wall, days), days)
    if day == "today":
        ahead = [at for at in readings if _ahead_s(at, now.wall.date(), now) > 0]
        return When(ahead[0], now.wall.date()) if ahead else None
    if day == "tomorrow":
        return When(_morning_first(readings), now.wall.date() + timedelta(days=1))
    if day in WEEKDAYS:
        at = _morning_first(readings)
        return When(at, next_date(at, now.wall, (day,)))
    at = _next_to_come(readings, now, wakes)
    return When(at, next_date(at, now.wall))


def all_of_them(slots: Mapping[str, Any], now: Now, wakes: bool = True) -> list[When]:
    """As `when`, for every time that was said (`more_times`), without those that have passed.

    Of "eight, and eight in the evening" the open one is the other eight.
    """
    said: list[Mapping[str, Any]] = [slots, *slots.get("more_times", ())]
    settled = {each["at"] for each in said if not each.get("at_alt")}
    found = []
    for each in said:
        clock = [at for at in (each["at"], each.get("at_alt")) if at]
        left = [at for at in clock if at not in settled] or clock
        alternative = left[1] if len(left) > 1 else None
        chosen = when({**slots, "at": left[0], "at_alt": alternative}, now, wakes)
        if chosen and chosen not in found:
            found.append(chosen)
    return found


def _in_part(readings: list[Any], part: str) -> list[str]:
    """Of the two readings the one in the half of the day that was named."""
    there = [at for at in readings if at is not None]
    halves = {"am": range(12), "pm": range(12, 24)}
    fitting = [at for at in there if int(at[:2]) in halves.get(part, range(24))]
    return fitting or there


def _morning_first(readings: list[str]) -> str:
    return min(readings, key=lambda at: int(at[:2]) not in _MORNING)


def _ahead_s(at: str, day: date, now: Now) -> float:
    return seconds_until(moment(day, at, now.wall), now.wall)


def _next_to_come(readings: list[str], now: Now, wakes: bool) -> str:
    waits = {at: _ahead_s(at, next_date(at, now.wall), now) for at in readings}
    soonest = min(readings, key=lambda at: waits[at])
    morning = _morning_first(readings)
    if wakes and int(morning[:2]) in _MORNING and waits[soonest] > SOON_S:
        return morning
    return soonest


def said_time(meaning: Meaning) -> dict[str, Any] | None:
    """The slots of a bare answer to "for what time?"; None where these words are no time."""
    kept = ("at", "at_alt", "day", "days", "from", "from_alt", "until", "until_alt", "problem")
    slots = {name: value for name, value in meaning.slots.items() if name in kept}
    times = ("answer.time", "answer.number", "alarm.start", "settings.set")
    return slots if meaning.intent in times and slots else None


def halfway(bed: str, rise: str, now: Now) -> When:
    """The middle of the next night between these, by elapsed time across a change of the clocks."""
    rises = moment(next_date(rise, now.wall), rise, now.wall)
    night_s = (_minutes(rise) - _minutes(bed)) % _DAY_MINUTES * 60.0
    goes = moment(shifted(rises, -night_s).date(), bed, now.wall)
    middle = shifted(goes, seconds_until(rises, goes) / 2)
    at = f"{middle.hour:02d}:{middle.minute:02d}"
    if seconds_until(middle, now.wall) > 0:
        return When(at, middle.date())
    return When(at, next_date(at, now.wall))


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def night(slots: Mapping[str, Any], habits: tuple[str | None, str | None]) -> dict[str, str]:
    """Bed and rise time as far as they are known, by words first and then by habit."""
    bed = _reading([slots.get("from"), slots.get("from_alt")], range(18, 30)) or habits[0]
    rise = _reading([slots.get("until"), slots.get("until_alt")], range(3, 13)) or habits[1]
    return {name: at for name, at in (("bed", bed), ("rise", rise)) if at}


def _reading(readings: list[Any], hours: range) -> str | None:
    """Of "eleven" the one that fits going to bed, or getting up; hours past midnight count on."""
    there = [str(at) for at in readings if at]
    fitting = [at for at in there if int(at[:2]) in hours or int(at[:2]) + 24 in hours]
    return next(iter(fitting or there), None)


def bed_reading(at: str, other: str | None) -> str:
    """Of "eleven" the evening."""
    return str(_reading([at, other], range(18, 30)))


def rise_reading(at: str, other: str | None) -> str:
    """Of "seven" the morning."""
    return str(_reading([at, other], range(3, 13)))
