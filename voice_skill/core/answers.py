"""Bare answers to open questions: yes, no, a length, a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from voice_skill.core import (
    alarm_change,
    alarm_ring,
    alarm_talk,
    clock_talk,
    diary_talk,
    doubted_order,
    emergency_talk,
    guide_choice,
    guide_follow,
    medicine_talk,
    rehearsal,
    reminder_ring,
    reminder_talk,
    ring_talk,
    ringing,
    settings_talk,
    skin_answers,
    skin_talk,
    sleep_break,
    timer_cancel,
    timer_change,
    timer_start,
)
from voice_skill.core.alarm_time import said_time
from voice_skill.core.durations import spoken_duration
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_choice import said_name
from voice_skill.core.timer_orders import completed

SECONDS_IN_A_MINUTE = 60.0
LENGTHS = ("answer.duration", "answer.number")
_NO_REMINDER_TEXT = ("control.stop", "answer.no", "emergency", "control.help", "control.repeat")
_ORDERS = ("reminder.", "alarm.", "timer.", "routine.", "diary.query", "diary.forget")
_ALARM_CHOICES = (
    *("answer.time", "answer.number", "answer.ordinal", "answer.choice", "answer.no"),
    "alarm.cancel",
)
_CHOICES = ("answer.choice", "answer.ordinal", *LENGTHS, "answer.no")


def fits(knowledge: Knowledge, question: Question, meaning: Meaning) -> bool:
    """Whether these words answer that question; anything else is a new utterance."""
    if question.about == guide_choice.CHOICE:
        return guide_choice.chosen(knowledge, question, meaning) is not None
    if question.expecting == "yes_no":
        # "Fifteen" to "shall I set twenty?", "heat" to "shall I talk you through the break?", and
        # "only the ice" to "are the ice and the heat off?"
        length = meaning.intent in LENGTHS or _is_meant(meaning)
        named = question.about == "off" and skin_answers.names(meaning)
        chosen = named or sleep_break.fits(knowledge, question, meaning)
        chosen = chosen or (question.about == "start_limit" and length)
        return chosen or meaning.intent in ("answer.yes", "answer.no")
    if question.expecting in ("duration", "amount"):
        return meaning.intent in LENGTHS or _is_bare_length(meaning) or _is_meant(meaning)
    if question.expecting == "time":
        return said_time(meaning) is not None
    if question.about in (alarm_change.CANCEL, reminder_talk.CANCEL):
        called = reminder_talk.is_called(question, meaning)
        return called or meaning.intent in (*_ALARM_CHOICES, "reminder.cancel")
    if question.about == diary_talk.PAIN:
        return "number" in meaning.slots or "pain" in meaning.slots
    if question.about in (reminder_talk.WHAT, diary_talk.NOTE):
        return meaning.intent not in _NO_REMINDER_TEXT and not _is_an_order(meaning)
    if question.expecting == "which":
        return meaning.intent in _CHOICES or said_name(meaning.heard, question) is not None
    return False


def _is_an_order(meaning: Meaning) -> bool:
    """A whole sentence about something else, which nobody wants to be reminded of."""
    whole = meaning.confidence >= 1.0 and meaning.intent.startswith(_ORDERS)
    return whole and not ("what" in meaning.slots and meaning.intent == "diary.log")


def _is_bare_length(meaning: Meaning) -> bool:
    """ "Set ten minutes" is an order of its own, and also an answer to "how long?"."""
    said = {name for name, value in meaning.slots.items() if value != "custom"}
    return meaning.intent == "timer.start" and said <= {"duration_s", "problem"} and bool(said)


def _is_meant(meaning: Meaning) -> bool:
    """ "Make it ten minutes" changes a timer, and also answers "how long?"."""
    return meaning.intent == "timer.extend" and set(meaning.slots) == {"to", "duration_s"}


def accept(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """Complete what was asked about."""
    if meaning.intent == "answer.no" and question.about in ("emergency",):
        return Outcome(state, knowledge.replies.text("all_right"))
    if question.about in _ANSWERS:
        return _ANSWERS[question.about](knowledge, state, question, meaning, now)
    if question.expecting == "which" and meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    if question.expecting == "yes_no" and meaning.intent not in LENGTHS:
        return _YES_NO[question.about](knowledge, state, question, meaning, now)
    slots: dict[str, Any] = {k: v for k, v in question.slots.items() if k != "problem"}
    if question.expecting == "which":
        slots.update(_which(meaning, question))
        return completed(knowledge, state, resolved(meaning, question.about, slots), now)
    slots.update({k: v for k, v in meaning.slots.items() if k in ("duration_s", "problem")})
    if meaning.intent == "answer.number":
        slots["duration_s"] = float(meaning.slots["number"]) * SECONDS_IN_A_MINUTE
    intent = "timer.start" if question.about.startswith("start") else question.about
    return completed(knowledge, state, resolved(meaning, intent, slots), now)


def _alarm_time(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    said = said_time(meaning) or {}
    slots = {**question.slots, **said}
    asked = slots.pop("asked", None)
    if asked and "at" in said:
        name = "from" if asked == "bed" else "until"
        slots[name], slots[f"{name}_alt"] = slots.pop("at"), slots.pop("at_alt", None)
    return alarm_talk.start(knowledge, state, resolved(meaning, "alarm.start", slots), now)


def _which(meaning: Meaning, question: Question) -> dict[str, Any]:
    called = said_name(meaning.heard, question)
    if called is not None:
        return {"ids": [called]}
    slots = dict(meaning.slots)
    if "number" in slots:
        slots["duration_s"] = float(slots.pop("number")) * SECONDS_IN_A_MINUTE
    if "duration_s" in slots:
        slots["target_duration_s"] = slots.pop("duration_s")
    return slots


def stray(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """A bare answer when nothing was asked: to a ring, on the skin, a topic, or a length."""
    if meaning.intent == "answer.feeling":
        return diary_talk.feeling(knowledge, state, meaning, now)
    waiting = _unasked(knowledge, state, meaning, now)
    if waiting:
        return waiting
    if meaning.slots.get("timer"):
        order = resolved(meaning, "timer.start", {"kind": meaning.slots["kind"]})
        return timer_start.start(knowledge, state, order, now)
    changed = _changed(knowledge, state, meaning, now)
    if changed:
        return changed
    if set(meaning.slots) == {"kind"} and meaning.slots["kind"] in knowledge.guide.topics():
        named = resolved(meaning, "guide.follow", {"topic": meaning.slots["kind"]})
        return guide_follow.follow(knowledge, state, named, now)
    if meaning.intent == "answer.duration" and "duration_s" in meaning.slots:
        length = spoken_duration(float(meaning.slots["duration_s"]))
        asked = {"duration_s": meaning.slots["duration_s"]}
        question = Question("yes_no", "start_limit", asked)
        said = knowledge.replies.text("ask_bare_duration", length=length)
        return Outcome(state, said, question=question)
    return Outcome(state, knowledge.replies.text("nothing_asked"))


def _changed(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome | None:
    """ "Make it seven" moves the alarm that was just set, or else changes a timer's length."""
    slots = dict(meaning.slots)
    if not slots.pop("to", False):
        return None
    if "at" in slots and state.turn.meaning.intent == "alarm.start" and state.alarms.alarms:
        times = {name: value for name, value in slots.items() if name != "number"}
        order = resolved(meaning, "alarm.start", {**times, "moves": True})
        return alarm_talk.start(knowledge, state, order, now)
    if "number" in slots:
        slots["duration_s"] = float(slots["number"]) * SECONDS_IN_A_MINUTE
    if "duration_s" not in slots or not state.book.timers:
        return None
    order = resolved(meaning, "timer.extend", {"duration_s": slots["duration_s"], "to": True})
    outcome = timer_change.extend(knowledge, state, order, now)
    return replace(outcome, meaning=outcome.meaning or order)


