"""Stop, repeat, help and their like.

What a bare "stop" means, in this order: the alarm for help, a ringing timer, what is being said.
It never ends a timer that is still running.
"""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import emergency_talk, guide_choice, ring_talk, ringing, skin_talk
from voice_skill.core.effects import Silence
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, State, resolved
from voice_skill.core.timer_words import joined, lefts, sentence

_LEFT_OPEN = ("cloth", "awake", "off")
"""Questions that a stop does not call off: they ask about what is on the skin."""


def of_bare_cancel(state: State, meaning: Meaning) -> Meaning:
    """ "Cancel" alone: the one timer that runs, unless there is something nearer to stop."""
    if meaning.intent != "timer.cancel" or not meaning.slots.get("bare"):
        return meaning
    asked = state.question is not None and state.question.about not in _LEFT_OPEN
    routine = state.routine is not None and state.routine.state == "running"
    if asked or routine or ringing.rings(state) or state.calling or not state.book.timers:
        return resolved(meaning, "control.stop", {})
    return resolved(meaning, "timer.cancel", {})


def thanks(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """To a ring it means that it was heard; else it needs no more than a word."""
    if state.calling or ringing.rings(state):
        return stop(knowledge, state, meaning, now)
    return Outcome(state, knowledge.replies.text("all_right"), question=state.question)


def stop(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Silence first; a ringing ice or heat is only acknowledged by a second stop or a yes."""
    replies = knowledge.replies
    if state.calling or state.emergency:
        said = replies.text("help_alarm_off", number=knowledge.emergency_number)
        return Outcome(emergency_talk.calm(state), said, before=(Silence(),))
    if ringing.rings(state):
        return ring_talk.heard(knowledge, state, meaning, now)
    unanswered = skin_talk.unanswered(state)
    if unanswered:
        return replace(skin_talk.ask_off(knowledge, state, unanswered), before=(Silence(),))
    if state.question and state.question.about not in _LEFT_OPEN:
        changes = state.question.about != guide_choice.CHOICE
        said = replies.text("kept" if changes else "all_right")
        return Outcome(state, said, before=(Silence(),))
    running = state.book.find()
    if not running:
        key = "stopped" if state.question else "nothing_to_stop"
        return Outcome(state, replies.text(key), before=(Silence(),))
    counting = joined(lefts(running, now.monotonic_s, replies)[:2])
    said = replies.text("still_counting", left=sentence(counting))
    return Outcome(state, said, before=(Silence(),))


def repeat(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """What was said last, word for word, with the same question open again."""
    if not state.last_spoken:
        return Outcome(state, knowledge.replies.text("nothing_before"))
    said, question = state.last_asked or ("", None)
    asked = question if said == state.last_spoken else None
    return Outcome(state, state.last_spoken, state.turn.sources, state.question or asked)


def show_help(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """What would work now, in one breath; whatever rings or counts comes first."""
    if ringing.rings(state):
        key = "help_ringing"
    elif state.book.timers:
        key = "help_counting"
    else:
        key = "help_guide" if state.context.unit else "help"
    return Outcome(state, knowledge.replies.text(key))


def not_yet(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Understood, but there is nothing here that does it."""
    return Outcome(state, knowledge.replies.text("not_yet"))
