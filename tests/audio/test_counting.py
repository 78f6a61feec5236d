"""A hold as it is heard: each number within a tenth of a second of its moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.audio.conftest import SoundServer, wait_until
from tests.fakes import FakeVoice
from tests.routine_bed import written
from tests.simulated import content
from voice_skill.audio.player import DevicePlayer
from voice_skill.clock import SystemClock
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.meaning import Meaning
from voice_skill.core.routine_program import compiled
from voice_skill.core.routines import Hold
from voice_skill.engine import Engine
from voice_skill.outlet import Loudspeaker
from voice_skill.storage.memory_store import MemoryStore

LATE_S = 0.1
ROUTINE = written(Hold(say="Go.", hold_s=5))


@pytest.fixture
def loudspeaker(sound_server: SoundServer) -> Iterator[Loudspeaker]:
    """The real player with a voice that beeps."""

    def nothing(*told: str) -> None:
        pass

    speaker = Loudspeaker(FakeVoice(), DevicePlayer(), nothing, nothing, nothing)
    yield speaker
    speaker.close()


def test_a_count_is_heard_on_the_second(
    loudspeaker: Loudspeaker, sound_server: SoundServer
) -> None:
    known = {ROUTINE.id: compiled(ROUTINE, {})}
    knowledge = replace(content().knowledge, routines=known)
    start = Meaning("go", "routine.start", {"id": ROUTINE.id}, confidence=1.0)
    clock = SystemClock()
    understand, store = (lambda text: start), MemoryStore()
    engine = Engine(Dialogue(knowledge), understand, store, clock, loudspeaker)
    engine.start()
    with sound_server.listen() as listener:
        loudspeaker.say("Awake.")  # a sink that wakes up may swallow the beginning
        wait_until(lambda: loudspeaker.idle and len(listener.sounds()) == 1, 10)
        _run(engine, clock, 1.0)
        engine.hear("go")
        _run(engine, clock, 9.0)
        begun = [begin for begin, _ in listener.sounds()[1:]]
    ready, *numbers = begun[:6]
    late_s = [at - ready - 3 - place for place, at in enumerate(numbers)]
    print("seconds late", [round(each, 2) for each in late_s])
    assert len(numbers) == 5, "get ready, and five numbers"
    assert all(abs(each) <= LATE_S for each in late_s), "each from the beginning: none adds up"


def _run(engine: Engine, clock: SystemClock, seconds: float) -> None:
    """What the server does between two lines."""
    until_s, never = clock.monotonic_s() + seconds, threading.Event()
    while clock.monotonic_s() < until_s:
        due_s = min(engine.next_deadline_s() or until_s, until_s)
        never.wait(max(0.0, due_s - clock.monotonic_s()))
        engine.tick()