def _unasked(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome | None:
    """ "It is off", "still on" and a yes are heard while something lies there or rings."""
    timers = state.book.ringing()
    told = skin_answers.unasked(knowledge, state, meaning, now)
    if told:
        return told
    if timers and meaning.intent == "answer.yes":
        loud = tuple(timer for timer in timers if timer.quiet_until_s is None)
        return ring_talk.acknowledge(knowledge, state, loud or timers, now)
    if ringing.rings(state) and meaning.intent == "answer.yes":
        return ring_talk.heard(knowledge, state, meaning, now)
    if timers and meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("say_stop"))
    forgotten = skin_talk.unanswered(state)
    if forgotten and meaning.intent == "answer.yes":
        return skin_talk.ask_off(knowledge, state, forgotten)
    if state.reminders.ringing() and meaning.intent == "answer.no":
        return reminder_ring.later(knowledge, state, meaning, None, now)
    return None


def _cloth(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    key = "cloth_yes" if meaning.intent == "answer.yes" else "cloth_no"
    return Outcome(state, knowledge.replies.text(key), ("2.5",))


def _start_limit(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    order = resolved(meaning, "timer.start", question.slots)
    return timer_start.start(knowledge, state, order, now)


def _extend_limit(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    order = resolved(meaning, "timer.extend", question.slots)
    return timer_change.extend(knowledge, state, order, now)


def _emergency(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    sign_id = str(question.slots["id"])
    declared = emergency_talk.declare(knowledge, state, sign_id, now)
    sign = replace(resolved(meaning, "emergency", {"certain": True}), red_flag=sign_id)
    return replace(declared, meaning=sign)


def _help_alarm(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    return emergency_talk.answered(knowledge, state, meaning.intent == "answer.yes")


Answered = Callable[[Knowledge, State, Question, Meaning, Now], Outcome]
_ANSWERS: dict[str, Answered] = {
    guide_choice.CHOICE: guide_choice.accept,
    reminder_talk.WHAT: reminder_talk.about_what,
    reminder_talk.START: reminder_talk.at_a_time,
    reminder_talk.CANCEL: reminder_talk.chosen,
    alarm_talk.START: _alarm_time,
    alarm_change.CANCEL: alarm_change.chosen,
    diary_talk.PAIN: diary_talk.pain_told,
    diary_talk.NOTE: diary_talk.note_told,
    alarm_ring.BREAK: sleep_break.answered,
    medicine_talk.TAKEN_AT: medicine_talk.told_when,
    "clock": clock_talk.answered,
    "bed_time": clock_talk.answered,
    "wake_time": clock_talk.answered,
}
_YES_NO: dict[str, Answered] = {
    "cloth": _cloth,
    "start_limit": _start_limit,
    "extend_limit": _extend_limit,
    "cancel_all": timer_cancel.confirmed,
    doubted_order.ABOUT: doubted_order.answered,
    alarm_change.CANCEL_ALL: alarm_change.all_confirmed,
    reminder_talk.CANCEL_ALL: reminder_talk.all_confirmed,
    reminder_ring.TAKEN: reminder_ring.answered,
    diary_talk.FORGET: diary_talk.forgotten,
    "awake": skin_answers.awake_asked,
    "off": skin_answers.off_asked,
    settings_talk.DEAF: settings_talk.deafened,
    rehearsal.OFFER: rehearsal.answered,
    "emergency": _emergency,
    "help_alarm": _help_alarm,
}
