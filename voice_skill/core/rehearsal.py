"""The first night: three sentences on what this is, and a minute in which it is tried once.

It comes by itself only where the shell asks for it, once in the life of a store, and only where
nothing counts or rings. What is done in the rehearsal is real: a real timer that really rings.
"""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import ringing
from voice_skill.core.effects import Effect, Say
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved

OFFER = "rehearsal"
"""What the question whether to rehearse is about."""

OFFER_OPEN_S = 60.0
STEP_OPEN_S = 120.0
"""Who has done nothing of it for so long wants to sleep."""

SET, STOP, ASK = "set", "stop", "ask"
"""What somebody is to do next: set a timer, stop its ring, ask something."""


def introduce(
    knowledge: Knowledge, state: State, effects: tuple[Effect, ...], now: Now
) -> tuple[State, tuple[Effect, ...]]:
    """At the start: once, and never over something that has to be told."""
    busy = effects or state.book.timers or state.alarms.alarms or state.reminders.alarms
    if not knowledge.introduces or state.introduced or busy or state.diary.next_id > 1:
        return state, effects
    said = _introduction(knowledge)
    state = replace(
        state,
        introduced=True,
        last_spoken=said,
        question=Question("yes_no", OFFER),
        question_until_s=now.monotonic_s + OFFER_OPEN_S,
    )
    return state, (Say(said),)


def on_request(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "Introduce yourself", at any time."""
    question = Question("yes_no", OFFER)
    return Outcome(replace(state, introduced=True), _introduction(knowledge), question=question)


def answered(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """Yes or no to the offer."""
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("rehearse_no"))
    state = _at(state, SET, now)
    order = resolved(meaning, "control.rehearse", {})
    return Outcome(state, knowledge.replies.text("rehearse_set"), meaning=order)


def accompany(
    knowledge: Knowledge, before: State, outcome: Outcome, meaning: Meaning, now: Now
) -> Outcome:
    """The reply with what to do next, where somebody has just done a step of the rehearsal."""
    step = before.rehearsal
    if step is None:
        return outcome
    state = outcome.state
    if meaning.red_flag or state.emergency or now.monotonic_s > before.rehearsal_until_s:
        return replace(outcome, state=replace(state, rehearsal=None))
    done = {
        SET: len(state.book.timers) > len(before.book.timers),
        STOP: ringing.rings(before) and not state.book.timers,
        ASK: meaning.intent.startswith("guide."),
    }
    if not done[step]:
        return outcome
    following = {SET: STOP, STOP: ASK, ASK: None}[step]
    then = knowledge.replies.text(f"rehearse_{following or 'done'}")
    said = f"{outcome.say} {then}"
    return replace(outcome, state=_at(state, following, now), say=said.strip())


def _at(state: State, step: str | None, now: Now) -> State:
    return replace(state, rehearsal=step, rehearsal_until_s=now.monotonic_s + STEP_OPEN_S)


def _introduction(knowledge: Knowledge) -> str:
    return knowledge.replies.text("introduction", number=knowledge.emergency_number)
