"""What comes before a routine: what rings, what lies on the skin, and an emergency."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import control_talk, ring_talk, routine_run, skin_talk
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State

_MOVES = frozenset(
    ("control.next", "control.previous", "control.resume", "control.slower", "control.faster")
)
"""What would go on with the routine while something more important is open."""


def while_ringing(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome | None:
    """First the ring. Done with what the step has timed is heard as a stop."""
    run = state.routine
    if run is None:
        return None
    if meaning.intent == "control.hurts":
        outcome = control_talk.stop(knowledge, state, meaning, now)
        paused = replace(routine_run.paused(run, now.monotonic_s), asks=True)
        return replace(outcome, state=replace(outcome.state, routine=paused))
    skips = meaning.intent == "control.next"
    if state.calling or meaning.intent not in _MOVES:
        return None
    if skips and state.reminders.ringing():
        return None
    if skips and any(timer.id == run.timer_id for timer in state.book.ringing()):
        return ring_talk.heard(knowledge, state, meaning, now)
    asked = asked_for_safety(knowledge, state, meaning)
    return asked or Outcome(state, knowledge.replies.text("say_stop"), question=state.question)


def asked_for_safety(knowledge: Knowledge, state: State, meaning: Meaning) -> Outcome | None:
    """ "Is the ice off?" and "is a leg weak?" are asked again before anything goes on."""
    question = state.question
    if question is None or meaning.intent not in _MOVES:
        return None
    if question.about == "off":
        return skin_talk.ask_off(knowledge, state, tuple(question.slots["ids"]))
    if question.about == "emergency":
        sign = knowledge.emergencies[str(question.slots["id"])]
        return Outcome(state, sign.ask, question=question)
    return None


def after_emergency(knowledge: Knowledge, state: State, meaning: Meaning) -> Outcome | None:
    """Nothing goes on before somebody has answered whether help is needed."""
    if meaning.intent not in _MOVES:
        return None
    question = Question("yes_no", "help_alarm", {"id": state.emergency})
    return Outcome(state, knowledge.replies.text("ask_help_alarm"), question=question)
