"""Each order about timers, with what carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voice_skill.core import timer_cancel, timer_change, timer_start
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, State

ORDERS: dict[str, Callable[[Knowledge, State, Meaning, Now], Outcome]] = {
    "timer.start": timer_start.start,
    "timer.cancel": timer_cancel.cancel,
    "timer.pause": timer_change.pause,
    "timer.resume": timer_change.resume,
    "timer.extend": timer_change.extend,
    "control.pause": timer_change.pause,
    "control.resume": timer_change.resume,
}


def completed(knowledge: Knowledge, state: State, order: Meaning, now: Now) -> Outcome:
    """The order that was asked about, as if it had been said in one sentence."""
    outcome = ORDERS[order.intent](knowledge, state, order, now)
    shown = {name: value for name, value in order.slots.items() if name not in ("ids", "called")}
    return replace(outcome, meaning=outcome.meaning or replace(order, slots=shown))
