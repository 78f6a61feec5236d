"""Which timer is meant. A name that no timer has never means another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voice_skill.core import skin_talk
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State
from voice_skill.core.timer_words import joined, labels, lefts, named, sentence
from voice_skill.core.timers import Timer

ANY = ("running", "paused", "ringing")

_FILLERS = frozenset("the my a an timer one that please called named".split())


def fitting(
    state: State, slots: Mapping[str, Any], states: tuple[str, ...] = ANY
) -> tuple[Timer, ...]:
    """The timers that fit what was said, in one of these states.

    The slot `ids` names those that were offered in a question; an ordinal counts among them.
    """
    offered = slots.get("ids")
    kind = slots.get("kind")
    found = state.book.find(
        kind=None if kind in (None, "timer") else kind,
        name=slots.get("name"),
        total_s=slots.get("target_duration_s"),
        ordinal=slots.get("ordinal") if offered is None else None,
    )
    found = tuple(timer for timer in found if timer.state in states)
    if offered is None:
        return found
    found = tuple(timer for timer in found if timer.id in offered)
    ordinal = slots.get("ordinal")
    if ordinal is None:
        return found
    index = ordinal - 1 if ordinal > 0 else len(found) + ordinal
    return found[index : index + 1] if index >= 0 else ()


def told_apart(found: tuple[Timer, ...], meaning: Meaning) -> tuple[Timer, ...]:
    """Of several, the one whose name stands in the words, whatever it was not taken for:
    "the goulash can go" where a timer is called goulash."""
    heard = f" {meaning.heard.lower()} "
    called = tuple(timer for timer in found if timer.name and f" {timer.name} " in heard)
    return called if len(called) == 1 else found


def one_or_ask(
    knowledge: Knowledge, state: State, meaning: Meaning, now: Now, states: tuple[str, ...]
) -> Timer | Outcome:
    """The one timer meant; or the reply when there is none, or the question when several fit."""
    found = told_apart(fitting(state, meaning.slots, states), meaning)
    if len(found) == 1:
        return found[0]
    if found:
        return _ask(knowledge, state, meaning, found)
    return nothing_fits(knowledge, state, meaning, now)


def _ask(knowledge: Knowledge, state: State, meaning: Meaning, found: tuple[Timer, ...]) -> Outcome:
    replies = knowledge.replies
    slots = {**meaning.slots, "ids": [timer.id for timer in found]}
    called = zip(found, labels(found, replies), strict=True)
    slots["called"] = {str(timer.id): _core_of(name) for timer, name in called}
    question = Question("which", meaning.intent, slots)
    return Outcome(
        state, replies.text("which", names=named(found, replies, "or")), question=question
    )


def nothing_fits(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """No such timer; or there is, and what was asked of it makes no sense now."""
    replies = knowledge.replies
    if not state.book.timers:
        return nothing_runs(knowledge, state)
    there = fitting(state, meaning.slots)
    shown = there or state.book.timers
    running = sentence(joined(lefts(shown, now.monotonic_s, replies)[:3]))
    if there:
        return Outcome(state, running)
    return Outcome(state, replies.text("no_such_timer", running=running))


def nothing_runs(knowledge: Knowledge, state: State) -> Outcome:
    """No timer is there; what was cancelled and may still be on the skin is asked about."""
    replies = knowledge.replies
    forgotten = skin_talk.unanswered(state)
    if not forgotten:
        return Outcome(state, replies.text("no_timers"))
    asked = skin_talk.ask_off(knowledge, state, forgotten)
    return replace(asked, say=f"{replies.text('no_timer_but_on')} {asked.say}")


def said_name(heard: str, question: Question) -> int | None:
    """The id of the offered timer that these bare words call, such as "pizza"; else None."""
    words = _core_of(heard)
    called = question.slots.get("called", {})
    fits = [int(timer_id) for timer_id, name in called.items() if words and words == name]
    return fits[0] if len(fits) == 1 else None


def _core_of(name: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in name.lower()).split()
    return " ".join(word for word in words if word not in _FILLERS)
