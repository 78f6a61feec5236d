"""The program, but it kills itself before its n-th write: `_dies_at_write.py FOLDER N run`.

A write is each SQL statement and each file of FOLDER that is made, removed or renamed.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from typing import Any

from voice_skill.cli import main

FOLDER, NUMBER = sys.argv[1], int(sys.argv[2])
FILE_EVENTS = ("open", "os.remove", "os.rename")
done = 0


def write() -> None:
    """One more; the one that was asked for does not come about."""
    global done
    done += 1
    if done == NUMBER:
        os.kill(os.getpid(), signal.SIGKILL)


def on_event(event: str, arguments: tuple[Any, ...]) -> None:
    """Called by Python for whatever it is about to do."""
    if event not in FILE_EVENTS or not str(arguments[0]).startswith(FOLDER):
        return
    if event != "open" or (arguments[2] & (os.O_WRONLY | os.O_RDWR)):
        write()


class Traced(sqlite3.Connection):
    """Counts its statements."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.set_trace_callback(lambda statement: write())


connect = sqlite3.connect
sqlite3.connect = lambda *given, **options: connect(*given, factory=Traced, **options)  # type: ignore[assignment]
sys.addaudithook(on_event)
sys.exit(main(sys.argv[3:]))
