"""A store on a disk that may hang: it works in a thread of its own, and nobody waits for it long.

SQLite cannot give up in the middle of `fsync`, and a dying card can keep it there for minutes. The
loop that rings must not be held up by that, so a save that takes too long fails for its caller and
is finished later; what was wanted last is written then, and what was refused is taken out again.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from voice_skill.core.errors import StorageError
from voice_skill.ports import Store

Records = Mapping[tuple[str, int], Mapping[str, Any]]

PATIENCE_S = 2.0
"""How long a confirmation waits; a card that tidies up takes a few tenths of a second."""

LOADING_S = 30.0
HANGS = "The disk for the saved timers does not answer: check it, or restart the machine."


class _Task:
    """One thing for the thread to do, and what came of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.done = threading.Event()
        self._work = work
        self._value: Any = None
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self._value = self._work()
        except Exception as error:  # whoever waits for it gets it
            self._error = error
        self.done.set()

    def result(self) -> Any:
        if self._error:
            raise self._error
        return self._value


class PatientStore:
    """The Store port over another one, which is only ever used from one thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._hangs: _Task | None = None
        """What took too long and is not done yet."""
        self._wanted: Records | None = None
        """What was to be saved meanwhile, the last of it."""
        self._closed = False
        # A daemon: a process whose disk hangs must still be able to end.
        threading.Thread(target=self._work, name="store", daemon=True).start()

    def load(self) -> dict[tuple[str, int], dict[str, Any]]:
        """As the other store does. Raises StorageError, also where its disk does not answer."""
        loaded: dict[tuple[str, int], dict[str, Any]] = self._done(self._store.load, LOADING_S)
        return loaded

    def save(self, records: Records, within_s: float = PATIENCE_S) -> None:
        """As the other store does, or raises StorageError after so many seconds."""
        with self._lock:
            if self._hangs:
                self._wanted = records
                raise StorageError(HANGS)
        self._done(lambda: self._store.save(records), within_s)

    def notice(self) -> str | None:
        """As the other store does."""
        return self._store.notice()

    def close(self) -> None:
        """Let the files go, unless their disk hangs. May be called more than once."""
        if not self._closed:
            self._closed = True
            with suppress(StorageError):
                self._done(self._store.close, PATIENCE_S)
            self._tasks.put(None)

    def _done(self, work: Callable[[], Any], within_s: float) -> Any:
        task = _Task(work)
        self._tasks.put(task)
        if not task.done.wait(within_s):
            with self._lock:
                if not task.done.is_set():
                    self._hangs, self._wanted = task, None
                    raise StorageError(HANGS)
        return task.result()

    def _work(self) -> None:
        while task := self._tasks.get():
            task.run()
            while (wanted := self._late()) is not None:
                with suppress(StorageError):  # its caller knows already, and tries again
                    self._store.save(wanted)

    def _late(self) -> Records | None:
        """What is still to be saved after something that hung; None where nothing is."""
        with self._lock:
            wanted, self._wanted = self._wanted, None
            if wanted is None:
                self._hangs = None
            return wanted
