"""Asking for alarms and taking them away; a time or day that none has never means another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voice_skill.core.alarm_ring import heard
from voice_skill.core.alarm_talk import spoken_when
from voice_skill.core.alarm_time import when
from voice_skill.core.alarms import Alarm
from voice_skill.core.civil import WEEKDAYS
from voice_skill.core.clock_words import spoken_time
from voice_skill.core.durations import spoken_remaining
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import all_of, number_to_words
from voice_skill.core.state import Outcome, Question, State, Undo, resolved
from voice_skill.core.timer_words import either, joined, sentence

UNDO_S = 30.0
CANCEL = "alarm.cancel"
CANCEL_ALL = "cancel_all_alarms"


def cancel(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """End one alarm, or all after a yes; the one that rings where none is named."""
    alarms, replies = state.alarms.alarms, knowledge.replies
    if not alarms:
        return Outcome(state, replies.text("no_alarms"))
    named = {"at", "day", "ordinal", "name", "ids", "all"} & meaning.slots.keys()
    if not named and state.alarms.ringing():
        return heard(knowledge, state, now)
    found = _fitting(alarms, meaning.slots, now)
    if not found and len(alarms) == 1:
        said = replies.text("cancel_this_alarm", when=spoken_when(alarms[0], now))
        return Outcome(
            state, said, question=Question("yes_no", CANCEL_ALL, {"ids": [alarms[0].id]})
        )
    if not found:
        said = replies.text("no_such_alarm", alarms=_listed(knowledge, alarms, now))
        return Outcome(state, sentence(said))
    if len(found) == 1:
        return _end(knowledge, state, found, now)
    ids = [alarm.id for alarm in found]
    if meaning.slots.get("all"):
        question = Question("yes_no", CANCEL_ALL, {"ids": ids})
        count = all_of(len(found))
        return Outcome(state, replies.text("ask_cancel_alarms", count=count), question=question)
    said = replies.text("which_alarm", alarms=either(_times(found[:3])))
    slots = {**meaning.slots, "ids": ids}
    return Outcome(state, said, question=Question("which", CANCEL, slots))


def chosen(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "which one?": a time, a day, an ordinal, or all of them."""
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    order = resolved(meaning, CANCEL, {**meaning.slots, "ids": question.slots["ids"]})
    if order.slots.get("all"):
        offered = _fitting(state.alarms.alarms, {"ids": question.slots["ids"]}, now)
        return replace(_end(knowledge, state, offered, now), meaning=order)
    return replace(cancel(knowledge, state, order, now), meaning=order)


def all_confirmed(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "cancel all three alarms?"."""
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    found = _fitting(state.alarms.alarms, question.slots, now)
    ended = _end(knowledge, state, found, now)
    return replace(ended, meaning=resolved(meaning, CANCEL, {"all": True}))


def _end(knowledge: Knowledge, state: State, found: tuple[Alarm, ...], now: Now) -> Outcome:
    gone = [alarm.id for alarm in found]
    undo = Undo(now.monotonic_s + UNDO_S, alarms=found)
    after = replace(state, alarms=state.alarms.remove(gone), undo=undo)
    replies = knowledge.replies
    if len(found) == 1:
        said = replies.text("alarm_cancelled", when=spoken_when(found[0], now))
    else:
        said = replies.text("alarms_cancelled", count=number_to_words(len(found)))
    return Outcome(after, sentence(said))


def query(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """The next alarm and how far it is, or all of them."""
    alarms, replies = state.alarms.alarms, knowledge.replies
    if not alarms:
        return Outcome(state, replies.text("no_alarms"))
    found = _fitting(alarms, meaning.slots, now)
    if not found:
        said = replies.text("no_such_alarm", alarms=_listed(knowledge, alarms, now))
        return Outcome(state, sentence(said))
    if len(found) > 1:
        return Outcome(state, sentence(_listed(knowledge, found, now)))
    due_s = found[0].due_s(now.monotonic_s, now.wall)
    said = replies.text("alarm_is_set", when=spoken_when(found[0], now))
    if found[0].state == "ringing" or due_s is None:
        return Outcome(state, sentence(said))
    left = spoken_remaining(due_s - now.monotonic_s)
    return Outcome(state, f"{sentence(said)} {sentence(replies.text('alarm_in', left=left))}")


def _listed(knowledge: Knowledge, alarms: tuple[Alarm, ...], now: Now) -> str:
    soonest = sorted(alarms, key=lambda alarm: alarm.due_s(0.0, now.wall) or 0.0)
    said = [spoken_when(alarm, now) for alarm in soonest[:3]]
    if len(alarms) > len(said):
        more = number_to_words(len(alarms) - len(said))
        said.append(knowledge.replies.text("others", count=more))
    key = "alarm_list" if len(alarms) > 1 else "alarm_is_set"
    return knowledge.replies.text(key, when=joined(said))


def _times(alarms: tuple[Alarm, ...]) -> list[str]:
    return [spoken_time(alarm.at) for alarm in alarms]


def _fitting(alarms: tuple[Alarm, ...], slots: Mapping[str, Any], now: Now) -> tuple[Alarm, ...]:
    """The alarms that fit the time, the day, the name and the place in the order that were said."""
    found = tuple(alarm for alarm in alarms if _fits(alarm, slots, now))
    ordinal = slots.get("ordinal")
    if ordinal is None:
        return found
    index = ordinal - 1 if ordinal > 0 else len(found) + ordinal
    return found[index : index + 1] if 0 <= index < len(found) else ()


def _fits(alarm: Alarm, slots: Mapping[str, Any], now: Now) -> bool:
    times = [slots[name] for name in ("at", "at_alt") if slots.get(name)]
    if "ids" in slots and alarm.id not in slots["ids"]:
        return False
    if times and alarm.at not in times:
        return False
    if slots.get("name") and alarm.label != slots["name"]:
        return False
    return _on_day(alarm, str(slots.get("day") or ""), now)


def _on_day(alarm: Alarm, said: str, now: Now) -> bool:
    day, _, part = said.partition(" ")
    if part in ("am", "pm") and (int(alarm.at[:2]) < 12) != (part == "am"):
        return False
    if day in WEEKDAYS and day in alarm.days:
        return True
    if day in WEEKDAYS or day in ("today", "tomorrow"):
        meant = when({"at": alarm.at, "day": day}, now)
        return meant is not None and meant.day.isoformat() == alarm.date
    if day in ("daily", "weekdays", "weekends"):
        return bool(alarm.days)
    return True
