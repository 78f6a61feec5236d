"""Days and clock times, across both changes of the clocks."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_skill.core.civil import WEEKDAYS, moment, next_date, seconds_until, shifted

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def _wall(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN, fold=fold)


def test_a_time_that_spring_leaves_out_comes_an_hour_later() -> None:
    wall = _wall(SPRING, 0)
    at = moment(SPRING, "02:30", wall)
    assert (at.hour, at.minute) == (3, 30)
    assert seconds_until(at, wall) == 2.5 * 3600


def test_a_time_that_autumn_repeats_comes_once() -> None:
    wall = _wall(AUTUMN, 0)
    at = moment(AUTUMN, "02:30", wall)
    assert seconds_until(at, wall) == 2.5 * 3600
    assert next_date("02:30", shifted(wall, 2.6 * 3600)) == date(2026, 10, 26)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 7), (AUTUMN, 9)])
def test_a_night_with_a_change_is_as_long_as_it_is(day: date, hours: int) -> None:
    evening = shifted(_wall(day, 7), -hours * 3600)
    assert evening.hour == 23
    assert seconds_until(moment(day, "07:00", evening), evening) == hours * 3600


def test_now_is_tomorrow() -> None:
    assert next_date("07:00", _wall(AUTUMN, 7)) == date(2026, 10, 26)


def test_only_on_these_days() -> None:
    sunday = _wall(AUTUMN, 12)
    assert next_date("07:00", sunday, ("sunday",)) == date(2026, 11, 1)
    assert next_date("13:00", sunday, ("sunday",)) == AUTUMN
    with pytest.raises(ValueError, match="no day"):
        next_date("07:00", sunday, ("someday",))


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(BERLIN)),
    st.times(),
    st.sets(st.sampled_from(WEEKDAYS)),
)
def test_the_next_one_is_ahead_and_none_is_left_out(
    wall: datetime, clock: object, days: set[str]
) -> None:
    said = str(clock)[:5]
    day = next_date(said, wall, days)
    ahead_s = seconds_until(moment(day, said, wall), wall)
    assert 0 < ahead_s <= (7 * 24 if days else 24) * 3600 + 3600
    assert not days or WEEKDAYS[day.weekday()] in days
