"""State to records that are saved, and back, also after a reboot.

Within one boot a timer keeps its monotonic deadline, so a stepped wall clock cannot move it.
After a reboot ice and heat count as over: nobody can know how long the power was off. How long
that was is taken from the wall clock where it was set before and after, and as nothing otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from voice_skill.core import routine_saved, undo_saved
from voice_skill.core.alarms import Alarm, AlarmBook
from voice_skill.core.choices import Said
from voice_skill.core.diary import Diary, Entry
from voice_skill.core.events import Now
from voice_skill.core.ledger import Application, Ledger
from voice_skill.core.routine_run import Run
from voice_skill.core.state import EndedRoutine, Habits, Missed, Sedative, State
from voice_skill.core.timers import APPLICATIONS, Timer, TimerBook
from voice_skill.core.told_clock import ToldClock

Records = dict[tuple[str, int], dict[str, Any]]

NEXT_ID = ("next_timer_id", 0)
SEDATIVE = ("sedative", 0)
TOLD_CLOCK = ("told_clock", 0)
HABITS = ("habits", 0)
SAID = ("said", 0)
INTRODUCED = ("introduced", 0)
"""Settings that were changed by voice."""

ENTRY = "entry"
"""The kind of the records of the diary, which the store keeps for good."""

ENTRIES = ("entries", 0)
ROUTINE = ("routine", 0)
ENDED_ROUTINE = ("ended_routine", 0)


def to_records(state: State, now: Now) -> Records:
    """Everything that must survive: a record for each timer and application, and the next id."""
    records: Records = {NEXT_ID: {"value": state.book.next_id}}
    stamp = {"boot_id": now.boot_id, "synced": now.synced}
    moment = {**stamp, "saved_s": now.monotonic_s, "saved_wall": now.wall.isoformat()}
    for timer in state.book.timers:
        left_s = timer.remaining_s(now.monotonic_s)
        # Civil time added across the end of summer time would be an hour off.
        ends = (now.wall.astimezone(UTC) + timedelta(seconds=left_s)).isoformat()
        records[("timer", timer.id)] = {**vars(timer), **stamp, "left_s": left_s, "ends": ends}
    for application in state.ledger.applications:
        records[("application", application.id)] = {**vars(application), **moment}
    for alarm in state.alarms.alarms:
        records[("alarm", alarm.id)] = {**vars(alarm), **moment}
    for reminder in state.reminders.alarms:
        records[("reminder", reminder.id)] = {**vars(reminder), **moment}
    for number, missed in enumerate(state.missed):
        records[("missed", number)] = {**vars(missed), **stamp}
    if state.told_clock:
        records[TOLD_CLOCK] = {**vars(state.told_clock), **stamp}
    if state.habits != Habits():
        records[HABITS] = {**vars(state.habits), **stamp}
    if state.sedative:
        records[SEDATIVE] = {**vars(state.sedative), **moment}
    records |= undo_saved.to_records(state, stamp)
    records |= _own_records(state, stamp)
    return {**records, **_routine_records(state, moment), **_diary_records(state.diary)}


def _own_records(state: State, stamp: Mapping[str, Any]) -> Records:
    """What it knows of itself: settings by voice, and whether it has introduced itself."""
    records: Records = {}
    if state.said != Said():
        values = {name: list(each) for name, each in state.said.values.items()}
        records[SAID] = {**vars(state.said), "values": values, **stamp}
    if state.introduced:
        records[INTRODUCED] = dict(stamp)
    return records


def _diary_records(diary: Diary) -> Records:
    """An entry never changes, so it has no time of saving."""
    records: Records = {
        (ENTRY, entry.id): {"at": entry.at, "kind": entry.kind, "details": dict(entry.details)}
        for entry in diary.recent
    }
    if diary.next_id > 1:
        records[ENTRIES] = {"next_id": diary.next_id, "first_id": diary.first_id}
    return records


def _routine_records(state: State, moment: Mapping[str, Any]) -> Records:
    records: Records = {}
    if state.routine:
        records[ROUTINE] = {**routine_saved.to_body(state.routine), **moment}
    if state.ended:
        records[ENDED_ROUTINE] = {**vars(state.ended), **moment}
    return records


def from_records(
    records: Mapping[tuple[str, int], Mapping[str, Any]], now: Now
) -> tuple[State, bool]:
    """The state to go on with, and whether it is still the same boot."""
    same_boot = all(body.get("boot_id", now.boot_id) == now.boot_id for body in records.values())
    saved = {key: body for key, body in records.items() if key[0] == "timer"}
    timers = tuple(_timer(saved[key], now) for key in sorted(saved))
    applied = [body for key, body in sorted(records.items()) if key[0] == "application"]
    applications = tuple(_application(body, now) for body in applied)
    alarms = tuple(_alarm(records[key], now) for key in sorted(records) if key[0] == "alarm")
    reminders = tuple(_alarm(records[key], now) for key in sorted(records) if key[0] == "reminder")
    ids = [timer.id for timer in timers] + [each.id for each in (*alarms, *reminders)]
    highest = max(ids, default=0)
    next_id = max(int(records.get(NEXT_ID, {"value": 1})["value"]), highest + 1)
    sedative = _sedative(records[SEDATIVE], now) if SEDATIVE in records else None
    book = TimerBook(timers, next_id)
    clock = records.get(TOLD_CLOCK)
    state = State(
        book=book,
        ledger=Ledger(applications),
        sedative=sedative,
        alarms=AlarmBook(alarms),
        diary=_diary(records, now),
        reminders=AlarmBook(reminders),
        missed=tuple(
            Missed(**_fields(Missed, records[key])) for key in sorted(records) if key[0] == "missed"
        ),
        told_clock=ToldClock(**_fields(ToldClock, clock)) if clock and same_boot else None,
        habits=Habits(**_fields(Habits, records.get(HABITS, {}))),
        introduced=INTRODUCED in records,
        said=said_from(records[SAID]) if SAID in records else Said(),
        routine=_routine(records[ROUTINE], now) if ROUTINE in records else None,
        ended=_ended(records[ENDED_ROUTINE], now) if ENDED_ROUTINE in records else None,
        undo=undo_saved.undo(records, now.boot_id),
        last_start=undo_saved.last_start(records),
    )
    return state, same_boot


def _fields(kind: type[Any], body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in kind.__dataclass_fields__ if name in body}


def said_from(body: Mapping[str, Any]) -> Said:
    """What was chosen by voice, of its record."""
    values = {str(name): (value, over) for name, (value, over) in body["values"].items()}
    return Said(**{**_fields(Said, body), "values": values})


def _shift_s(body: Mapping[str, Any], now: Now) -> float:
    """What to add to monotonic seconds of when this was saved."""
    if body["boot_id"] == now.boot_id:
        return 0.0
    off_s = 0.0
    if now.synced and body["synced"]:
        off_s = (now.wall - datetime.fromisoformat(body["saved_wall"])).total_seconds()
    return now.monotonic_s - float(body["saved_s"]) - max(0.0, off_s)


def _application(body: Mapping[str, Any], now: Now) -> Application:
    intervals = tuple((on_s, off_s) for on_s, off_s in body["intervals"])
    saved = Application(**{**_fields(Application, body), "intervals": intervals})
    if body["boot_id"] == now.boot_id:
        return saved
    return saved.shifted(_shift_s(body, now)).spent(now.monotonic_s)


def _sedative(body: Mapping[str, Any], now: Now) -> Sedative:
    saved = Sedative(**_fields(Sedative, body))
    return replace(saved, taken_s=saved.taken_s + _shift_s(body, now))


def _routine(body: Mapping[str, Any], now: Now) -> Run | None:
    left_s = float(body["saved_s"]) + _shift_s(body, now)
    return routine_saved.from_body(body, left_s, now.monotonic_s)


def _ended(body: Mapping[str, Any], now: Now) -> EndedRoutine:
    """Nobody is going to say any more how it went."""
    return EndedRoutine(str(body["id"]), now.monotonic_s)


def _alarm(body: Mapping[str, Any], now: Now) -> Alarm:
    saved = Alarm(**{**_fields(Alarm, body), "days": tuple(body["days"])})
    shift_s = _shift_s(body, now)
    if saved.rang_s is not None:
        saved = replace(saved, rang_s=saved.rang_s + shift_s)
    if saved.again_s is not None:
        saved = replace(saved, again_s=saved.again_s + shift_s)
    return saved


def _diary(records: Mapping[tuple[str, int], Mapping[str, Any]], now: Now) -> Diary:
    saved = {key[1]: body for key, body in records.items() if key[0] == ENTRY}
    extent = records.get(ENTRIES, {})
    entries = tuple(
        Entry(number, str(body["at"]), str(body["kind"]), dict(body["details"]))
        for number, body in sorted(saved.items())
    )
    next_id = max(int(extent.get("next_id", 1)), max(saved, default=0) + 1)
    diary = Diary(entries, next_id, int(extent.get("first_id", 1)))
    return diary.kept(now.wall)


def _timer(body: Mapping[str, Any], now: Now) -> Timer:
    timer = Timer(**_fields(Timer, body))
    if timer.state == "ringing":
        return replace(timer, quiet_until_s=None)
    if body["boot_id"] == now.boot_id or timer.state == "paused":
        return timer
    if timer.kind in APPLICATIONS:
        return replace(timer, state="ringing", deadline_s=None)
    left_s = float(body["left_s"])
    if now.synced and body["synced"]:
        left_s = (datetime.fromisoformat(body["ends"]) - now.wall).total_seconds()
    # An end that has passed stays in the past, so that it can be told how long ago it was.
    return replace(timer, deadline_s=now.monotonic_s + min(left_s, timer.total_s))
