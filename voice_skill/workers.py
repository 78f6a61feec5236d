"""Child processes that may hang or crash without taking the assistant with them.

One mechanism for every adapter: the parent owns a `Worker`, the child calls `serve`. A message is
two unsigned 32-bit lengths, a JSON header and a binary body, in both directions over pipes.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from queue import SimpleQueue
from typing import Any, BinaryIO

from voice_skill.core import errors
from voice_skill.thrift import give_memory_back

Header = Mapping[str, Any]
Message = tuple[dict[str, Any], bytes]
Handler = Callable[[dict[str, Any], bytes], tuple[Header, bytes]]
Failure = Callable[[str], errors.VoiceSkillError]

_LENGTHS = struct.Struct(">II")
_CHUNK_BYTES = 1 << 16
_REAP_S = 1.0
_log = logging.getLogger(__name__)


class Worker:
    """One child process that answers requests, one at a time, and is replaced when it fails.

    `failure` turns a few words on what happened ("it gave no answer for 10 s") into the error that
    is raised; errors of this package that the child raises come through as they are.
    """

    def __init__(self, module: str, arguments: Sequence[str] = (), *, failure: Failure) -> None:
        self._command = [sys.executable, "-P", "-m", module, *arguments]
        self._failure = failure
        self._turn = threading.Lock()
        self._process_lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def start(self) -> None:
        """Start the child now, so that it is ready when it is needed. Does not wait for it."""
        self._running()

    def alive(self) -> bool:
        """Whether a child is running now."""
        process = self._process
        return process is not None and process.poll() is None

    def request(self, header: Header, body: bytes = b"", timeout_s: float = 10.0) -> Message:
        """Send one message and wait for its answer.

        A child that takes longer than `timeout_s` or dies is ended, and the next request starts a
        new one. Raises the child's own VoiceSkillError, or what `failure` makes of anything else.
        """
        deadline_s = time.monotonic() + timeout_s
        if not self._turn.acquire(timeout=timeout_s):
            self.kill()
            raise self._failure(f"it gave no answer for {timeout_s:g} s")
        try:
            answer, answer_body = self._exchange(header, body, deadline_s, timeout_s)
        finally:
            self._turn.release()
        if "error" in answer:
            raise self._error_from(answer)
        return answer, answer_body

    def kill(self) -> None:
        """End the child at once; the next request starts a new one. Safe from any thread."""
        with self._process_lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        try:
            process.wait(_REAP_S)
        except subprocess.TimeoutExpired:
            _log.warning("process %s does not end", process.pid)
        # A request under way still reads these pipes, notices the end and closes them itself.
        if self._turn.acquire(blocking=False):
            _close_pipes(process)
            self._turn.release()

    def close(self) -> None:
        """End the child for good. May be called more than once, also during a request."""
        self._closed = True
        self.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        with self._process_lock:
            if self._closed:
                raise self._failure("it was closed")
            if self._process is not None and self._process.poll() is not None:
                _close_pipes(self._process)
                self._process = None
            if self._process is None:
                self._process = self._spawn()
            return self._process

    def _spawn(self) -> subprocess.Popen[bytes]:
        # The child imports from exactly where we do, whatever folder we were started in.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            bufsize=0,
            process_group=0,  # Ctrl-C is for the parent, which ends its children in order
        )
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
        return process

    def _exchange(
        self, header: Header, body: bytes, deadline_s: float, timeout_s: float
    ) -> Message:
        process = self._running()
        try:
            return _converse(process, _pack(header, body), deadline_s)
        except TimeoutError:
            reason = f"it gave no answer for {timeout_s:g} s"
        except (OSError, EOFError, ValueError):
            reason = ""
        self.kill()
        _close_pipes(process)
        raise self._failure(reason or _how_it_ended(process))

    def _error_from(self, answer: Header) -> errors.VoiceSkillError:
        kind = getattr(errors, str(answer.get("kind")), None)
        if isinstance(kind, type) and issubclass(kind, errors.VoiceSkillError):
            return kind(str(answer["error"]))
        # A mistake of ours in the child: what state it is in is unknown.
        self.kill()
        return self._failure(str(answer["error"]))


def serve(handler: Handler, prepare: Callable[[], object] | None = None) -> None:
    """Answer requests on stdin until the parent closes it or dies. Called by the child's main.

    `prepare` runs before the first request, such as loading a model; if it raises, the handler has
    to meet the same trouble again. Whatever libraries print to stdout goes to stderr.
    """
    give_memory_back()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=_receive, args=(sys.stdin.buffer, requests), daemon=True).start()
    if prepare is not None:
        try:
            prepare()
        except errors.VoiceSkillError:
            pass  # the first request meets it again, and answers with it
        except Exception:
            _log.exception("the worker could not prepare")
    while True:
        answer, body = _answer(handler, *requests.get())
        try:
            answers.write(_pack(answer, body))
            answers.flush()
        except OSError:  # the parent is gone
            os._exit(0)


def silence_libraries() -> None:
    """Send what C libraries write to stderr nowhere; Python's own messages still come out.

    PortAudio prints dozens of lines about sound cards that do not exist.
    """
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _receive(stream: BinaryIO, requests: SimpleQueue[Message]) -> None:
    # In a thread of its own, so that a child that is stuck in a library still sees its parent die.
    # (The kernel's death signal would also come when only the parent's *thread* ends.)
    while True:
        lengths = stream.read(_LENGTHS.size)
        if len(lengths) < _LENGTHS.size:
            os._exit(0)
        header_length, body_length = _LENGTHS.unpack(lengths)
        header, body = stream.read(header_length), stream.read(body_length)
        if len(header) < header_length or len(body) < body_length:
            os._exit(0)
        requests.put((json.loads(header), body))


def _answer(handler: Handler, header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
    try:
        return handler(header, body)
    except errors.VoiceSkillError as problem:
        return {"error": str(problem), "kind": type(problem).__name__}, b""
    except Exception as problem:
        _log.exception("%s failed", header.get("do"))
        return {"error": f"{type(problem).__name__}: {problem}"}, b""


def _pack(header: Header, body: bytes) -> bytes:
    encoded = json.dumps(dict(header)).encode()
    return _LENGTHS.pack(len(encoded), len(body)) + encoded + body


def _converse(process: subprocess.Popen[bytes], message: bytes, deadline_s: float) -> Message:
    """Write the message and read the answer, never blocking past the deadline."""
    assert process.stdin is not None and process.stdout is not None
    unsent = memoryview(message)
    received = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdin, selectors.EVENT_WRITE)
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            remaining_s = deadline_s - time.monotonic()
            ready = selector.select(remaining_s) if remaining_s > 0 else []
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                if key.fileobj is process.stdin:
                    unsent = unsent[os.write(key.fd, unsent[:_CHUNK_BYTES]) :]
                    if not unsent:
                        selector.unregister(process.stdin)
                    continue
                chunk = os.read(key.fd, _CHUNK_BYTES)
                if not chunk:
                    raise EOFError
                received += chunk
            if (answer := _unpack(received)) is not None:
                return answer


def _unpack(received: bytearray) -> Message | None:
    if len(received) < _LENGTHS.size:
        return None
    header_length, body_length = _LENGTHS.unpack_from(received)
    body_start = _LENGTHS.size + header_length
    if len(received) < body_start + body_length:
        return None
    header: dict[str, Any] = json.loads(received[_LENGTHS.size : body_start])
    return header, bytes(received[body_start:])


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _how_it_ended(process: subprocess.Popen[bytes]) -> str:
    code = process.poll()
    return f"it ended with signal {-code}" if code is not None and code < 0 else "it ended"
