"""A service manager of one user for tests: what `systemctl` would do, without a systemd.

Starts what the unit in ~/.config says and waits for "ready", as Type=notify does. It keeps what it
knows in $HOME/manager, since each call is a process of its own.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

HOME = Path(os.environ["HOME"])
UNIT = HOME / ".config/systemd/user/voice-skill.service"
KEPT = HOME / "manager"


def start() -> int:
    """0 once it says that it is ready; 1 where it ends before."""
    command = re.search(r"^ExecStart=(.*)$", UNIT.read_text(encoding="utf-8"), re.M)
    assert command
    address = KEPT / "notify"
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
        ears.bind(str(address))
        ears.settimeout(0.1)
        with (KEPT / "log").open("ab") as log:
            service = subprocess.Popen(
                command[1].split(),
                env={**os.environ, "NOTIFY_SOCKET": str(address)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        (KEPT / "pid").write_text(str(service.pid))
        while service.poll() is None:
            with suppress(TimeoutError):
                told = ears.recv(4096).decode()
                if "READY=1" in told:
                    (KEPT / "status").write_text(told.partition("STATUS=")[2])
                    return 0
    return 1


def stop() -> int:
    """Ends it as systemd does, and waits for that."""
    with suppress(OSError, ValueError):
        process = int((KEPT / "pid").read_text())
        ended = os.pidfd_open(process)
        os.kill(process, signal.SIGTERM)
        with suppress(ChildProcessError):
            os.waitid(os.P_PIDFD, ended, os.WEXITED)
        while Path(f"/proc/{process}/stat").exists() and not _is_dead(process):
            os.sched_yield()
    (KEPT / "pid").unlink(missing_ok=True)
    return 0


def _is_dead(process: int) -> bool:
    """Nobody may have asked for its exit status yet."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def main(words: list[str]) -> int:
    """Do what a command line asks for; what needs nothing here succeeds."""
    KEPT.mkdir(exist_ok=True)
    word = next(word for word in words if not word.startswith("-"))
    if word == "show":
        print((KEPT / "status").read_text())
    if word == "stop":
        return stop()
    return start() if word == "start" else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
