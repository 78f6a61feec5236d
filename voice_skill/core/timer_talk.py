"""What is answered to orders about timers. Lengths come from the grammar, never from a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voice_skill.core import guide_talk, ring_talk
from voice_skill.core.durations import spoken_duration
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_words import GUIDE_STEP, joined, label, left, sentence
from voice_skill.core.timers import (
    APPLICATION_LIMIT_S,
    APPLICATIONS,
    DEFAULT_S,
    LONGEST_S,
    MOST_TIMERS,
    Timer,
)


def _sources(kind: str | None) -> tuple[str, ...]:
    return (GUIDE_STEP[kind],) if kind in GUIDE_STEP else ()


def start(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Start a timer, or ask for what is missing; ice and heat never for longer than the guide."""
    replies, slots = knowledge.replies, meaning.slots
    kind = str(slots.get("kind") or "custom")
    kind = "custom" if kind == "timer" else kind
    if slots.get("problem"):
        key = f"problem_{slots['problem']}"
        text = replies.texts.get(key) or replies.text("problem_other")
        return Outcome(state, text, question=Question("duration", "start", dict(slots)))
    duration_s = slots.get("duration_s", DEFAULT_S.get(kind))
    if duration_s is None:
        said = replies.text("ask_duration")
        return Outcome(state, said, question=Question("duration", "start", dict(slots)))
    refused = _refusal(knowledge, state, meaning, kind, float(duration_s))
    if refused:
        return refused
    name = slots.get("name")
    if name and state.book.find(name=name):
        clash = left(state.book.find(name=name)[0], now.monotonic_s, replies)
        return Outcome(state, sentence(replies.text("duplicate_name", left=clash)))
    return _begin(knowledge, state, meaning, kind, name, float(duration_s), now)


def _refusal(
    knowledge: Knowledge, state: State, meaning: Meaning, kind: str, duration_s: float
) -> Outcome | None:
    replies = knowledge.replies
    slots = dict(meaning.slots)
    if duration_s <= 0:
        asked = Question("duration", "start", slots)
        return Outcome(state, replies.text("problem_zero"), question=asked)
    if kind in APPLICATIONS and duration_s > APPLICATION_LIMIT_S:
        question = Question("yes_no", "start_limit", {**slots, "duration_s": APPLICATION_LIMIT_S})
        said = replies.text(f"too_long_{kind}")
        refused = resolved(meaning, "timer.start", {**slots, "refused": "limit"})
        return Outcome(state, said, _sources(kind), question, refused)
    if duration_s > LONGEST_S:
        asked = Question("duration", "start", slots)
        return Outcome(state, replies.text("problem_enormous"), question=asked)
    if kind in APPLICATIONS and state.book.find(kind=kind):
        said = replies.text("already_on", label=label(state.book.find(kind=kind)[0], replies))
        return Outcome(state, said, _sources(kind))
    if len(state.book.timers) >= MOST_TIMERS:
        return Outcome(state, replies.text("too_many"))
    return None


def _begin(
    knowledge: Knowledge,
    state: State,
    meaning: Meaning,
    kind: str,
    name: str | None,
    duration_s: float,
    now: Now,
) -> Outcome:
    replies = knowledge.replies
    book, timer = state.book.start(kind, name, duration_s, now.monotonic_s)
    length = spoken_duration(duration_s)
    key = "started_named" if name else f"started_{kind}"
    said = replies.text(key, length=length, name=name)
    slots = {**meaning.slots, "kind": kind, "duration_s": duration_s}
    question = Question("yes_no", "cloth", {"id": timer.id}) if kind == "ice" else None
    return Outcome(
        replace(state, book=book),
        sentence(said),
        _sources(kind),
        question,
        resolved(meaning, "timer.start", slots),
    )


def _chosen(state: State, slots: Mapping[str, Any], states: tuple[str, ...]) -> tuple[Timer, ...]:
    """The timers that fit what was said, among those in one of these states."""
    found = state.book.find(
        kind=None if slots.get("kind") in (None, "timer") else slots["kind"],
        name=slots.get("name"),
        total_s=slots.get("target_duration_s"),
        ordinal=slots.get("ordinal"),
    )
    return tuple(timer for timer in found if timer.state in states)


def _one_or_ask(
    knowledge: Knowledge, state: State, meaning: Meaning, now: Now, states: tuple[str, ...]
) -> Timer | Outcome:
    """The one timer meant; or the reply when there is none, or the question when several fit."""
    replies = knowledge.replies
    found = _chosen(state, meaning.slots, states)
    if len(found) == 1:
        return found[0]
    if found:
        names = joined(label(timer, replies) for timer in found[:3])
        question = Question("which", meaning.intent, dict(meaning.slots))
        return Outcome(state, replies.text("which", names=names), question=question)
    if not state.book.timers:
        return Outcome(state, replies.text("no_timers"))
    running = joined(left(t, now.monotonic_s, replies) for t in state.book.timers[:3])
    return Outcome(state, replies.text("no_such_timer", running=sentence(running)))


