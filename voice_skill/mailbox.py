"""How other threads reach a loop that waits for descriptors."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue


class Mailbox:
    """Work that other threads hand to the loop, which alone may call the engine."""

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self.descriptor, self._bell = os.pipe()
        os.set_blocking(self._bell, False)
        os.set_blocking(self.descriptor, False)
        self._open = True
        self._turn = threading.Lock()

    def post(self, work: Callable[[], object]) -> None:
        """Have it done soon in the loop's thread; from any thread, also after `close`."""
        self._work.put(work)
        with self._turn, suppress(BlockingIOError):  # it is full of calls already
            if self._open:
                os.write(self._bell, b"\0")

    def deliver(self) -> None:
        """Do what was posted."""
        with suppress(BlockingIOError):
            os.read(self.descriptor, 4096)
        with suppress(Empty):
            while True:
                self._work.get_nowait()()

    def close(self) -> None:
        """Let the pipe go; what is posted from now on is not done."""
        with self._turn:
            self._open = False
            os.close(self._bell)
            os.close(self.descriptor)
