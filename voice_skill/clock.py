"""The time of this machine."""

from __future__ import annotations

import ctypes
import time
from datetime import datetime, tzinfo
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfoNotFoundError

from tzlocal import get_localzone

_NOT_SET = 5
"""What adjtimex returns (TIME_ERROR) while nothing has set the clock."""

_BATTERY_CLOCK_OFF_S = 300.0
"""A battery clock further from the system's time than this was not what set it."""


class SystemClock:
    """The Clock port. Deadlines go on counting while the machine is suspended."""

    def __init__(self, root: Path = Path("/")) -> None:
        """`root` is where proc, run and sys are."""
        self._marker = root / "run/systemd/timesync/synchronized"
        self._battery_clocks = root / "sys/class/rtc"
        self._boot_id = _boot_id(root / "proc/sys/kernel/random/boot_id")
        self._source = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def monotonic_s(self) -> float:
        """Seconds since the machine started, suspended or not."""
        return time.clock_gettime(self._source)

    def wall(self) -> datetime:
        """Civil time in the time zone of the machine."""
        return datetime.now(self._zone())

    @staticmethod
    def _zone() -> tzinfo | None:
        """The zone with its rules; without a zone database, today's offset from UTC."""
        try:
            return get_localzone()
        except (ZoneInfoNotFoundError, OSError, ValueError):
            return datetime.now().astimezone().tzinfo

    def boot_id(self) -> str:
        """The kernel's; without one, each process counts as a new boot, which is the safe side."""
        return self._boot_id

    def synced(self) -> bool:
        """Set by network time since the start, or at the start from a battery clock."""
        return self._marker.exists() or _kernel_says_set() or self._set_from_battery_clock()

    def _set_from_battery_clock(self) -> bool:
        for clock in self._battery_clocks.glob("rtc*"):
            try:
                chosen = (clock / "hctosys").read_text().strip() == "1"
                epoch_s = float((clock / "since_epoch").read_text())
            except (OSError, ValueError):
                continue
            if chosen and abs(epoch_s - time.time()) < _BATTERY_CLOCK_OFF_S:
                return True
        return False


def _boot_id(path: Path) -> str:
    try:
        return path.read_text().strip() or uuid4().hex
    except OSError:
        return uuid4().hex


def _kernel_says_set() -> bool:
    """Whether a time service disciplines the clock; it needs no rights to ask."""
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    if adjtimex is None:
        return False
    nothing_to_change = ctypes.create_string_buffer(512)  # struct timex, all modes zero
    return 0 <= int(adjtimex(nothing_to_change)) < _NOT_SET
