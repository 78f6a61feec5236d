"""The state as the conversation contract shows it."""

from __future__ import annotations

from typing import Any

from voice_skill.core.alarms import Alarm
from voice_skill.core.events import Now
from voice_skill.core.meaning import Meaning
from voice_skill.core.routine_run import Run
from voice_skill.core.state import State
from voice_skill.core.timers import Timer

KINDS = frozenset(
    "guide timer alarm reminder routine control diary settings emergency unknown".split()
)


def _kind(intent: str) -> str:
    group = intent.split(".")[0]
    return group if group in KINDS else "control"


def timer_view(timer: Timer, now: Now) -> dict[str, Any]:
    """One timer as the contract lists it; lengths in seconds."""
    return {
        "id": timer.id,
        "kind": timer.kind,
        "name": timer.name,
        "state": timer.state,
        "total_s": timer.total_s,
        "remaining_s": round(timer.remaining_s(now.monotonic_s), 3),
    }


def alarm_view(alarm: Alarm) -> dict[str, Any]:
    """One alarm as the contract lists it; times are civil."""
    shown = ("id", "at", "date", "days", "label", "kind", "state")
    return {name: getattr(alarm, name) for name in shown} | {"days": list(alarm.days)}


def reminder_view(reminder: Alarm) -> dict[str, Any]:
    """One reminder as the contract lists it."""
    shown = {name: getattr(reminder, name) for name in ("id", "at", "state")}
    return {**shown, "what": reminder.label, "days": list(reminder.days)}


def routine_view(run: Run) -> dict[str, Any]:
    """Where somebody is in a routine, counted from 1."""
    return {"id": run.id, "step": run.step, "steps": run.steps, "state": run.state}


def contract(state: State, meaning: Meaning, now: Now, say: str) -> dict[str, Any]:
    """One line of the contract, without its `events`. `meaning` is the bare one that was heard."""
    turn = state.turn
    return {
        "heard": meaning.heard,
        "kind": _kind(turn.meaning.intent),
        "intent": turn.meaning.intent,
        "slots": dict(turn.meaning.slots),
        "confidence": round(turn.meaning.confidence, 3),
        "say": say,
        "sources": list(turn.sources[:3]),
        "expecting": state.question.expecting if state.question else None,
        "timers": [timer_view(timer, now) for timer in state.book.timers],
        "alarms": [alarm_view(alarm) for alarm in state.alarms.alarms],
        "reminders": [reminder_view(reminder) for reminder in state.reminders.alarms],
        "routine": routine_view(state.routine) if state.routine else None,
    }


def timers_active(state: State) -> bool:
    """Whether somebody has to stay to count or ring."""
    on_skin = bool(state.ledger.on_skin())
    waits = bool(state.book.timers or state.alarms.alarms or state.reminders.alarms)
    asked = state.question is not None and state.question.about.startswith("routine.")
    if state.ended or asked or (state.routine and state.routine.state == "running"):
        return True
    return waits or on_skin or state.calling or state.help_at_s is not None
