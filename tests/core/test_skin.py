"""Whatever is said, and whatever happens to the machine: twenty minutes, then a ring or a question.

A skin is played beside the dialogue: it is laid on where a timer of ice starts to run, and it is
off only where somebody says so when asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from voice_skill.core.dialogue import Dialogue
from voice_skill.core.effects import Ring, Say
from voice_skill.core.events import Event, Heard, Now, Restored, TimeReached
from voice_skill.core.meaning import Meaning
from voice_skill.core.ring_talk import RING_AGAIN_S, SLOW_ROUND_S
from voice_skill.core.snapshot import from_records, to_records
from voice_skill.core.state import State

LIMIT_S = 1200.0
SAID: dict[str, tuple[str, dict[str, Any]]] = {
    "start": ("timer.start", {"kind": "ice"}),
    "start five": ("timer.start", {"kind": "ice", "duration_s": 300}),
    "start twenty": ("timer.start", {"kind": "ice", "duration_s": 1200}),
    "start plain": ("timer.start", {"kind": "custom", "duration_s": 90}),
    "add": ("timer.extend", {"duration_s": 300}),
    "take": ("timer.extend", {"duration_s": -120}),
    "pause": ("timer.pause", {"kind": "ice"}),
    "resume": ("timer.resume", {"kind": "ice"}),
    "cancel": ("timer.cancel", {"kind": "ice"}),
    "cancel all": ("control.cancel_all", {}),
    "undo": ("control.undo", {}),
    "again": ("timer.again", {}),
    "snooze": ("alarm.snooze", {}),
    "stop": ("control.stop", {}),
    "yes": ("answer.yes", {}),
    "no": ("answer.no", {}),
    "off": ("answer.yes", {"on_skin": False}),
    "still on": ("answer.no", {"on_skin": True}),
    "left": ("timer.query", {}),
    "mumble": ("unknown", {}),
}
ACTS = st.lists(
    st.one_of(
        st.sampled_from(sorted(SAID)),
        st.tuples(
            st.sampled_from(["wait", "attend", "restart", "reboot", "step"]), st.integers(0, 1500)
        ),
    ),
    max_size=30,
)


class Night:
    """A dialogue, its clock, and the skin of the person in bed."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue, self.state = dialogue, State()
        self.now = Now(100.0, datetime(2026, 11, 23, 5, 0, tzinfo=UTC), True, "boot")
        self.on_since_s: float | None = None
        self.alerted_s = 0.0

    def say(self, words: str) -> None:
        intent, slots = SAID[words]
        running = self._ice_runs()
        confirmed = self._is_confirmed(words)
        self._step(Heard(Meaning(words, intent, slots, confidence=1.0)))
        if confirmed and not self.state.ledger.on_skin():
            self.on_since_s = None
        if self._ice_runs() and not running and self.on_since_s is None:
            self.on_since_s = self.now.monotonic_s
        self._check()

    def wait(self, seconds: float) -> None:
        end_s = self.now.monotonic_s + seconds
        while True:
            due_s = self.dialogue.next_deadline_s(self.state, self.now)
            if due_s is None or due_s > end_s:
                break
            self._pass(max(0.0, due_s - self.now.monotonic_s))
            self._step(TimeReached())
            self._check()
        self._pass(end_s - self.now.monotonic_s)
        self._check()

    def attend(self, seconds: float) -> None:
        """Time in which somebody is awake and talks now and then."""
        for _ in range(int(seconds) // 15):
            self.wait(15)
            self.say("left")

    def restart(self, seconds: float) -> None:
        self._load(replace(self.now, monotonic_s=self.now.monotonic_s + seconds), True)

    def reboot(self, seconds: float) -> None:
        wall = self.now.wall + timedelta(seconds=seconds)
        before = self.on_since_s is not None
        self._load(Now(7.0, wall, self.now.synced, self.now.boot_id + "+"), False)
        self.on_since_s = self.now.monotonic_s - LIMIT_S if before else None
        self._check()

    def step(self, seconds: float) -> None:
        self.now = replace(
            self.now,
            wall=self.now.wall + timedelta(seconds=seconds * 10 - 7200),
            synced=not self.now.synced,
        )

    def _load(self, later: Now, same_boot: bool) -> None:
        saved = to_records(self.state, self.now)
        self.now = later
        self.state = from_records(saved, later)[0]
        self._step(Restored(same_boot))

    def _pass(self, seconds: float) -> None:
        wall = self.now.wall + timedelta(seconds=seconds)
        self.now = replace(self.now, monotonic_s=self.now.monotonic_s + seconds, wall=wall)

    def _step(self, event: Event) -> None:
        self.state, effects = self.dialogue.step(self.state, event, self.now)
        asks = self.state.question is not None and self.state.question.about == "off"
        if any(isinstance(e, Ring) or (isinstance(e, Say) and asks) for e in effects):
            self.alerted_s = self.now.monotonic_s

    def _ice_runs(self) -> bool:
        timers = self.state.book.timers
        return any(timer.kind == "ice" and timer.state == "running" for timer in timers)

    def _is_confirmed(self, words: str) -> bool:
        """A yes to the question, the words themselves, or a second stop."""
        about = self.state.question.about if self.state.question else ""
        quiet = [timer for timer in self.state.book.ringing() if timer.quiet_until_s is not None]
        second = bool(quiet) and words in ("stop", "cancel", "cancel all", "yes")
        return words == "off" or (words == "yes" and about in ("off", "cancel_all")) or second

    def _check(self) -> None:
        """On the skin for longer than the limit: it rings, or asked a minute ago at most."""
        for timer in self.state.book.timers:
            assert timer.kind != "ice" or timer.total_s <= LIMIT_S + 1e-3
        if self.on_since_s is None:
            return
        assert self.state.ledger.on_skin()
        if self.now.monotonic_s - self.on_since_s > LIMIT_S + 1e-3:
            silent_s = self.now.monotonic_s - self.alerted_s
            assert silent_s <= max(RING_AGAIN_S, SLOW_ROUND_S) + 1e-3


@settings(max_examples=300, deadline=None)
@given(acts=ACTS)
@example(acts=["start", "add", "off", ("wait", 301), "again", "cancel"])
def test_nothing_leaves_ice_on_a_skin_without_a_ring(
    dialogue: Dialogue, acts: list[str | tuple[str, int]]
) -> None:
    night = Night(dialogue)
    for act in acts:
        if isinstance(act, str):
            night.say(act)
        else:
            getattr(night, act[0])(act[1])
    night.wait(3000)
