"""One start of the real program with a home of its own, and a client that watches it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from voice_skill.client import Client
from voice_skill.core.errors import VoiceSkillError

LONGEST_START_S = 60.0
DIES_AT_WRITE = Path(__file__).with_name("_dies_at_write.py")


def now_s() -> float:
    """The clock that the program counts with."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Life:
    """One start of the program, up to its end."""

    def __init__(
        self,
        home: Path,
        stack: ExitStack,
        dies_at_write: int | None = None,
        dies_after_s: float | None = None,
    ) -> None:
        self.rung_at_s: dict[int, float] = {}
        self._watching = threading.Event()
        self._log = stack.enter_context(open(home / "said.txt", "w+b"))
        runs = [sys.executable, "-m", "voice_skill", "run"]
        if dies_at_write is not None:
            state = str(home / ".local/state")
            runs = [sys.executable, str(DIES_AT_WRITE), state, str(dies_at_write), "run"]
        began_s = now_s()
        self._process = subprocess.Popen(
            runs,
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(self._end)
        if dies_after_s is not None:
            killer = threading.Timer(dies_after_s, self._process.kill)
            killer.start()
            stack.callback(killer.cancel)
        self.client = self._connect(home, stack)
        self.first: dict[str, Any] = {}
        if self.client:
            with suppress(VoiceSkillError):  # killed at its start
                self.first = self.client.ask("")
        self.ready_s = now_s()
        self.took_s = self.ready_s - began_s
        watcher = self._connect(home, stack)
        if watcher:
            threading.Thread(target=self._watch, args=(watcher,), daemon=True).start()
            self._watching.wait(LONGEST_START_S)

    def said(self) -> str:
        """All that it has printed."""
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")

    def kill(self) -> None:
        """kill -9, and gone."""
        self._process.kill()
        self._process.wait()

    def _end(self) -> None:
        self.kill()
        if self._process.stdin:
            self._process.stdin.close()

    def _connect(self, home: Path, stack: ExitStack) -> Client | None:
        end_s = now_s() + LONGEST_START_S
        while now_s() < end_s and self._process.poll() is None:
            try:
                client = Client.connect(home / "runtime" / "voice_skill")
            except VoiceSkillError:
                return None  # it was killed at this moment
            if client:
                return stack.enter_context(client)
            time.sleep(0.01)
        return None

    def _watch(self, watcher: Client) -> None:
        try:
            for line in watcher.watch():
                for each in line.get("timer_ids", []) if "ring" in line else []:
                    self.rung_at_s.setdefault(each, now_s())
                self._watching.set()
        except (VoiceSkillError, OSError):
            return  # it was killed, or we hung up
        finally:
            self._watching.set()


def environment(home: Path) -> dict[str, str]:
    """A user of their own, without a sound server."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / "runtime"),
        "PULSE_SERVER": f"unix:{home}/nobody",
    }
