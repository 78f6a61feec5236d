"""The application ledger: when ice or heat is on the skin, whatever its timer does.

An application is everything between two rests: laid on, taken off for a moment and laid on again
is one application, and has one time limit. It begins with its timer and goes on until somebody
says that it is off; pausing or cancelling a timer takes nothing off the skin. All moments are
monotonic seconds, so a stepped wall clock changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voice_skill.core.events import Now
from voice_skill.core.timers import APPLICATION_LIMIT_S

MOST_A_DAY = {"ice": 3}
"""The guide's three times a day (2.5); it gives no number for heat."""

REST_S = 7200.0
"""The usual rest between two applications. The guide gives none; its "morning, afternoon and
before bed" are hours apart, and two hours is the careful end of what is commonly advised."""

SHORTEST_S = 60.0
"""Less than this is not worth laying on again, and is not counted as one of three."""

DAY_S = 86_400.0

Interval = tuple[float, float | None]
"""On the skin from, and until; None while it still lies there."""


@dataclass(frozen=True)
class Application:
    """One application of ice or heat."""

    id: int
    """The id of the timer that began it."""
    kind: str
    name: str | None
    """What its timer is called, if anything."""
    day: str
    """The civil date of its beginning; empty where the clock was not set."""
    intervals: tuple[Interval, ...]
    timer_id: int
    """The timer that counts it now, or counted it last."""
    planned_s: float
    """When that timer was to end."""
    check_every_s: float | None = None
    """Ask this often whether somebody is awake, instead of twice."""
    checked_s: float = 0.0
    """Awake checks up to here are done with."""
    asked_s: float | None = None
    """When the awake check began that nobody has answered yet."""
    asks: int = 0
    """How often it was asked since."""
    missed: bool = False
    """Whether it counts as ended because nobody answered."""

    @property
    def on(self) -> bool:
        """Whether it counts as lying on the skin."""
        return self.intervals[-1][1] is None

    @property
    def began_s(self) -> float:
        """When it was first laid on."""
        return self.intervals[0][0]

    def used_s(self, now_s: float) -> float:
        """Seconds on the skin so far."""
        return sum((now_s if off_s is None else off_s) - on_s for on_s, off_s in self.intervals)

    def limit_s(self) -> float:
        """The moment at which it reaches the guide's limit, if it stays on."""
        before_s = sum(off_s - on_s for on_s, off_s in self.intervals[:-1] if off_s is not None)
        return self.intervals[-1][0] + APPLICATION_LIMIT_S - before_s

    def over_s(self) -> float:
        """The moment from which its rest counts: taken off, or the limit if that came first.

        At the limit it rings and asks until somebody answers; what nobody answers must not keep
        the next application away for ever.
        """
        off_s = self.intervals[-1][1]
        return self.limit_s() if off_s is None else min(off_s, self.limit_s())

    def off(self, now_s: float) -> Application:
        """Somebody said that it is off."""
        if not self.on:
            return self
        ended = (self.intervals[-1][0], max(now_s, self.intervals[-1][0]))
        intervals = (*self.intervals[:-1], ended)
        return replace(self, intervals=intervals, asked_s=None, asks=0, missed=False)

    def shifted(self, by_s: float) -> Application:
        """The same in the monotonic seconds of another boot."""
        return replace(
            self,
            intervals=tuple(
                (on_s + by_s, None if off_s is None else off_s + by_s)
                for on_s, off_s in self.intervals
            ),
            planned_s=self.planned_s + by_s,
            checked_s=self.checked_s + by_s,
        )

    def spent(self, now_s: float) -> Application:
        """As one that has reached the limit now, if it is on: nobody knows how long it was."""
        if not self.on:
            return self
        on_s = self.intervals[-1][0] - max(0.0, self.limit_s() - now_s)
        over = replace(self, intervals=(*self.intervals[:-1], (on_s, None)))
        return replace(over, planned_s=min(self.planned_s, now_s), asked_s=None, asks=0)


