"""Alarms as values: a civil time on a date, kept as said, so that no clock change moves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from voice_skill.core.civil import moment, next_date, seconds_until, shifted

if TYPE_CHECKING:
    from collections.abc import Iterable

GRACE_S = 1800.0
"""An alarm that is later than this is told and no longer rung."""

BREAK_RINGS_S = 300.0
BREAK_AGAIN_S = 600.0
"""A sleep break is offered for five minutes, once more ten minutes later, and then not again."""


@dataclass(frozen=True)
class Alarm:
    """One alarm. `kind` is wake or break; `state` is set, ringing or snoozed."""

    id: int
    at: str
    """Civil time, "HH:MM"."""
    date: str
    """The day of the next ring, ISO 8601."""
    days: tuple[str, ...] = ()
    """English weekday names of a repeating alarm."""
    label: str | None = None
    kind: str = "wake"
    state: str = "set"
    again_s: float | None = None
    """Monotonic seconds of the next ring; only while snoozed."""
    rang_s: float | None = None
    """Monotonic seconds since which it rings; only while ringing."""
    snoozed: bool = False
    """Whether somebody heard this ring before and asked for more sleep."""
    offered_again: bool = False
    """Whether a sleep break rings for the second time."""
    unsure: bool = False
    """Set while nobody knew the date: it is found anew when the clock is set."""

    def rings_at(self, wall: datetime) -> datetime:
        """The instant of its next ring, in the zone of `wall`."""
        return moment(date.fromisoformat(self.date), self.at, wall)

    def due_s(self, now_s: float, wall: datetime) -> float | None:
        """Monotonic seconds at which something is due by itself, if at all."""
        if self.state == "snoozed":
            return self.again_s
        if self.state == "set":
            return now_s + max(0.0, seconds_until(self.rings_at(wall), wall))
        if self.kind == "break" and self.rang_s is not None:
            return self.rang_s + BREAK_RINGS_S
        return None

    def after(self, wall: datetime) -> Alarm | None:
        """What is left when it was acknowledged or missed: the next of a repeating one, or none."""
        if not self.days:
            return None
        # A clock that was set back must not bring the ring of today a second time.
        at_least = max(shifted(self.rings_at(wall), 1), wall, key=lambda each: each.timestamp())
        again = replace(self, state="set", again_s=None, rang_s=None)
        again = replace(again, snoozed=False, offered_again=False)
        return replace(again, date=next_date(self.at, at_least, self.days).isoformat())


@dataclass(frozen=True)
class AlarmBook:
    """All alarms in the order they were set."""

    alarms: tuple[Alarm, ...] = ()

    def add(self, alarm: Alarm) -> AlarmBook:
        """With one more, or with those that come back, in the order of their ids."""
        there = {each.id: each for each in (*self.alarms, alarm)}
        return AlarmBook(tuple(there[each] for each in sorted(there)))

    def put(self, alarm: Alarm) -> AlarmBook:
        """Replace the alarm with the same id."""
        return AlarmBook(tuple(alarm if each.id == alarm.id else each for each in self.alarms))

    def remove(self, ids: Iterable[int]) -> AlarmBook:
        """Without these; their ids are never used again."""
        gone = frozenset(ids)
        return AlarmBook(tuple(each for each in self.alarms if each.id not in gone))

    def ringing(self) -> tuple[Alarm, ...]:
        """Alarms that ring and were not acknowledged."""
        return tuple(alarm for alarm in self.alarms if alarm.state == "ringing")

    def acknowledged(self, ids: Iterable[int], wall: datetime) -> AlarmBook:
        """These have been heard: repeating ones go on to their next day, the others are over."""
        book = self
        for alarm in [alarm for alarm in self.alarms if alarm.id in frozenset(ids)]:
            following = alarm.after(wall)
            book = book.put(following) if following else book.remove([alarm.id])
        return book

    def next_s(self, now_s: float, wall: datetime) -> float | None:
        """Monotonic seconds at which the next thing is due, if at all."""
        moments = [alarm.due_s(now_s, wall) for alarm in self.alarms]
        return min((each for each in moments if each is not None), default=None)

    def dated(self, wall: datetime) -> AlarmBook:
        """The clock was set: those that were set by a wrong clock get their date anew."""
        return AlarmBook(
            tuple(
                replace(alarm, date=next_date(alarm.at, wall, alarm.days).isoformat(), unsure=False)
                if alarm.unsure and alarm.state == "set"
                else alarm
                for alarm in self.alarms
            )
        )

    def pass_time(self, now_s: float, wall: datetime) -> tuple[AlarmBook, tuple[Alarm, ...]]:
        """Ring what is due, and end what nobody got up for; also returns what was missed."""
        book, missed = self, []
        for alarm in self.alarms:
            due_s = alarm.due_s(now_s, wall)
            if due_s is None or due_s > now_s:
                continue
            if alarm.state == "ringing":
                book = book._let_sleep(alarm, now_s, wall)
            elif alarm.state == "set" and -seconds_until(alarm.rings_at(wall), wall) > GRACE_S:
                missed.append(alarm)
                book = book.acknowledged([alarm.id], wall)
            else:
                book = book.put(replace(alarm, state="ringing", again_s=None, rang_s=now_s))
        return book, tuple(missed)

    def _let_sleep(self, alarm: Alarm, now_s: float, wall: datetime) -> AlarmBook:
        if alarm.offered_again:
            return self.acknowledged([alarm.id], wall)
        later = replace(alarm, state="snoozed", again_s=now_s + BREAK_AGAIN_S, rang_s=None)
        return self.put(replace(later, offered_again=True))
