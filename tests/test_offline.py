"""Offline, shown: a whole conversation by text and by recording with Unix sockets alone.

The kernel refuses every other one, for the program and for all that it starts, as the unit of the
service does. It is the program itself that is denied, not a stand-in for its sockets.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import platform
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import CHECKOUT, PATIENCE_S, Home

RECORDING = CHECKOUT / "models" / "self_test" / "set_an_ice_timer_for_fifteen_minutes.wav"
SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By machine: how seccomp calls it, and the number of socket(2)."""

_INODE = 9
"""The column in /proc/net/tcp and its like."""

_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000


def only_unix_sockets() -> None:
    """Let this process and its children make no other socket; a filter of seccomp(2)."""
    machine, call = SOCKET_CALL[platform.machine()]
    program = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, 4, machine),
        (_LOAD, 0, 0, 0),
        (_EQUAL, 0, 2, call),
        (_LOAD, 0, 0, 16),
        (_EQUAL, 0, 1, socket.AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.EAFNOSUPPORT),
    ]
    code = b"".join(struct.pack("HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code)

    class Filter(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))

    library = ctypes.CDLL(None, use_errno=True)
    found = Filter(len(program), ctypes.addressof(buffer))
    assert library.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    assert library.prctl(_SECCOMP, _FILTER, ctypes.byref(found), 0, 0) == 0, ctypes.get_errno()


pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in SOCKET_CALL,
    reason="needs seccomp of Linux on x86_64 or aarch64",
)


@pytest.fixture
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A new user."""
    home = Home(tmp_path, tmp_path_factory.getbasetemp() / "cache")
    yield home
    home.close()


def offline(home: Home, *arguments: str | Path, stdin: str = "") -> str:
    """What the program prints where no network can be reached; it has to end well."""
    done = subprocess.run(
        [sys.executable, "-m", "voice_skill", *arguments],
        input=stdin,
        env=home.environment,
        cwd=home.folder,
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE_S,
        preexec_fn=only_unix_sockets,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_kernel_refuses_every_other_socket(home: Home) -> None:
    """Without this the tests below would show nothing."""
    probe = (
        "import socket\n"
        "socket.socket(socket.AF_UNIX).close()\n"
        "for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):\n"
        "    try: socket.socket(family, socket.SOCK_RAW if family == 16 else socket.SOCK_STREAM)\n"
        "    except OSError as error: print(error.errno)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, preexec_fn=only_unix_sockets
    )
    assert done.stdout.split() == [str(errno.EAFNOSUPPORT)] * 3, done.stderr


def test_a_whole_conversation_by_text(home: Home) -> None:
    lines = [
        "how long should i keep the ice on",
        "start the ice for ten minutes",
        "yes",
        {"advance_s": 300},
        "i am awake",
        {"advance_s": 300},
        "stop",
        "yes",
        "help me get up",
        "next",
        "stop",
        "my pain is six",
        "wake me at seven",
        "louder",
        "i have chest pain",
    ]
    asked = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    answers = [
        json.loads(line) for line in offline(home, "converse", "--json", stdin=asked).splitlines()
    ]
    kinds = [answer["kind"] for answer in answers]
    assert len(answers) == len(lines)
    assert {"guide", "timer", "routine", "diary", "alarm", "emergency"} <= set(kinds)
    assert all(
        answer["say"] for answer, line in zip(answers, lines, strict=True) if isinstance(line, str)
    )


def test_a_recording_and_the_reply_to_it(home: Home) -> None:
    reply = home.folder / "reply.wav"
    out = offline(home, "hear", RECORDING, "--json", "--out", reply)
    line = json.loads(out.splitlines()[0])
    assert (line["intent"], line["slots"]["duration_s"]) == ("timer.start", 900)
    assert reply.stat().st_size > 10_000


def _sockets(process: subprocess.Popen[str]) -> Iterator[str]:
    """The kinds of all sockets that it and its children hold, such as "unix" and "tcp"."""
    tables = {
        line.split()[_INODE]: kind
        for kind in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
        if Path(f"/proc/net/{kind}").exists()
        for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]
    }
    own = [process.pid]
    for pid in own:
        children = Path(f"/proc/{pid}/task/{pid}/children")
        own += [int(child) for child in children.read_text().split()] if children.exists() else []
    for pid in own:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            target = os.readlink(descriptor)
            if target.startswith("socket:["):
                yield tables.get(target[8:-1], "unix")


def test_no_port_listens(home: Home) -> None:
    """Not denied here: it could open one, and does not."""
    process = home.start("run")
    while not (home.runtime / "voice_skill" / "engine.sock").exists():
        assert process.poll() is None
    home.run("ask", "how long should i keep the ice on")
    assert set(_sockets(process)) == {"unix"}


def test_no_package_keeps_a_report_for_its_maker(tmp_path: Path) -> None:
    """onnxruntime would, in a folder of its own, and send it where a network is."""
    home = Home(tmp_path, tmp_path / "cache")
    home.run("converse", stdin="my back locked up when i bent down to tie my shoes\n")
    assert [path for path in tmp_path.rglob("*") if "microsoft" in path.name.lower()] == []
