"""What was taken and when, as somebody told it: noted and told back, never advised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from voice_skill.core import awake
from voice_skill.core.alarm_time import said_time
from voice_skill.core.civil import moment, shifted
from voice_skill.core.clock_words import spoken_time
from voice_skill.core.diary import Entry
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.ledger import counted_today
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_words import GUIDE_STEP, sentence

TAKEN_AT = "taken_at"
"""What the question at what time it was taken is about."""

ANY = "tablets"
"""A medicine without its name."""


def log(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "I took a naproxen": noted with the time; after a sedative the skin is watched."""
    replies, slots = knowledge.replies, meaning.slots
    medicine = str(slots.get("medicine") or ANY)
    if "part" in slots and "at" not in slots:
        question = Question("time", TAKEN_AT, dict(slots))
        return Outcome(state, replies.text("ask_reminder_time"), question=question)
    taken = taken_at(slots, now)
    diary = state.diary.noted(taken, "medicine", medicine=medicine, what=medicine, event="taken")
    state = replace(state, diary=diary)
    if medicine in awake.SEDATIVES:
        key = "sedative_on_skin" if state.ledger.on_skin() else "sedative_noted"
        after = awake.took_sedative(state, medicine, now)
        return Outcome(after, replies.text(key, medicine=medicine))
    said = replies.text("medicine_noted", medicine=medicine, time=_clock(taken))
    return Outcome(state, sentence(said))


def taken_at(slots: Mapping[str, Any], now: Now) -> datetime:
    """ "At six" or "half an hour ago"; the last six o'clock, be it of yesterday."""
    if "at" in slots:
        said = [str(at) for at in (slots["at"], slots.get("at_alt")) if at]
        half = {"am": range(12), "pm": range(12, 24)}.get(str(slots.get("part")), range(24))
        readings = [at for at in said if int(at[:2]) in half] or said
        days = (now.wall.date(), now.wall.date() - timedelta(days=1))
        moments = [moment(day, at, now.wall) for day in days for at in readings]
        return max((at for at in moments if at <= now.wall), default=now.wall)
    return shifted(now.wall, -float(slots.get("duration_s") or 0.0))


def told_when(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "at what time?": then it is noted."""
    slots = {**question.slots, **(said_time(meaning) or {})}
    order = resolved(meaning, "diary.log", slots)
    return replace(log(knowledge, state, order, now), meaning=order)


def _clock(at: datetime) -> str:
    return spoken_time(f"{at.hour:02d}:{at.minute:02d}")


def last(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """When it was taken or applied last; whether more is fine is not ours to say."""
    slots, replies = meaning.slots, knowledge.replies
    if slots.get("kind"):
        return _applied(knowledge, state, str(slots["kind"]), now)
    medicine = slots.get("medicine")
    said = _noted(knowledge, state, medicine, now)
    if not slots.get("next"):
        return Outcome(state, said)
    return Outcome(state, f"{said} {replies.text('ask_a_pharmacist')}")


def _noted(knowledge: Knowledge, state: State, medicine: str | None, now: Now) -> str:
    replies = knowledge.replies
    entry = _last_dose(state, medicine)
    if entry is None:
        return replies.text("no_dose_noted", medicine=medicine or ANY)
    name = str(entry.details.get("medicine") or ANY)
    return sentence(replies.text("dose_noted", medicine=name, when=ago(entry.when, now)))


def _last_dose(state: State, medicine: str | None) -> Entry | None:
    wanted = {"event": "taken"} | ({"medicine": medicine} if medicine else {})
    return state.diary.last("medicine", **wanted)


def ago(at: datetime, now: Now) -> str:
    """ "today at six o'clock in the morning", "two days ago at ...", seen from now."""
    days = (now.wall.date() - at.astimezone(now.wall.tzinfo).date()).days
    clock = _clock(at.astimezone(now.wall.tzinfo))
    if days == 0:
        return f"today at {clock}"
    if days == 1:
        return f"yesterday at {clock}"
    return f"{number_to_words(days)} days ago at {clock}"


def _applied(knowledge: Knowledge, state: State, kind: str, now: Now) -> Outcome:
    replies = knowledge.replies
    if any(each.kind == kind for each in state.ledger.on_skin()):
        return Outcome(state, replies.text("applied_now", kind=kind), (GUIDE_STEP[kind],))
    count = counted_today(state.ledger, kind, now)
    if not count:
        return Outcome(state, replies.text("not_applied_today", kind=kind))
    times = {1: "once", 2: "twice"}.get(count, f"{number_to_words(count)} times")
    return Outcome(state, replies.text("applied_today", kind=kind, times=times))
