"""What was cancelled last, and what was started last, as records: "undo" and "same again" are
understood by the next process too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_skill.core.alarms import Alarm
from voice_skill.core.ledger import Application
from voice_skill.core.state import State, Undo
from voice_skill.core.timers import Timer

Records = dict[tuple[str, int], dict[str, Any]]

UNDO = ("undo", 0)
LAST_START = ("last_start", 0)


def to_records(state: State, stamp: Mapping[str, Any]) -> Records:
    """One record for each of the two that there is."""
    records: Records = {}
    if state.last_start is not None:
        records[LAST_START] = {"slots": dict(state.last_start)}
    last = state.undo
    if last:
        records[UNDO] = {
            "until_s": last.until_s,
            "timers": [vars(timer) for timer in last.timers],
            "applications": [vars(application) for application in last.applications],
            "alarms": [vars(alarm) for alarm in last.alarms],
            "reminders": [vars(reminder) for reminder in last.reminders],
            **stamp,
        }
    return records


def last_start(records: Mapping[tuple[str, int], Mapping[str, Any]]) -> dict[str, Any] | None:
    """The slots of the last start, if one was saved."""
    return dict(records[LAST_START]["slots"]) if LAST_START in records else None


def undo(records: Mapping[tuple[str, int], Mapping[str, Any]], boot_id: str) -> Undo | None:
    """What can still be undone; a reboot takes longer than that lasts."""
    body = records.get(UNDO)
    if body is None or body["boot_id"] != boot_id:
        return None
    return Undo(
        float(body["until_s"]),
        tuple(Timer(**each) for each in body["timers"]),
        tuple(_application(each) for each in body["applications"]),
        tuple(_alarm(each) for each in body["alarms"]),
        tuple(_alarm(each) for each in body["reminders"]),
    )


def _application(body: Mapping[str, Any]) -> Application:
    intervals = tuple((on_s, off_s) for on_s, off_s in body["intervals"])
    return Application(**{**body, "intervals": intervals})


def _alarm(body: Mapping[str, Any]) -> Alarm:
    return Alarm(**{**body, "days": tuple(body["days"])})
