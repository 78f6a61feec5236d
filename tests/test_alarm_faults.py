"""Alarms through power cuts, wrong clocks and steps: none is lost, none rings twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_time_faults import BERLIN, HOUR_S, Box
from voice_skill.core.alarms import GRACE_S


def _alarms(box: Box) -> list[tuple[str, str, str]]:
    return [(each["at"], each["date"], each["state"]) for each in box.engine.hear("")["alarms"]]


def test_an_alarm_survives_a_power_cut() -> None:
    box = Box()
    box.engine.hear("alarm 06:30")
    box.power_cut(600)
    box.start()
    assert _alarms(box) == [("06:30", "2026-11-22", "set")]
    box.sleep(70 * 60 + 1)
    assert box.rung() == [(1,)]


def test_one_that_passed_a_little_while_ago_rings() -> None:
    box = Box()
    box.engine.hear("alarm 06:30")
    box.power_cut(80 * 60 + GRACE_S - 60)
    box.start()
    box.engine.tick()
    assert box.rung() == [(1,)]
    assert "alarm_late" in [what[1] for what in box.outlet.heard if what[0] == "ring"][0]


def test_one_that_passed_long_ago_is_told_once() -> None:
    box = Box()
    box.engine.hear("alarm 06:30")
    box.engine.hear("alarm 06:00 daily")
    box.power_cut(5 * HOUR_S)
    box.start()
    box.engine.tick()
    assert [what[1] for what in box.outlet.heard] == ["alarm_missed"]
    assert _alarms(box) == [("06:00", "2026-11-23", "set")]
    box.sleep(1)  # what happens by itself is saved a little later
    box.start()
    box.engine.tick()
    assert box.outlet.heard == []


def test_a_clock_that_nobody_set_is_told_and_can_be_told() -> None:
    box = Box()
    box.engine.hear("alarm 06:30")
    box.power_cut(HOUR_S)
    box.clock.time -= timedelta(seconds=HOUR_S)  # without a battery it stood still
    box.clock.is_synced = False
    box.start()
    assert box.outlet.heard == [("say", "alarm_clock_unsure")]
    box.engine.hear("clock 06:10")
    box.sleep(20 * 60 + 1)
    assert box.rung() == [(1,)]


def test_what_was_told_counts_until_the_clock_is_set_and_not_after_the_next_start() -> None:
    box = Box()
    box.clock.is_synced = False
    box.engine.hear("clock 22:00")
    box.engine.hear("alarm 06:30")
    assert _alarms(box) == [("06:30", "2026-11-23", "set")]
    box.clock.is_synced = True  # and it was right, and is ten past five
    box.engine.tick()
    assert _alarms(box) == [("06:30", "2026-11-22", "set")]


def test_an_alarm_set_by_a_clock_of_last_week_gets_its_date_when_the_clock_is_set() -> None:
    box = Box()
    box.clock.is_synced = False
    box.engine.hear("alarm 06:30")
    box.clock.is_synced = True
    box.step(6 * 24 * HOUR_S)
    assert _alarms(box) == [("06:30", "2026-11-28", "set")]
    assert box.outlet.heard[-1][1] != "alarm_missed"


def test_a_snoozed_alarm_keeps_its_minutes_when_the_clock_is_stepped() -> None:
    box = Box()
    box.engine.hear("alarm 06:30")
    box.sleep(80 * 60 + 1)
    box.engine.hear("snooze")
    box.step(-2 * HOUR_S)
    box.sleep(8 * 60)
    assert _alarms(box)[0][2] == "snoozed"
    box.sleep(70)
    assert _alarms(box)[0][2] == "ringing"


@pytest.mark.parametrize("step_s", [-2 * HOUR_S, 2 * HOUR_S, -60.0, 60.0])
def test_a_ring_outlives_a_step(step_s: float) -> None:
    box = Box()
    box.engine.hear("alarm 06:30")
    box.sleep(80 * 60 + 1)
    box.step(step_s)
    assert _alarms(box)[0][2] == "ringing"
    box.engine.hear("stop")
    box.sleep(20 * HOUR_S)
    assert _alarms(box) == []


_EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("sleep"), st.floats(1, 26 * 3600)),
        st.tuples(st.just("cut"), st.floats(1, 20 * 60)),
        st.tuples(st.just("step"), st.floats(-7200, 7200)),
        st.tuples(st.just("say"), st.sampled_from(("stop", "snooze", "yes", "list"))),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(_EVENTS)
def test_a_daily_alarm_is_never_lost_and_rings_at_most_once_a_day(
    events: list[tuple[str, float | str]],
) -> None:
    box = Box()
    box.engine.hear("alarm 06:30 daily")
    for what, value in events:
        if what == "say":
            box.engine.hear(str(value))
        elif what == "step":
            box.step(float(value))
        elif what == "cut":
            box.power_cut(float(value))
            box.start()
        else:
            box.sleep(float(value))
        shown = box.engine.hear("")["alarms"]
        assert [each["at"] for each in shown] == ["06:30"]
        assert datetime.fromisoformat(shown[0]["date"]).tzinfo is None
    for word in ("stop", "stop", "stop"):
        box.engine.hear(word)
    assert _alarms(box)[0][2] in ("set", "snoozed")
    if _alarms(box)[0][2] == "set":
        assert _alarms(box)[0][1] >= box.clock.time.astimezone(BERLIN).date().isoformat()
