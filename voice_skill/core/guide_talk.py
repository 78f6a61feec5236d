"""Answers from the guide, and the follow-ups on them."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core.events import Now
from voice_skill.core.guide import Unit
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, State
from voice_skill.core.timer_words import sentence


def answer(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """The answer first, then its caution, once in a conversation."""
    unit = knowledge.guide.unit(str(meaning.slots["unit"]))
    said = unit.answer
    if unit.cautions and unit.id not in state.cautioned:
        said = f"{said} {sentence(unit.cautions[0].text)}"
    after = replace(
        state, unit=unit.id, said_more=0, cautioned=state.cautioned | {unit.id}, not_understood=0
    )
    return Outcome(after, said, (unit.source,))


def _last(knowledge: Knowledge, state: State) -> Unit | None:
    return knowledge.guide.unit(state.unit) if state.unit else None


def more(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """The next further piece on what was answered last, then its remaining cautions."""
    unit = _last(knowledge, state)
    if unit is None:
        return Outcome(state, knowledge.replies.text("nothing_before"))
    pieces = [*unit.more, *(sentence(caution.text) for caution in unit.cautions[1:])]
    if state.said_more >= len(pieces):
        return Outcome(state, knowledge.replies.text("no_more"))
    after = replace(state, said_more=state.said_more + 1)
    return Outcome(after, pieces[state.said_more], (unit.source,))


def why(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """The reason for what was answered last, as the guide gives it."""
    unit = _last(knowledge, state)
    if unit is None:
        return Outcome(state, knowledge.replies.text("nothing_before"))
    if unit.why is None:
        return Outcome(state, knowledge.replies.text("no_why"))
    return Outcome(state, unit.why, (unit.source,))


def source(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Which part and step the last reply came from."""
    origin = state.turn.sources[0] if state.turn.sources else None
    unit = _last(knowledge, state)
    origin = origin or (unit.source if unit else None)
    if origin is None:
        return Outcome(state, knowledge.replies.text("nothing_before"))
    part, step = origin.split(".")
    title = knowledge.guide.step(origin).title
    said = knowledge.replies.text("source_of", part=part, step=step, title=title)
    return Outcome(state, said, (origin,))


def unknown(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Not in the guide: said at once, with the two nearest things the first time."""
    titles = [other.title for other in meaning.alternatives if other.title][:2]
    after = replace(state, not_understood=state.not_understood + 1)
    if len(titles) < 2 or state.not_understood:
        return Outcome(after, knowledge.replies.text("not_in_guide"))
    said = knowledge.replies.text("not_in_guide_near", first=titles[0], second=titles[1])
    return Outcome(after, said)
