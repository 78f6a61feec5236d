"""Answers from the guide, and what is asked about the answer itself: more, why, where from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from voice_skill.core.events import Now
from voice_skill.core.guide import Unit
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import GuideContext, Outcome, State
from voice_skill.core.timer_words import sentence

CONTEXT_S = 120.0
"""How long a follow-up may take: long enough to think while lying in pain."""


def answer(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """What was asked for by name."""
    return tell(state, knowledge.guide.unit(str(meaning.slots["unit"])), now)


def tell(
    state: State,
    unit: Unit,
    now: Now,
    topic: str | None = None,
    aspect: str | None = None,
    waiting: Iterable[str] = (),
) -> Outcome:
    """The answer first, then its caution, once in a conversation.

    `topic` and `aspect` are what was asked for, where the unit answers several; `waiting` are the
    units that come with "more".
    """
    said, cautioned = unit.answer, state.cautioned
    for caution in unit.cautions[:1]:
        if caution.text not in cautioned:
            said = f"{said} {sentence(caution.text)}"
            cautioned |= {caution.text}
    context = replace(about(unit, now, topic, aspect), waiting=tuple(waiting))
    after = replace(state, context=context, cautioned=cautioned)
    return Outcome(after, said, (unit.source,))


def about(
    unit: Unit, now: Now, topic: str | None = None, aspect: str | None = None
) -> GuideContext:
    """The context after this unit was answered."""
    return GuideContext(
        unit=unit.id,
        topic=topic or next(iter(unit.topics), None),
        aspect=aspect or next(iter(unit.aspects), None),
        until_s=now.monotonic_s + CONTEXT_S,
    )


def more(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """What waits, or the next further piece on the last answer, then its remaining cautions."""
    unit = _last(knowledge, state)
    if unit is None:
        return Outcome(state, knowledge.replies.text("nothing_before"))
    context = state.context
    if context.waiting:
        following, *waiting = context.waiting
        return tell(state, knowledge.guide.unit(following), now, waiting=waiting)
    pieces = [*unit.more, *(sentence(caution.text) for caution in unit.cautions[1:])]
    if context.said_more >= len(pieces):
        return Outcome(_kept(state, now), knowledge.replies.text("no_more"))
    after = replace(state, context=replace(context, said_more=context.said_more + 1))
    return Outcome(_kept(after, now), pieces[context.said_more], (unit.source,))


def why(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """The reason for the last answer, or at least the one for what it is about."""
    unit = _last(knowledge, state)
    if unit is None:
        return Outcome(state, knowledge.replies.text("nothing_before"))
    after = _kept(state, now)
    if unit.why is not None:
        return Outcome(after, unit.why, (unit.source,))
    topic = state.context.topic
    general = knowledge.guide.about(topic)[0] if topic else None
    if general is None or general.why is None:
        return Outcome(after, knowledge.replies.text("no_why"))
    said = knowledge.replies.text("no_why_but", why=general.why)
    return Outcome(after, said, (general.source,))


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
    return Outcome(_kept(state, now), said, (origin,))


def _last(knowledge: Knowledge, state: State) -> Unit | None:
    return knowledge.guide.unit(state.context.unit) if state.context.unit else None


def _kept(state: State, now: Now) -> State:
    """A follow-up keeps the context for as long again."""
    return replace(state, context=replace(state.context, until_s=now.monotonic_s + CONTEXT_S))
