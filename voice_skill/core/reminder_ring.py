"""A reminder that rings: its words, taken, later, skipped, and what was missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from voice_skill.core import awake
from voice_skill.core.alarms import Alarm
from voice_skill.core.clock_words import spoken_clock
from voice_skill.core.durations import spoken_duration
from voice_skill.core.effects import Silence
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge, Replies
from voice_skill.core.meaning import Meaning
from voice_skill.core.medicine_talk import taken_at
from voice_skill.core.state import Missed, Outcome, Question, State, resolved
from voice_skill.core.timer_words import joined, sentence

LATER_S = 600.0
"""Ten minutes, where no length is said."""

KEPT = timedelta(days=1)
"""How long "what did I miss?" looks back."""

TAKEN = "reminder_taken"
_SKIPS = frozenset("skip skipping leave miss pass without".split())
NOT_MEDICINE = ("ice", "heat", "massage", None)


def words(replies: Replies, reminders: Iterable[Alarm]) -> list[str]:
    """What a round says, and how to answer it."""
    there = list(reminders)
    said = [replies.text("reminder_rings", what=each.label) for each in there]
    if there:
        doses = any(is_medicine(each) for each in there)
        said.append(replies.text("say_taken" if doses else "say_done"))
    return said


def is_medicine(reminder: Alarm) -> bool:
    """Whether it makes a difference that it was really taken."""
    return reminder.about not in NOT_MEDICINE


def heard(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """A stop or an okay is no "taken": a medicine comes again, anything else is done."""
    ringing = state.reminders.ringing()
    if meaning.intent == "answer.yes" and any(is_medicine(each) for each in ringing):
        said = knowledge.replies.text("ask_taken")
        question = Question("yes_no", TAKEN, {"ids": [each.id for each in ringing]})
        return Outcome(state, said, question=question, before=(Silence(),))
    if any(is_medicine(each) for each in ringing):
        slept = later(knowledge, state, meaning, None, now)
        said = f"{slept.say} {knowledge.replies.text('say_taken')}"
        return replace(slept, say=said, meaning=meaning)
    return done(knowledge, state, meaning, now)


def done(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Taken, or done: kept in the diary with the time."""
    ringing = state.reminders.ringing()
    if not ringing:
        return _done_late(knowledge, state, meaning, now)
    state = replace(
        state, reminders=state.reminders.acknowledged([each.id for each in ringing], now.wall)
    )
    then = replace(now, wall=taken_at(meaning.slots, now))
    for reminder in ringing:
        state = _noted(state, reminder.about, str(reminder.label), "taken", then)
    doses = any(is_medicine(each) for each in ringing)
    said = knowledge.replies.text("reminder_taken" if doses else "reminder_done")
    return Outcome(state, said, before=(Silence(),))


