"""Ending timers, and bringing back what was ended by mistake."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import ring_talk, skin_talk
from voice_skill.core.alarm_talk import spoken_when
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, Question, State, Undo, resolved
from voice_skill.core.timer_choice import ANY, fitting, nothing_fits, one_or_ask
from voice_skill.core.timer_words import GUIDE_STEP, joined, label, left, named, sentence
from voice_skill.core.timers import APPLICATIONS, Timer

UNDO_S = 30.0


def cancel(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """End one timer, or all; what runs under another name is left alone."""
    slots = meaning.slots
    if slots.get("all") and "ids" not in slots:
        return cancel_all(knowledge, state, meaning, now)
    if slots.get("all"):
        return end(knowledge, state, fitting(state, slots), now)
    timer = one_or_ask(knowledge, state, meaning, now, ANY)
    if isinstance(timer, Outcome):
        return timer
    return end(knowledge, state, (timer,), now)


def cancel_all(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Two or more are ended only after a yes."""
    timers = fitting(state, meaning.slots)
    if not timers and state.alarms.alarms and not state.book.timers:
        return Outcome(state, _alarms_stay(knowledge, state).strip())
    if not timers:
        return nothing_fits(knowledge, state, meaning, now)
    if len(timers) == 1:
        return end(knowledge, state, timers, now)
    question = Question("yes_no", "cancel_all", {"ids": [timer.id for timer in timers]})
    key = "ask_cancel_both" if len(timers) == 2 else "ask_cancel_all"
    count = number_to_words(len(timers))
    said = knowledge.replies.text(key, count=count, names=named(timers, knowledge.replies))
    return Outcome(state, said, question=question)


def confirmed(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "cancel all three timers?"."""
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    ended = end(knowledge, state, fitting(state, question.slots), now)
    said = ended.say if ended.question else f"{ended.say}{_alarms_stay(knowledge, state)}"
    return replace(ended, say=said, meaning=resolved(meaning, "timer.cancel", {"all": True}))


def end(knowledge: Knowledge, state: State, timers: tuple[Timer, ...], now: Now) -> Outcome:
    """Take them away, for 30 seconds to be undone; what is on the skin is asked about."""
    ringing = tuple(timer for timer in timers if timer.state == "ringing")
    if ringing == timers:
        return ring_talk.acknowledge(knowledge, state, ringing, now)
    gone = {timer.id for timer in timers}
    asked = tuple(each.timer_id for each in state.ledger.on_skin() if each.timer_id in gone)
    after = replace(
        state,
        book=state.book.remove(gone),
        undo=Undo(now.monotonic_s + UNDO_S, timers, state.ledger.applications),
    )
    said = _ended(knowledge, timers)
    if not asked:
        return Outcome(after, said)
    kinds = {timer.kind for timer in timers if timer.id in asked}
    sources = tuple(sorted(GUIDE_STEP[kind] for kind in kinds))
    question = skin_talk.ask_off(knowledge, after, asked, sources)
    return replace(question, say=f"{said} {question.say}")


def _ended(knowledge: Knowledge, timers: tuple[Timer, ...]) -> str:
    replies = knowledge.replies
    if len(timers) == 1:
        return sentence(replies.text("cancelled", label=label(timers[0], replies)))
    if len(timers) == 2:
        return sentence(replies.text("cancelled_both", names=named(timers, replies)))
    return replies.text("cancelled_all", count=number_to_words(len(timers)))


def undo(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Bring back what was cancelled last, with the same id and end, for 30 seconds."""
    replies, last = knowledge.replies, state.undo
    if last is None or now.monotonic_s > last.until_s:
        return Outcome(state, replies.text("nothing_to_undo"))
    if last.reminders:
        reminders = state.reminders
        for reminder in last.reminders:
            reminders = reminders.add(reminder)
        said = knowledge.replies.text("undone")
        return Outcome(replace(state, reminders=reminders, undo=None), said)
    if last.alarms:
        return _alarms_back(knowledge, state, last, now)
    for timer in last.timers:
        taken = timer.kind in APPLICATIONS and state.book.find(kind=timer.kind)
        if taken:
            said = replies.text("already_on", label=label(taken[0], replies))
            return Outcome(state, sentence(said))
    ledger = state.ledger
    back = {timer.id for timer in last.timers}
    for application in last.applications:
        if application.timer_id in back:
            # As if it had never been taken off: the careful reading.
            ledger = ledger.put(application)
    book = state.book.restore(last.timers)
    after = replace(state, book=book, ledger=ledger, undo=None)
    lefts = [sentence(left(timer, now.monotonic_s, replies)) for timer in last.timers[:3]]
    return Outcome(after, " ".join([replies.text("undone"), *lefts]))


def _alarms_stay(knowledge: Knowledge, state: State) -> str:
    """Said where everything else was ended, so that nobody trusts in an alarm that is gone."""
    count = len(state.alarms.alarms)
    key = "alarm_kept" if count == 1 else "alarms_kept"
    said = knowledge.replies.text(key, count=number_to_words(count)) if count else ""
    return f" {sentence(said)}" if said else ""


def _alarms_back(knowledge: Knowledge, state: State, last: Undo, now: Now) -> Outcome:
    alarms = state.alarms
    for alarm in last.alarms:
        alarms = alarms.add(alarm)
    whens = joined(spoken_when(alarm, now) for alarm in last.alarms[:3])
    said = sentence(knowledge.replies.text("alarm_is_set", when=whens))
    after = replace(state, alarms=alarms, undo=None)
    return Outcome(after, f"{knowledge.replies.text('undone')} {said}")
