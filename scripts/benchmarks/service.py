"""The real service in a room of its own, for what is measured of it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmarks.room import Room

PATIENCE_S = 60.0


class Service:
    """One `voice-skill run` with a room around it."""

    def __init__(self, room: Room, folder: Path) -> None:
        self.room = room
        self._log = folder / "said.txt"
        self._written = self._log.open("wb")
        command = [sys.executable, "-m", "voice_skill", "run"]
        self.process = subprocess.Popen(
            command,
            env=room.environment,
            stdin=subprocess.PIPE,
            stdout=self._written,
            stderr=self._written,
        )

    def text(self) -> str:
        """Everything that it has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def type(self, line: str) -> None:
        """As on a keyboard."""
        assert self.process.stdin
        self.process.stdin.write(line.encode())
        self.process.stdin.flush()

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        self._written.close()


def until(true: Callable[[], bool], what: str, timeout_s: float = PATIENCE_S) -> None:
    """Wait for it. Raises SystemExit."""
    until_s = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > until_s:
            raise SystemExit(f"{what} did not come within {timeout_s:g} s.")
        time.sleep(0.02)


@contextmanager
def service(folder: Path) -> Iterator[tuple[Service, float]]:
    """It listens, and how many seconds that took."""
    with Room(folder) as room:
        began_s = time.monotonic()
        running = Service(room, folder)
        try:
            until(lambda: "Enter works as well." in running.text(), "the microphone", 300.0)
            yield running, time.monotonic() - began_s
        finally:
            running.close()
