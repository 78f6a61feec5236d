"""How long ice and heat may be on the skin, whatever happens to timers, clocks and the machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from voice_skill.core.events import Now
from voice_skill.core.ledger import (
    REST_S,
    SHORTEST_S,
    Ledger,
    counted_today,
    lay_on,
    may_apply,
)
from voice_skill.core.snapshot import from_records, to_records
from voice_skill.core.state import State

START = Now(1000.0, datetime(2026, 11, 23, 7, 0, tzinfo=UTC), True, "boot-1")
MINUTE = 60.0


def _later(now: Now, seconds: float) -> Now:
    wall = now.wall + timedelta(seconds=seconds)
    return replace(now, monotonic_s=now.monotonic_s + seconds, wall=wall)


def _laid_on(ledger: Ledger, now: Now, timer_id: int = 1, kind: str = "ice") -> Ledger:
    return lay_on(ledger, kind, (timer_id, None, now.monotonic_s + 900), now)


def _taken_off(ledger: Ledger, now: Now) -> Ledger:
    return ledger.off({each.id for each in ledger.on_skin()}, now.monotonic_s)


def _applied(count: int, now: Now, gap_s: float) -> tuple[Ledger, Now]:
    ledger = Ledger()
    for number in range(count):
        ledger = _laid_on(ledger, now, number + 1)
        now = _later(now, 900)
        ledger = _taken_off(ledger, now)
        now = _later(now, gap_s)
    return ledger, now


def _rebooted(ledger: Ledger, before: Now, now: Now) -> Ledger:
    return from_records(to_records(State(ledger=ledger), before), now)[0].ledger


def test_a_fresh_skin_takes_twenty_minutes() -> None:
    assert may_apply(Ledger(), "ice", START).seconds == 20 * MINUTE


def test_what_lies_there_uses_its_time_up_whatever_its_timer_does() -> None:
    ledger = _laid_on(Ledger(), START)
    assert may_apply(ledger, "ice", _later(START, 600)).seconds == 10 * MINUTE
    assert may_apply(ledger, "ice", _later(START, 1500)).seconds == 0


def test_laid_on_again_within_the_rest_is_the_same_application() -> None:
    ledger = _laid_on(Ledger(), START)
    ledger = _taken_off(ledger, _later(START, 600))
    again = _later(START, 1800)
    assert may_apply(ledger, "ice", again).seconds == 10 * MINUTE
    ledger = _laid_on(ledger, again, 2)
    assert len(ledger.applications) == 1
    assert may_apply(ledger, "ice", _later(again, 240)).seconds == 6 * MINUTE


def test_after_its_rest_a_new_application_begins() -> None:
    ledger, now = _applied(1, START, REST_S - 1)
    verdict = may_apply(ledger, "ice", now)
    assert (verdict.seconds, verdict.why, verdict.wait_s) == (300, "used", 1)
    verdict = may_apply(ledger, "ice", _later(now, 1))
    assert (verdict.seconds, verdict.why, verdict.continues) == (1200, "", None)


def test_less_than_a_minute_left_is_no_application_any_more() -> None:
    ledger = _laid_on(Ledger(), START)
    ledger = _taken_off(ledger, _later(START, 1200 - SHORTEST_S + 1))
    assert may_apply(ledger, "ice", _later(START, 1300)).why == "rest"


def test_what_nobody_said_was_off_counts_as_over_at_its_limit_and_then_rests() -> None:
    ledger = _laid_on(Ledger(), START)
    assert may_apply(ledger, "ice", _later(START, 1200 + REST_S - 1)).seconds == 0
    assert may_apply(ledger, "ice", _later(START, 1200 + REST_S)).seconds == 1200
    ledger = _laid_on(ledger, _later(START, 1200 + REST_S), 2)
    assert [each.on for each in ledger.applications] == [False, True]


def test_ice_and_heat_are_counted_apart() -> None:
    ledger = _laid_on(Ledger(), START)
    assert may_apply(ledger, "heat", _later(START, 900)).seconds == 1200


def test_a_fourth_ice_of_the_day_is_refused_and_the_next_day_is_new() -> None:
    ledger, now = _applied(3, START, REST_S)
    assert counted_today(ledger, "ice", now) == 3
    assert may_apply(ledger, "ice", now).why == "three"
    assert may_apply(ledger, "heat", now).why == ""
    tomorrow = _later(now, 12 * 3600)
    assert may_apply(ledger, "ice", tomorrow).why == ""


def test_a_clock_stepped_back_over_midnight_forgets_nothing() -> None:
    ledger, now = _applied(3, replace(START, wall=START.wall + timedelta(hours=17)), REST_S)
    stepped = replace(now, wall=now.wall - timedelta(hours=26))
    assert may_apply(ledger, "ice", stepped).why == "three"


def test_without_a_clock_the_last_day_is_counted() -> None:
    ledger, now = _applied(3, replace(START, synced=False), REST_S)
    assert may_apply(ledger, "ice", now).why == "three"
    assert may_apply(ledger, "ice", _later(now, 18 * 3600)).why == ""


def test_what_was_taken_off_at_once_is_not_one_of_three() -> None:
    ledger = _laid_on(Ledger(), START)
    ledger = _taken_off(ledger, _later(START, SHORTEST_S - 1))
    assert counted_today(ledger, "ice", _later(START, 100)) == 0


def test_after_a_reboot_what_was_on_counts_as_at_its_limit() -> None:
    before = _later(START, 60)
    booted = Now(5.0, before.wall + timedelta(minutes=1), True, "boot-2")
    ledger = _rebooted(_laid_on(Ledger(), START), before, booted)
    (application,) = ledger.on_skin()
    assert application.limit_s() == 5.0
    assert may_apply(ledger, "ice", booted).seconds == 0


def test_a_rest_goes_on_through_a_reboot_by_the_wall_clock() -> None:
    ledger, before = _applied(1, START, 60)
    for off_s, seconds in ((REST_S - 120, 300), (REST_S - 60, 1200)):
        booted = Now(5.0, before.wall + timedelta(seconds=off_s), True, "boot-2")
        assert may_apply(_rebooted(ledger, before, booted), "ice", booted).seconds == seconds


def test_with_an_unset_clock_no_rest_passes_while_the_power_is_off() -> None:
    ledger, before = _applied(1, START, 60)
    booted = Now(5.0, before.wall + timedelta(days=400), False, "boot-2")
    after = _rebooted(ledger, before, booted)
    assert may_apply(after, "ice", booted).wait_s == REST_S - 60
    assert counted_today(after, "ice", booted) == 1


def test_three_times_within_one_rest_is_one_application() -> None:
    ledger, now = _applied(3, START, 60)
    assert counted_today(ledger, "ice", now) == 1


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["on", "off", "wait", "reboot", "step", "unset"]),
        st.floats(0, 4000, allow_nan=False),
    ),
    max_size=40,
)


class Skin:
    """What a skin feels, counted apart from the ledger; its person obeys the ring at once."""

    def __init__(self) -> None:
        self.ledger, self.now, self.boots = Ledger(), START, 1
        self.on_s, self.off_s = 0.0, REST_S
        """Since the last whole rest, and since it was taken off."""
        self.laid_on = False

    def on(self, _: float) -> None:
        allowed_s = may_apply(self.ledger, "ice", self.now).seconds
        if self.laid_on or allowed_s < SHORTEST_S:
            return
        self.ledger, self.laid_on = _laid_on(self.ledger, self.now, self.boots), True
        self.on_s = 0.0 if self.off_s >= REST_S else self.on_s
        assert self.on_s + allowed_s <= 1200 + 1e-3

    def off(self, _: float) -> None:
        if self.laid_on:
            self.ledger, self.laid_on = _taken_off(self.ledger, self.now), False
            self.off_s = 0.0

    def wait(self, seconds: float) -> None:
        self.now = _later(self.now, seconds)
        self._pass(seconds)

    def reboot(self, seconds: float) -> None:
        self.boots += 1
        wall = self.now.wall + timedelta(seconds=seconds)
        booted = Now(3.0, wall, self.now.synced, f"boot-{self.boots}")
        self.ledger, self.now = _rebooted(self.ledger, self.now, booted), booted
        if not self.laid_on:
            self.off_s += seconds
            return
        assert all(each.limit_s() <= 3.0 + 1e-3 for each in self.ledger.on_skin())
        self.off(seconds)  # it rings at once

    def step(self, seconds: float) -> None:
        self.now = replace(self.now, wall=self.now.wall + timedelta(seconds=seconds - 2000))

    def unset(self, _: float) -> None:
        self.now = replace(self.now, synced=not self.now.synced)

    def _pass(self, seconds: float) -> None:
        if not self.laid_on:
            self.off_s += seconds
            return
        over_s = max(0.0, self.on_s + seconds - 1200)
        self.on_s += seconds - over_s
        limit_s = min(each.limit_s() for each in self.ledger.on_skin())
        assert self.on_s < 1200 or limit_s <= self.now.monotonic_s + 1e-3
        if self.on_s >= 1200:
            at_s = self.now.monotonic_s - over_s
            self.ledger = _taken_off(self.ledger, replace(self.now, monotonic_s=at_s))
            self.laid_on, self.off_s = False, over_s


@given(ACTS)
def test_nothing_puts_more_than_twenty_minutes_into_one_application(
    acts: list[tuple[str, float]],
) -> None:
    skin = Skin()
    for act, seconds in acts:
        getattr(skin, act)(seconds)
