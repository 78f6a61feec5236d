"""A sound server of our own: a microphone to speak into and a loudspeaker to listen to."""

from __future__ import annotations

import array
import math
import os
import random
import shutil
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import pytest

from voice_skill.ports import RATE_HZ, Sound

_MODULES = (
    "module-native-protocol-unix",
    "module-null-sink sink_name=room",
    "module-null-sink sink_name=out",
    "module-remap-source master=room.monitor source_name=mic",
)
_START_S = 15.0


class SoundServer:
    """PulseAudio in a folder of its own; `mic` hears what is played into `room`."""

    def __init__(self, folder: Path) -> None:
        self._environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
        }
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start, the first time or again after `end`."""
        (self._folder / "native").unlink(missing_ok=True)
        loads = [part for module in _MODULES for part in ("-L", module)]
        self._process = subprocess.Popen(
            [
                "pulseaudio",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "-n",
                *loads,
            ],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until((self._folder / "native").exists, _START_S)
        wait_until(lambda: self.control("set-default-source", "mic") == 0, _START_S)
        self.control("set-default-sink", "out")

    def control(self, *words: str) -> int:
        """Run pactl; its exit status."""
        return subprocess.run(
            ["pactl", *words], env=self._environment, capture_output=True, check=False
        ).returncode

    def volume(self, sink: str = "out") -> tuple[str, str]:
        """Its volume and whether it is muted, as pactl prints them."""
        volume, muted = (
            subprocess.run(
                ["pactl", question, sink], env=self._environment, capture_output=True, text=True
            ).stdout
            for question in ("get-sink-volume", "get-sink-mute")
        )
        return volume, muted

    def speak(self, recording: Path) -> None:
        """Play a WAV file into the room, once; returns at its end."""
        subprocess.run(
            ["paplay", "--device=room", str(recording)], env=self._environment, check=True
        )

    @contextmanager
    def murmur(self) -> Iterator[None]:
        """The faint noise that every real room and microphone has, meanwhile."""
        noise = random.Random(1).choices(range(-30, 31), k=10 * RATE_HZ)
        file = self._folder / "murmur.raw"
        file.write_bytes(array.array("h", noise).tobytes() * 60)
        command = ["pacat", "--playback", "--device=room", "--raw", "--format=s16le"]
        with file.open("rb") as sound:
            process = subprocess.Popen(
                [*command, "--channels=1", f"--rate={RATE_HZ}"], env=self._environment, stdin=sound
            )
        try:
            yield
        finally:
            process.kill()
            process.wait()

    def listen(self, sink: str = "out") -> Listener:
        """Record what comes out of the loudspeaker."""
        return Listener(self._environment, sink)

    def name_devices(self, **sinks: str) -> None:
        """Give sinks names that PortAudio lists, beside the usual ones."""
        named = (
            f'pcm.{name} {{ type pulse device "{sink}" hint {{ show on description "{name}" }} }}\n'
            for name, sink in sinks.items()
        )
        (self._folder / ".asoundrc").write_text("".join(named))

    def end(self) -> None:
        """The server crashes. May be called more than once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Listener:
    """A running recording of the loudspeaker."""

    def __init__(self, environment: dict[str, str], sink: str) -> None:
        self._heard = tempfile.TemporaryFile()
        # Its short latency makes the null sink run in short steps, like a real sound card.
        self._process = subprocess.Popen(
            ["parec", f"--device={sink}.monitor", "--raw", "--format=s16le", "--channels=1"]
            + [f"--rate={RATE_HZ}", "--latency-msec=20"],
            env=environment,
            stdout=self._heard,
        )
        wait_until(lambda: self.heard_s() > 0, 5)

    def __enter__(self) -> Listener:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._heard.close()

    def heard_s(self) -> float:
        """How long it has recorded."""
        return os.fstat(self._heard.fileno()).st_size / 2 / RATE_HZ

    def peaks(self) -> list[int]:
        """For each 10 ms so far, the highest sample."""
        size = os.fstat(self._heard.fileno()).st_size // 2 * 2
        samples = array.array("h", os.pread(self._heard.fileno(), size, 0))
        step = RATE_HZ // 100
        return [
            max(abs(sample) for sample in samples[start : start + step])
            for start in range(0, len(samples), step)
        ]

    def loud(self) -> list[bool]:
        """For each 10 ms so far, whether there was sound."""
        return [peak > 500 for peak in self.peaks()]

    def sounds(self) -> list[tuple[float, float]]:
        """When each sound began and ended, in seconds; what pauses for less than 0.3 s is one."""
        found: list[tuple[float, float]] = []
        for index, loud in enumerate(self.loud()):
            if loud and found and index / 100 - found[-1][1] < 0.3:
                found[-1] = found[-1][0], (index + 1) / 100
            elif loud:
                found.append((index / 100, (index + 1) / 100))
        return found


@pytest.fixture
def sound_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SoundServer]:
    """A running sound server that every process of this test uses."""
    for program in ("pulseaudio", "pactl", "paplay", "parec"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: scripts/setup --dev")
    # Not pytest's folder: the path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="sound-") as name:
        for variable in ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH"):
            monkeypatch.setenv(variable, name)
        # One language model for all, which takes long to compile.
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
        server = SoundServer(Path(name))
        try:
            server.begin()
            yield server
        finally:
            server.end()


@pytest.fixture
def no_sound_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no sound server answers."""
    for variable in ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")


def wait_until(true: Callable[[], bool], timeout_s: float) -> None:
    """Look again and again, for devices that tell nobody when they are done."""
    deadline_s = time.monotonic() + timeout_s
    never = threading.Event()
    while not true():
        if time.monotonic() > deadline_s:
            pytest.fail(f"nothing happened in {timeout_s} s")
        never.wait(0.01)


def tone(seconds: float, rate_hz: int) -> Sound:
    """A loud beep."""
    samples = (
        int(9_000 * math.sin(2 * math.pi * 440 * index / rate_hz))
        for index in range(round(seconds * rate_hz))
    )
    return Sound(b"".join(struct.pack("<h", sample) for sample in samples), rate_hz)


def elapsed_s(act: Callable[[], object]) -> float:
    """How long this takes."""
    started_s = time.monotonic()
    act()
    return time.monotonic() - started_s
