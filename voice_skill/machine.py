"""What of the machine itself a night depends on: its clock, where the state lies, its service."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from voice_skill.core.errors import StorageError, VoiceSkillError

IN_MEMORY = ("tmpfs", "ramfs")
UNIT = "voice-skill.service"
USER_UNITS = Path(".config/systemd/user")
SYSTEM_UNITS = Path("/etc/systemd/system")
_TIMEOUT_S = 10.0

NO_CLOCK = (
    "nothing sets the clock after a power cut without a network, and alarms need one: "
    "add a DS3231, or the battery of a Raspberry Pi 5."
)
INSTALL_AGAIN = "run scripts/install again, so that the service may reach it and nothing else."


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


def check_service(home: Path, wanted_drop_in: str | None, system: Path = SYSTEM_UNITS) -> str:
    """How the service is installed and goes. Raises VoiceSkillError with what to do.

    `wanted_drop_in`: for each unit the drop-in that the triggers in the settings need; None where
    that cannot be told.
    """
    for folder, kind in ((home / USER_UNITS, "user"), (system, "system")):
        if not (folder / UNIT).exists():
            continue
        file = folder / f"{UNIT}.d" / "trigger.conf"
        there = file.exists()
        if wanted_drop_in is not None and there != bool(wanted_drop_in):
            which = "there is none any more" if there else "it cannot be reached yet"
            raise VoiceSkillError(f"The triggers have changed ({which}): {INSTALL_AGAIN}")
        state = _systemctl(kind, "is-active", UNIT)
        reach = "it may reach the triggers' addresses" if there else "it can reach no network"
        if state != "active":
            raise VoiceSkillError(f"The {kind} service is {state or 'not known'}: {_start(kind)}.")
        if kind == "user" and not _lingers():
            raise VoiceSkillError(
                "The service ends with your last login: run `sudo loginctl enable-linger $USER`."
            )
        return f"the {kind} service runs; {reach}"
    return "none is installed; scripts/install makes one that runs from the start on"


def _start(kind: str) -> str:
    manager = "systemctl --user" if kind == "user" else "sudo systemctl"
    return f"run `{manager} restart voice-skill`, and `{manager} status voice-skill` says why"


def _lingers() -> bool:
    user = str(os.getuid())
    return _output("loginctl", "show-user", "--property=Linger", "--value", user) != "no"


def _systemctl(kind: str, *words: str) -> str:
    return _output("systemctl", *(("--user",) if kind == "user" else ()), *words)


def _output(*command: str) -> str:
    """What it prints, also where it fails."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
