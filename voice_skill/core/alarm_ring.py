"""An alarm that rings: its words, how it is heard, snoozed, and told when its time has passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from voice_skill.core.alarms import Alarm
from voice_skill.core.clock_words import spoken_clock, spoken_time
from voice_skill.core.durations import spoken_duration
from voice_skill.core.effects import Effect, Say, Silence
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge, Replies
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_words import joined, sentence

LATE_FROM_S = 120.0
"""From so many seconds on the round also says for when the alarm was."""

BREAK = "sleep_break"
"""What the question whether to begin the sleep break is about."""

SLEEP_BREAK = "sleep_break"
"""The routine of that id."""

SNOOZE_S = 540.0
"""Nine minutes, as alarm clocks have it."""


def words(replies: Replies, alarms: Iterable[Alarm], now: Now) -> list[str]:
    """What a round says: the time, what it is for, and how late it is."""
    said = []
    for alarm in alarms:
        fields = {"time": sentence(spoken_clock(_clock(now))), "label": alarm.label}
        said.append(replies.text("alarm_label" if alarm.label else f"alarm_{alarm.kind}", **fields))
        minute = alarm.at if alarm.state == "ringing" and _late(alarm, now) else None
        if minute:
            said.append(replies.text("alarm_late", time=spoken_clock(minute)))
    return said


def _late(alarm: Alarm, now: Now) -> bool:
    """Late when it began to ring, not when it is rung for long or again."""
    if alarm.rang_s is None or alarm.again_s is not None:
        return False
    began_s = alarm.rang_s - now.monotonic_s
    overdue_s = (now.wall - alarm.rings_at(now.wall)).total_seconds() + began_s
    return overdue_s >= LATE_FROM_S and not alarm.offered and not alarm.snoozed


def _clock(now: Now) -> str:
    return f"{now.wall.hour:02d}:{now.wall.minute:02d}"


def heard(knowledge: Knowledge, state: State, now: Now) -> Outcome:
    """Somebody stopped the alarms that ring; a repeating one comes again on its next day."""
    ringing = state.alarms.ringing()
    state = replace(state, alarms=state.alarms.acknowledged([a.id for a in ringing], now.wall))
    asked, key = None, "alarm_heard"
    if all(alarm.kind == "break" for alarm in ringing):
        offers = SLEEP_BREAK in knowledge.routines and state.routine is None
        asked = Question("yes_no", BREAK) if offers else None
        key = "alarm_offer_break" if offers else "alarm_heard_break"
    said = knowledge.replies.text(key, time=spoken_clock(_clock(now)))
    return Outcome(state, said, question=asked, before=(Silence(),))


def snooze(
    knowledge: Knowledge, state: State, meaning: Meaning, by_s: float | None, now: Now
) -> Outcome:
    """All alarms that ring come again after so many seconds."""
    by_s = by_s or SNOOZE_S
    for alarm in state.alarms.ringing():
        later = replace(alarm, state="snoozed", again_s=now.monotonic_s + by_s, rang_s=None)
        state = replace(state, alarms=state.alarms.put(replace(later, snoozed=True)))
    said = sentence(knowledge.replies.text("snoozed_alarm", length=spoken_duration(by_s)))
    order = resolved(meaning, "alarm.snooze", {**meaning.slots, "duration_s": by_s})
    return Outcome(state, said, meaning=order, before=(Silence(),))


def due(knowledge: Knowledge, state: State, now: Now) -> tuple[State, tuple[Effect, ...]]:
    """Ring what is due; what is too late to ring is told, once."""
    alarms = state.alarms
    if now.synced and not now.told:
        alarms = alarms.dated(now.wall)
    alarms, missed = alarms.pass_time(now.monotonic_s, now.wall)
    state = replace(state, alarms=alarms)
    if not missed:
        return state, ()
    said = told_missed(knowledge.replies, missed)
    return replace(state, last_spoken=said), (Say(said),)


def told_missed(replies: Replies, missed: Iterable[Alarm]) -> str:
    """ "The alarm for seven o'clock in the morning passed while I was off." """
    times = [spoken_time(alarm.at) for alarm in missed]
    return replies.text("alarm_missed", times=joined(times[:3]))
