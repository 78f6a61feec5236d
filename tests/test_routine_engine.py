"""A routine in the engine: what is on disk after each step, a full disk, a process that dies."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes_engine import BreakableStore, FakeClock, RecordingOutlet
from tests.routine_bed import Bed, line, written
from voice_skill.core.meaning import Meaning
from voice_skill.core.routines import Count, Hold
from voice_skill.engine import SAVE_SOON_S, Engine

ROUTINE = written(
    line("First."),
    line("Second."),
    Hold(say="Reach.", hold_s=5),
    Count(say="Rub.", kind="massage", length_s=60),
)
SAID = {
    "start": "routine.start",
    "next": "control.next",
    "back": "control.previous",
    "stop": "control.stop",
    "yes": "answer.yes",
}


def _understand(text: str) -> Meaning:
    slots = {"id": "trial"} if text == "start" else {}
    return Meaning(text, SAID[text], slots, confidence=1.0)


class Bench:
    """An engine on a disk that can fill up; a new process whenever it is asked for."""

    def __init__(self) -> None:
        self.clock, self.outlet, self.store = FakeClock(), RecordingOutlet(), BreakableStore()
        self.restart()

    def restart(self) -> None:
        dialogue = Bed(ROUTINE).dialogue
        self.outlet.heard.clear()
        self.engine = Engine(dialogue, _understand, self.store, self.clock, self.outlet)
        self.engine.start()

    def hear(self, *texts: str) -> dict[str, Any]:
        for text in texts:
            answer = self.engine.hear(text)
        return answer

    def wait(self, seconds: float) -> None:
        end_s = self.clock.now_s + seconds
        while (due_s := self.engine.next_deadline_s()) is not None and due_s <= end_s:
            self.clock.jump(max(0.0, due_s - self.clock.now_s))
            self.engine.tick()
        self.clock.jump(end_s - self.clock.now_s)

    @property
    def on_disk(self) -> dict[str, Any] | None:
        return self.store.load().get(("routine", 0))


def test_each_step_is_on_disk_soon_after_it() -> None:
    bench = Bench()
    bench.hear("start")
    bench.wait(SAVE_SOON_S)
    assert bench.on_disk and bench.on_disk["trail"] == [0]
    bench.hear("next", "next")
    bench.wait(SAVE_SOON_S)
    assert bench.on_disk["trail"] == [0, 1, 2]


def test_a_count_writes_nothing() -> None:
    bench = Bench()
    bench.hear("start", "next", "next")
    bench.wait(SAVE_SOON_S)
    bench.store.full = True
    bench.wait(6)
    assert bench.engine.trouble == {}


def test_a_process_that_dies_asks_when_it_is_back() -> None:
    bench = Bench()
    bench.hear("start", "next", "next")
    bench.wait(4)
    bench.restart()
    assert bench.outlet.heard == [("say", "We were trying things, step three. Shall we go on?")]
    bench.wait(100)
    assert len(bench.outlet.heard) == 1
    assert bench.hear("yes")["say"] == "Reach. Get ready."


def test_what_was_ended_is_not_there_after_a_crash() -> None:
    bench = Bench()
    bench.hear("start", "stop", "stop")
    bench.restart()
    assert bench.outlet.heard == []


def test_a_full_disk_holds_nobody_up() -> None:
    bench = Bench()
    bench.store.full = True
    assert bench.hear("start")["say"] == "First."
    assert bench.hear("next")["say"] == "Second."
    assert bench.hear("next", "stop")["say"] == "Paused. Shall I end it?"
    assert bench.hear("stop")["routine"] is None


def test_a_timer_that_cannot_be_saved_is_not_begun_and_the_step_stays() -> None:
    bench = Bench()
    bench.hear("start", "next", "next")
    bench.store.full = True
    answer = bench.hear("next")
    assert "could not be saved" in answer["say"]
    assert (answer["timers"], answer["routine"]["step"]) == ([], 3)


@pytest.mark.parametrize(
    "damage",
    [
        {"trail": "x"},
        {"trail": [0, "x"]},
        {"trail": None},
        {"pace": "fast"},
        {"timers": [[1]]},
        {"acted": 3},
        {"steps": None},
        {"saved_s": "then"},
    ],
)
def test_a_damaged_record_costs_the_routine_alone(damage: dict[str, Any]) -> None:
    bench = Bench()
    bench.hear("start")
    bench.wait(1)
    records = bench.store.load()
    records["routine", 0] |= damage
    bench.store.save(records)
    bench.restart()
    assert bench.hear("yes")["routine"] is None


@pytest.mark.parametrize("trail", [[], [7], [1, 0], [0, 0], [-1]])
def test_a_place_that_is_none_is_a_routine_that_is_gone(trail: list[int]) -> None:
    bench = Bench()
    bench.hear("start")
    bench.wait(1)
    records = bench.store.load()
    records["routine", 0]["trail"] = trail
    bench.store.save(records)
    bench.restart()
    assert bench.outlet.heard == [("say", "The routine that we were in is no longer there.")]


def test_somebody_stays_for_a_routine_and_for_its_questions() -> None:
    bench = Bench()
    stays = [bench.engine.timers_active]
    for text in ("start", "stop", "stop"):
        bench.hear(text)
        stays.append(bench.engine.timers_active)
    assert stays == [False, True, True, False], "the first stop asks"
    bench.hear("start", "next", "next", "next", "next")
    stays = [bench.engine.timers_active]
    bench.wait(61)
    stays.append(bench.engine.timers_active)
    assert stays == [True, False], "how it went is asked for a minute"
