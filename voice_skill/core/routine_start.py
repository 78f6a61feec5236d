"""Beginning a routine, and what is said about routines where none may be running."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import (
    control_talk,
    reminder_ring,
    ring_talk,
    ringing,
    routine_pace,
    routine_walk,
    routine_words,
    skin_talk,
)
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved

SWITCH = "routine.switch"
"""What the question whether to begin another one is about."""


def start(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Begin a routine; where one runs, it asks first."""
    replies = knowledge.replies
    routine = knowledge.routines.get(str(meaning.slots.get("id")))
    if routine is None:
        return Outcome(state, replies.text("routine_unknown"))
    if state.calling or state.emergency:
        question = Question("yes_no", "help_alarm", {"id": state.emergency})
        return Outcome(state, replies.text("ask_help_alarm"), question=question)
    if state.book.ringing() or state.reminders.ringing():
        return Outcome(state, replies.text("say_stop"), question=state.question)
    if state.alarms.ringing():
        # It woke somebody who says what comes next: that is a stop, too.
        woken = ring_talk.heard(knowledge, state, meaning, now)
        begun = start(knowledge, woken.state, meaning, now)
        return replace(begun, before=(*woken.before, *begun.before))
    run = state.routine
    if run is None:
        return routine_walk.begin(knowledge, state, routine, now)
    title = knowledge.routines[run.id].title
    if run.id == routine.id and run.state == "paused" and not meaning.slots.get("again"):
        return routine_pace.ask_to_go_on(knowledge, state, run)
    key = "routine_again" if run.id == routine.id else "routine_switch"
    question = Question("yes_no", SWITCH, {"id": routine.id})
    return Outcome(state, replies.text(key, title=title, other=routine.title), question=question)


def query(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Where somebody is, how much is left, or which routines there are."""
    about, run = meaning.slots.get("about", "position"), state.routine
    if about == "list":
        said, following = routine_words.names(knowledge, int(meaning.slots.get("from", 0)))
        slots = {**meaning.slots, "from": following}
        return Outcome(state, said, meaning=replace(meaning, slots=slots))
    if run is None:
        return Outcome(state, knowledge.replies.text("routine_none"))
    words = routine_words.left if about == "left" else routine_words.position
    return Outcome(state, words(knowledge, run))


def more(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome | None:
    """ "More" after some of the routines were named: the next ones."""
    asked = state.turn.meaning
    if meaning.intent != "control.more" or asked.slots.get("about") != "list":
        return None
    return query(knowledge, state, resolved(meaning, "routine.query", asked.slots), now)


def idle(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Next or back, while no routine runs; "done" may be about a reminder that comes again."""
    if meaning.intent == "control.next" and reminder_ring.waits(state):
        return reminder_ring.moved_on(knowledge, state, meaning, now)
    return Outcome(state, knowledge.replies.text("routine_none"))


def hurts(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Pain while no routine runs: lie still, and what would help. To a ring it is a stop."""
    if state.calling or state.emergency or ringing.rings(state):
        return control_talk.stop(knowledge, state, meaning, now)
    off = skin_talk.hurts(knowledge, state, meaning)
    return off or Outcome(state, knowledge.replies.text("hurts"))
