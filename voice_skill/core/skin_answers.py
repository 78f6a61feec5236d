"""What is answered about ice and heat: on, off, awake, and which of the two was meant."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import awake, skin_talk
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State
from voice_skill.core.timer_words import left, sentence
from voice_skill.core.timers import APPLICATIONS


def names(meaning: Meaning) -> bool:
    """Whether these bare words name ice or heat, or both."""
    slots = meaning.slots
    named = slots.get("kind") in APPLICATIONS or bool(slots.get("all"))
    return meaning.intent == "answer.choice" and named


def off_asked(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "is it off?". What was not named is asked about again."""
    ids = tuple(question.slots["ids"])
    slots = meaning.slots
    there = tuple(dict.fromkeys((*ids, *_on_skin(state))))
    meant = _of_kind(state, there, slots["kind"]) if slots.get("kind") else ids
    rest = tuple(each for each in ids if each not in meant)
    if not meant or slots.get("awake"):
        return skin_talk.ask_off(knowledge, state, ids)
    on = meaning.intent == "answer.no" or bool(slots.get("on_skin"))
    answered = skin_talk.still_on if on else skin_talk.off
    outcome = answered(knowledge, state, meant, now)
    if not rest:
        return outcome
    asked = skin_talk.ask_off(knowledge, outcome.state, rest)
    return replace(outcome, say=f"{outcome.say} {asked.say}", question=asked.question)


def awake_asked(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "are you awake?"."""
    if meaning.slots.get("on_skin") is False:
        told = unasked(knowledge, state, meaning, now)
        if told:
            return told
    return awake.answered(knowledge, state, question, meaning, now)


def unasked(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome | None:
    """ "It is off", "still on" and "I am awake" are heard while something lies there."""
    ids, slots = _on_skin(state), meaning.slots
    meant = _of_kind(state, ids, slots["kind"]) if slots.get("kind") else ids
    if not meant:
        return None
    if slots.get("on_skin"):
        return skin_talk.still_on(knowledge, state, meant, now)
    if slots.get("on_skin") is False:
        if len(meant) > 1 and not slots.get("all"):
            return skin_talk.ask_off(knowledge, state, meant)
        return skin_talk.off(knowledge, state, meant, now)
    counting = [each for each in state.book.timers if each.id in meant and each.state == "running"]
    if not slots.get("awake") or not counting:
        return None
    lefts = [sentence(left(timer, now.monotonic_s, knowledge.replies)) for timer in counting]
    return Outcome(state, " ".join([knowledge.replies.text("awake_yes"), *lefts]))


def _on_skin(state: State) -> tuple[int, ...]:
    return tuple(each.timer_id for each in state.ledger.on_skin())


def _of_kind(state: State, ids: tuple[int, ...], kind: str) -> tuple[int, ...]:
    kinds = {each.timer_id: each.kind for each in state.ledger.applications}
    kinds |= {timer.id: timer.kind for timer in state.book.timers}
    return tuple(each for each in ids if kinds.get(each) == kind)