def _done_late(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "Taken" for what waits to ring again, or for what was missed last."""
    waiting = [each for each in state.reminders.alarms if each.state == "snoozed"]
    if waiting:
        state = replace(
            state, reminders=state.reminders.acknowledged([each.id for each in waiting], now.wall)
        )
        then = replace(now, wall=taken_at(meaning.slots, now))
        for reminder in waiting:
            state = _noted(state, reminder.about, str(reminder.label), "taken", then)
        doses = any(is_medicine(each) for each in waiting)
        said = knowledge.replies.text("reminder_taken" if doses else "reminder_done")
        return Outcome(state, said)
    if state.missed:
        last = state.missed[-1]
        then = replace(now, wall=taken_at(meaning.slots, now))
        state = _noted(state, last.about, last.what, "taken", then)
        state = replace(state, missed=state.missed[:-1])
        said = knowledge.replies.text("reminder_taken_what", what=last.what)
        return Outcome(state, sentence(said))
    return Outcome(state, knowledge.replies.text("taken_what"))


def by_deed(before: State, state: State, now: Now) -> State:
    """Who starts the ice that a reminder asks for has heard it."""
    there = {timer.id for timer in before.book.timers}
    begun = {timer.kind for timer in state.book.timers if timer.id not in there}
    waiting = [each for each in state.reminders.alarms if each.state in ("ringing", "snoozed")]
    done_ids = [each.id for each in waiting if each.about in begun & set(NOT_MEDICINE)]
    if not done_ids:
        return state
    return replace(state, reminders=state.reminders.acknowledged(done_ids, now.wall))


def _noted(state: State, about: str | None, what: str, event: str, now: Now) -> State:
    kind = "medicine" if about not in NOT_MEDICINE else "note"
    details = {"medicine": about} if kind == "medicine" else {}
    diary = state.diary.noted(now.wall, kind, what=what, event=event, **details)
    state = replace(state, diary=diary)
    if event == "taken" and about in awake.SEDATIVES:
        return awake.took_sedative(state, str(about), now)
    return state


def moved_on(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "Skip" leaves it out; "done" and "next" are a done, and of a medicine that is asked."""
    words = meaning.heard.lower().replace("'", " ").split()
    if not _SKIPS.isdisjoint(words):
        return skip(knowledge, state, meaning, now)
    due = _due(state)
    if any(is_medicine(each) for each in due):
        question = Question("yes_no", TAKEN, {"ids": [each.id for each in due]})
        return Outcome(state, knowledge.replies.text("ask_taken"), question=question)
    order = resolved(meaning, "reminder.done", {})
    return replace(done(knowledge, state, order, now), meaning=order)


def waits(state: State) -> bool:
    """Whether a reminder rings, or is quiet for a while and rings again."""
    return bool(_due(state))


def _due(state: State) -> tuple[Alarm, ...]:
    waiting = (each for each in state.reminders.alarms if each.state == "snoozed")
    return state.reminders.ringing() or tuple(waiting)


def skip(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Left out this time, and noted as such."""
    due = _due(state)
    if not due:
        return Outcome(state, knowledge.replies.text("nothing_rings"))
    state = replace(
        state, reminders=state.reminders.acknowledged([each.id for each in due], now.wall)
    )
    for reminder in due:
        state = _noted(state, reminder.about, str(reminder.label), "skipped", now)
    order = resolved(meaning, "reminder.skip", {})
    said = knowledge.replies.text("reminder_skipped")
    return Outcome(state, said, meaning=order, before=(Silence(),))


def later(
    knowledge: Knowledge, state: State, meaning: Meaning, by_s: float | None, now: Now
) -> Outcome:
    """All reminders that ring come again after so many seconds."""
    by_s = by_s or LATER_S
    for reminder in state.reminders.ringing():
        again = replace(reminder, state="snoozed", again_s=now.monotonic_s + by_s, rang_s=None)
        again = replace(again, snoozed=True, offered=0)
        state = replace(state, reminders=state.reminders.put(again))
    said = sentence(knowledge.replies.text("reminder_later", length=spoken_duration(by_s)))
    order = resolved(meaning, "alarm.snooze", {**meaning.slots, "duration_s": by_s})
    return Outcome(state, said, meaning=order, before=(Silence(),))


def answered(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "did you take it?"."""
    if meaning.intent == "answer.yes":
        return done(knowledge, state, resolved(meaning, "reminder.done", {}), now)
    if state.reminders.ringing():
        return later(knowledge, state, meaning, None, now)
    return Outcome(state, knowledge.replies.text("all_right"))


def due(state: State, now: Now) -> State:
    """Ring what is due; what nobody answered counts as missed, and is told with the next words."""
    reminders = state.reminders
    if now.synced and not now.told:
        reminders = reminders.dated(now.wall)
    reminders, missed = reminders.pass_time(now.monotonic_s, now.wall)
    kept = [each for each in state.missed if now.wall - datetime.fromisoformat(each.at) < KEPT]
    for reminder in missed:
        at = reminder.rings_at(now.wall).isoformat()
        kept.append(Missed(str(reminder.label), at, about=reminder.about))
    state = replace(state, reminders=reminders)
    if missed:
        state = replace(state, missed=tuple(kept))
    for reminder in missed:
        state = _noted(state, reminder.about, str(reminder.label), "missed", now)
    return state


def tell_missed(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """ "What did I miss?" of the last day."""
    recent = [each for each in state.missed if now.wall - datetime.fromisoformat(each.at) < KEPT]
    state = replace(state, missed=tuple(replace(each, told=True) for each in recent))
    if not recent:
        return Outcome(state, knowledge.replies.text("nothing_missed"))
    return Outcome(state, _told(knowledge, recent))


def _told(knowledge: Knowledge, missed: list[Missed]) -> str:
    said = []
    for each in missed[-3:]:
        at = datetime.fromisoformat(each.at)
        said.append(f"{each.what}, at {spoken_clock(f'{at.hour:02d}:{at.minute:02d}')}")
    return sentence(knowledge.replies.text("you_missed", what=joined(said)))


def unasked(knowledge: Knowledge, state: State) -> tuple[State, str]:
    """What was missed and not told yet, to be added to the next answer, once."""
    untold = [each for each in state.missed if not each.told]
    if not untold:
        return state, ""
    state = replace(state, missed=tuple(replace(each, told=True) for each in state.missed))
    return state, _told(knowledge, untold)
