"""The whole decision: step(state, event, now) -> (state, effects), with no clock and no I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voice_skill.core import (
    answers,
    control_talk,
    emergency_talk,
    guide_talk,
    ring_talk,
    timer_talk,
)
from voice_skill.core.effects import Effect, Save, Say
from voice_skill.core.events import AdapterFailed, Event, Heard, Now, Restored, TimeReached
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, State, Turn
from voice_skill.core.timer_words import joined, label
from voice_skill.core.timers import APPLICATIONS

FOLLOW_UP_S = 8.0
"""How long a question stays open for somebody who speaks."""

Handler = Callable[[Knowledge, State, Meaning, Now], Outcome]

HANDLERS: dict[str, Handler] = {
    "guide.answer": guide_talk.answer,
    "timer.start": timer_talk.start,
    "timer.cancel": timer_talk.cancel,
    "timer.pause": timer_talk.pause,
    "timer.resume": timer_talk.resume,
    "timer.extend": timer_talk.extend,
    "timer.query": timer_talk.query,
    "timer.list": timer_talk.query,
    "timer.again": timer_talk.again,
    "control.stop": control_talk.stop,
    "control.repeat": control_talk.repeat,
    "control.help": control_talk.show_help,
    "control.time": control_talk.tell_time,
    "control.more": guide_talk.more,
    "control.why": guide_talk.why,
    "control.source": guide_talk.source,
    "control.cancel_all": timer_talk.cancel_all,
    "emergency": emergency_talk.emergency,
    "unknown": guide_talk.unknown,
}
STAYS_OPEN_S = {"off": ring_talk.RING_AGAIN_S, "help_alarm": 60.0, "ended_off": 60.0}
"""Questions that wait longer than the follow-up window, for safety."""


class Dialogue:
    """The rules of the conversation over one content; it holds no state of its own."""

    def __init__(self, knowledge: Knowledge, follow_up_s: float = FOLLOW_UP_S) -> None:
        self.knowledge = knowledge
        self._follow_up_s = follow_up_s

    def step(self, state: State, event: Event, now: Now) -> tuple[State, tuple[Effect, ...]]:
        """The next state, and what is to be done, in order; Save comes before what it confirms."""
        before = state
        state = self._lapse(state, now)
        if isinstance(event, Heard):
            state, effects = self._heard(state, event.meaning, now)
        elif isinstance(event, TimeReached):
            state, effects = self._due(state, now)
        elif isinstance(event, Restored):
            state, effects = self._restored(state, now)
        else:
            state, effects = self._failed(state, event)
        effects = ring_talk.follow(self.knowledge, before, state, effects)
        if state.book != before.book:
            effects = (Save(), *effects)
        return state, effects

    def next_deadline_s(self, state: State) -> float | None:
        """Monotonic seconds at which TimeReached is due, if at all."""
        moments = [state.book.next_deadline_s(), state.help_at_s]
        return min((moment for moment in moments if moment is not None), default=None)

    def _lapse(self, state: State, now: Now) -> State:
        until_s = state.question_until_s
        if until_s is None or now.monotonic_s <= until_s:
            return state
        return replace(state, question=None, question_until_s=None)

    def _heard(self, state: State, meaning: Meaning, now: Now) -> tuple[State, tuple[Effect, ...]]:
        if meaning.intent == "none":
            return replace(state, turn=Turn(meaning)), ()
        outcome = self._decide(state, meaning, now)
        return self._conclude(state, meaning, outcome, now)

    def _decide(self, state: State, meaning: Meaning, now: Now) -> Outcome:
        knowledge = self.knowledge
        if meaning.red_flag:
            return emergency_talk.emergency(knowledge, state, meaning, now)
        if state.question and answers.fits(meaning, state.question):
            return answers.accept(knowledge, state, state.question, meaning, now)
        if meaning.intent in knowledge.said_by_intent:
            return Outcome(state, knowledge.said_by_intent[meaning.intent])
        if meaning.intent.startswith("answer."):
            return answers.stray(knowledge, state, meaning, now)
        handler = HANDLERS.get(meaning.intent, control_talk.not_yet)
        return handler(knowledge, state, meaning, now)

    def _conclude(
        self, before: State, meaning: Meaning, outcome: Outcome, now: Now
    ) -> tuple[State, tuple[Effect, ...]]:
        question = outcome.question
        open_s = STAYS_OPEN_S.get(question.about, self._follow_up_s) if question else 0.0
        understood = meaning.intent != "unknown"
        state = replace(
            outcome.state,
            question=question,
            question_until_s=now.monotonic_s + open_s if question else None,
            turn=Turn(outcome.meaning or meaning, outcome.say, outcome.sources),
            last_spoken=outcome.say,
            not_understood=0 if understood else outcome.state.not_understood,
        )
        return state, (*outcome.before, Say(outcome.say))

    def _due(self, state: State, now: Now) -> tuple[State, tuple[Effect, ...]]:
        effects: tuple[Effect, ...] = ()
        if state.help_at_s is not None and state.help_at_s <= now.monotonic_s:
            state, effects = emergency_talk.repeat(self.knowledge, state)
        book, ended = state.book.end_due(now.monotonic_s)
        again = [
            timer
            for timer in book.ringing()
            if timer.quiet_until_s is not None and timer.quiet_until_s <= now.monotonic_s
        ]
        for timer in again:
            book = book.put(replace(timer, quiet_until_s=None))
        if ended or again:
            effects = (*effects, ring_talk.ring(self.knowledge, replace(state, book=book)))
        return replace(state, book=book), effects

    def _restored(self, state: State, now: Now) -> tuple[State, tuple[Effect, ...]]:
        """Ends that passed while nothing was running are told at once, then rung."""
        book, _ = state.book.end_due(now.monotonic_s)
        state = replace(state, book=book)
        ended = book.ringing()
        if not ended:
            return state, ()
        replies = self.knowledge.replies
        names = joined(label(timer, replies) for timer in ended)
        on_skin = any(timer.kind in APPLICATIONS for timer in ended)
        key = "ended_while_off" if on_skin else "ended_while_off_other"
        said = replies.text(key, names=names)
        return replace(state, last_spoken=said), (Say(said), ring_talk.ring(self.knowledge, state))

    def _failed(self, state: State, event: AdapterFailed) -> tuple[State, tuple[Effect, ...]]:
        said = event.reason
        if event.port == "microphone":
            said = self.knowledge.replies.text("mic_lost", reason=event.reason)
        return state, (Say(said, hint=True),)
