"""How loud a microphone is, and what to change: figures of a silence and of somebody who speaks."""

from __future__ import annotations

import math
import re
import subprocess
from dataclasses import dataclass

import numpy as np

FRAME = 320
"""20 ms at 16 kHz."""

SPEECH_DBFS = -20.0
"""Where the loud frames of a person a metre away should be: clear, and far from clipping."""

NEAR_ENOUGH_DB = 4.0
CLIPPED = 32_700
LEAST_DISTANCE_DB = 10.0
"""Between silence and speech; with less, no gain helps."""

MOST_STEP_DB = 20.0
_TIMEOUT_S = 5.0


@dataclass(frozen=True)
class Level:
    """Of one recording, in decibels below full scale."""

    quiet_db: float
    """The quiet frames: the floor of the room and the microphone."""
    loud_db: float
    """The loud ones."""
    clipped: bool

    @classmethod
    def of(cls, pcm: bytes) -> Level:
        """Of 16-bit mono PCM at 16 kHz; of nothing, silence."""
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
        frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
        if not len(frames):
            return cls(-96.0, -96.0, False)
        power = np.maximum((frames**2).mean(axis=1), 1.0)
        quiet, loud = np.percentile(10 * np.log10(power / 32_768**2), (10, 90))
        return cls(float(quiet), float(loud), bool((np.abs(samples) >= CLIPPED).sum() > 10))


def advice_db(silence: Level, speech: Level) -> float:
    """How much to turn the microphone up, or down below 0, in decibels; 0: it is right.

    What the silence already holds comes up with the speech, so it is never lifted over -45.
    """
    if speech.clipped:
        return -10.0
    wanted = SPEECH_DBFS - speech.loud_db
    if abs(wanted) <= NEAR_ENOUGH_DB:
        return 0.0
    return max(-MOST_STEP_DB, min(wanted, MOST_STEP_DB, max(0.0, -45.0 - silence.loud_db)))


def too_near(silence: Level, speech: Level) -> bool:
    """Whether the speech hardly stands out: the wrong microphone, or one too far away."""
    return speech.loud_db - silence.loud_db < LEAST_DISTANCE_DB


class CaptureVolume:
    """The volume of the microphone: of the sound server where one runs, of ALSA where none does."""

    def percent(self) -> int | None:
        """What it is now, or None where nothing can tell."""
        shown = _output("pactl", "get-source-volume", "@DEFAULT_SOURCE@")
        shown = shown or _output("amixer", "sget", "Capture") or _output("amixer", "sget", "Mic")
        found = re.findall(r"(\d+)%", shown)
        return max(map(int, found)) if found else None

    def change(self, by_db: float) -> int | None:
        """Turn it up or down so much; returns the new percentage, or None where that failed."""
        before = self.percent()
        if before is None:
            return None
        # The server's scale is cubic, so a factor of the amplitude is its cube root there.
        after = round(min(100.0, max(5.0, before * 10 ** (by_db / 60))))
        if _output("pactl", "get-default-source"):
            _output("pactl", "set-source-volume", "@DEFAULT_SOURCE@", f"{after}%")
        else:
            after = round(min(100.0, max(5.0, before + by_db * 2)))
            for control in ("Capture", "Mic"):
                _output("amixer", "sset", control, f"{after}%")
            _output("alsactl", "store")
        return self.percent()


def _output(*command: str) -> str:
    """What it prints; nothing where it fails."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def decibels(value: float) -> str:
    """For people."""
    return f"{math.floor(value + 0.5)} dB"
