"""State to records that are saved, and back, also after a reboot.

Within one boot a timer keeps its monotonic deadline, so a stepped wall clock cannot move it.
After a reboot ice and heat count as over: nobody can know how long the power was off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from voice_skill.core.events import Now
from voice_skill.core.state import State
from voice_skill.core.timers import APPLICATIONS, Timer, TimerBook

Records = dict[tuple[str, int], dict[str, Any]]

NEXT_ID = ("next_timer_id", 0)


def to_records(state: State, now: Now) -> Records:
    """Everything that must survive: one record a timer, and the next id."""
    records: Records = {NEXT_ID: {"value": state.book.next_id}}
    for timer in state.book.timers:
        left_s = timer.remaining_s(now.monotonic_s)
        records[("timer", timer.id)] = {
            **vars(timer),
            "boot_id": now.boot_id,
            "left_s": left_s,
            "ends": (now.wall + timedelta(seconds=left_s)).isoformat(),
            "synced": now.synced,
        }
    return records


def from_records(
    records: Mapping[tuple[str, int], Mapping[str, Any]], now: Now
) -> tuple[State, bool]:
    """The state to go on with, and whether it is still the same boot."""
    saved = {key: body for key, body in records.items() if key[0] == "timer"}
    same_boot = all(body["boot_id"] == now.boot_id for body in saved.values())
    timers = tuple(_timer(saved[key], now) for key in sorted(saved))
    highest = max((timer.id for timer in timers), default=0)
    next_id = max(int(records.get(NEXT_ID, {"value": 1})["value"]), highest + 1)
    return State(book=TimerBook(timers, next_id)), same_boot


def _timer(body: Mapping[str, Any], now: Now) -> Timer:
    names = Timer.__dataclass_fields__
    timer = Timer(**{name: body[name] for name in names if name in body})
    if timer.state == "ringing":
        return replace(timer, quiet_until_s=None)
    if body["boot_id"] == now.boot_id or timer.state == "paused":
        return timer
    if timer.kind in APPLICATIONS:
        return replace(timer, state="ringing", deadline_s=None)
    left_s = float(body["left_s"])
    if now.synced and body["synced"]:
        left_s = (datetime.fromisoformat(body["ends"]) - now.wall).total_seconds()
    left_s = min(max(left_s, 0.0), timer.total_s)
    return replace(timer, deadline_s=now.monotonic_s + left_s)
