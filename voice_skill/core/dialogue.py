"""The whole decision: step(state, event, now) -> (state, effects), with no clock and no I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voice_skill.core import (
    alarm_change,
    alarm_ring,
    alarm_talk,
    answers,
    awake,
    clock_talk,
    clockwork,
    control_talk,
    diary_talk,
    doubted_order,
    emergency_talk,
    guide_choice,
    guide_follow,
    guide_talk,
    medicine_talk,
    rehearsal,
    reminder_ring,
    reminder_talk,
    ring_talk,
    routine_ear,
    routine_end,
    routine_follow,
    routine_pace,
    routine_start,
    routine_talk,
    settings_talk,
    sleep_break,
    timer_cancel,
    timer_change,
    timer_query,
    timer_start,
)
from voice_skill.core.choices import as_written, in_force, tuning
from voice_skill.core.effects import CallOut, Effect, Save, Say, Tune
from voice_skill.core.events import AdapterFailed, Event, Heard, Now, Restored, TimeReached
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import GuideContext, Outcome, State, Turn
from voice_skill.core.told_clock import believed

FOLLOW_UP_S = 8.0
"""How long a question stays open for somebody who speaks."""

TIME_OPEN_S = 20.0
"""Somebody who is asked for a time has to think."""

HELP = "help"
"""The trigger that is called with the alarm for someone in the house."""

Handler = Callable[[Knowledge, State, Meaning, Now], Outcome]


HANDLERS: dict[str, Handler] = {
    "guide.answer": guide_talk.answer,
    "guide.between": guide_choice.between,
    "guide.follow": guide_follow.follow,
    "timer.start": timer_start.start,
    "timer.cancel": timer_cancel.cancel,
    "timer.pause": timer_change.pause,
    "timer.resume": timer_change.resume,
    "timer.extend": timer_change.extend,
    "timer.query": timer_query.query,
    "timer.list": timer_query.query,
    "timer.again": timer_start.again,
    "alarm.start": alarm_talk.start,
    "alarm.cancel": alarm_change.cancel,
    "alarm.query": alarm_change.query,
    "alarm.list": alarm_change.query,
    "alarm.snooze": ring_talk.snooze,
    "reminder.start": reminder_talk.start,
    "reminder.cancel": reminder_talk.cancel,
    "reminder.list": reminder_talk.tell,
    "reminder.query": reminder_talk.tell,
    "reminder.done": reminder_ring.done,
    "reminder.skip": reminder_ring.skip,
    "reminder.missed": reminder_ring.tell_missed,
    "reminder.last": medicine_talk.last,
    "routine.start": routine_start.start,
    "routine.query": routine_start.query,
    "diary.log": diary_talk.log,
    "diary.query": diary_talk.week,
    "diary.forget": diary_talk.forget,
    "answer.feeling": diary_talk.feeling,
    "control.next": routine_start.idle,
    "control.previous": routine_start.idle,
    "control.hurts": routine_start.hurts,
    "control.pause": timer_change.pause,
    "control.resume": timer_change.resume,
    "control.call_help": emergency_talk.call_help,
    "control.undo": timer_cancel.undo,
    "control.stop": control_talk.stop,
    "control.thanks": control_talk.thanks,
    "control.repeat": control_talk.repeat,
    "control.help": control_talk.show_help,
    "control.rehearse": rehearsal.on_request,
    "control.time": clock_talk.tell_time,
    "control.louder": settings_talk.louder,
    "control.quieter": settings_talk.quieter,
    "control.slower": settings_talk.slower,
    "control.faster": settings_talk.faster,
    "settings.set": settings_talk.change,
    "control.more": guide_talk.more,
    "control.why": guide_talk.why,
    "control.source": guide_talk.source,
    "control.cancel_all": timer_cancel.cancel_all,
    "emergency": emergency_talk.emergency,
    "unknown": guide_choice.unknown,
}
STAYS_OPEN_S = {
    "off": ring_talk.RING_AGAIN_S,
    "awake": awake.ANSWER_S * awake.ASKS,
    "help_alarm": 60.0,
    guide_choice.CHOICE: guide_choice.OPEN_S,
    alarm_talk.START: TIME_OPEN_S,
    alarm_ring.BREAK: sleep_break.OPEN_S,
    reminder_talk.START: TIME_OPEN_S,
    reminder_talk.WHAT: TIME_OPEN_S,
    diary_talk.PAIN: TIME_OPEN_S,
    diary_talk.NOTE: TIME_OPEN_S,
    diary_talk.FORGET: TIME_OPEN_S,
    clock_talk.CLOCK: TIME_OPEN_S,
    medicine_talk.TAKEN_AT: TIME_OPEN_S,
    settings_talk.DEAF: TIME_OPEN_S,
    routine_end.FEELING: routine_end.FEELING_S,
    rehearsal.OFFER: rehearsal.OFFER_OPEN_S,
    routine_follow.GO_ON: routine_follow.GO_ON_S,
    routine_pace.END: routine_follow.GO_ON_S,
}
"""Questions that wait longer than the follow-up window, for safety or because they take long."""


def _lasting(state: State) -> tuple[object, ...]:
    """What must be durable before it is confirmed."""
    lasting = (state.book, state.ledger, state.sedative, state.diary, state.alarms)
    others = (state.told_clock, state.habits, state.reminders, state.missed)
    return (*lasting, *others, state.said, state.introduced, state.routine_kept, state.undo)


class Dialogue:
    """The rules of the conversation over one content; it holds no state of its own."""

    def __init__(self, knowledge: Knowledge, follow_up_s: float = FOLLOW_UP_S) -> None:
        self.knowledge = knowledge
        self._follow_up_s = follow_up_s

    def step(self, state: State, event: Event, now: Now) -> tuple[State, tuple[Effect, ...]]:
        """The next state, and what is to be done, in order; Save comes before what it confirms."""
        before, now = state, believed(state.told_clock, now)
        state, effects = self._paced(before)._step(before, event, now)
        written = self.knowledge.choices
        tuned = tuning(written, state.said, now.wall)
        if tuned != (before.tuned or as_written(written)):
            effects = (Tune(tuned), *effects)
        state = replace(state, tuned=tuned)
        if _lasting(state) != _lasting(before):
            effects = (Save(), *effects)
        return state, effects

    def _paced(self, state: State) -> Dialogue:
        """The same rules where it speaks as fast as it was told to by voice."""
        rate_wpm = in_force(self.knowledge.choices, state.said).voice_speech_rate_wpm
        if self.knowledge.words_per_minute in (0, rate_wpm):
            return self
        return Dialogue(replace(self.knowledge, words_per_minute=rate_wpm), self._follow_up_s)

    def _step(self, state: State, event: Event, now: Now) -> tuple[State, tuple[Effect, ...]]:
        before = state
        state = self._lapse(state, now)
        if isinstance(event, Heard):
            state, effects = self._heard(state, event.meaning, now)
        elif isinstance(event, TimeReached):
            state, effects = clockwork.due(self.knowledge, state, now)
        elif isinstance(event, Restored):
            state, effects = clockwork.restored(self.knowledge, state, event.same_boot, now)
            state, effects = rehearsal.introduce(self.knowledge, state, effects, now)
        else:
            state, effects = self._failed(state, event)
        state, effects = routine_follow.follow(self.knowledge, before, state, effects, now)
        state, effects = ring_talk.follow(self.knowledge, before, state, effects, now)
        state = diary_talk.with_applications(before, state, now)
        state = reminder_ring.by_deed(before, state, now)
        if state.calling and not before.calling and HELP in self.knowledge.triggers:
            effects = (*effects, CallOut(HELP))
        return state, effects

    def next_deadline_s(self, state: State, now: Now) -> float | None:
        """Monotonic seconds at which TimeReached is due, if at all; asked anew after each step.

        What is due at a time of day moves when the clock is set, so it depends on `now`.
        """
        return clockwork.next_s(state, believed(state.told_clock, now))

    def _lapse(self, state: State, now: Now) -> State:
        now_s, until_s = now.monotonic_s, state.question_until_s
        if until_s is not None and now_s > until_s:
            state = replace(state, question=None, question_until_s=None)
        if state.context != GuideContext() and now_s > state.context.until_s:
            state = replace(state, context=GuideContext(), cautioned=frozenset())
        if state.not_understood and now_s > state.not_understood_until_s:
            state = replace(state, not_understood=0)
        return state

    def _heard(self, state: State, meaning: Meaning, now: Now) -> tuple[State, tuple[Effect, ...]]:
        if meaning.intent == "none":
            return replace(state, turn=Turn(meaning)), ()
        meaning = routine_ear.heard_as(self.knowledge, state, meaning)
        meaning = control_talk.of_bare_cancel(state, meaning)
        meaning = doubted_order.of_use(state, meaning)
        state = awake.noticed(state, meaning)
        outcome = self._decide(state, meaning, now)
        outcome = rehearsal.accompany(self.knowledge, state, outcome, meaning, now)
        return self._conclude(state, meaning, self._with_missed(outcome, meaning), now)

    def _with_missed(self, outcome: Outcome, meaning: Meaning) -> Outcome:
        """What was missed is told once, with the first answer that leaves room for it."""
        busy = outcome.question or outcome.before or meaning.red_flag or outcome.state.emergency
        if busy or not outcome.state.missed or meaning.intent in ("unknown", "control.stop"):
            return outcome
        state, told = reminder_ring.unasked(self.knowledge, outcome.state)
        return replace(outcome, state=state, say=f"{outcome.say} {told}".strip())

    def _decide(self, state: State, meaning: Meaning, now: Now) -> Outcome:
        knowledge = self.knowledge
        question = state.question
        called = bool(question and reminder_talk.is_called(question, meaning))
        # "The tablets" as the answer to "which one?" is no sign, however little it takes for doubt.
        if meaning.red_flag and not (called and meaning.slots.get("certain") is False):
            confirmed = self._confirmed(state, meaning, now)
            return confirmed or emergency_talk.emergency(knowledge, state, meaning, now)
        asked = None if routine_talk.is_own(question) else question
        if asked and answers.fits(knowledge, asked, meaning):
            return answers.accept(knowledge, state, asked, meaning, now)
        if doubted_order.is_one(meaning):
            return doubted_order.ask(knowledge, state, meaning, now)
        taken = routine_talk.heard(knowledge, state, meaning, now)
        if taken:
            return taken
        if meaning.intent in knowledge.said_by_intent:
            return Outcome(state, knowledge.said_by_intent[meaning.intent])
        if meaning.intent.startswith("answer."):
            return answers.stray(knowledge, state, meaning, now)
        if clock_talk.sets(meaning):
            return clock_talk.set_it(knowledge, state, meaning, now)
        if meaning.intent == "control.next" and state.reminders.ringing():
            return reminder_ring.moved_on(knowledge, state, meaning, now)
        handler = HANDLERS.get(meaning.intent, control_talk.not_yet)
        return handler(knowledge, state, meaning, now)

    def _confirmed(self, state: State, meaning: Meaning, now: Now) -> Outcome | None:
        """The self-check asks about cancer and hears "I had a tumor once": it is answered."""
        if meaning.slots.get("certain") is not False or not routine_talk.is_own(state.question):
            return None
        words = replace(meaning, intent="unknown")
        taken = routine_talk.heard(self.knowledge, state, words, now)
        return taken if taken and taken.state.emergency == meaning.red_flag else None

    def _conclude(
        self, before: State, meaning: Meaning, outcome: Outcome, now: Now
    ) -> tuple[State, tuple[Effect, ...]]:
        kept = routine_pace.still_asked(before, outcome.state, outcome.meaning or meaning)
        question = outcome.question or kept
        open_s = STAYS_OPEN_S.get(question.about, self._follow_up_s) if question else 0.0
        understood = (outcome.meaning or meaning).intent != "unknown"
        asked = (outcome.say, outcome.question) if outcome.question and outcome.say else None
        state = replace(
            guide_follow.after_start(self.knowledge, outcome, now),
            question=question,
            question_until_s=now.monotonic_s + open_s if question else None,
            turn=Turn(outcome.meaning or meaning, outcome.say, outcome.sources),
            last_spoken=outcome.say or before.last_spoken,
            last_asked=asked or before.last_asked,
            not_understood=0 if understood else outcome.state.not_understood,
        )
        return state, (*outcome.before, Say(outcome.say), *outcome.after)

    def _failed(self, state: State, event: AdapterFailed) -> tuple[State, tuple[Effect, ...]]:
        said = event.reason
        if event.port == "microphone":
            said = self.knowledge.replies.text("mic_lost", reason=event.reason)
        return state, (Say(said, hint=True),)
