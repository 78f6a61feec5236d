"""Whatever is said in a routine, and whatever happens to the machine, the position stays right."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.routine_bed import Bed, line, written
from voice_skill.core.routine_run import SLOWEST, Run
from voice_skill.core.routines import (
    Ask,
    Choose,
    Count,
    DayPart,
    Hold,
    Inner,
    SetAlarm,
    Trigger,
)

SIGN = "leg_weakness"
INNER = written(line("Inner."), Hold(say="Bend.", hold_s=2, repetitions=2), name="inner")
OUTER = written(
    Trigger("lights"),
    line("First.", short="One"),
    line("Breathe.", wait_s=10),
    Hold(say="Reach.", hold_s=3, repetitions=4, rest_s=5, switch="Other side."),
    Ask(
        say="Sharp?",
        yes=(Count(say="", kind="ice", length_s=900), line("Cold.")),
        no=(Inner("inner"), Trigger("warm")),
    ),
    Choose(
        say="Heat, or a massage?",
        options={
            "heat": (Count(say="Lie on it.", kind="heat", length_s=600),),
            "massage": (
                Count(say="Gently.", kind="massage", length_s=120, cues={"half": "Half."}),
            ),
        },
    ),
    DayPart({"morning": (line("Morning."),), "night": (line("Night."), line("Sleep."))}),
    SetAlarm(say="Now the alarm.", which="rise"),
    line("Last."),
    end="The end.",
)
SAID: dict[str, tuple[str, dict[str, Any]]] = {
    "start": ("routine.start", {"id": "trial"}),
    "start inner": ("routine.start", {"id": "inner"}),
    "next": ("control.next", {}),
    "back": ("control.previous", {}),
    "repeat": ("control.repeat", {}),
    "pause": ("control.pause", {}),
    "resume": ("control.resume", {}),
    "slower": ("control.slower", {}),
    "faster": ("control.faster", {}),
    "stop": ("control.stop", {}),
    "hurts": ("control.hurts", {}),
    "yes": ("answer.yes", {}),
    "no": ("answer.no", {}),
    "off": ("answer.yes", {"on_skin": False}),
    "heat": ("answer.choice", {"kind": "heat"}),
    "second": ("answer.ordinal", {"ordinal": 2}),
    "half past seven": ("answer.time", {"at": "07:30"}),
    "why": ("control.why", {}),
    "where": ("routine.query", {"about": "position"}),
    "left": ("routine.query", {"about": "left"}),
    "list": ("routine.query", {"about": "list"}),
    "more": ("control.more", {}),
    "help": ("control.help", {}),
    "mumble": ("unknown", {}),
    "guide": ("guide.answer", {"unit": "ice_minutes"}),
    "between": ("guide.between", {"units": ["ice", "getting_up"]}),
    "timer": ("timer.start", {"duration_s": 40.0}),
    "ice": ("timer.start", {"kind": "ice", "duration_s": 600.0}),
    "cancel": ("timer.cancel", {}),
    "cancel all": ("control.cancel_all", {}),
    "undo": ("control.undo", {}),
    "better": ("answer.feeling", {"feeling": "better"}),
}
MOVES = frozenset(("next", "back", "resume", "yes", "no", "heat", "second", "start", "off"))
"""What may bring somebody to another step or let a step begin again."""

ACTS = st.lists(
    st.one_of(
        st.sampled_from(sorted(SAID)),
        st.sampled_from(["next", "yes", "back", "stop", "start"]),
        st.sampled_from(["alarm"]),
        st.tuples(st.just("wait"), st.integers(0, 700)),
        st.tuples(st.just("restart"), st.integers(0, 4000)),
        st.tuples(st.just("reboot"), st.integers(0, 4000)),
    ),
    max_size=40,
)


class Walk:
    """A bed, and what must hold of it at every moment."""

    def __init__(self) -> None:
        self.bed = Bed(OUTER, INNER)
        self.bed.start()

    def act(self, act: str | tuple[str, int]) -> None:
        before = self.bed.state.routine
        if isinstance(act, tuple):
            self._let_pass(*act)
        elif act == "alarm":
            self.bed.alarm(SIGN)
            assert self.bed.state.routine is None or self.bed.run.state == "paused"
        else:
            intent, slots = SAID[act]
            self.bed.say(intent, act, **slots)
            self._check_moved(before, act)
        self._check()

    def _let_pass(self, what: str, seconds: int) -> None:
        before = self.bed.state.routine
        if what == "wait":
            self.bed.wait(seconds)
            stood = before is not None and before.state == "paused"
            if stood and before and self.bed.state.routine:
                assert self.bed.run.trail == before.trail, "nothing goes on by itself in a pause"
                assert self.bed.run.state == "paused"
            return
        self.bed.restart(seconds, reboot=what == "reboot")
        after = self.bed.state.routine
        if before is None:
            assert after is None
        if after and before:
            assert after.state == "paused"
            assert (after.trail, after.steps) == (before.trail, before.steps)

    def _check_moved(self, before: Run | None, act: str) -> None:
        after = self.bed.state.routine
        if before is None or after is None or before.id != after.id:
            return
        if before.state == "paused" and after.state == "running":
            assert act in MOVES, f"{act} let it go on"
        if act in ("where", "left", "list", "why", "help", "mumble", "guide", "repeat"):
            assert after.trail == before.trail
        if act == "back" and not self.bed.state.emergency and not self._rings():
            assert after.trail == (before.trail[:-1] or before.trail)
        if act == "next" and after.trail[:-1] == before.trail and not self._rings():
            copy = self.bed.dialogue, self.bed.state, self.bed.now
            self.bed.say("control.previous")
            assert self.bed.run.trail == before.trail, "back undoes next"
            self.bed.dialogue, self.bed.state, self.bed.now = copy

    def _rings(self) -> bool:
        state = self.bed.state
        return bool(state.book.ringing() or state.alarms.ringing())

    def _check(self) -> None:
        state = self.bed.state
        for timer in state.book.timers:
            assert timer.kind not in ("ice", "heat") or timer.total_s <= 1200 + 1e-3
        run = state.routine
        if run is None:
            return
        routine = self.bed.dialogue.knowledge.routines[run.id]
        assert 1 <= run.step <= run.steps <= len(routine.nodes)
        assert list(run.trail) == sorted(set(run.trail))
        assert routine.nodes[run.at].spoken is not None
        assert 1 / SLOWEST <= run.pace <= SLOWEST
        assert not (run.held and run.state == "paused")
        if run.runs and run.due_s is None:
            assert run.timer_id is not None, "a step that waits for nothing waits for ever"


@settings(max_examples=400, deadline=None)
@given(acts=ACTS)
def test_random_walks(acts: list[str | tuple[str, int]]) -> None:
    walk = Walk()
    for act in acts:
        walk.act(act)


@settings(max_examples=60, deadline=None)
@given(acts=st.lists(st.sampled_from(["next", "yes", "off", "heat", "half past seven", "stop"])))
def test_it_can_always_be_walked_to_its_end(acts: list[str]) -> None:
    walk = Walk()
    for act in acts:
        walk.act(act)
    for _ in range(60):
        walk.act("resume")
        walk.act("next")
        walk.act("off")
    assert walk.bed.state.routine is None
