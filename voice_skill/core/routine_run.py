"""Where somebody is in a routine: the steps that were walked, and the moment inside the last one.

Only values; what is said about it is in `routine_talk` and its neighbours. Deadlines are monotonic
seconds, and each beat of a count is reckoned from the one before, so that none drifts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voice_skill.core.routines import CUES, Count, Hold, Line, Node, Routine, SetAlarm
from voice_skill.core.timers import Timer

READY_S = 3.0
"""From "get ready" to "one"."""

REMIND_S = 30.0
"""How long a step waits before it says once what would go on."""

PAUSE_S = 300.0
"""After so long without a word it pauses by itself."""

END_S = 1800.0
"""After so long in a pause it ends without a word."""

AFTER_ALARM_S = 3.0
"""Between an alarm that was set and the next step."""

LATE_S = 0.5
"""A beat that comes later than this was held up, and the next one counts from when it came."""

STALE_CUE_S = 15.0
"""A cue that could not be said in this time is left out."""

SLOWER, SLOWEST = 1.25, 2.0
SHORTEST_HOLD_S, LONGEST_HOLD_S = 2, 5
"""What the guide has; slower and faster stay within it, and within what the file asks for."""

WORDS, SILENCE, READY, HOLD, REST, TIMER = "words", "silence", "ready", "hold", "rest", "timer"
"""What a step waits for: a word, a silence, the count, a second of it, the rest, its timer."""


@dataclass(frozen=True)
class Run:
    """One walk through a routine. `state` is running or paused, as in the contract."""

    id: str
    trail: tuple[int, ...]
    """The places that were walked, the present one last."""
    steps: int
    """How many there are in all on this way."""
    brief: bool = False
    """It was done before, so the short texts are enough."""
    pace: float = 1.0
    """What waits and holds are multiplied with."""
    state: str = "running"
    phase: str = WORDS
    due_s: float | None = None
    """When this phase is over by itself."""
    counted: int = 0
    """Seconds counted in this hold, or cues said for this timer."""
    repetition: int = 1
    reminded: bool = False
    held: str = ""
    """Why it waits for something else: "ring" or "talk"."""
    asks: bool = False
    """Whether it still has to ask if we go on."""
    ending: bool = False
    """Whether "shall I end it?" was asked."""
    timers: tuple[tuple[int, int], ...] = ()
    """Places, and the timers that they started."""
    answers: tuple[tuple[int, str], ...] = ()
    """Places that have asked, and what was said there."""
    acted: frozenset[int] = frozenset()
    """Places that have done what they do once: a trigger, an alarm."""
    text: str = ""
    """What the present step says, by which it is known again after a restart."""

    @property
    def at(self) -> int:
        """The present place."""
        return self.trail[-1]

    @property
    def step(self) -> int:
        """The number of the present step, from 1 on."""
        return len(self.trail)

    @property
    def runs(self) -> bool:
        """Whether it goes on by itself: neither paused nor held."""
        return self.state == "running" and not self.held

    @property
    def timer_id(self) -> int | None:
        """The timer of the present step, if it has started one."""
        return dict(self.timers).get(self.at)

    @property
    def kept(self) -> tuple[object, ...]:
        """What has to survive a restart."""
        return self.id, self.trail, self.pace, self.timers, self.acted, self.answers


def paused(run: Run, now_s: float) -> Run:
    """Nothing goes on until somebody says so."""
    return replace(run, state="paused", due_s=now_s + END_S, held="", asks=False, ending=False)


def entered(run: Run, routine: Routine, trail: tuple[int, ...], day_part: str) -> Run:
    """At the last place of this trail, from its beginning."""
    node = routine.nodes[trail[-1]]
    steps = len(trail) + routine.ahead(trail[-1], day_part)
    fresh = replace(run, trail=trail, steps=steps, counted=0, repetition=1)
    return replace(fresh, text=node.spoken.say if node.spoken else "")


def armed(run: Run, node: Node, from_s: float) -> Run:
    """The step begins to wait, once its words are over at `from_s`; a hold at its repetition."""
    step = node.step
    run = replace(run, state="running", held="", asks=False, ending=False, reminded=False)
    if isinstance(step, Hold):
        return ready(run, from_s)
    if isinstance(step, Count) and run.timer_id is not None:
        return replace(run, phase=TIMER, due_s=from_s)
    if isinstance(step, SetAlarm):
        return replace(run, phase=SILENCE, due_s=from_s + AFTER_ALARM_S)
    if isinstance(step, Line) and step.wait_s is not None:
        return replace(run, phase=SILENCE, due_s=from_s + step.wait_s * run.pace)
    return replace(run, phase=WORDS, due_s=from_s + REMIND_S)


def ready(run: Run, from_s: float) -> Run:
    """Before the count: who needs more time gets it here too."""
    return replace(run, phase=READY, counted=0, due_s=from_s + READY_S * max(1.0, run.pace))


def holds(run: Run | None) -> bool:
    """Whether seconds are counted aloud, or are about to be."""
    return run is not None and run.phase in (READY, HOLD)


def counting(run: Run, from_s: float, lasts_s: float = 1.0) -> Run:
    """One more second of the hold; the last one lasts until its cue was said."""
    return replace(run, phase=HOLD, counted=run.counted + 1, due_s=from_s + lasts_s)


def resting(run: Run, hold: Hold, from_s: float) -> Run:
    """Between two repetitions, once that was said."""
    due_s = from_s + hold.rest_s * run.pace
    return replace(run, phase=REST, repetition=run.repetition + 1, counted=0, due_s=due_s)


def reminded(run: Run, from_s: float) -> Run:
    """It has said what would go on, and waits on until it pauses."""
    return replace(run, reminded=True, due_s=from_s + PAUSE_S - REMIND_S)


def hold_s(run: Run, hold: Hold) -> int:
    """The length of this hold at the pace that was asked for."""
    least = min(hold.hold_s, SHORTEST_HOLD_S)
    most = max(hold.hold_s, LONGEST_HOLD_S)
    return min(most, max(least, round(hold.hold_s * run.pace)))


def slower(run: Run) -> Run:
    """More time for everything."""
    return replace(run, pace=min(SLOWEST, run.pace * SLOWER))


def faster(run: Run) -> Run:
    """Less time for everything."""
    return replace(run, pace=max(1 / SLOWEST, run.pace / SLOWER))


def beat_s(run: Run, now_s: float) -> float:
    """The moment that this beat counts from: when it was due, unless it came too late."""
    due_s = run.due_s if run.due_s is not None else now_s
    return due_s if now_s - due_s <= LATE_S else now_s


def cue_times(count: Count, timer: Timer) -> tuple[tuple[float, str], ...]:
    """When each cue is due, in order; none while the timer does not run."""
    if timer.deadline_s is None:
        return ()
    left = {name: timer.total_s * (len(CUES) - place) / 4 for place, name in enumerate(CUES)}
    return tuple((timer.deadline_s - left[name], count.cues.get(name, "")) for name in CUES)


def spoken_s(text: str, words_per_minute: float) -> float:
    """About how long it takes to say this; nothing where speech takes no time."""
    if words_per_minute <= 0:
        return 0.0
    pauses = sum(text.count(mark) for mark in ".?!") * PAUSE_IN_SPEECH_S
    return len(text.split()) * 60 / words_per_minute + pauses


PAUSE_IN_SPEECH_S = 0.3
"""After a sentence."""