def cancel(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """End one timer, or all; what runs under another name is left alone."""
    replies = knowledge.replies
    any_state = ("running", "paused", "ringing")
    if meaning.slots.get("all"):
        return cancel_all(knowledge, state, meaning, now)
    timer = _one_or_ask(knowledge, state, meaning, now, any_state)
    if isinstance(timer, Outcome):
        return timer
    if timer.state == "ringing":
        return ring_talk.acknowledge(knowledge, state, (timer,), now)
    key = "cancelled_application" if timer.kind in APPLICATIONS else "cancelled"
    said = sentence(replies.text(key, label=label(timer, replies)))
    return Outcome(replace(state, book=state.book.remove({timer.id})), said, _sources(timer.kind))


def cancel_all(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Two or more are ended only after a yes."""
    replies = knowledge.replies
    timers = _chosen(state, meaning.slots, ("running", "paused", "ringing"))
    if len(timers) < 2 and not timers:
        return Outcome(state, replies.text("no_timers"))
    if len(timers) > 1:
        question = Question("yes_no", "cancel_all", {"ids": [timer.id for timer in timers]})
        return Outcome(
            state,
            replies.text("ask_cancel_all", count=number_to_words(len(timers))),
            question=question,
        )
    only = resolved(meaning, "timer.cancel", {"kind": timers[0].kind, "name": timers[0].name})
    return cancel(knowledge, state, only, now)


def pause(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Hold a timer. Ice and heat are not held: the skin does not pause."""
    replies = knowledge.replies
    timer = _one_or_ask(knowledge, state, meaning, now, ("running",))
    if isinstance(timer, Outcome):
        return timer
    if timer.kind in APPLICATIONS:
        said = replies.text("not_paused", label=label(timer, replies))
        return Outcome(state, sentence(said), _sources(timer.kind))
    book = state.book.pause(timer, now.monotonic_s)
    said = replies.text("paused", label=label(timer, replies))
    return Outcome(replace(state, book=book), sentence(said))


def resume(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Let a held timer count on."""
    timer = _one_or_ask(knowledge, state, meaning, now, ("paused",))
    if isinstance(timer, Outcome):
        return timer
    book = state.book.resume(timer, now.monotonic_s)
    said = left(
        book.find(ordinal=state.book.timers.index(timer) + 1)[0], now.monotonic_s, knowledge.replies
    )
    return Outcome(replace(state, book=book), sentence(said))


def extend(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Add or take off time; ice and heat stay within the guide's limit in all."""
    replies, slots = knowledge.replies, meaning.slots
    by_s = slots.get("duration_s")
    if by_s is None:
        question = Question("amount", "timer.extend", dict(slots))
        return Outcome(state, replies.text("ask_amount"), question=question)
    timer = _one_or_ask(knowledge, state, meaning, now, ("running", "paused"))
    if isinstance(timer, Outcome):
        return timer
    total_s = timer.total_s + by_s
    if timer.kind in APPLICATIONS and total_s > APPLICATION_LIMIT_S:
        said = replies.text(f"no_more_{timer.kind}", left=left(timer, now.monotonic_s, replies))
        refused = resolved(meaning, "timer.extend", {**slots, "refused": "limit"})
        return Outcome(state, sentence(said), _sources(timer.kind), meaning=refused)
    if timer.remaining_s(now.monotonic_s) + by_s <= 0:
        return Outcome(state, sentence(replies.text("takes_all", label=label(timer, replies))))
    if total_s > LONGEST_S:
        return Outcome(state, replies.text("problem_enormous"))
    book = state.book.extend(timer, by_s, now.monotonic_s)
    changed = book.find(ordinal=state.book.timers.index(timer) + 1)[0]
    return Outcome(replace(state, book=book), sentence(left(changed, now.monotonic_s, replies)))


def query(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """How long is left: of the one meant, or of all."""
    replies = knowledge.replies
    if not state.book.timers:
        return _nothing_runs(knowledge, state, meaning, now)
    found = _chosen(state, meaning.slots, ("running", "paused", "ringing"))
    if not found:
        running = joined(left(t, now.monotonic_s, replies) for t in state.book.timers[:3])
        return Outcome(state, replies.text("no_such_timer", running=sentence(running)))
    said = joined(left(timer, now.monotonic_s, replies) for timer in found[:3])
    if len(found) > 3:
        said = replies.text("and_more", said=said, count=number_to_words(len(found) - 3))
    return Outcome(state, sentence(said))


def _nothing_runs(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "Ice, how long?" with no ice on is a question to the guide."""
    nothing = knowledge.replies.text("no_timers")
    unit = knowledge.guide.units().get(f"{meaning.slots.get('kind')}_minutes")
    if unit is None:
        return Outcome(state, nothing)
    told = guide_talk.tell(state, unit, now)
    return replace(told, say=f"{nothing} {told.say}")


def again(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "Same again": asks what to start, since only the last turn is remembered."""
    last = state.turn.meaning
    if last.intent == "timer.start" and "duration_s" in last.slots:
        return start(knowledge, state, resolved(meaning, "timer.start", last.slots), now)
    said = knowledge.replies.text("again_what")
    return Outcome(state, said, question=Question("duration", "start", {}))
