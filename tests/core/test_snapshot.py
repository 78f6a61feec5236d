"""What is saved, and what comes back after a crash and after a reboot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from voice_skill.core.events import Now
from voice_skill.core.snapshot import from_records, to_records
from voice_skill.core.state import State
from voice_skill.core.timers import TimerBook

NOW = Now(1000.0, datetime(2026, 11, 23, 5, 0, tzinfo=UTC), True, "boot-1")


def _state() -> State:
    book, _ = TimerBook().start("ice", None, 900, 1000)
    book, _ = book.start("custom", "pizza", 3600, 1000)
    return State(book=book)


def test_within_one_boot_nothing_changes_even_when_the_clock_is_stepped() -> None:
    later = replace(NOW, monotonic_s=1060.0, wall=NOW.wall + timedelta(hours=2))
    state, same_boot = from_records(to_records(_state(), NOW), later)
    assert same_boot
    assert state.book == _state().book


def test_after_a_reboot_ice_counts_as_over() -> None:
    later = Now(5.0, NOW.wall + timedelta(minutes=2), True, "boot-2")
    state, same_boot = from_records(to_records(_state(), NOW), later)
    assert not same_boot
    assert [timer.state for timer in state.book.timers] == ["ringing", "running"]


def test_after_a_reboot_other_timers_go_on_by_the_wall_clock() -> None:
    later = Now(5.0, NOW.wall + timedelta(minutes=2), True, "boot-2")
    state, _ = from_records(to_records(_state(), NOW), later)
    assert state.book.timers[1].remaining_s(5.0) == 3480


def test_after_a_reboot_with_an_unset_clock_they_go_on_from_what_was_saved() -> None:
    later = Now(5.0, NOW.wall - timedelta(days=400), False, "boot-2")
    state, _ = from_records(to_records(_state(), NOW), later)
    assert state.book.timers[1].remaining_s(5.0) == 3600


def test_ids_go_on_where_they_were() -> None:
    records = to_records(State(book=_state().book.remove({1, 2})), NOW)
    assert from_records(records, NOW)[0].book.next_id == 3
