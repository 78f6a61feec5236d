"""Bare answers to open questions: yes, no, a length, a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from voice_skill.core import emergency_talk, guide_choice, guide_follow, timer_talk
from voice_skill.core.durations import spoken_duration
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_words import sentence
from voice_skill.core.timers import APPLICATIONS

SECONDS_IN_A_MINUTE = 60.0
LENGTHS = ("answer.duration", "answer.number")
_CHOICES = ("answer.choice", "answer.ordinal", "answer.duration", "answer.no")


def fits(knowledge: Knowledge, question: Question, meaning: Meaning) -> bool:
    """Whether these words answer that question; anything else is a new utterance."""
    if question.about == guide_choice.CHOICE:
        return guide_choice.chosen(knowledge, question, meaning) is not None
    if question.about == "start_limit" and meaning.intent in LENGTHS:
        return True  # "fifteen" instead of a yes to "shall I set twenty?"
    if question.expecting == "yes_no":
        return meaning.intent in ("answer.yes", "answer.no")
    if question.expecting in ("duration", "amount"):
        return meaning.intent in LENGTHS
    if question.expecting == "which":
        return meaning.intent in _CHOICES
    return False


def accept(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """Complete what was asked about."""
    if meaning.intent == "answer.no" and question.about in ("emergency",):
        return Outcome(state, knowledge.replies.text("all_right"))
    if question.about == guide_choice.CHOICE:
        return guide_choice.accept(knowledge, state, question, meaning, now)
    if question.expecting == "which" and meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    if question.expecting == "yes_no" and meaning.intent not in LENGTHS:
        return _YES_NO[question.about](knowledge, state, question, meaning, now)
    slots: dict[str, Any] = {k: v for k, v in question.slots.items() if k != "problem"}
    if question.expecting == "which":
        slots.update(_which(meaning))
        order = resolved(meaning, question.about, slots)
        return _TIMER_VERBS[question.about](knowledge, state, order, now)
    slots.update({k: v for k, v in meaning.slots.items() if k in ("duration_s", "problem")})
    if meaning.intent == "answer.number":
        slots["duration_s"] = float(meaning.slots["number"]) * SECONDS_IN_A_MINUTE
    intent = "timer.start" if question.about.startswith("start") else question.about
    return _TIMER_VERBS[intent](knowledge, state, resolved(meaning, intent, slots), now)


def _which(meaning: Meaning) -> dict[str, Any]:
    slots = dict(meaning.slots)
    if "duration_s" in slots:
        slots["target_duration_s"] = slots.pop("duration_s")
    return slots


def stray(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """A bare answer when nothing was asked: a topic, or a length that may be meant as a timer."""
    if set(meaning.slots) == {"kind"} and meaning.slots["kind"] in knowledge.guide.topics():
        named = resolved(meaning, "guide.follow", {"topic": meaning.slots["kind"]})
        return guide_follow.follow(knowledge, state, named, now)
    if meaning.intent == "answer.duration" and "duration_s" in meaning.slots:
        length = spoken_duration(float(meaning.slots["duration_s"]))
        question = Question("yes_no", "start_limit", dict(meaning.slots))
        said = knowledge.replies.text("ask_bare_duration", length=length)
        return Outcome(state, said, question=question)
    return Outcome(state, knowledge.replies.text("nothing_asked"))


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
    return timer_talk.start(knowledge, state, order, now)


def _cancel_all(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    ids = set(question.slots["ids"])
    gone = [timer for timer in state.book.timers if timer.id in ids]
    on_skin = any(timer.kind in APPLICATIONS for timer in gone)
    key = "cancelled_all_application" if on_skin else "cancelled_all"
    after = replace(state, book=state.book.remove(ids))
    order = resolved(meaning, "timer.cancel", {"all": True})
    return Outcome(after, knowledge.replies.text(key), meaning=order)


def _off(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    if meaning.intent == "answer.no":
        return Outcome(state, sentence(knowledge.replies.text("off_no")))
    after = replace(state, book=state.book.remove(set(question.slots["ids"])))
    return Outcome(after, knowledge.replies.text("off_yes"))


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


_YES_NO: dict[str, Callable[[Knowledge, State, Question, Meaning, Now], Outcome]] = {
    "cloth": _cloth,
    "start_limit": _start_limit,
    "cancel_all": _cancel_all,
    "off": _off,
    "emergency": _emergency,
    "help_alarm": _help_alarm,
}
_TIMER_VERBS: dict[str, Callable[[Knowledge, State, Meaning, Now], Outcome]] = {
    "timer.start": timer_talk.start,
    "timer.cancel": timer_talk.cancel,
    "timer.pause": timer_talk.pause,
    "timer.resume": timer_talk.resume,
    "timer.extend": timer_talk.extend,
}
