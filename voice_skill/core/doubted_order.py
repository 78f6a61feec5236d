"""An order that the words do not give, though all else speaks for it: asked about, never done.

"That has been on long enough": shall I cancel the ice? Where no timer fits, nothing was ordered.
"""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core.durations import spoken_duration
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_choice import ANY, fitting, told_apart
from voice_skill.core.timer_orders import ORDERS, completed
from voice_skill.core.timer_words import named

ABOUT = "doubted_order"
_MAY_BE = {
    "timer.cancel": ANY,
    "timer.pause": ("running",),
    "timer.resume": ("paused",),
    "timer.extend": ANY,
}
"""Each order with the states of a timer that it can be meant for."""


def is_one(meaning: Meaning) -> bool:
    """Whether this is an order that is only asked about."""
    return meaning.intent in _MAY_BE and meaning.slots.get("certain") is False


def of_use(state: State, meaning: Meaning) -> Meaning:
    """The same, or "unknown" where there is no timer that it may be about."""
    if not is_one(meaning) or fitting(state, meaning.slots, _MAY_BE[meaning.intent]):
        return meaning
    return replace(meaning, intent="unknown", slots={}, confidence=0.0)


def ask(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "Shall I cancel the ice?"; an order that asks something itself asks that instead."""
    found = told_apart(fitting(state, meaning.slots, _MAY_BE[meaning.intent]), meaning)
    by_s = meaning.slots.get("duration_s", 0.0)
    order = replace(meaning, slots=_certain(meaning))
    asks_itself = len(found) > 1 or (meaning.intent == "timer.extend" and not by_s)
    if asks_itself and not meaning.slots.get("all"):
        return ORDERS[meaning.intent](knowledge, state, order, now)
    slots = {**order.slots, "order": meaning.intent, "ids": [timer.id for timer in found]}
    key = f"doubt_{meaning.intent.partition('.')[2]}" + ("_less" if by_s < 0 else "")
    said = knowledge.replies.text(
        key, names=named(found, knowledge.replies), length=spoken_duration(abs(by_s))
    )
    return Outcome(state, said, question=Question("yes_no", ABOUT, slots))


def answered(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """Done after a yes, and only then."""
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    slots = dict(question.slots)
    order = resolved(meaning, str(slots.pop("order")), slots)
    return completed(knowledge, state, order, now)


def _certain(meaning: Meaning) -> dict[str, object]:
    return {name: value for name, value in meaning.slots.items() if name != "certain"}
