"""One client of the engine, which may send anything, read nothing and vanish at any time."""

from __future__ import annotations

import json
import selectors
import socket
from typing import Any

from voice_skill.local_socket import LONGEST_LINE

MOST_UNREAD = 256_000
"""Bytes that a client may leave unread before it is dropped."""


class Peer:
    """What a client sent and was not answered yet, and what it has not read yet. Never waits."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.watches = False
        self._received = b""
        self._unread = b""
        self._skips = False  # the rest of a line that was too long
        self._ended = False
        self._gone = False

    @property
    def events(self) -> int:
        """What to wait for; nothing while its earlier lines wait for their turn."""
        reads = not self._ended and len(self._received) <= LONGEST_LINE
        return selectors.EVENT_READ * reads | selectors.EVENT_WRITE * bool(self._unread)

    @property
    def has_line(self) -> bool:
        """Whether `next_line` gives one."""
        return b"\n" in self._received or len(self._received) > LONGEST_LINE

    @property
    def finished(self) -> bool:
        """Whether it can be closed: it vanished, or has sent its last and read everything."""
        return self._gone or (self._ended and not self.has_line and not self._unread)

    def exchange(self) -> None:
        """Read and write what goes."""
        try:
            self._flush()
            if self.events & selectors.EVENT_READ:
                self._take(self.connection.recv(4096))
        except BlockingIOError:
            return
        except OSError:
            self._gone = True

    def next_line(self) -> bytes:
        """Its next line without the line end, or the beginning of one that is too long."""
        line, newline, self._received = self._received.partition(b"\n")
        self._skips = not newline
        return line

    def send(self, body: dict[str, Any]) -> None:
        """A JSON line, now or when it reads again."""
        self._unread += json.dumps(body).encode() + b"\n"
        try:
            self._flush()
        except OSError:
            self._gone = True
        if len(self._unread) > MOST_UNREAD:
            self._gone = True

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def _take(self, data: bytes) -> None:
        self._ended = not data
        if self._skips:
            _, newline, data = data.partition(b"\n")
            self._skips = not newline
        self._received += data

    def _flush(self) -> None:
        while self._unread:
            try:
                sent = self.connection.send(self._unread)
            except BlockingIOError:
                return
            self._unread = self._unread[sent:]
