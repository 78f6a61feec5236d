"""The volume of the machine's outputs, read and set through the programs of the sound systems."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_S = 3.0
SERVER = "server"
CARDS = Path("/proc/asound/cards")

_OUTPUT = re.compile(
    r"(master|pcm|speaker|headphone|headset|digital|front|hdmi|analogue|line ?out|dac)\b", re.I
)
"""Controls of what is heard. Others may be the microphone in one's own ear, which howls."""

_CONTROL = re.compile(r"Simple mixer control '(?P<name>[^']*)',(?P<index>\d+)")
_CARD = re.compile(r"^\s*(\d+) \[", re.M)


@dataclass(frozen=True)
class Setting:
    """One output: who controls it, what it is called there, and how loud it is."""

    system: str
    """"server" for the sound server, or the ALSA device whose control it is, such as "hw:1"."""
    name: str
    percent: int
    muted: bool
    switched: bool = True
    """Whether it can be muted at all."""


class PulseMixer:
    """The usual output of PulseAudio or PipeWire, by `pactl`."""

    system = SERVER

    def read(self) -> list[Setting]:
        """Nothing where neither runs."""
        name = _printed("pactl", "get-default-sink").strip()
        found = self.read_again(Setting(self.system, name, 0, False)) if name else None
        return [found] if found else []

    def read_again(self, setting: Setting) -> Setting | None:
        """The same output as it is now."""
        percents = re.findall(r"(\d+)%", _printed("pactl", "get-sink-volume", setting.name))
        if not percents:
            return None
        muted = _printed("pactl", "get-sink-mute", setting.name).strip().endswith("yes")
        return Setting(self.system, setting.name, max(map(int, percents)), muted)

    def write(self, setting: Setting) -> None:
        """The volume first: nothing shall be heard at the wrong one."""
        _printed("pactl", "set-sink-volume", setting.name, f"{setting.percent}%")
        _printed("pactl", "set-sink-mute", setting.name, str(int(setting.muted)))


class AlsaMixer:
    """The outputs of a sound card without a sound server, by `amixer`, on the scale of the ear."""

    def __init__(self, device: str) -> None:
        self.system = device

    def read(self) -> list[Setting]:
        """Nothing where there is no such card, or it has no volume."""
        return list(outputs(self.system, _printed("amixer", *self._device, "scontents")))

    def read_again(self, setting: Setting) -> Setting | None:
        """The same output as it is now."""
        shown = _printed("amixer", *self._device, "sget", setting.name)
        return next(iter(outputs(self.system, shown)), None)

    def write(self, setting: Setting) -> None:
        """The volume first: nothing shall be heard at the wrong one."""
        control = (*self._device, "-q", "sset", setting.name)
        _printed("amixer", *control, f"{setting.percent}%")
        if setting.switched:
            _printed("amixer", *control, "mute" if setting.muted else "unmute")

    @property
    def _device(self) -> tuple[str, ...]:
        return "-D", self.system, "-M"


Mixer = PulseMixer | AlsaMixer


def alsa_devices(cards: Path = CARDS) -> list[str]:
    """Every sound card of this machine: the ring may fall back to any of them."""
    try:
        return [f"hw:{number}" for number in _CARD.findall(cards.read_text(encoding="utf-8"))]
    except (OSError, UnicodeDecodeError):
        return []


def mixers(devices: Callable[[], Sequence[str]] = alsa_devices) -> list[tuple[Mixer, Setting]]:
    """What can be set: the sound server's output where one runs, else that of every card."""
    pulse = PulseMixer()
    found: list[tuple[Mixer, Setting]] = [(pulse, setting) for setting in pulse.read()]
    if found:
        return found
    cards = [AlsaMixer(device) for device in devices()]
    return [(card, setting) for card in cards for setting in card.read()]


def mixer_of(setting: Setting) -> Mixer:
    """Who controls this output."""
    return PulseMixer() if setting.system == SERVER else AlsaMixer(setting.system)


def outputs(device: str, shown: str) -> list[Setting]:
    """The outputs in what `amixer` prints."""
    found: list[Setting] = []
    starts = [match.start() for match in _CONTROL.finditer(shown)] + [len(shown)]
    for start, end in zip(starts, starts[1:], strict=False):
        control, block = _CONTROL.match(shown, start), shown[start:end]
        levels = re.findall(r"Playback (?:\d+ )?\[(\d+)%\]", block)
        if control is None or not levels or not _OUTPUT.match(control["name"]):
            continue
        switches = re.findall(r"Playback .*\[(on|off)\]", block)
        name = f"{control['name']},{control['index']}"
        muted = bool(switches) and "on" not in switches
        found.append(Setting(device, name, max(map(int, levels)), muted, bool(switches)))
    return found


def _printed(*words: str) -> str:
    """What the program prints; nothing where it fails or takes long."""
    try:
        done = subprocess.run(
            words,
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
