"""Somebody in bed who is talked through small routines of the tests' own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.simulated import content
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.effects import CallOut, Effect, Say
from voice_skill.core.events import Event, Heard, Now, Restored, TimeReached
from voice_skill.core.meaning import Meaning
from voice_skill.core.routine_program import compiled
from voice_skill.core.routine_run import Run
from voice_skill.core.routines import Line, Step, Written
from voice_skill.core.snapshot import from_records, to_records
from voice_skill.core.state import State
from voice_skill.core.view import contract

FIVE = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)
MOST_DEADLINES = 20_000
"""In one wait; more than that is a clock that stands still."""


def written(*steps: Step, name: str = "trial", **fields: Any) -> Written:
    """A routine of these steps."""
    return Written(name, fields.pop("title", "trying things"), steps, **fields)


def line(text: str, **fields: Any) -> Line:
    """A plain step."""
    return Line(say=text, **fields)


class Bed:
    """A dialogue with these routines, and what it has said."""

    def __init__(
        self, *routines: Written, words_per_minute: float = 0.0, wall: datetime = FIVE
    ) -> None:
        known = {each.id: each for each in routines}
        programs = {each.id: compiled(each, known) for each in routines}
        knowledge = replace(content().knowledge, routines=programs)
        self.dialogue = Dialogue(replace(knowledge, words_per_minute=words_per_minute))
        self.state, self.now = State(), Now(100.0, wall, True, "boot")
        self.effects: list[Effect] = []
        self.calls: list[str] = []

    @property
    def run(self) -> Run:
        """The routine that is on."""
        assert self.state.routine is not None
        return self.state.routine

    @property
    def place(self) -> tuple[int, int, str] | None:
        """Step, steps and state, as the contract has it."""
        shown = self.contract()["routine"]
        return (shown["step"], shown["steps"], shown["state"]) if shown else None

    def contract(self) -> dict[str, Any]:
        """The line of the conversation contract."""
        return contract(self.state, self.state.turn.meaning, self.now, "")

    def start(self, name: str = "trial") -> str:
        """Begin a routine."""
        return self.say("routine.start", id=name)

    def say(self, intent: str, heard: str = "", **slots: Any) -> str:
        """Say something of this meaning; returns the answer."""
        return self._step(Heard(Meaning(heard or intent, intent, slots, confidence=1.0)))

    def alarm(self, sign: str) -> str:
        """Say something that is an emergency."""
        return self._step(Heard(Meaning("x", "emergency", {"certain": True}, red_flag=sign)))

    def wait(self, seconds: float) -> list[tuple[float, str]]:
        """Let time pass; returns what was said, in seconds from the beginning of the wait."""
        begun_s, said = self.now.monotonic_s, []
        for _ in range(MOST_DEADLINES):
            due_s = self.dialogue.next_deadline_s(self.state, self.now)
            if due_s is None or due_s > begun_s + seconds:
                break
            self._pass(max(0.0, due_s - self.now.monotonic_s))
            text = self._step(TimeReached())
            if text:
                said.append((round(self.now.monotonic_s - begun_s, 6), text))
        else:
            raise AssertionError("the clock stands still")
        self._pass(begun_s + seconds - self.now.monotonic_s)
        return said

    def restart(self, seconds: float = 1.0, reboot: bool = False) -> str:
        """The program ends, and comes back so much later; returns what it says then."""
        saved = to_records(self.state, self.now)
        wall = self.now.wall + timedelta(seconds=seconds)
        later = replace(self.now, wall=wall, monotonic_s=self.now.monotonic_s + seconds)
        if reboot:
            later = Now(7.0, wall, True, self.now.boot_id + "+")
        self.now = later
        self.state, same_boot = from_records(saved, later)
        return self._step(Restored(same_boot))

    def _pass(self, seconds: float) -> None:
        wall = self.now.wall + timedelta(seconds=seconds)
        self.now = replace(self.now, monotonic_s=self.now.monotonic_s + seconds, wall=wall)

    def _step(self, event: Event) -> str:
        self.state, effects = self.dialogue.step(self.state, event, self.now)
        self.effects += effects
        self.calls += [each.trigger for each in effects if isinstance(each, CallOut)]
        return " ".join(each.text for each in effects if isinstance(each, Say) and each.text)
