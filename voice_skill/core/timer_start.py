"""Starting timers. Lengths come from the grammar, never from a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from voice_skill.core import awake, skin_talk
from voice_skill.core.civil import moment, next_date, seconds_until
from voice_skill.core.durations import spoken_duration
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.ledger import counted_today
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_words import GUIDE_STEP, left, sentence
from voice_skill.core.timers import (
    APPLICATIONS,
    DEFAULT_S,
    LONGEST_S,
    MOST_TIMERS,
    Timer,
)

SHORTEST_S = 1.0


def start(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Start a timer, or ask for what is missing; ice and heat as the ledger allows."""
    slots = dict(meaning.slots)
    kind = str(slots.get("kind") or "custom")
    kind = "custom" if kind == "timer" else kind
    if "until" in slots and "duration_s" not in slots:
        if not now.synced:
            return _ask_length(knowledge, state, meaning, "problem_clock")
        slots["duration_s"] = until_s(str(slots["until"]), slots.get("until_alt"), now.wall)
        meaning = replace(meaning, slots=slots)
    if slots.get("problem") == "together":
        return Outcome(state, knowledge.replies.text("not_both"), (GUIDE_STEP["ice"],))
    if slots.get("problem"):
        key = f"problem_{slots['problem']}"
        known = key if key in knowledge.replies.texts else "problem_other"
        return _ask_length(knowledge, state, meaning, known)
    duration_s = slots.get("duration_s", DEFAULT_S.get(kind))
    if duration_s is None:
        return _ask_length(knowledge, state, meaning, "ask_duration")
    refused = _refusal(knowledge, state, meaning, (kind, float(duration_s)), now)
    if refused:
        return refused
    name = slots.get("name")
    if name and state.book.find(name=name):
        clash = left(state.book.find(name=name)[0], now.monotonic_s, knowledge.replies)
        return Outcome(state, sentence(knowledge.replies.text("duplicate_name", left=clash)))
    return _begin(knowledge, state, meaning, (kind, float(duration_s)), now)


def until_s(clock: str, other: str | None, wall: datetime) -> float:
    """Seconds until the next of these clock times ("HH:MM"); never zero.

    `other` is the second reading of a time without morning or evening.
    """
    said = [each for each in (clock, other) if each is not None]
    return min(seconds_until(moment(next_date(each, wall), each, wall), wall) for each in said)


def again(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "Same again": the timer that was started last, once more."""
    if state.last_start is None:
        said = knowledge.replies.text("again_what")
        return Outcome(state, said, question=Question("duration", "start", {}))
    return start(knowledge, state, resolved(meaning, "timer.start", state.last_start), now)


def _ask_length(knowledge: Knowledge, state: State, meaning: Meaning, key: str) -> Outcome:
    lost = ("duration_s", "problem", "until", "until_alt")
    slots = {name: value for name, value in meaning.slots.items() if name not in lost}
    question = Question("duration", "start", slots)
    return Outcome(state, knowledge.replies.text(key), question=question)


def _refusal(
    knowledge: Knowledge, state: State, meaning: Meaning, asked: tuple[str, float], now: Now
) -> Outcome | None:
    kind, duration_s = asked
    if duration_s < SHORTEST_S:
        return _ask_length(knowledge, state, meaning, "problem_zero")
    if kind in APPLICATIONS:
        refused = skin_talk.refusal(knowledge, state, meaning, asked, now)
        if refused:
            return refused
    if duration_s > LONGEST_S:
        return _ask_length(knowledge, state, meaning, "problem_enormous")
    if len(state.book.timers) >= MOST_TIMERS:
        return Outcome(state, knowledge.replies.text("too_many"))
    return None


def _begin(
    knowledge: Knowledge, state: State, meaning: Meaning, asked: tuple[str, float], now: Now
) -> Outcome:
    kind, duration_s = asked
    name = meaning.slots.get("name")
    said = _confirmed(knowledge, state, asked, name, now)
    book, timer = state.book.start(kind, name, duration_s, now.monotonic_s)
    slots = {**meaning.slots, "kind": kind, "duration_s": duration_s}
    after = replace(state, book=book, last_start=slots, undo=None)
    if kind in APPLICATIONS:
        after = skin_talk.laid_on(knowledge, after, timer, now.monotonic_s + duration_s, now)
    return Outcome(
        after,
        sentence(said),
        (GUIDE_STEP[kind],) if kind in GUIDE_STEP else (),
        _cloth(timer),
        resolved(meaning, "timer.start", slots),
    )


def _confirmed(
    knowledge: Knowledge, state: State, asked: tuple[str, float], name: str | None, now: Now
) -> str:
    """Kind and length read back; the cautions with the first of a day, and after a sedative."""
    kind, duration_s = asked
    replies, length = knowledge.replies, spoken_duration(duration_s)
    if kind not in APPLICATIONS:
        return replies.text(f"started_{'named' if name else kind}", length=length, name=name)
    sedative = awake.sedated(state, now)
    if sedative:
        return replies.text(f"started_{kind}_sedated", length=length, medicine=sedative.medicine)
    first = counted_today(state.ledger, kind, now) == 0
    return replies.text(f"started_{kind}_first" if first else f"started_{kind}", length=length)


def _cloth(timer: Timer) -> Question | None:
    return Question("yes_no", "cloth", {"id": timer.id}) if timer.kind == "ice" else None
