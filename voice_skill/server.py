"""One engine for each user: a loop that never lets a client keep a timer waiting.

Clients send JSON lines over a Unix socket: `{"text": ...}`, with `"certainty"` where a recogniser
heard it, is answered with a contract line,
`{"op": "status"}` with what is going on, and after `{"op": "watch"}` everything that is said and
rung follows as `{"say": ...}`, `{"ring": ..., "timer_ids": [...]}` and `{"silence": true}`.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from voice_skill.core.effects import AS_SET, AUDIBLE
from voice_skill.core.errors import VoiceSkillError
from voice_skill.engine import Engine
from voice_skill.local_socket import LONGEST_LINE, SOCKET_NAME, listen, make_runtime, take_lock
from voice_skill.peer import Peer
from voice_skill.ports import Clock

MOST_CLIENTS = 32

LONGEST_WAIT_S = 0.5
"""The kernel's wait stands still while the machine is suspended; deadlines do not. A timer that
ended meanwhile rings at most this late."""

IDLE_WAIT_S = 10.0
WENT_WRONG = "A part of me went wrong, but timers go on: see the log."

_log = logging.getLogger(__name__)

FORMS = 'Send {"text": "..."}, {"op": "status"} or {"op": "watch"}, one JSON object a line.'


class Server:
    """The loop, the lock and the socket; also the outlet that clients watch."""

    def __init__(self, runtime: Path, clock: Clock) -> None:
        """Take the lock and listen; clients that come now wait until `run`.

        Raises VoiceSkillError where an engine runs already or the folder cannot be used.
        """
        make_runtime(runtime)
        self._path = runtime / SOCKET_NAME
        self._clock = clock
        self._lock = take_lock(runtime)
        try:
            self._listener = listen(runtime)
        except BaseException:
            os.close(self._lock)
            raise
        self._inode = self._path.stat().st_ino
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)
        self._inputs: dict[int, Callable[[], None]] = {}
        self.add_input(self._listener.fileno(), self._accept)
        self.add_input(self._woken.fileno(), self._drain)
        self._peers: list[Peer] = []  # the one that was heard last is last
        self._ring: dict[str, Any] | None = None
        self._stopped = False
        self._closed = False

    def add_input(self, descriptor: int, on_readable: Callable[[], None]) -> None:
        """Call back in the loop's thread whenever there is something to read."""
        self._inputs[descriptor] = on_readable

    def remove_input(self, descriptor: int) -> None:
        """Forget an input, before it is closed."""
        self._inputs.pop(descriptor, None)

    def run(self, engine: Engine, until: Callable[[], bool] | None = None) -> None:
        """Serve until `stop`, SIGTERM or SIGINT, or until `until()` holds after a step."""
        with self._signals():
            while not self._stopped and not (until and until()):
                self.turn(engine, IDLE_WAIT_S)

    def turn(self, engine: Engine, wait_s: float) -> None:
        """One step: what is due, else wait for input at most until the next deadline."""
        deadline_s = engine.next_deadline_s()
        if deadline_s is not None:
            left_s = deadline_s - self._clock.monotonic_s()
            if left_s <= 0:
                engine.tick()
            wait_s = min(wait_s, max(0.0, left_s), LONGEST_WAIT_S)
        ready = self._ready(wait_s)
        for descriptor in [source for source in self._inputs if source in ready]:
            self._take(engine, self._inputs[descriptor])
        for peer in [peer for peer in self._peers if peer.connection.fileno() in ready]:
            peer.exchange()
            self._peers.remove(peer)
            self._peers.append(peer)
        # One line each, so that a flood from one client keeps neither a timer nor others waiting.
        for peer in [peer for peer in self._peers if peer.has_line]:
            peer.send(self._answer(engine, peer, peer.next_line()))
        self._hang_up([peer for peer in self._peers if peer.finished])

    def stop(self) -> None:
        """End `run` soon; may be called from another thread and from a signal handler."""
        self._stopped = True
        with suppress(OSError):  # full of wake-ups already, or closed
            self._waker.send(b"\0")

    def close(self) -> None:
        """Let clients, socket and lock go. May be called more than once."""
        if self._closed:
            return
        self._closed = True
        self._hang_up(list(self._peers))
        with suppress(FileNotFoundError):
            if self._path.stat().st_ino == self._inode:
                self._path.unlink()
        for end in (self._listener, self._waker, self._woken):
            end.close()
        os.close(self._lock)

    def say(self, text: str, loudness: int = AS_SET, hint: bool = False) -> None:
        """Tell those who watch."""
        self._tell({"say": text})

    def ring(
        self,
        text: str,
        timer_ids: tuple[int, ...],
        loudness: int = AUDIBLE,
        wakes: bool = False,
    ) -> None:
        """Tell those who watch, and those who come while it rings."""
        self._ring = {"ring": text, "timer_ids": list(timer_ids)}
        self._tell(self._ring)

    def silence(self) -> None:
        """Tell those who watch."""
        self._ring = None
        self._tell({"silence": True})

    def _tell(self, body: dict[str, Any]) -> None:
        for peer in self._peers:
            if peer.watches:
                peer.send(body)

    def _ready(self, wait_s: float) -> set[int]:
        """Descriptors that can be read or written; waits only when no line is left to answer."""
        if any(peer.has_line for peer in self._peers):
            wait_s = 0.0
        with selectors.PollSelector() as selector:
            for descriptor in self._inputs:
                selector.register(descriptor, selectors.EVENT_READ)
            for peer in self._peers:
                if peer.events:
                    selector.register(peer.connection, peer.events)
            return {key.fd for key, _ in selector.select(wait_s)}

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:  # it has gone again, or too many files are open
            return
        if len(self._peers) >= MOST_CLIENTS:
            idle = [peer for peer in self._peers if not peer.watches]
            self._hang_up([(idle or self._peers)[0]])
        self._peers.append(Peer(connection))

    def _hang_up(self, peers: list[Peer]) -> None:
        for peer in peers:
            self._peers.remove(peer)
            peer.close()

    def _take(self, engine: Engine, act: Callable[[], None]) -> None:
        """What a keyboard, a microphone or a client brings must not end what counts."""
        try:
            act()
        except VoiceSkillError:
            raise
        except Exception:
            _log.exception("an input went wrong")
            engine.report("input", WENT_WRONG)

    def _answer(self, engine: Engine, peer: Peer, line: bytes) -> dict[str, Any]:
        if len(line) > LONGEST_LINE:
            return {"error": f"A line may have at most {LONGEST_LINE} bytes."}
        try:
            body = json.loads(line.decode("utf-8"))
            text, certainty = _spoken(body)
            if isinstance(text, str):
                text.encode("utf-8")  # JSON can spell half a character
        except (ValueError, RecursionError):
            return {"error": FORMS}
        if isinstance(text, str):
            return {**engine.hear(text, certainty), "events": []}
        if body == {"op": "status"}:
            return self._status(engine)
        if body == {"op": "watch"}:
            peer.watches = True
            return {"watching": True, **(self._ring or {})}
        return {"error": FORMS}

    def _status(self, engine: Engine) -> dict[str, Any]:
        deadline_s = engine.next_deadline_s()
        left_s = None if deadline_s is None else max(0.0, deadline_s - self._clock.monotonic_s())
        return {
            "pid": os.getpid(),
            "timers_active": engine.timers_active,
            "next_deadline_in_s": left_s,
            "ringing": self._ring is not None,
            "trouble": dict(engine.trouble),
            "clients": len(self._peers),
        }

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            self._woken.recv(4096)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT end the loop; only the main thread may say so."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        caught = (signal.SIGTERM, signal.SIGINT)
        before = {number: signal.signal(number, lambda *_: self.stop()) for number in caught}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _spoken(body: Any) -> tuple[Any, float | None]:
    """The text and how sure somebody is of it; (None, None) where this is something else."""
    if not isinstance(body, dict) or not {"text"} <= set(body) <= {"text", "certainty"}:
        return None, None
    certainty = body.get("certainty")
    if certainty is None or type(certainty) in (int, float):
        return body["text"], certainty
    return None, None
