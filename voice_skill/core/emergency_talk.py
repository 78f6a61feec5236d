"""Emergencies: fixed texts, before everything else, repeated until somebody answers."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core.effects import Effect, Ring, Say, Silence
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State

HELP_AFTER_S = 10.0
"""Silence after which the alarm for someone in the house sounds by itself."""


def emergency(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """The fixed advice and the offer of the alarm; a doubtful sign is asked about first."""
    sign = knowledge.emergencies[str(meaning.red_flag)]
    if meaning.slots.get("certain") is False:
        question = Question("yes_no", "emergency", {"id": sign.id})
        return Outcome(state, sign.ask, question=question)
    return declare(knowledge, state, sign.id, now)


def declare(knowledge: Knowledge, state: State, sign_id: str, now: Now) -> Outcome:
    """Say what to do now, and sound the alarm after ten seconds of silence."""
    sign = knowledge.emergencies[sign_id]
    said = knowledge.replies.text(
        "emergency_again",
        say=sign.say.format(number=knowledge.emergency_number),
        ask=knowledge.replies.text("ask_help_alarm"),
    )
    after = replace(state, emergency=sign_id, help_at_s=now.monotonic_s + HELP_AFTER_S)
    question = Question("yes_no", "help_alarm", {"id": sign_id})
    return Outcome(after, said, question=question, before=(Silence(),))


def call_help(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "Call an ambulance": it cannot, and offers what it can."""
    said = knowledge.replies.text("call_help", number=knowledge.emergency_number)
    question = Question("yes_no", "help_alarm", {"id": state.emergency})
    return Outcome(state, said, question=question)


def sound_alarm(knowledge: Knowledge, state: State) -> tuple[State, tuple[Effect, ...]]:
    """Ring for someone in the house until stopped."""
    said = knowledge.replies.text("help_alarm")
    return replace(state, help_at_s=None, calling=True), (Ring(said, ()),)


def answered(knowledge: Knowledge, state: State, yes: bool) -> Outcome:
    """The answer to "shall I sound the alarm?"."""
    if not yes:
        said = knowledge.replies.text("help_alarm_off", number=knowledge.emergency_number)
        return Outcome(calm(state), said)
    after, effects = sound_alarm(knowledge, state)
    return Outcome(after, knowledge.replies.text("help_alarm"), before=effects)


def calm(state: State) -> State:
    """Acknowledged: nothing sounds by itself any more."""
    return replace(state, help_at_s=None, calling=False, emergency=None)


def repeat(knowledge: Knowledge, state: State) -> tuple[State, tuple[Effect, ...]]:
    """When nobody answered: the advice once more, and the alarm."""
    sign = knowledge.emergencies[str(state.emergency)]
    after, effects = sound_alarm(knowledge, state)
    return after, (Say(sign.say.format(number=knowledge.emergency_number)), *effects)
