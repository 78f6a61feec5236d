"""Timers as values: a running one has a deadline, a paused one what is left, never both."""

from __future__ import annotations

from dataclasses import dataclass, replace

KINDS = ("ice", "heat", "massage", "shower", "stretch", "break", "custom")

DEFAULT_S = {"ice": 900.0, "heat": 900.0, "shower": 1200.0, "massage": 600.0}
"""Lengths when none is said; the guide gives 15 to 20 minutes, 20 minutes, and 10 to 15 minutes."""

APPLICATION_LIMIT_S = 1200.0
"""The guide's longest application of ice or heat (2.5, 2.6)."""

APPLICATIONS = ("ice", "heat")
"""Kinds that injure skin when they stay on too long."""

LONGEST_S = 7 * 24 * 3600.0
MOST_TIMERS = 1000


@dataclass(frozen=True)
class Timer:
    """One timer. `state` is running, paused or ringing."""

    id: int
    kind: str
    name: str | None
    total_s: float
    """The planned length with what was added or taken."""
    state: str
    deadline_s: float | None = None
    """Monotonic seconds at which it ends; only while running."""
    paused_s: float | None = None
    """What is left; only while paused."""
    quiet_until_s: float | None = None
    """A ringing timer is silent until then: somebody said stop and was asked whether it is off."""

    def remaining_s(self, now_s: float) -> float:
        """Seconds left, 0 while ringing."""
        if self.state == "running" and self.deadline_s is not None:
            return max(0.0, self.deadline_s - now_s)
        return self.paused_s or 0.0


@dataclass(frozen=True)
class TimerBook:
    """All timers in the order they were started, and the id that the next one gets."""

    timers: tuple[Timer, ...] = ()
    next_id: int = 1

    def start(
        self, kind: str, name: str | None, total_s: float, now_s: float
    ) -> tuple[TimerBook, Timer]:
        """A new running timer."""
        timer = Timer(self.next_id, kind, name, total_s, "running", now_s + total_s)
        return TimerBook((*self.timers, timer), self.next_id + 1), timer

    def take_id(self) -> tuple[TimerBook, int]:
        """An id for an alarm or a reminder: whatever can ring has an id of its own."""
        return replace(self, next_id=self.next_id + 1), self.next_id

    def put(self, timer: Timer) -> TimerBook:
        """Replace the timer with the same id."""
        return replace(self, timers=tuple(timer if t.id == timer.id else t for t in self.timers))

    def get(self, timer_id: int) -> Timer | None:
        """The timer with this id, if it is still there."""
        return next((timer for timer in self.timers if timer.id == timer_id), None)

    def restore(self, timers: tuple[Timer, ...]) -> TimerBook:
        """With these timers back in the places they had; those that are here are replaced."""
        back = {timer.id: timer for timer in (*self.timers, *timers)}
        return replace(self, timers=tuple(back[each] for each in sorted(back)))

    def remove(self, ids: set[int]) -> TimerBook:
        """Without these timers; their ids are never used again."""
        return replace(self, timers=tuple(t for t in self.timers if t.id not in ids))

    def pause(self, timer: Timer, now_s: float) -> TimerBook:
        """Stop counting and keep what is left."""
        left_s = timer.remaining_s(now_s)
        return self.put(replace(timer, state="paused", deadline_s=None, paused_s=left_s))

    def resume(self, timer: Timer, now_s: float) -> TimerBook:
        """Count on from what is left."""
        end_s = now_s + timer.remaining_s(now_s)
        return self.put(replace(timer, state="running", deadline_s=end_s, paused_s=None))

    def extend(self, timer: Timer, by_s: float, now_s: float) -> TimerBook:
        """Add seconds, or take them off where negative."""
        left_s = timer.remaining_s(now_s) + by_s
        changed = replace(timer, total_s=timer.total_s + by_s)
        if timer.state == "paused":
            return self.put(replace(changed, paused_s=left_s))
        return self.put(replace(changed, deadline_s=now_s + left_s))

    def end_due(self, now_s: float) -> tuple[TimerBook, tuple[Timer, ...]]:
        """Set every running timer whose deadline has come to ringing; returns those."""
        due = tuple(
            replace(timer, state="ringing", deadline_s=None)
            for timer in self.timers
            if timer.deadline_s is not None and timer.deadline_s <= now_s
        )
        ended = {timer.id: timer for timer in due}
        if not ended:
            return self, ()
        return replace(self, timers=tuple(ended.get(t.id, t) for t in self.timers)), due

    def ringing(self) -> tuple[Timer, ...]:
        """Timers that have ended and were not acknowledged."""
        return tuple(timer for timer in self.timers if timer.state == "ringing")

    def loud(self) -> tuple[Timer, ...]:
        """Ringing timers that are not held quiet by an open "is it off?"."""
        return tuple(timer for timer in self.ringing() if timer.quiet_until_s is None)

    def next_deadline_s(self) -> float | None:
        """When something happens next by itself, in monotonic seconds."""
        moments = [timer.deadline_s for timer in self.timers if timer.deadline_s is not None]
        moments += [t.quiet_until_s for t in self.ringing() if t.quiet_until_s is not None]
        return min(moments, default=None)

    def find(
        self,
        kind: str | None = None,
        name: str | None = None,
        total_s: float | None = None,
        ordinal: int | None = None,
    ) -> tuple[Timer, ...]:
        """Timers that fit everything said; `ordinal` counts from 1, -1 is the last."""
        found = tuple(
            timer
            for timer in self.timers
            if (kind is None or timer.kind == kind)
            and (name is None or timer.name == name)
            and (total_s is None or abs(timer.total_s - total_s) < 0.5)
        )
        if ordinal is None:
            return found
        index = ordinal - 1 if ordinal > 0 else len(found) + ordinal
        return found[index : index + 1] if 0 <= index < len(found) else ()
