"""Clocks that are stepped, set back, lost or moved to summer time: no timer moves with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes_engine import BreakableStore, FakeClock, RecordingOutlet, dialogue, understand
from voice_skill.engine import Engine

CHECKPOINT_S = 60.0
BERLIN = ZoneInfo("Europe/Berlin")
HOUR_S = 3600.0


class Box:
    """A box on a nightstand, with a clock that cannot be trusted."""

    def __init__(self, at: str = "2026-11-22T05:10:00+01:00") -> None:
        self.clock = FakeClock()
        self.clock.time = datetime.fromisoformat(at).astimezone(BERLIN)
        self.outlet = RecordingOutlet()
        self.store = BreakableStore()
        self.start()

    def start(self) -> None:
        """The process anew; what it said before is forgotten."""
        self.outlet.heard.clear()
        self.engine = Engine(
            dialogue(),
            understand,
            self.store,
            self.clock,
            self.outlet,
            checkpoint_s=CHECKPOINT_S,
        )
        self.engine.start()

    def step(self, by_s: float) -> None:
        """Somebody, or network time, sets the clock; the loop goes round."""
        self.clock.time += timedelta(seconds=by_s)
        self.engine.tick()

    def sleep(self, by_s: float) -> None:
        """Time passes, in the real way: civil time may skip an hour."""
        end_s = self.clock.now_s + by_s
        while (at_s := self.engine.next_deadline_s()) is not None and at_s <= end_s:
            self._pass(at_s - self.clock.now_s)
            self.engine.tick()
        self._pass(end_s - self.clock.now_s)

    def power_cut(self, off_s: float) -> None:
        """Off for so long; the clock is where it should be, until a test says otherwise."""
        self.clock.boot += "+"
        self._pass(off_s)
        self.clock.now_s = 4.0

    def left_s(self) -> dict[int, float]:
        """What is left of every timer that is there, by its id."""
        shown = self.engine.hear("")["timers"]
        return {timer["id"]: timer["remaining_s"] for timer in shown}

    def rung(self) -> list[tuple[int, ...]]:
        """Which timers the rounds of the ring named, each change once."""
        rounds = [what[2] for what in self.outlet.heard if what[0] == "ring"]
        return [ids for at, ids in enumerate(rounds) if not at or rounds[at - 1] != ids]

    def _pass(self, by_s: float) -> None:
        self.clock.now_s += by_s
        utc = self.clock.time.astimezone(ZoneInfo("UTC")) + timedelta(seconds=by_s)
        self.clock.time = utc.astimezone(BERLIN)


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("step_s", [2 * HOUR_S, -2 * HOUR_S, 400 * 86400.0, -400 * 86400.0])
def test_a_stepped_clock_moves_no_timer(step_s: float, restarts: bool) -> None:
    box = Box()
    box.engine.hear("start shower 600")
    box.engine.hear("start ice 900")
    box.sleep(100)
    box.step(step_s)
    if restarts:
        box.start()
    assert box.left_s() == {1: 500.0, 2: 800.0}
    box.sleep(360)
    box.engine.hear("yes")  # awake
    box.sleep(139.9)
    assert box.rung() == []
    box.sleep(0.1)
    assert box.rung() == [(1,)]
    box.engine.hear("stop")
    box.start()
    assert box.left_s() == {2: 300.0}
    assert box.rung() == []


@pytest.mark.parametrize("at", ["2026-03-29T01:50:00+01:00", "2026-10-25T02:50:00+02:00"])
@pytest.mark.parametrize("how", ["stays up", "restarts", "is cut off"])
def test_summer_time_moves_no_timer(at: str, how: str) -> None:
    box = Box(at)
    box.engine.hear("start shower 1200")
    box.sleep(600)
    if how == "restarts":
        box.start()
    elif how == "is cut off":
        box.power_cut(60)
        box.start()
    left_s = 540.0 if how == "is cut off" else 600.0
    assert box.left_s() == {1: pytest.approx(left_s, abs=0.001)}
    box.sleep(left_s - 1)
    assert box.rung() == []
    box.sleep(1)
    assert box.rung() == [(1,)]


def test_a_short_power_cut_that_a_set_clock_has_counted() -> None:
    box = Box()
    box.engine.hear("start shower 600")
    box.engine.hear("start custom 3600 pizza")
    box.power_cut(700)
    box.start()
    assert [what[0] for what in box.outlet.heard] == ["say", "ring"]
    assert box.outlet.heard[0][1] == "ended_while_off_other"
    assert box.rung() == [(1,)]
    assert box.left_s() == {1: 0.0, 2: 2900.0}


@pytest.mark.parametrize("clock_s", [-3 * HOUR_S, 0.0, 50 * 365 * 86400.0])
def test_without_a_battery_clock_ice_is_over_and_the_rest_goes_on(clock_s: float) -> None:
    box = Box()
    box.engine.hear("start ice 900")
    box.engine.hear("start custom 3600 pizza")
    box.sleep(290)
    box.power_cut(5)
    box.clock.is_synced = False
    box.clock.time += timedelta(seconds=clock_s)
    box.start()
    said = box.outlet.heard[0][1]
    assert said == "ended_while_off goes_on_unsure"
    assert box.rung() == [(1,)]
    # Saved at the last full minute or at the last awake check, not at the cut.
    assert box.left_s()[2] == pytest.approx(3600 - 290, abs=CHECKPOINT_S)
    left_s = box.left_s()[2]
    box.clock.is_synced = True
    box.step(HOUR_S)
    assert box.left_s()[2] == left_s


def test_a_clock_that_is_set_but_older_than_what_was_saved_takes_no_time_away() -> None:
    box = Box()
    box.engine.hear("start shower 600")
    box.power_cut(0)
    box.clock.time -= timedelta(hours=2)
    box.start()
    assert box.left_s() == {1: 600.0}


def test_a_power_cut_in_a_power_cut_rings_once_each_time() -> None:
    box = Box()
    box.engine.hear("start ice 900")
    for _ in range(3):
        box.power_cut(10)
        box.clock.is_synced = False
        box.start()
        assert box.rung() == [(1,)]
    box.engine.hear("stop")
    box.engine.hear("yes")
    box.power_cut(10)
    box.start()
    assert box.rung() == []
    assert box.left_s() == {}


HAPPENINGS = st.lists(
    st.one_of(
        st.tuples(st.just("start"), st.integers(1, 4000)),
        st.tuples(st.just("sleep"), st.floats(0, 2000)),
        st.tuples(st.just("step"), st.sampled_from([-7200, 7200, -86400, 31_536_000])),
        st.tuples(st.just("restart"), st.just(0)),
        st.tuples(st.just("stop"), st.just(0)),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(HAPPENINGS)
def test_within_one_boot_nothing_is_lost_doubled_early_or_late(
    happenings: list[tuple[str, float]],
) -> None:
    box = Box()
    ends_s: dict[int, float] = {}
    for what, amount in happenings:
        if what == "start":
            line = box.engine.hear(f"start custom {amount} t{box.clock.now_s}x{len(ends_s)}")
            started = {timer["id"] for timer in line["timers"]} - set(ends_s)
            ends_s.update(dict.fromkeys(started, box.clock.now_s + amount))
        elif what == "sleep":
            box.sleep(amount)
        elif what == "step":
            box.step(amount)
        elif what == "restart":
            box.start()
        else:
            box.engine.hear("stop")
            if any(end_s <= box.clock.now_s for end_s in ends_s.values()):
                ends_s = {each: at_s for each, at_s in ends_s.items() if at_s > box.clock.now_s}
        expected = {each: max(0.0, at_s - box.clock.now_s) for each, at_s in ends_s.items()}
        assert box.left_s() == pytest.approx(expected, abs=0.01)


def test_a_step_of_the_clock_just_before_a_power_cut_is_no_rest_for_the_skin() -> None:
    box = Box()
    box.engine.hear("start ice 900")
    for _ in range(2):
        box.sleep(450)
        box.engine.hear("yes")
    box.engine.hear("stop")
    box.engine.hear("yes")
    assert box.left_s() == {}
    box.clock.time += timedelta(hours=3)
    due_s = box.engine.next_deadline_s()
    assert due_s is not None and due_s <= box.clock.now_s
    box.engine.tick()
    box.power_cut(5)
    box.start()
    assert box.engine.hear("start ice 900")["timers"] == []
