"""How far from its second each number of a counted hold is heard, through the real player.

A sound server of its own records what comes out of the loudspeaker: nothing is heard in the room.
It needs what `scripts/setup --dev` installs.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from scripts.benchmarks.tables import machine, markdown, write_block
from tests.audio.conftest import Listener, SoundServer, wait_until
from tests.fakes import FakeVoice
from tests.routine_bed import written
from tests.simulated import content
from voice_skill.audio.player import DevicePlayer
from voice_skill.clock import SystemClock
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.meaning import Meaning
from voice_skill.core.routine_program import compiled
from voice_skill.core.routine_run import READY_S
from voice_skill.core.routines import Hold
from voice_skill.engine import Engine
from voice_skill.outlet import Loudspeaker
from voice_skill.ports import Sound
from voice_skill.storage.memory_store import MemoryStore

DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
HOLD_S, REST_S, BOUND_MS = 5, 2, 100.0
SOUNDS = HOLD_S + 2
"""Of a repetition: get ready, the numbers, and rest."""


class Beep(FakeVoice):
    """Says everything as one short sound, so that no two run together."""

    def render(self, text: str) -> Sound:
        """Shape: mono, a tenth of a second."""
        return super().render("ab")


@contextmanager
def listening() -> Iterator[tuple[Loudspeaker, Listener]]:
    """A loudspeaker with a voice that beeps, and what comes out of it."""
    with tempfile.TemporaryDirectory(prefix="sound-") as folder:
        for name in ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH"):
            os.environ[name] = folder
        server = SoundServer(Path(folder))
        try:
            server.begin()
            speaker = Loudspeaker(Beep(), DevicePlayer(), *[lambda *told: None] * 3)
            with server.listen() as listener:
                yield speaker, listener
            speaker.close()
        finally:
            server.end()


def engine_of(times: int, speaker: Loudspeaker, clock: SystemClock) -> Engine:
    """One that knows nothing but a routine of so many holds."""
    routine = written(Hold(say="Go.", hold_s=HOLD_S, repetitions=times, rest_s=REST_S))
    known = {routine.id: compiled(routine, {})}
    start = Meaning("go", "routine.start", {"id": routine.id}, confidence=1.0)
    dialogue = Dialogue(replace(content().knowledge, routines=known))
    return Engine(dialogue, lambda text: start, MemoryStore(), clock, speaker)


def heard(times: int) -> list[float]:
    """When each sound of so many holds began, in seconds."""
    clock, never = SystemClock(), threading.Event()
    with listening() as (speaker, listener):
        engine = engine_of(times, speaker, clock)
        engine.start()
        speaker.say("Awake.")  # a sink that wakes up may swallow the beginning
        wait_until(lambda: speaker.idle and len(listener.sounds()) == 1, 10)
        never.wait(1.0)
        engine.hear("go")
        until_s = clock.monotonic_s() + times * (READY_S + HOLD_S + REST_S) + 1
        while clock.monotonic_s() < until_s:
            due_s = min(engine.next_deadline_s() or until_s, until_s)
            never.wait(max(0.0, due_s - clock.monotonic_s()))
            engine.tick()
        return [begin for begin, _ in listener.sounds()[1:]]


def errors_ms(begun: list[float], times: int) -> list[float]:
    """How late each number is, from the "get ready" of its own repetition."""
    found = []
    for number in range(times):
        ready, *numbers = begun[number * SOUNDS : number * SOUNDS + HOLD_S + 1]
        found += [(at - ready - READY_S - place) * 1000 for place, at in enumerate(numbers)]
    return found


def told(figures: Mapping[str, float]) -> str:
    """The table for the document, with how busy the machine was."""
    rows = [
        ["off by, median, ms", f"{figures['median_off_ms']:g}"],
        ["off by, at most, ms", f"{figures['worst_off_ms']:g}"],
        ["off by more than 100 ms", f"{figures['beyond_100_ms']:g}"],
    ]
    table = markdown(["", f"{figures['numbers_heard']:g} numbers heard"], rows)
    return f"{table}\n\nLoad average {figures['load_average']:g}. {machine()}."


def main() -> None:
    """Print the figures for people, and with --json for scripts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--holds", type=int, default=12, help="how many are counted (default 12)")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args()
    late_ms = errors_ms(heard(options.holds), options.holds)
    if len(late_ms) != options.holds * HOLD_S:
        raise SystemExit(f"Only {len(late_ms)} of {options.holds * HOLD_S} numbers were heard.")
    off_ms = [abs(each) for each in late_ms]
    figures = {
        "numbers_heard": len(off_ms),
        "median_off_ms": round(statistics.median(off_ms), 1),
        "worst_off_ms": round(max(off_ms), 1),
        "beyond_100_ms": sum(each > BOUND_MS for each in off_ms),
        "load_average": round(os.getloadavg()[0], 1),
    }
    for name, value in figures.items():
        print(f"{name:40} {value}")
    if options.write:
        write_block(DOCUMENT, "holds", told(figures))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
