"""The program as people start it: a real process with a home of its own and no sound."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PATIENCE_S = 60.0
FIFTEEN_MINUTES = "ice for fifteen minutes"


class Home:
    """A user who never started it before; use `close` to end what was left running."""

    def __init__(self, folder: Path, cache: Path) -> None:
        """`cache` may be shared: it only spares the compiling of the same language model."""
        self.folder = folder
        self.runtime = folder / "runtime"
        self.runtime.mkdir(mode=0o700)
        self._left: list[subprocess.Popen[str]] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_CACHE_HOME": str(cache),
            "PYTHONPATH": str(CHECKOUT),
            "PYTHONUTF8": "1",
            # No sound server answers there, whatever this machine has.
            "PULSE_SERVER": f"unix:{folder}/nobody",
            "PULSE_RUNTIME_PATH": str(folder),
        }

    def run(
        self,
        *arguments: str | bytes | Path,
        stdin: str | bytes = b"",
        change: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "voice_skill", *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            env={**self.environment, **(change or {})},
            cwd=self.folder,
            capture_output=True,
            timeout=PATIENCE_S,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start it and leave it running, with pipes on all sides."""
        process = subprocess.Popen(
            [sys.executable, "-m", "voice_skill", *arguments],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._left.append(process)
        return process

    def close(self) -> None:
        """End every process that was started."""
        for process in self._left:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe:
                    pipe.close()


class OnTerminal:
    """The program on a terminal with somebody who types; use it in a `with` statement."""

    def __init__(self, environment: Mapping[str, str], *arguments: str) -> None:
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            command = [sys.executable, "-m", "voice_skill", *arguments]
            os.execve(sys.executable, command, dict(environment))
        self._code: int | None = None

    def __enter__(self) -> OnTerminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._code is None:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
        os.close(self._terminal)

    def type(self, text: str) -> None:
        """Press these keys."""
        os.write(self._terminal, text.encode())

    def signal(self, number: signal.Signals) -> None:
        """As a button does."""
        os.kill(self._process, number)

    def until(self, mark: str, patience_s: float = PATIENCE_S) -> str:
        """What it shows up to this, and not more."""
        shown = b""
        while not shown.endswith(mark.encode()):
            ready, _, _ = select.select([self._terminal], [], [], patience_s)
            assert ready, f"{mark!r} did not come, but {shown!r}"
            shown += os.read(self._terminal, 1)
        return shown.decode()

    def exit_code(self) -> int:
        """Wait for its end, showing what it still shows to nobody."""
        with suppress(OSError):  # a terminal that nobody holds any more
            while os.read(self._terminal, 1024):
                pass
        self._code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        return self._code


def as_a_user() -> list[str]:
    """What a command begins with to run as somebody, since the scripts send root away.

    Root becomes somebody else with the same files, in a namespace of its own; skips the test where
    that cannot be had.
    """
    if os.getuid() != 0:
        return []
    words = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if not shutil.which("unshare") or subprocess.run([*words, "true"]).returncode != 0:
        pytest.skip("there is no other user than root here")
    return words


def next_line(process: subprocess.Popen[str], stream: str = "stdout") -> str:
    """The next line that it prints; waits for it."""
    line: str = getattr(process, stream).readline()
    assert line, f"it ended with {process.wait(PATIENCE_S)}"
    return line.strip()


def is_one_sentence(text: str) -> bool:
    """Whether this is what a person can read: one line, no traceback."""
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text
