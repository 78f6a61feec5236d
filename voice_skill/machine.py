"""What of the machine itself a night depends on: its clock, and where the state lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from voice_skill.core.errors import StorageError, VoiceSkillError

IN_MEMORY = ("tmpfs", "ramfs")

NO_CLOCK = (
    "nothing sets the clock after a power cut without a network, and alarms need one: "
    "add a DS3231, or the battery of a Raspberry Pi 5."
)


@dataclass(frozen=True)
class Mount:
    """One line of /proc/self/mountinfo."""

    place: Path
    kind: str
    options: str


def mounts(text: str) -> list[Mount]:
    """Of the text of /proc/self/mountinfo; the last that fits a path holds it."""
    found = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        place, rest = before.split(" "), after.split(" ")
        if len(place) > 4 and len(rest) > 2:
            name = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), place[4])
            found.append(Mount(Path(name), rest[0], rest[2]))
    return found


def holder(path: Path, found: list[Mount]) -> Mount | None:
    """The mount that this path lies on."""
    around = [path, *path.parents]
    return next(
        (mount for place in around for mount in reversed(found) if mount.place == place), None
    )


def check_kept(state: Path, found: list[Mount]) -> str:
    """Which kind of file system keeps the state. Raises StorageError where a power cut empties it.

    An overlay is as lasting as the folder that its changes go to.
    """
    mount = holder(state, found)
    upper = re.search(r"upperdir=([^,]+)", mount.options) if mount else None
    below = holder(Path(upper[1]), found) if upper else None
    lasting = below or mount
    if lasting and lasting.kind in IN_MEMORY:
        how = "the overlay file system is on" if upper else f"a {lasting.kind}"
        raise StorageError(
            f"{state} lies in memory ({how}): every timer is gone after a power cut. "
            "Put it on a partition of its own."
        )
    return f"{state} is on {mount.kind if mount else 'a disk'}"


def check_clock(synced: bool, battery_clocks: Path = Path("/sys/class/rtc")) -> str:
    """What sets the clock. Raises VoiceSkillError where it is not set, or nothing would set it."""
    battery = any(battery_clocks.glob("rtc*"))
    if not synced:
        raise VoiceSkillError(
            "The clock is not set: tell me the time, or connect a network once; "
            + ("a battery clock is there." if battery else NO_CLOCK)
        )
    if not battery:
        raise VoiceSkillError(f"The clock is set by the network only; {NO_CLOCK}")
    return "set, and kept by a battery clock"
