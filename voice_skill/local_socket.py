"""Where the one engine of a user is found: a private folder with a lock and a Unix socket."""

from __future__ import annotations

import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_skill.core.errors import VoiceSkillError

SOCKET_NAME = "engine.sock"
LOCK_NAME = "engine.lock"

LONGEST_LINE = 8_000
"""Bytes of one line that the engine takes from a client."""

_LONGEST_ADDRESS = 100
"""Bytes; the kernel takes 107 (Linux) or 103 (macOS)."""

BUSY = "voice-skill is already running for this user: use `voice-skill ask`, or end it first."


def make_runtime(runtime: Path) -> None:
    """The folder, owned by this user and closed to others. Raises VoiceSkillError."""
    try:
        runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = runtime.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise VoiceSkillError(f"{runtime} is not a folder of this user: remove it.")
        if found.st_mode & 0o077:
            runtime.chmod(0o700)
    except OSError as error:
        raise VoiceSkillError(
            f"The folder {runtime} cannot be used ({error.strerror}): "
            "set XDG_RUNTIME_DIR to a folder of this user."
        ) from error


def take_lock(runtime: Path) -> int:
    """The lock as an open file; it is free again when that is closed, however the process ends.

    Raises VoiceSkillError where another engine holds it.
    """
    descriptor = os.open(runtime / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise VoiceSkillError(BUSY) from None
    return descriptor


def listen(runtime: Path) -> socket.socket:
    """A non-blocking server socket of mode 0600; replaces a stale one, so hold the lock first."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        (runtime / SOCKET_NAME).unlink(missing_ok=True)
        with _address(runtime) as address:
            listener.bind(address)
        (runtime / SOCKET_NAME).chmod(0o600)
        listener.listen()
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise VoiceSkillError(f"{runtime} cannot hold a socket: {error.strerror}.") from error
    except BaseException:
        listener.close()
        raise
    return listener


def connect(runtime: Path, timeout_s: float) -> socket.socket | None:
    """A connection to the running engine, or None where none runs. Raises VoiceSkillError."""
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(timeout_s)
    try:
        with _address(runtime) as address:
            client.connect(address)
        return client
    except (FileNotFoundError, ConnectionRefusedError):
        client.close()
        return None
    except OSError as error:
        client.close()
        raise VoiceSkillError(
            f"The running voice-skill cannot be reached ({error}): restart it."
        ) from error
    except BaseException:
        client.close()
        raise


@contextmanager
def _address(runtime: Path) -> Iterator[str]:
    """The socket's path; a long one goes through an open folder, which has a short name."""
    path = runtime / SOCKET_NAME
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield str(path)
        return
    if not os.path.isdir("/proc/self/fd"):
        raise VoiceSkillError(f"The path {path} is too long: set XDG_RUNTIME_DIR to a shorter one.")
    folder = os.open(runtime, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET_NAME}"
    finally:
        os.close(folder)
