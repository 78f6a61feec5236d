"""How the installed service goes: whether it runs, ends often or only rings, what it may reach."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice_skill.core.errors import VoiceSkillError

UNIT = "voice-skill.service"
USER_UNITS = Path(".config/systemd/user")
OFTEN = 3
"""Starts anew by itself, from which on doctor asks for a look; unless there are as many days."""

INSTALL_AGAIN = "run scripts/install again, so that the service may reach it and nothing else."
_DAY_S = 86_400.0
_TIMEOUT_S = 10.0
# What looks a name up without a network socket; the service may make one to its trigger alone.
_WITHOUT_NETWORK = "hosts:files mdns4_minimal resolve"


def printed(*command: str) -> str:
    """What a command prints, also where it fails."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def up_s() -> float:
    """Seconds since the machine was started."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True)
class Manager:
    """The systemd that holds a unit, the user's own or that of the system."""

    home: Path
    system_units: Path = Path("/etc/systemd/system")
    printed: Callable[..., str] = printed
    up_s: Callable[[], float] = up_s

    def kind(self) -> str | None:
        """Which unit is installed: "user", "system" or none."""
        places = {"user": self.home / USER_UNITS, "system": self.system_units}
        return next((kind for kind, folder in places.items() if (folder / UNIT).exists()), None)

    def drop_in(self, kind: str) -> str:
        """What was opened for a trigger; "" where nothing was."""
        units = self.home / USER_UNITS if kind == "user" else self.system_units
        try:
            return (units / f"{UNIT}.d" / "trigger.conf").read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def show(self, kind: str, name: str) -> str:
        """One property of the unit."""
        return self.printed(*_systemctl(kind), "show", f"--property={name}", "--value", UNIT)


def check_service(
    manager: Manager, wanted_drop_in: Callable[[str], str], names: Sequence[str] = ()
) -> str:
    """How it is installed and goes. Raises VoiceSkillError with what to do.

    `wanted_drop_in` gives for a kind of unit what the triggers in the settings need; `names` are
    the hosts among them that are no numbers.
    """
    kind = manager.kind()
    if kind is None:
        return "none is installed; scripts/install makes one that runs from the start on"
    there = manager.drop_in(kind).strip()
    _check_triggers(there, wanted_drop_in(kind).strip())
    state = manager.show(kind, "ActiveState")
    if state != "active":
        raise VoiceSkillError(f"The {kind} service is {state or 'not known'}: {_start(kind)}.")
    _check_starts(manager, kind)
    if kind == "user" and _ends_with_the_login(manager):
        raise VoiceSkillError(
            "The service ends with your last login: run `sudo loginctl enable-linger $USER`."
        )
    if kind == "system":
        _check_names(manager, names)
    return f"the {kind} service runs; {_reach(kind, there)}"


def _check_triggers(there: str, wanted: str) -> None:
    if there == wanted:
        return
    which = "its address is another one" if there else "it cannot be reached yet"
    if not wanted:
        which = "there is none any more"
    raise VoiceSkillError(f"The triggers have changed ({which}): {INSTALL_AGAIN}")


def _check_starts(manager: Manager, kind: str) -> None:
    """Whether it came to the full start, and stays there."""
    status = manager.show(kind, "StatusText")
    if "only ring" in status:
        raise VoiceSkillError(f'The {kind} service says "{status}" Then {_start(kind)}.')
    count = manager.show(kind, "NRestarts")
    times = int(count) if count.isdecimal() else 0
    if times >= OFTEN and times > manager.up_s() / _DAY_S:
        log = "journalctl --user" if kind == "user" else "journalctl"
        raise VoiceSkillError(
            f"The {kind} service ended {times} times and was started anew: `{log} -u voice-skill` "
            f"says why; `{' '.join(_by_hand(kind))} restart voice-skill` counts from none again."
        )


def _check_names(manager: Manager, names: Sequence[str]) -> None:
    """A system unit may reach the trigger's address, and so no server that knows its name."""
    for name in names:
        if not manager.printed("getent", "-s", _WITHOUT_NETWORK, "hosts", name):
            raise VoiceSkillError(
                f"The service cannot look up the trigger's host {name}, since it may reach nothing "
                "but the trigger: write its number, or put the name into /etc/hosts."
            )


def _reach(kind: str, drop_in: str) -> str:
    if not drop_in:
        return "it can reach no network"
    allowed = [line.partition("=")[2] for line in drop_in.splitlines() if "IPAddressAllow=" in line]
    if kind == "system":
        return f"of all networks it may reach {', '.join(allowed)} alone"
    return (
        "for its trigger it may use any network, since the manager of a user cannot set a limit; "
        "`scripts/install --system` limits it to the trigger's address"
    )


def _ends_with_the_login(manager: Manager) -> bool:
    user = str(os.getuid())
    return manager.printed("loginctl", "show-user", "--property=Linger", "--value", user) == "no"


def _start(kind: str) -> str:
    by_hand = " ".join(_by_hand(kind))
    return f"run `{by_hand} restart voice-skill`, and `{by_hand} status voice-skill` says why"


def _systemctl(kind: str) -> tuple[str, ...]:
    return ("systemctl", "--user") if kind == "user" else ("systemctl",)


def _by_hand(kind: str) -> tuple[str, ...]:
    return _systemctl(kind) if kind == "user" else ("sudo", *_systemctl(kind))
