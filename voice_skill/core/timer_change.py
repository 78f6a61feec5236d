"""Pausing, resuming, adding and taking off. What is on the skin stays within its limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voice_skill.core import ring_talk, ringing, skin_talk
from voice_skill.core.durations import spoken_duration
from voice_skill.core.effects import Silence
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.ledger import SHORTEST_S
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_choice import ANY, fitting, nothing_fits, one_or_ask
from voice_skill.core.timer_words import GUIDE_STEP, label, left, named, sentence
from voice_skill.core.timers import APPLICATIONS, LONGEST_S, Timer

_LOST = ("duration_s", "problem")
_TARGETS = {"kind", "name", "target_duration_s", "ordinal", "ids", "all"}

OneVerb = Callable[[Knowledge, State, Meaning, Timer, Now], Outcome]


def pause(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Hold a timer. Ice and heat go on working until somebody says that they are off."""
    return _apply(knowledge, state, meaning, now, ("running",), _pause_one)


def resume(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Let a held timer count on; ice that rang since nobody answered too, or one from its start."""
    held = fitting(state, meaning.slots, ("paused",))
    if meaning.slots.get("restart") and not held:
        return _apply(knowledge, state, meaning, now, ANY, _restart_one)
    rang = [t for t in fitting(state, meaning.slots, ("ringing",)) if t.kind in APPLICATIONS]
    if rang and not held:
        return skin_talk.still_on(knowledge, state, tuple(timer.id for timer in rang), now)
    return _apply(knowledge, state, meaning, now, ("paused",), _resume_one)


def extend(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Add or take off time; what rings counts on instead."""
    replies, slots = knowledge.replies, meaning.slots
    by_s = slots.get("duration_s")
    if not state.book.timers and not ringing.rings(state):
        return nothing_fits(knowledge, state, meaning, now)
    if by_s is None or not by_s:
        asked = {name: value for name, value in slots.items() if name not in _LOST}
        said = replies.text(_amount_key(knowledge, meaning))
        return Outcome(state, said, question=Question("amount", meaning.intent, asked))
    if by_s > 0 and state.alarms.ringing() and not state.book.ringing():
        return ring_talk.snooze(knowledge, state, meaning, now)
    # "Five more minutes" while something rings is said to the ring.
    to_ring = by_s > 0 and state.book.ringing() and not _TARGETS & slots.keys()
    return _apply(knowledge, state, meaning, now, ("ringing",) if to_ring else ANY, _extend_one)


def _amount_key(knowledge: Knowledge, meaning: Meaning) -> str:
    """What was wrong with the length that was said, if one was."""
    by_s, problem = meaning.slots.get("duration_s"), meaning.slots.get("problem")
    if by_s is None and not problem:
        return "ask_amount"
    key = f"amount_{problem or 'zero'}"
    return key if key in knowledge.replies.texts else "problem_amount"


def _apply(
    knowledge: Knowledge,
    state: State,
    meaning: Meaning,
    now: Now,
    states: tuple[str, ...],
    verb: OneVerb,
) -> Outcome:
    """One timer, or all that fit where "all" or "both" was said; otherwise a question."""
    if not meaning.slots.get("all"):
        timer = one_or_ask(knowledge, state, meaning, now, states)
        if isinstance(timer, Outcome):
            return timer
        return verb(knowledge, state, meaning, timer, now)
    found = fitting(state, meaning.slots, states)
    if not found:
        return nothing_fits(knowledge, state, meaning, now)
    outcome, said, question = Outcome(state, ""), [], None
    for timer in found:
        outcome = verb(knowledge, outcome.state, meaning, timer, now)
        said.append(outcome.say)
        question = outcome.question or question
    told = " ".join(said[:3])
    if verb is _pause_one and len(found) > 1 and not question:
        told = _paused_together(knowledge, found)
    return replace(outcome, say=told, question=question, meaning=meaning)


def _paused_together(knowledge: Knowledge, timers: tuple[Timer, ...]) -> str:
    if len(timers) > 2:
        return knowledge.replies.text("paused_all", count=number_to_words(len(timers)))
    return sentence(knowledge.replies.text("paused_many", names=named(timers, knowledge.replies)))


def _pause_one(
    knowledge: Knowledge, state: State, meaning: Meaning, timer: Timer, now: Now
) -> Outcome:
    after = replace(state, book=state.book.pause(timer, now.monotonic_s))
    said = sentence(knowledge.replies.text("paused", label=label(timer, knowledge.replies)))
    if timer.kind not in APPLICATIONS:
        return Outcome(after, said)
    asked = skin_talk.ask_off(knowledge, after, (timer.id,), (GUIDE_STEP[timer.kind],))
    return replace(asked, say=f"{said} {asked.say}")


def _resume_one(
    knowledge: Knowledge, state: State, meaning: Meaning, timer: Timer, now: Now
) -> Outcome:
    replies, now_s = knowledge.replies, now.monotonic_s
    sources: tuple[str, ...] = ()
    if timer.kind in APPLICATIONS:
        sources = (GUIDE_STEP[timer.kind],)
        allowed = skin_talk.verdict(knowledge, state, timer.kind, now)
        if allowed.seconds < SHORTEST_S:
            return Outcome(state, replies.text("no_resume", kind=timer.kind), sources)
        timer = replace(timer, paused_s=min(timer.remaining_s(now_s), allowed.seconds))
    book = state.book.resume(timer, now_s)
    after = replace(state, book=book)
    runs = book.get(timer.id)
    if runs is None or runs.deadline_s is None:
        return Outcome(state, replies.text("no_timers"))
    if timer.kind in APPLICATIONS:
        after = skin_talk.laid_on(knowledge, after, runs, runs.deadline_s, now)
    return Outcome(after, sentence(left(runs, now_s, replies)), sources)


def _restart_one(
    knowledge: Knowledge, state: State, meaning: Meaning, timer: Timer, now: Now
) -> Outcome:
    """Its whole length once more from now; on the skin it is added to what it has had."""
    now_s = now.monotonic_s
    if timer.kind in APPLICATIONS:
        by_s = timer.total_s - timer.remaining_s(now_s)
        more = resolved(meaning, "timer.extend", {**meaning.slots, "duration_s": by_s})
        return _extend_one(knowledge, state, more, timer, now)
    book = state.book.resume(replace(timer, paused_s=timer.total_s, state="paused"), now_s)
    runs = book.get(timer.id) or timer
    said = sentence(left(runs, now_s, knowledge.replies))
    before = (Silence(),) if timer.state == "ringing" else ()
    return Outcome(replace(state, book=book), said, before=before)


def _extend_one(
    knowledge: Knowledge, state: State, meaning: Meaning, timer: Timer, now: Now
) -> Outcome:
    replies, by_s = knowledge.replies, float(meaning.slots["duration_s"])
    if meaning.slots.get("to"):
        by_s -= timer.total_s
        meaning = replace(meaning, slots={**meaning.slots, "duration_s": by_s})
    if timer.state == "ringing":
        return _ring_on(knowledge, state, meaning, (timer, by_s), now)
    refused = _too_much(knowledge, state, meaning, (timer, by_s), now)
    if refused:
        return refused
    left_s = timer.remaining_s(now.monotonic_s) + by_s
    if left_s <= 0:
        key = "ran_longer" if meaning.slots.get("to") else "takes_all"
        return Outcome(state, sentence(replies.text(key, label=label(timer, replies))))
    if timer.total_s + by_s > LONGEST_S:
        return Outcome(state, replies.text("problem_enormous"))
    after = replace(state, book=state.book.extend(timer, by_s, now.monotonic_s))
    changed = after.book.get(timer.id) or timer
    if changed.state == "running":
        after = skin_talk.planned(after, changed, now.monotonic_s + left_s, now)
    sources = (GUIDE_STEP[timer.kind],) if timer.kind in APPLICATIONS else ()
    return Outcome(after, sentence(left(changed, now.monotonic_s, replies)), sources)


def _ring_on(
    knowledge: Knowledge, state: State, meaning: Meaning, change: tuple[Timer, float], now: Now
) -> Outcome:
    """More time for what is over already is a snooze of this one timer."""
    timer, by_s = change
    if by_s < 0:
        return Outcome(state, sentence(left(timer, now.monotonic_s, knowledge.replies)))
    return ring_talk.snooze_these(knowledge, state, meaning, ((timer,), by_s), now)


def _too_much(
    knowledge: Knowledge, state: State, meaning: Meaning, change: tuple[Timer, float], now: Now
) -> Outcome | None:
    """What the limit of ice or heat leaves no room for, with the minutes that it does."""
    timer, by_s = change
    if timer.kind not in APPLICATIONS or by_s <= 0:
        return None
    replies, now_s = knowledge.replies, now.monotonic_s
    room_s = skin_talk.verdict(knowledge, state, timer.kind, now).seconds - timer.remaining_s(now_s)
    if by_s <= room_s:
        return None
    sources = (GUIDE_STEP[timer.kind],)
    refused = resolved(meaning, "timer.extend", {**meaning.slots, "refused": "limit"})
    offer_s = room_s // 60 * 60
    if offer_s < SHORTEST_S:
        said = replies.text(f"no_more_{timer.kind}", left=left(timer, now_s, replies))
        return Outcome(state, sentence(said), sources, meaning=refused)
    said = replies.text(f"some_more_{timer.kind}", length=spoken_duration(offer_s))
    slots = {"ids": [timer.id], "duration_s": offer_s}
    return Outcome(state, said, sources, Question("yes_no", "extend_limit", slots), refused)
