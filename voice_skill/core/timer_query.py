"""How long is left."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, State
from voice_skill.core.timer_choice import fitting, nothing_fits
from voice_skill.core.timer_words import joined, left, sentence


def query(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """How long is left: of the one meant, or of all."""
    replies = knowledge.replies
    if not state.book.timers:
        return _nothing_runs(knowledge, state, meaning)
    found = fitting(state, meaning.slots)
    if not found:
        return nothing_fits(knowledge, state, meaning, now)
    said = joined(left(timer, now.monotonic_s, replies) for timer in found[:3])
    if len(found) > 3:
        said = replies.text("and_more", said=said, count=number_to_words(len(found) - 3))
    return Outcome(state, sentence(said))


def _nothing_runs(knowledge: Knowledge, state: State, meaning: Meaning) -> Outcome:
    """ "Ice, how long?" with no ice on is a question to the guide."""
    nothing = knowledge.replies.text("no_timers")
    unit = knowledge.guide.units().get(f"{meaning.slots.get('kind')}_minutes")
    if unit is None:
        return Outcome(state, nothing)
    after = replace(state, unit=unit.id, said_more=0)
    return Outcome(after, f"{nothing} {unit.answer}", (unit.source,))
