"""No sequence of orders, routines, reboots and clock steps puts more than 20 minutes into one skin.

The real engine over the content that ships, with every verb and every shipped routine. What counts
is measured beside the ledger: the seconds in which a timer of ice or heat runs, from one whole rest
to the next. After a kill or a power cut only that is known which was saved.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from tests.fakes_engine import FakeClock, RecordingOutlet
from tests.simulated import content
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.ledger import MOST_A_DAY, REST_S
from voice_skill.core.meaning import Meaning
from voice_skill.core.timers import APPLICATION_LIMIT_S, APPLICATIONS
from voice_skill.engine import Engine
from voice_skill.storage.memory_store import MemoryStore

CHECKPOINT_S = 60.0
STEP_S = 2 * 3600
UNSAVED_S = 0.5
"""How long after something that nobody asked for it may be lost; see engine.SAVE_SOON_S."""

KINDS = ("ice", "heat")
ORDERS: dict[str, tuple[str, dict[str, Any]]] = {
    **{f"start {kind}": ("timer.start", {"kind": kind}) for kind in KINDS},
    **{f"{kind} two": ("timer.start", {"kind": kind, "duration_s": 120}) for kind in KINDS},
    **{f"{kind} twenty": ("timer.start", {"kind": kind, "duration_s": 1200}) for kind in KINDS},
    **{f"{kind} an hour": ("timer.start", {"kind": kind, "duration_s": 3600}) for kind in KINDS},
    **{f"pause {kind}": ("timer.pause", {"kind": kind}) for kind in KINDS},
    **{f"resume {kind}": ("timer.resume", {"kind": kind}) for kind in KINDS},
    **{f"restart {kind}": ("timer.resume", {"kind": kind, "restart": True}) for kind in KINDS},
    **{f"cancel {kind}": ("timer.cancel", {"kind": kind}) for kind in KINDS},
    **{f"{kind} off": ("answer.yes", {"on_skin": False, "kind": kind}) for kind in KINDS},
    **{f"{kind} still on": ("answer.no", {"on_skin": True, "kind": kind}) for kind in KINDS},
    "ice until": ("timer.start", {"kind": "ice", "until": "05:25"}),
    "named": ("timer.start", {"kind": "ice", "duration_s": 300, "name": "knee"}),
    "plain": ("timer.start", {"kind": "custom", "duration_s": 90}),
    "add": ("timer.extend", {"duration_s": 300}),
    "add to ice": ("timer.extend", {"duration_s": 180, "kind": "ice"}),
    "to twenty": ("timer.extend", {"duration_s": 1200, "to": True, "kind": "ice"}),
    "take": ("timer.extend", {"duration_s": -120}),
    "pause": ("control.pause", {}),
    "pause all": ("timer.pause", {"all": True}),
    "resume": ("control.resume", {}),
    "resume all": ("timer.resume", {"all": True}),
    "cancel": ("timer.cancel", {"bare": True}),
    "cancel all": ("control.cancel_all", {}),
    "undo": ("control.undo", {}),
    "same again": ("timer.again", {}),
    "snooze": ("alarm.snooze", {}),
    "snooze ten": ("alarm.snooze", {"duration_s": 600}),
    "stop": ("control.stop", {}),
    "thanks": ("control.thanks", {}),
    "yes": ("answer.yes", {}),
    "no": ("answer.no", {}),
    "awake": ("answer.yes", {"awake": True}),
    "off": ("answer.yes", {"on_skin": False}),
    "both off": ("answer.yes", {"on_skin": False, "all": True}),
    "still on": ("answer.no", {"on_skin": True}),
    "ten": ("answer.number", {"number": 10}),
    "first": ("answer.ordinal", {"ordinal": 1}),
    "baclofen": ("diary.log", {"medicine": "baclofen"}),
    "next": ("control.next", {}),
    "back": ("control.previous", {}),
    "left": ("timer.query", {}),
    **{
        f"routine {name}": ("routine.start", {"id": name})
        for name in ("evening", "morning", "massage", "sleep_break", "stretch", "get_up")
    },
}
STARTS = ["start ice", "start heat", "ice twenty", "heat twenty", "routine evening", "same again"]
LONG = st.integers(0, 1500)
ANY = st.one_of(
    st.sampled_from(sorted(ORDERS)),
    st.sampled_from([*STARTS, "yes", "off", "next", "undo", "still on"]),
    st.tuples(st.sampled_from(["wait", "attend", "sleep"]), LONG),
    st.tuples(st.sampled_from(["kill", "cut"]), st.integers(0, 4000)),
    st.tuples(st.just("step"), st.sampled_from([STEP_S, -STEP_S, 400 * 86_400])),
    st.tuples(st.just("unset"), st.just(0)),
)
ROUNDS = st.lists(
    st.tuples(
        st.sampled_from(STARTS),
        st.tuples(st.sampled_from(["attend", "attend", "wait"]), LONG),
        st.lists(ANY, max_size=8),
    ),
    min_size=1,
    max_size=6,
)
"""Mostly about something that lies on the skin: with acts alone it seldom would."""


class Nightstand:
    """An engine, its store, and what the skin of somebody who obeys it has had."""

    def __init__(self) -> None:
        self.clock, self.store, self.outlet = (FakeClock(), MemoryStore(), RecordingOutlet())
        self.had_s, self.rested_s = dict.fromkeys(KINDS, 0.0), dict.fromkeys(KINDS, REST_S)
        self.began: dict[str, list[float]] = {kind: [] for kind in KINDS}
        self.lived_s = 0.0
        self.line: dict[str, Any] = {}
        self._start()

    def say(self, words: str) -> None:
        intent, slots = ORDERS[words]
        self._meaning = Meaning(words, intent, slots, confidence=1.0)
        self.line = self.engine.hear(words)
        self._check()

    def wait(self, seconds: float) -> None:
        end_s = self.clock.now_s + seconds
        while (at_s := self.engine.next_deadline_s()) is not None and at_s <= end_s:
            self._pass(max(0.0, at_s - self.clock.now_s))
            self.engine.tick()
            self._look()
        self._pass(end_s - self.clock.now_s)

    def attend(self, seconds: float) -> None:
        """Somebody who says every minute that they are awake."""
        for _ in range(int(seconds) // 60):
            self.wait(60)
            self.say("awake")

    def sleep(self, seconds: float) -> None:
        """A long time, in which a rest may pass."""
        self.wait(6 * seconds)

    def kill(self, seconds: float) -> None:
        """kill -9, and a new process."""
        self.wait(UNSAVED_S)
        self._pass(seconds, on=False)
        self._start()

    def cut(self, seconds: float) -> None:
        """A power cut; on a Pi the clock may be wrong after it."""
        self.wait(UNSAVED_S)
        self._pass(seconds, on=False)
        self.clock.boot, self.clock.now_s = self.clock.boot + "+", 5.0
        self._start()

    def step(self, seconds: float) -> None:
        self.clock.time += timedelta(seconds=seconds)

    def unset(self, _: float) -> None:
        self.clock.is_synced = not self.clock.is_synced

    def _start(self) -> None:
        rules = Dialogue(content().knowledge)
        self._meaning = Meaning("", "none", confidence=1.0)
        self.engine = Engine(
            rules,
            lambda text: self._meaning,
            self.store,
            self.clock,
            self.outlet,
            checkpoint_s=CHECKPOINT_S,
        )
        self.engine.start()
        self._look()
        self._check()

    def _look(self) -> None:
        self.line = self.engine.hear("")

    def _runs(self, kind: str) -> bool:
        timers = self.line.get("timers", ())
        return any(timer["kind"] == kind and timer["state"] == "running" for timer in timers)

    def _pass(self, seconds: float, on: bool = True) -> None:
        """Time passes; what rings was taken off, and so was what no timer counts any more."""
        for kind in KINDS:
            if on and self._runs(kind):
                if self.rested_s[kind] >= REST_S - 1e-3:
                    self.had_s[kind] = 0.0
                    self.began[kind].append(self.lived_s)
                self.rested_s[kind] = 0.0
                self.had_s[kind] += seconds
            else:
                self.rested_s[kind] += seconds
        self.lived_s += seconds
        self.clock.jump(seconds)
        for kind in KINDS:
            assert self.had_s[kind] <= APPLICATION_LIMIT_S + 1e-3, kind

    def _check(self) -> None:
        """What was just promised ends within the limit too."""
        for timer in self.line.get("timers", ()):
            if timer["kind"] in APPLICATIONS and timer["state"] == "running":
                had_s = self.had_s[timer["kind"]] if self.rested_s[timer["kind"]] < REST_S else 0
                assert had_s + timer["remaining_s"] <= APPLICATION_LIMIT_S + 1e-3
        assert sum(timer["kind"] == "ice" for timer in self.line.get("timers", ())) <= 1


@settings(max_examples=200, deadline=None)
@given(rounds=ROUNDS)
@example(rounds=[("start ice", ("attend", 880), ["off"]), ("same again", ("attend", 1200), [])])
@example(
    rounds=[
        ("start ice", ("attend", 600), ["cancel ice", "yes", ("step", STEP_S), ("cut", 1)]),
        ("ice twenty", ("attend", 1200), ["restart ice"]),
    ]
)
@example(
    rounds=[
        ("routine evening", ("attend", 600), ["next", "yes", "ice twenty", ("attend", 900)]),
        ("same again", ("attend", 600), ["snooze", "yes"]),
    ]
)
def test_one_application_is_twenty_minutes_whatever_happens(
    rounds: list[tuple[str, tuple[str, int], list[str | tuple[str, int]]]],
) -> None:
    nightstand = Nightstand()
    for act in (act for start, wait, more in rounds for act in (start, wait, *more)):
        if isinstance(act, str):
            nightstand.say(act)
        else:
            getattr(nightstand, act[0])(act[1])
    nightstand.wait(3000)
    for kind in KINDS:
        event(f"{kind} begun {min(len(nightstand.began[kind]), 3)} times")
        event(f"{kind} had all of its twenty minutes: {nightstand.had_s[kind] > 1199}")


def test_three_times_ice_in_a_day_and_no_fourth() -> None:
    nightstand = Nightstand()
    for _ in range(6):
        for words in ("start ice", "routine evening"):
            nightstand.say(words)
            nightstand.attend(900)
            nightstand.say("off")
            nightstand.say("stop")
            nightstand.say("stop")
            nightstand.wait(REST_S)
        nightstand.kill(1)
    assert nightstand.lived_s > 24 * 3600
    for began_s in nightstand.began["ice"]:
        within = [each for each in nightstand.began["ice"] if 0 <= each - began_s < 5 * 3600]
        assert len(within) <= MOST_A_DAY["ice"]
