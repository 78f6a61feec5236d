"""The time of day, told and asked for, and the hours that somebody keeps."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core.alarm_time import bed_reading, rise_reading, said_time
from voice_skill.core.civil import WEEKDAYS, shifted
from voice_skill.core.clock_words import spoken_time
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.told_clock import told

CLOCK = "clock"
"""What "what time is it?", asked by us, is about."""


def tell_time(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """The time of day and the day, with a warning where the clock was never set."""
    key = "time_is" if now.synced else "time_unsure"
    day = WEEKDAYS[now.wall.weekday()].capitalize()
    question = None if now.synced else Question("time", CLOCK)
    said = knowledge.replies.text(key, time=spoken_time(clock_of(now)), day=day)
    return Outcome(state, said, question=question)


def clock_of(now: Now) -> str:
    """ "HH:MM"."""
    return f"{now.wall.hour:02d}:{now.wall.minute:02d}"


def set_clock(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "The time is ten past five": believed only where nothing better has set the clock."""
    replies, slots = knowledge.replies, meaning.slots
    if now.synced and not now.told:
        return Outcome(state, replies.text("clock_is_set", time=spoken_time(clock_of(now))))
    if "at" not in slots:
        return Outcome(state, replies.text("ask_clock"), question=Question("time", CLOCK))
    clock = told(slots["at"], slots.get("at_alt"), now)
    at = clock_of(replace(now, wall=shifted(now.wall, clock.shift_s)))
    if state.told_clock and now.told:
        clock = replace(clock, shift_s=clock.shift_s + state.told_clock.shift_s)
    said = replies.text("clock_told", time=spoken_time(at))
    order = resolved(meaning, "settings.set", {"setting": "clock", "at": at})
    return Outcome(replace(state, told_clock=clock), said, meaning=order)


def set_habit(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "I go to bed at eleven", for the alarm half way through the night."""
    slots, setting = meaning.slots, str(meaning.slots["setting"])
    if "at" not in slots:
        name = "bed" if setting == "bed_time" else "rise"
        question = Question("time", setting)
        return Outcome(state, knowledge.replies.text(f"ask_{name}_time"), question=question)
    if setting == "bed_time":
        at = bed_reading(slots["at"], slots.get("at_alt"))
        habits = replace(state.habits, bed=at)
    else:
        at = rise_reading(slots["at"], slots.get("at_alt"))
        habits = replace(state.habits, wake=at)
    said = knowledge.replies.text(f"noted_{setting}", time=spoken_time(at))
    order = resolved(meaning, "settings.set", {"setting": setting, "at": at})
    return Outcome(replace(state, habits=habits), said, meaning=order)


_SETTINGS = {"clock": set_clock, "bed_time": set_habit, "wake_time": set_habit}


def sets(meaning: Meaning) -> bool:
    """Whether this order sets something of ours."""
    return meaning.intent == "settings.set" and meaning.slots.get("setting") in _SETTINGS


def set_it(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """The clock, or the hours somebody keeps."""
    return _SETTINGS[str(meaning.slots["setting"])](knowledge, state, meaning, now)


def answered(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """A bare time as the answer to one of our questions."""
    slots = {**(said_time(meaning) or {}), "setting": question.about}
    return set_it(knowledge, state, resolved(meaning, "settings.set", slots), now)
