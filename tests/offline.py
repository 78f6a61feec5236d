"""Runs the tests where no network is: `scripts/test --offline`.

In a network namespace that has a loopback and nothing else, so that tests may still talk to servers
of their own. Whatever else were reached would fail the test that reaches for it.
"""

from __future__ import annotations

import fcntl
import socket
import struct
import sys
from pathlib import Path

import pytest

_SET_FLAGS, _UP = 0x8914, 0x1
"""ioctl SIOCSIFFLAGS and its flag IFF_UP, see netdevice(7)."""


def loopback_up() -> None:
    """A new namespace has it turned off."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))


def interfaces() -> list[str]:
    """The network interfaces of this namespace."""
    lines = Path("/proc/net/dev").read_text().splitlines()[2:]
    return [line.partition(":")[0].strip() for line in lines]


if __name__ == "__main__":
    assert interfaces() == ["lo"], "there is a network here: run scripts/test --offline"
    loopback_up()
    raise SystemExit(pytest.main(sys.argv[1:]))
