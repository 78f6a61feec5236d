"""What is saved, and what comes back after a crash and after a reboot."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from voice_skill.core.alarms import Alarm
from voice_skill.core.events import Now
from voice_skill.core.ledger import Application
from voice_skill.core.snapshot import from_records, to_records
from voice_skill.core.state import State, Undo
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


def _cancelled() -> State:
    state = _state()
    ice = state.book.timers[0]
    on = Application(1, "ice", None, "2026-11-23", ((1000.0, None),), 1, 1900.0)
    alarm = Alarm(9, "07:30", "2026-11-24", ("monday",), None, "wake")
    return State(
        book=state.book.remove({1}),
        undo=Undo(1030.0, (ice,), (on,), (alarm,)),
        last_start={"kind": "ice", "duration_s": 900.0},
    )


def test_what_was_cancelled_can_be_undone_after_a_crash_and_not_after_a_reboot() -> None:
    records = json.loads(json.dumps(list(to_records(_cancelled(), NOW).items())))
    saved = {(kind, number): body for (kind, number), body in records}
    assert from_records(saved, NOW)[0].undo == _cancelled().undo
    assert from_records(saved, replace(NOW, boot_id="boot-2"))[0].undo is None


def test_the_last_start_is_known_to_the_next_process() -> None:
    records = to_records(_cancelled(), NOW)
    assert from_records(records, NOW)[0].last_start == _cancelled().last_start