@dataclass(frozen=True)
class Ledger:
    """All applications that still matter, in the order they began."""

    applications: tuple[Application, ...] = ()

    def latest(self, kind: str) -> Application | None:
        """The last application of this kind."""
        return next((each for each in reversed(self.applications) if each.kind == kind), None)

    def on_skin(self) -> tuple[Application, ...]:
        """What counts as lying on the skin."""
        return tuple(each for each in self.applications if each.on)

    def of_timer(self, timer_id: int) -> Application | None:
        """The application that this timer counts, if it does."""
        found = (each for each in reversed(self.applications) if each.timer_id == timer_id)
        return next(found, None)

    def put(self, application: Application) -> Ledger:
        """Replace the application with the same id."""
        return Ledger(
            tuple(application if a.id == application.id else a for a in self.applications)
        )

    def off(self, ids: set[int], now_s: float) -> Ledger:
        """These applications were said to be off."""
        return Ledger(tuple(a.off(now_s) if a.id in ids else a for a in self.applications))


@dataclass(frozen=True)
class Verdict:
    """Whether and for how long something may be on the skin from now."""

    seconds: float
    why: str = ""
    """What limits it below a full application: "used", "rest", "three", or nothing."""
    continues: Application | None = None
    """The application that it would be part of."""
    wait_s: float = 0.0
    """When a new application may begin, in seconds from now; only with "used" and "rest"."""


def may_apply(ledger: Ledger, kind: str, now: Now, rest_s: float = REST_S) -> Verdict:
    """The one rule on ice and heat; everything that starts, adds or resumes asks it."""
    now_s = now.monotonic_s
    last = ledger.latest(kind)
    if last is not None and now_s < last.over_s() + rest_s:
        left_s = max(0.0, APPLICATION_LIMIT_S - last.used_s(now_s))
        why = "used" if left_s >= SHORTEST_S else "rest"
        return Verdict(left_s, why, last, last.over_s() + rest_s - now_s)
    if kind in MOST_A_DAY and counted_today(ledger, kind, now) >= MOST_A_DAY[kind]:
        return Verdict(0.0, "three")
    return Verdict(APPLICATION_LIMIT_S)


def counted_today(ledger: Ledger, kind: str, now: Now) -> int:
    """Applications of this kind on this civil day; without a clock, of the last 24 hours."""
    return sum(counts_today(each, now) for each in ledger.applications if each.kind == kind)


def counts_today(application: Application, now: Now) -> bool:
    """Whether it is one of today's: it began today, and is on or was on for long enough."""
    now_s = now.monotonic_s
    if not application.on and application.used_s(now_s) < SHORTEST_S:
        return False
    if now.synced and application.day:
        # A clock that was stepped back over midnight must not forget what is "tomorrow" now.
        return application.day >= now.wall.date().isoformat()
    return now_s - application.began_s < DAY_S


def lay_on(
    ledger: Ledger,
    kind: str,
    timer: tuple[int, str | None, float],
    now: Now,
    rest_s: float = REST_S,
    check_every_s: float | None = None,
) -> Ledger:
    """A timer (id, name, end) begins to count on the skin; `may_apply` has allowed it."""
    timer_id, name, planned_s = timer
    now_s = now.monotonic_s
    last = may_apply(ledger, kind, now, rest_s).continues
    if last is not None:
        intervals = last.intervals if last.on else (*last.intervals, (now_s, None))
        again = replace(last, intervals=intervals, timer_id=timer_id, name=name)
        return ledger.put(_fresh(again, planned_s, now_s, check_every_s))
    kept = tuple(
        each.off(each.over_s()) if each.on and each.kind == kind else each
        for each in ledger.applications
        if each.on or now_s - each.began_s < 2 * DAY_S
    )
    day = now.wall.date().isoformat() if now.synced else ""
    new = Application(timer_id, kind, name, day, ((now_s, None),), timer_id, planned_s)
    return Ledger((*kept, _fresh(new, planned_s, now_s, check_every_s)))


def _fresh(
    application: Application, planned_s: float, now_s: float, check_every_s: float | None
) -> Application:
    return replace(
        application,
        planned_s=planned_s,
        checked_s=now_s,
        check_every_s=check_every_s,
        asked_s=None,
        asks=0,
        missed=False,
    )
