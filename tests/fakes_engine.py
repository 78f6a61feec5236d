"""What the engine's tests share: a clock that jumps, ears that remember, a store that fails.

`understand` is not the product's: it knows a handful of fixed orders, so that these tests say
something about the engine and nothing about language.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from voice_skill.core.dialogue import Dialogue
from voice_skill.core.effects import AS_SET, AUDIBLE
from voice_skill.core.errors import AudioError, StorageError
from voice_skill.core.guide import Guide
from voice_skill.core.knowledge import Emergency, Knowledge, Replies
from voice_skill.core.meaning import Meaning
from voice_skill.storage.memory_store import MemoryStore

FIVE_IN_THE_MORNING = datetime.fromisoformat("2026-11-22T05:10:00+01:00")
DISK_FULL = "The disk is full: free some space."


class FakeClock:
    """The Clock port; time passes only by `jump`."""

    def __init__(self, now_s: float = 1000.0) -> None:
        self.now_s = now_s
        self.time = FIVE_IN_THE_MORNING
        self.boot = "boot-1"
        self.is_synced = True

    def monotonic_s(self) -> float:
        return self.now_s

    def wall(self) -> datetime:
        return self.time

    def boot_id(self) -> str:
        return self.boot

    def synced(self) -> bool:
        return self.is_synced

    def jump(self, by_s: float) -> None:
        """Let time pass."""
        self.now_s += by_s
        self.time += timedelta(seconds=by_s)

    def reboot(self, off_s: float) -> None:
        """A power cut of this length; deadlines of before mean nothing any more."""
        self.jump(off_s)
        self.now_s, self.boot = 5.0, self.boot + "+"


class RecordingOutlet:
    """The Outlet port; remembers everything in order. `fail_next` breaks the next call."""

    def __init__(self) -> None:
        self.heard: list[tuple[Any, ...]] = []
        self._failing = False

    def fail_next(self) -> None:
        self._failing = True

    def say(self, text: str, loudness: int = AS_SET, hint: bool = False) -> None:
        self._add("say", text)

    def ring(
        self,
        text: str,
        timer_ids: tuple[int, ...],
        loudness: int = AUDIBLE,
        wakes: bool = False,
    ) -> None:
        self._add("ring", text, timer_ids)

    def silence(self) -> None:
        self._add("silence")

    def _add(self, *what: Any) -> None:
        if self._failing:
            self._failing = False
            raise AudioError("The loudspeaker is gone: plug it in.")
        self.heard.append(what)


class BreakableStore(MemoryStore):
    """A memory store on a disk that can fill up; writes what it is told into a common list."""

    def __init__(self, log: list[tuple[Any, ...]] | None = None) -> None:
        super().__init__()
        self.full = False
        self.told: str | None = None
        self.closed = False
        self._log = log

    def save(
        self, records: Mapping[tuple[str, int], Mapping[str, Any]], within_s: float = 0.0
    ) -> None:
        if self.full:
            raise StorageError(DISK_FULL)
        super().save(records)
        if self._log is not None:
            self._log.append(("saved", sum(kind == "timer" for kind, _ in records)))

    def notice(self) -> str | None:
        return self.told

    def close(self) -> None:
        self.closed = True


class KeyAsReply(dict[str, str]):
    """Every reply is its own key, so that tests do not depend on wording."""

    def __missing__(self, key: str) -> str:
        return key


def dialogue() -> Dialogue:
    """The product's rules over empty content."""
    chest = Emergency("chest", "Call {number} now.", "Is it in the chest?")
    return Dialogue(Knowledge(Guide(), Replies(KeyAsReply()), {"chest": chest}))


def understand(text: str) -> Meaning:
    """ "start KIND SECONDS [NAME]", "cancel KIND", "alarm HH:MM [DAY]", "clock HH:MM" and a few."""
    word, *rest = text.split()
    if word == "start":
        slots: dict[str, Any] = {"kind": rest[0], "duration_s": float(rest[1])}
        slots.update({"name": rest[2]} if rest[2:] else {})
        return Meaning(text, "timer.start", slots, confidence=1.0)
    if word == "cancel":
        return Meaning(text, "timer.cancel", {"kind": rest[0]}, confidence=1.0)
    if word == "alarm":
        slots = {"at": rest[0], **({"day": rest[1]} if rest[1:] else {})}
        return Meaning(text, "alarm.start", slots, confidence=1.0)
    if word == "clock":
        slots = {"setting": "clock", "at": rest[0]}
        return Meaning(text, "settings.set", slots, confidence=1.0)
    if word == "chest":
        return Meaning(text, "emergency", red_flag="chest", confidence=1.0)
    intents = {"stop": "control.stop", "yes": "answer.yes", "list": "timer.list"}
    intents |= {"snooze": "alarm.snooze"}
    return Meaning(text, intents.get(word, "unknown"), confidence=1.0)
