"""Follow-ups that need what was said before: "and for heat?", "how often?"."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import guide_choice, guide_talk, timer_query
from voice_skill.core.events import Now
from voice_skill.core.guide import Unit
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import GuideContext, Outcome, State, resolved, unclear
from voice_skill.core.timer_words import either

HOW_LONG = "how_long"
NOT_ENOUGH = "not_enough"
"""The aspect that leads on, to what the guide tries next."""
_MOST_TOPICS = 3
"""More than that nobody keeps in mind."""


def follow(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """A topic keeps what was asked; an aspect keeps what it was asked about."""
    guide, context = knowledge.guide, state.context
    if _about_a_timer(knowledge, state, meaning):
        kind = meaning.slots.get("topic")
        order = resolved(meaning, "timer.query", {"kind": kind} if kind else {})
        return replace(timer_query.query(knowledge, state, order, now), meaning=order)
    asked = meaning.slots.get("aspect")
    topic = meaning.slots.get("topic") or context.topic
    aspect = asked or context.aspect
    known = guide.about(topic) if topic in guide.topics() else _beside(knowledge, context)
    if not known:
        return _about_what(knowledge, state, meaning, now)
    unit = next((unit for unit in known if aspect in unit.aspects), None)
    if unit is None and asked is None:
        unit = known[0]
    if unit is None:
        return _not_about(knowledge, state, known, meaning, now)
    if aspect == NOT_ENOUGH:
        topic, aspect = _next(knowledge, unit)
    told = guide_talk.tell(state, unit, now, topic, aspect)
    return replace(told, meaning=resolved(meaning, "guide.answer", {"unit": unit.id}))


def after_start(knowledge: Knowledge, outcome: Outcome, now: Now) -> State:
    """An order about ice makes ice the topic, so that "how often?" and "why?" may follow it."""
    state, order = outcome.state, outcome.meaning
    if order is None or order.intent != "timer.start":
        return state
    kind = str(order.slots.get("kind"))
    if kind not in knowledge.guide.topics():
        return state
    cloth = outcome.question is not None and outcome.question.about == "cloth"
    aspect = "with_what" if cloth else HOW_LONG
    unit = knowledge.guide.aspect(kind, aspect) or knowledge.guide.about(kind)[0]
    return replace(state, context=guide_talk.about(unit, now, kind))


def _about_a_timer(knowledge: Knowledge, state: State, meaning: Meaning) -> bool:
    """ "How long?" and "what about the heat?" while it counts, unless the guide is talked of."""
    topic, aspect = meaning.slots.get("topic"), meaning.slots.get("aspect")
    talked_of = state.context.topic
    if topic:
        counted = bool(state.book.find(kind=topic))
        return counted and (aspect == HOW_LONG or (not aspect and talked_of in (None, topic)))
    if aspect != HOW_LONG or not state.book.timers:
        return False
    if talked_of is None or state.book.find(kind=talked_of) or _spoke_of_timers(state):
        return True
    return knowledge.guide.aspect(talked_of, HOW_LONG) is None


def _next(knowledge: Knowledge, unit: Unit) -> tuple[str | None, str | None]:
    """What the talk is about once this was suggested: the first topic of its step, in general."""
    topic = next(iter(knowledge.guide.step(unit.source).topics), None)
    general = knowledge.guide.about(topic)[0] if topic else unit
    return topic, next(iter(general.aspects), None)


def _spoke_of_timers(state: State) -> bool:
    return state.turn.meaning.intent.startswith("timer.")


def _beside(knowledge: Knowledge, context: GuideContext) -> tuple[Unit, ...]:
    """The units of the last answer's step, for content that names no topics."""
    if context.unit is None or context.topic is not None:
        return ()
    return knowledge.guide.step(knowledge.guide.unit(context.unit).source).units


def _about_what(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Without a context: name a few things that it is known for, and take a bare answer."""
    guide, aspect = knowledge.guide, str(meaning.slots.get("aspect"))
    names: dict[str, str] = {}
    for topic, name in guide.topics().items():
        unit = guide.aspect(topic, aspect)
        if unit and len(names) < _MOST_TOPICS:
            names.setdefault(unit.id, name)
    if not names:
        return guide_choice.unknown(knowledge, state, meaning, now)
    said = knowledge.replies.text("about_what", topics=either(names.values()))
    context = GuideContext(aspect=aspect, until_s=now.monotonic_s + guide_talk.CONTEXT_S)
    question = guide_choice.offer([guide.unit(unit_id) for unit_id in names], {"aspect": aspect})
    return Outcome(
        replace(state, context=context), said, question=question, meaning=unclear(meaning)
    )


def _not_about(
    knowledge: Knowledge, state: State, known: tuple[Unit, ...], meaning: Meaning, now: Now
) -> Outcome:
    """The guide is silent on that; it names what it does say about the topic."""
    replies, names = knowledge.replies, knowledge.guide.topics()
    topic = meaning.slots.get("topic") or state.context.topic
    others = [unit for unit in known if unit.id != state.context.unit][:2]
    kept = replace(state.context, topic=topic, until_s=now.monotonic_s + guide_talk.CONTEXT_S)
    after = replace(state, context=kept)
    if topic is None or not others:
        return Outcome(after, replies.text("not_in_guide"), meaning=unclear(meaning))
    key = "not_about_near" if len(others) > 1 else "not_about_one"
    titles = {"first": others[0].title, "second": others[-1].title}
    said = replies.text(key, topic=names[topic], **titles)
    return Outcome(after, said, question=guide_choice.offer(others), meaning=unclear(meaning))
