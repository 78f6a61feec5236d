"""Alarms and reminders as values: a civil time on a date, which no change of the clocks moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from voice_skill.core.civil import moment, next_date, seconds_until, shifted

if TYPE_CHECKING:
    from collections.abc import Iterable

GRACE_S = 1800.0
"""An alarm that is later than this is told and no longer rung."""


@dataclass(frozen=True)
class Offers:
    """How long each ring lasts, how long after it the next begins, and how many there are."""

    rings_s: float
    again_s: float
    most: int


OFFERS = {"break": Offers(300.0, 600.0, 2), "reminder": Offers(60.0, 600.0, 3)}
"""A sleep break lets people sleep in the end, a reminder counts as missed; an alarm never ends."""


@dataclass(frozen=True)
class Alarm:
    """One of them. `kind` is wake, break or reminder; `state` is set, ringing or snoozed."""

    id: int
    at: str
    """Civil time, "HH:MM"."""
    date: str
    """The day of the next ring, ISO 8601."""
    days: tuple[str, ...] = ()
    """English weekday names of a repeating alarm."""
    label: str | None = None
    """What it is for; of a reminder, what it says."""
    about: str | None = None
    """Of a reminder: a medicine, "tablets", ice, heat or massage, where it is one of them."""
    kind: str = "wake"
    state: str = "set"
    again_s: float | None = None
    """Monotonic seconds of the next ring; only while snoozed."""
    rang_s: float | None = None
    """Monotonic seconds since which it rings; only while ringing."""
    snoozed: bool = False
    """Whether somebody heard this ring before and asked for more sleep."""
    offered: int = 0
    """How many rings nobody answered."""
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
        offers = OFFERS.get(self.kind)
        return self.rang_s + offers.rings_s if offers and self.rang_s is not None else None

    def after(self, wall: datetime) -> Alarm | None:
        """What is left when it was acknowledged or missed: the next of a repeating one, or none."""
        if not self.days:
            return None
        # A clock that was set back must not bring the ring of today a second time.
        at_least = max(shifted(self.rings_at(wall), 1), wall, key=lambda each: each.timestamp())
        again = replace(self, state="set", again_s=None, rang_s=None)
        again = replace(again, snoozed=False, offered=0)
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
                book, over = book._let_be(alarm, now_s, wall)
                missed += [alarm] if over and alarm.kind == "reminder" else []
            elif alarm.state == "set" and -seconds_until(alarm.rings_at(wall), wall) > GRACE_S:
                missed.append(alarm)
                book = book.acknowledged([alarm.id], wall)
            else:
                book = book.put(replace(alarm, state="ringing", again_s=None, rang_s=now_s))
        return book, tuple(missed)

    def _let_be(self, alarm: Alarm, now_s: float, wall: datetime) -> tuple[AlarmBook, bool]:
        """Silent for a while, or over; whether it is over."""
        offers = OFFERS[alarm.kind]
        if alarm.offered + 1 >= offers.most:
            return self.acknowledged([alarm.id], wall), True
        later = replace(alarm, state="snoozed", again_s=now_s + offers.again_s, rang_s=None)
        return self.put(replace(later, offered=alarm.offered + 1)), False
