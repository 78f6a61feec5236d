"""What a service manager is told: ready, alive, and how it goes. The protocol of sd_notify(3).

A datagram to a Unix socket is all there is to it, and the packages that do it have no wheels.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import suppress


class ServiceNotice:
    """Tells the manager that started us; says nothing where none did. It never raises or waits."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        if self._address.startswith("@"):
            self._address = "\0" + self._address[1:]
        for_us = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        usec = environment.get("WATCHDOG_USEC", "")
        self.watchdog_s = int(usec) / 1e6 if for_us and usec.isdecimal() and int(usec) else None
        """How long it may hear nothing before it starts us anew; None: it does not watch."""

    def ready(self, status: str) -> None:
        """Everything that counts is running."""
        self._send(f"READY=1\nSTATUS={_one_line(status)}")

    def status(self, status: str) -> None:
        """One line for `systemctl status`."""
        self._send(f"STATUS={_one_line(status)}")

    def alive(self) -> None:
        """Nothing stands still."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """We end because we were asked to."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(message.encode(), self._address)


def _one_line(text: str) -> str:
    return " ".join(text.split())
