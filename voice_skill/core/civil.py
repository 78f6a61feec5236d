"""Civil time: the days and clock times that people mean, across both changes of the clocks.

A time in the hour that spring leaves out comes an hour later by the clock; a time in the hour that
autumn repeats comes at the first of the two, and once. Both follow PEP 495 with fold 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKDAYS = WEEKDAYS[:5]
WEEKEND = WEEKDAYS[5:]


def moment(day: date, clock: str, wall: datetime) -> datetime:
    """The instant of "HH:MM" on that day, in the time zone of `wall`."""
    said = datetime.combine(day, time.fromisoformat(clock), wall.tzinfo)
    # Through UTC, so that a time that does not exist becomes the one that does.
    return said.astimezone(UTC).astimezone(wall.tzinfo)


def seconds_until(then: datetime, wall: datetime) -> float:
    """Elapsed seconds from `wall` to `then`; negative where it has passed."""
    return (then.astimezone(UTC) - wall.astimezone(UTC)).total_seconds()


def next_date(clock: str, wall: datetime, days: Iterable[str] = ()) -> date:
    """The first day on which "HH:MM" is still to come; `days` are English weekday names."""
    wanted = frozenset(days)
    for ahead in range(9):
        day = wall.date() + timedelta(days=ahead)
        fits = not wanted or WEEKDAYS[day.weekday()] in wanted
        if fits and seconds_until(moment(day, clock, wall), wall) > 0:
            return day
    raise ValueError(f"{sorted(wanted)} holds no day of the week.")


def shifted(wall: datetime, by_s: float) -> datetime:
    """So many elapsed seconds later, in the same time zone."""
    return (wall.astimezone(UTC) + timedelta(seconds=by_s)).astimezone(wall.tzinfo)
