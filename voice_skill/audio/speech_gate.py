"""Whether somebody may be speaking: cheap enough to ask for every 20 ms of a whole night.

WebRTC's detector, which PocketSphinx carries, knows speech by its spectrum but not by its distance;
a floor that follows the room keeps out what is no louder than the room itself.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from voice_skill.ports import RATE_HZ

FRAME_S = 0.02
FRAME_BYTES = int(RATE_HZ * FRAME_S) * 2
_STRICTEST = 3
_RUN, _OF = 3, 6
"""So many of so many frames, or else it was a click."""
_OVER_FLOOR = 2.5
_LEAST_LEVEL = 12.0
"""Of 32,768, root mean square: below it no microphone hears words."""
_RISE = 1.0012
"""For each frame, so that the floor doubles in 12 s and speech does not become the floor."""
_FALL = 0.2


class SpeechGate:
    """Takes frames in order and remembers a little; not for two threads."""

    def __init__(self) -> None:
        from pocketsphinx import Vad

        self._detector: Any = Vad(_STRICTEST, RATE_HZ, FRAME_S)
        self._floor = _LEAST_LEVEL
        self._lately: deque[bool] = deque(maxlen=_OF)

    def speech(self, frame: bytes) -> bool:
        """Whether this frame of FRAME_BYTES belongs to speech."""
        import numpy as np

        samples = np.frombuffer(frame, dtype="<i2").astype(np.float32)
        level = float(np.sqrt(np.dot(samples, samples) / len(samples)))
        if level < self._floor:
            self._floor += _FALL * (level - self._floor)
        else:
            self._floor = max(self._floor * _RISE, _LEAST_LEVEL / _OVER_FLOOR)
        loud = level > max(_LEAST_LEVEL, self._floor * _OVER_FLOOR)
        self._lately.append(loud and bool(self._detector.is_speech(frame)))
        return sum(self._lately) >= _RUN
