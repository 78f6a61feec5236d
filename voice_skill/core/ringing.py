"""What rings now, of every sort: timers that ended, alarms and reminders whose time has come."""

from __future__ import annotations

from voice_skill.core.state import State


def rings(state: State) -> bool:
    """Whether something ended or is due, and was not acknowledged."""
    return bool(state.book.ringing() or state.alarms.ringing() or state.reminders.ringing())


def loud_ids(state: State) -> tuple[int, ...]:
    """What sounds; a timer that is held quiet by an open "is it off?" does not."""
    timers = tuple(timer.id for timer in state.book.loud())
    due = (*state.alarms.ringing(), *state.reminders.ringing())
    return timers + tuple(each.id for each in due)


def wakes(state: State) -> bool:
    """Whether it is only an alarm clock, which may begin softly; ice never may."""
    return not state.book.loud()
