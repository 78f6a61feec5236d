"""What may be said without the wake phrase, and when: what goes on decides."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import doubted_order, ringing, routine_run
from voice_skill.core.belief import ACT, ANSWER
from voice_skill.core.hearing import Scope, Situation
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import State

CANNOT_WAIT = frozenset(
    [
        "emergency",
        "control.stop",
        "control.thanks",
        "control.hurts",
        "control.help",
        "control.repeat",
        "alarm.snooze",
        "answer.yes",
        "answer.no",
        "answer.feeling",
        "timer.cancel",
        "timer.pause",
    ]
)
"""Of these it has to be sure; a television says many words in twenty minutes of ice."""


def situation(state: State, now_s: float) -> Situation:
    """What goes on besides listening; `now_s` is monotonic."""
    until_s = state.question_until_s
    asked = state.question is not None and (until_s is None or now_s <= until_s)
    walking = walks(state)
    danger = state.emergency is not None or state.help_at_s is not None
    return Situation(
        ringing=state.calling or ringing.rings(state),
        counting=bool(state.ledger.on_skin()) or danger,
        asked=asked or walking,
        holding=walking and routine_run.holds(state.routine),
    )


def walks(state: State) -> bool:
    """Whether somebody is talked through a routine just now."""
    return state.routine is not None and state.routine.state == "running"


def attended(
    meaning: Meaning, certainty: float | None, scope: Scope, in_routine: bool = False
) -> Meaning:
    """This meaning, or "none" where it was not for us: then nothing is said to it.

    in_routine: one is on, so that what is nothing else may be meant for it.
    """
    if scope == "command":
        return meaning
    sure = 1.0 if certainty is None else certainty
    if scope == "answer":
        known = meaning.intent != "unknown" or (in_routine and meaning.in_routine is not None)
        for_us = known and (not meaning.red_flag or sure >= ANSWER)
    else:
        for_us = meaning.intent in CANNOT_WAIT and sure >= (ANSWER if meaning.red_flag else ACT)
        for_us = for_us and not doubted_order.is_one(meaning)
    return meaning if for_us else replace(Meaning(meaning.heard, "none"), confidence=1.0)
