"""What happens by itself: ends, limits, awake checks, rings that come back, the next round."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import (
    alarm_ring,
    awake,
    emergency_talk,
    reminder_ring,
    ring_talk,
    routine_beats,
    skin_talk,
)
from voice_skill.core.effects import AUDIBLE, Effect, Say
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.state import Question, State
from voice_skill.core.timers import APPLICATIONS, Timer

CLOCK_OPEN_S = 60.0
"""How long somebody who was just told that the clock is wrong may take to look for the time."""


def due(knowledge: Knowledge, state: State, now: Now) -> tuple[State, tuple[Effect, ...]]:
    """Everything whose moment has come; the ring itself follows from the timers that ring."""
    effects: tuple[Effect, ...] = ()
    if state.help_at_s is not None and state.help_at_s <= now.monotonic_s:
        state, effects = emergency_talk.repeat(knowledge, state)
    state = _end(state, now)
    book = state.book
    for timer in book.ringing():
        if timer.quiet_until_s is not None and timer.quiet_until_s <= now.monotonic_s:
            book = book.put(replace(timer, quiet_until_s=None))
    state, asked = awake.check(knowledge, replace(state, book=book), now)
    state, told = alarm_ring.due(knowledge, state, now)
    state = reminder_ring.due(state, now)
    state, done = routine_beats.due(knowledge, state, now)
    return state, (*effects, *asked, *told, *done)


def next_s(state: State, now: Now) -> float | None:
    """Monotonic seconds at which something is due, if at all."""
    moments = (
        state.book.next_deadline_s(),
        state.help_at_s,
        skin_talk.next_limit_s(state),
        awake.next_s(state),
        ring_talk.next_round_s(state),
        state.alarms.next_s(now.monotonic_s, now.wall),
        state.reminders.next_s(now.monotonic_s, now.wall),
        routine_beats.next_s(state, now),
    )
    return min((moment for moment in moments if moment is not None), default=None)


def restored(
    knowledge: Knowledge, state: State, same_boot: bool, now: Now
) -> tuple[State, tuple[Effect, ...]]:
    """Ends that passed while nothing was running are told at once, then rung."""
    was, state = state, _end(state, now)
    ended = state.book.ringing()
    going = replace(now, synced=True) if same_boot else now
    ago_s = _ago_s(was, ended[0], going) if len(ended) == 1 else None
    said = ring_talk.told_at_start(knowledge, state, ended, going, ago_s)
    if not said:
        return state, ()
    state = replace(state, last_spoken=said)
    ids = [timer.id for timer in ended if timer.kind in APPLICATIONS]
    if ids:
        until_s = now.monotonic_s + ring_talk.RING_AGAIN_S
        question = Question("yes_no", "off", {"ids": ids})
        state = replace(state, question=question, question_until_s=until_s)
    elif state.alarms.alarms and not now.synced:
        until_s = now.monotonic_s + CLOCK_OPEN_S
        state = replace(state, question=Question("time", "clock"), question_until_s=until_s)
    return state, (Say(said, AUDIBLE),)


def _ago_s(was: State, ended: Timer, now: Now) -> float | None:
    """Seconds since this one ended, where the clock can tell."""
    before = was.book.get(ended.id)
    end_s = before.deadline_s if before else None
    for application in was.ledger.on_skin():
        if end_s is None and application.timer_id == ended.id:
            end_s = application.planned_s
    return now.monotonic_s - end_s if now.synced and end_s is not None else None


def _end(state: State, now: Now) -> State:
    state = replace(state, book=state.book.end_due(now.monotonic_s)[0])
    return skin_talk.end_at_limit(state, now.monotonic_s)
