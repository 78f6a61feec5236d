"""How long is left."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import guide_talk
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, State
from voice_skill.core.timer_choice import fitting, nothing_fits, nothing_runs, told_apart
from voice_skill.core.timer_words import joined, lefts, sentence


def query(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """How long is left: of the one meant, or of all."""
    replies = knowledge.replies
    if not state.book.timers:
        return _nothing_runs(knowledge, state, meaning, now)
    found = told_apart(fitting(state, meaning.slots), meaning)
    if not found:
        return nothing_fits(knowledge, state, meaning, now)
    said = joined(lefts(found, now.monotonic_s, replies)[:3])
    if len(found) > 3:
        said = replies.text("and_more", said=said, count=number_to_words(len(found) - 3))
    return Outcome(state, sentence(said))


def _nothing_runs(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "Ice, how long?" with no ice on is a question to the guide."""
    nothing = nothing_runs(knowledge, state)
    unit = knowledge.guide.units().get(f"{meaning.slots.get('kind')}_minutes")
    if unit is None or nothing.question:
        return nothing
    told = guide_talk.tell(state, unit, now)
    return replace(told, say=f"{nothing.say} {told.say}")
