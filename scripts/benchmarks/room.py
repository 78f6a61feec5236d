"""A room without hardware: PulseAudio, a microphone to speak into, a loudspeaker to record."""

from __future__ import annotations

import math
import os
import random
import shutil
import subprocess
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from scripts.benchmarks.flite import spoken
from scripts.benchmarks.recordings import as_pcm

RATE_HZ = 16_000
STEP = RATE_HZ // 100
LOUD = 500
"""Of 32,768; what is softer is the murmur of the room."""
_MODULES = (
    "module-native-protocol-unix",
    "module-null-sink sink_name=room",
    "module-null-sink sink_name=out",
    "module-remap-source master=room.monitor source_name=mic",
)
PAUSE_S = 0.1
"""What is apart by this is two sounds."""
MISSING = "PulseAudio is not installed (scripts/setup --dev installs it): nothing is measured."


class Room:
    """Use it in a `with` statement. Raises SystemExit where there is no sound server."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("pulseaudio") is None:
            raise SystemExit(MISSING)
        self._folder = folder
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            "PYTHONUNBUFFERED": "1",
        }
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Room:
        loads = [part for module in _MODULES for part in ("-L", module)]
        server = ["pulseaudio", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "-n"]
        self._start([*server, *loads])
        while not (self._folder / "native").exists() or self.control("stat"):
            time.sleep(0.1)
        self.control("set-default-source", "mic")
        self.control("set-default-sink", "out")
        murmur = array("h", random.Random(1).choices(range(-30, 31), k=10 * RATE_HZ)).tobytes()
        file = self._folder / "murmur.wav"
        _write(file, murmur)
        loop = f"while true; do paplay --device=room {file} || sleep 1; done"
        self._start(["sh", "-c", loop])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in reversed(self._started):
            process.kill()
            process.wait()

    def control(self, *words: str) -> int:
        """Run pactl; its exit status."""
        return subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, check=False
        ).returncode

    def say(self, text: str, voice: str) -> None:
        """Aloud in the room; returns at its end."""
        self.play(as_pcm(spoken(text, voice)))

    def play(self, pcm: bytes) -> None:
        """16 kHz PCM in the room; returns at its end."""
        file = self._folder / "said.wav"
        _write(file, pcm)
        subprocess.run(["paplay", "--device=room", str(file)], env=self.environment, check=True)

    @contextmanager
    def record(self) -> Iterator[tuple[Recording, Recording]]:
        """Of what is said in the room and of the loudspeaker, from the same moment on."""
        room, out = (Recording(self.environment, self._folder, sink) for sink in ("room", "out"))
        try:
            while not (room.heard_s() and out.heard_s()):
                time.sleep(0.01)
            out.ahead_s = out.heard_s() - room.heard_s()
            yield room, out
        finally:
            room.close()
            out.close()

    def _start(self, command: list[str]) -> None:
        self._started.append(
            subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )


class Recording:
    """What comes out of one sink; times are seconds of the room's recording."""

    def __init__(self, environment: dict[str, str], folder: Path, sink: str) -> None:
        self._file = folder / f"{sink}.raw"
        self._written = self._file.open("wb")
        self.ahead_s = 0.0
        command = ["parec", f"--device={sink}.monitor", "--raw", "--format=s16le", "--channels=1"]
        self._process = subprocess.Popen(
            [*command, f"--rate={RATE_HZ}", "--latency-msec=20"],
            env=environment,
            stdout=self._written,
        )

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._written.close()

    def heard_s(self) -> float:
        """How much there is."""
        return self._file.stat().st_size / 2 / RATE_HZ

    def _loud(self) -> list[float]:
        """The beginning of each loud hundredth of a second."""
        data = self._file.read_bytes()
        samples = array("h", data[: len(data) // 2 * 2])
        starts = range(0, len(samples), STEP)
        return [
            start / RATE_HZ - self.ahead_s
            for start in starts
            if max(map(abs, samples[start : start + STEP])) > LOUD
        ]

    def loud_s(self) -> float:
        """How much of it was loud."""
        return len(self._loud()) / 100

    def last_sound_s(self, before_s: float = math.inf) -> float:
        """When the last sound so far ended, of those that began before this."""
        ended_s = -math.inf
        for at_s in self._loud():
            if at_s - ended_s > PAUSE_S and at_s >= before_s:
                break
            ended_s = at_s + 0.01
        return ended_s

    def first_sound_s(self, after_s: float) -> float | None:
        """When the first sound after this began."""
        return next((at_s for at_s in self._loud() if at_s > after_s), None)

    def until_silent(self, lasting_s: float = 0.6, timeout_s: float = 20.0) -> None:
        """Wait until nothing sounds any more."""
        until_s = time.monotonic() + timeout_s
        while time.monotonic() < until_s:
            loud = self._loud()
            if not loud or self.heard_s() - self.ahead_s - loud[-1] > lasting_s:
                return
            time.sleep(0.1)


def _write(file: Path, pcm: bytes) -> None:
    from voice_skill.audio.wav import write_wav
    from voice_skill.ports import Sound

    write_wav(file, Sound(pcm, RATE_HZ))
