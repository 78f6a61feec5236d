"""The whole engine on a simulated clock: no sound, no waiting, the same every time."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from voice_skill.core.civil import shifted
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.effects import AS_SET, AUDIBLE
from voice_skill.core.errors import VoiceSkillError
from voice_skill.core.meaning import Meaning
from voice_skill.engine import Engine
from voice_skill.ports import Store
from voice_skill.storage.memory_store import MemoryStore

MOST_EVENTS = 1000
"""Spoken rounds that one line reports; later ones happen unreported."""


@dataclass(frozen=True)
class Order:
    """What one line of input asks for, in this order."""

    reset: bool = False
    now: datetime | None = None
    advance_s: float = 0.0
    text: str = ""


class SimulatedClock:
    """The Clock port: stands still until it is moved. Deadlines and civil time move together."""

    def __init__(self, wall: datetime, memory: Path | None = None) -> None:
        """`wall` has a time zone. `memory` is a file from which a clock goes on where it stood."""
        self._zone = wall.tzinfo
        self._wall, self._wall_at_s = wall, 0.0
        self._now_s = 0.0
        self._boot_id = uuid4().hex
        self._memory = memory
        with suppress(OSError, ValueError, KeyError, TypeError):  # without memory: a new boot
            self._remember()

    def monotonic_s(self) -> float:
        """Seconds that were simulated since the first start."""
        return self._now_s

    def wall(self) -> datetime:
        """Civil time, in the time zone that was set."""
        return shifted(self._wall, self._now_s - self._wall_at_s)

    def boot_id(self) -> str:
        """The same for as long as the clock goes on."""
        return self._boot_id

    def synced(self) -> bool:
        """What a script says is the time is the time."""
        return True

    def set_wall(self, wall: datetime) -> None:
        """Step civil time, as a time service does; deadlines stay where they are."""
        self._wall, self._wall_at_s = self._here(wall), self._now_s
        self._memorise()

    def _here(self, wall: datetime) -> datetime:
        """With the rules of the zone where its offset is the one that was given."""
        local = wall.astimezone(self._zone)
        return local if local.utcoffset() == wall.utcoffset() else wall

    def move_to(self, monotonic_s: float) -> None:
        """Let time pass until then."""
        self._now_s = max(self._now_s, monotonic_s)
        self._memorise()

    def _remember(self) -> None:
        if self._memory is None:
            return
        saved = json.loads(self._memory.read_text(encoding="utf-8"))
        wall = datetime.fromisoformat(saved["wall"])
        now_s, boot_id = float(saved["monotonic_s"]), str(saved["boot_id"])
        self._wall, self._wall_at_s = self._here(wall), now_s
        self._now_s, self._boot_id = now_s, boot_id

    def _memorise(self) -> None:
        if self._memory is None:
            return
        saved = {
            "monotonic_s": self._now_s,
            "wall": self.wall().isoformat(),
            "boot_id": self._boot_id,
        }
        written = self._memory.with_suffix(".new")
        with suppress(OSError):  # where this fails the store fails too, and says so
            written.write_text(json.dumps(saved), encoding="utf-8")
            os.replace(written, self._memory)


class _Recorder:
    """The Outlet port: keeps what was said and when."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self.rounds: list[tuple[float, str, bool]] = []
        """Monotonic seconds, the words, and whether it was a ring."""

    def say(self, text: str, loudness: int = AS_SET, hint: bool = False) -> None:
        self._add(text, rings=False)

    def ring(
        self,
        text: str,
        timer_ids: tuple[int, ...],
        loudness: int = AUDIBLE,
        wakes: bool = False,
    ) -> None:
        self._add(text, rings=True)

    def silence(self) -> None:
        pass  # speech takes no time here

    def _add(self, text: str, rings: bool) -> None:
        if text and len(self.rounds) < MOST_EVENTS:
            self.rounds.append((self._clock.monotonic_s(), text, rings))


class Simulation:
    """Conversations with time, one order after another."""

    def __init__(
        self,
        dialogue: Dialogue,
        understand: Callable[[str], Meaning],
        clock: SimulatedClock,
        store: Store | None = None,
    ) -> None:
        """Without a store there is a temporary one. Raises StorageError."""
        self._dialogue = dialogue
        self._understand = understand
        self._clock = clock
        self._lasting = store is not None
        self._recorder = _Recorder(clock)
        self._begin(store or MemoryStore())

    def apply(self, order: Order) -> dict[str, Any]:
        """Follow one order; returns a contract line. Raises VoiceSkillError, changing nothing."""
        if order.reset:
            if self._lasting:
                raise VoiceSkillError("Reset works only without --state: choose another folder.")
            self._begin(MemoryStore())
        if order.now is not None:
            self._clock.set_wall(order.now)
            self._engine.tick()
        self._pass(order.advance_s)
        rounds = self._taken()
        line = self._engine.hear(order.text)
        rounds += [said for said in self._taken() if said[2] and said[1] != line["say"]]
        line["events"] = [
            {"at_s": round(at_s - self._origin_s, 3), "say": text}
            for at_s, text, _ in rounds[:MOST_EVENTS]
        ]
        return line

    def close(self) -> None:
        """Let the store go."""
        self._engine.close()

    def _begin(self, store: Store) -> None:
        self._origin_s = self._clock.monotonic_s()
        self._recorder.rounds = []
        clock, recorder = self._clock, self._recorder
        self._engine = Engine(self._dialogue, self._understand, store, clock, recorder)
        self._engine.start()

    def _pass(self, advance_s: float) -> None:
        """Stop at every deadline on the way, so that nothing happens late."""
        end_s = self._clock.monotonic_s() + advance_s
        while (deadline_s := self._engine.next_deadline_s()) is not None and deadline_s <= end_s:
            self._clock.move_to(deadline_s)
            self._engine.tick()
        self._clock.move_to(end_s)

    def _taken(self) -> list[tuple[float, str, bool]]:
        rounds, self._recorder.rounds = self._recorder.rounds, []
        return rounds
