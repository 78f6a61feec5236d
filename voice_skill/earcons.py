"""Short sounds that say what no words need to: heard, not understood, the microphone is gone."""

from __future__ import annotations

import math
from array import array
from functools import cache

from voice_skill.ports import RATE_HZ, Sound

NOTE_S = 0.09
PEAK = 0.35
"""Of full scale: softer than speech, since it comes close to an ear in the dark."""
_FADE_S = 0.015
NOTES_HZ = {
    "heard": (784.0, 1047.0),
    "not_understood": (523.0, 415.0),
    "microphone_lost": (415.0, 330.0, 247.0),
    "microphone_back": (330.0, 415.0, 523.0),
}


@cache
def earcon(name: str) -> Sound:
    """One of NOTES_HZ; 16 kHz mono."""
    samples = array("h")
    count = int(NOTE_S * RATE_HZ)
    for note_hz in NOTES_HZ[name]:
        for index in range(count):
            edge_s = min(index, count - index) / RATE_HZ
            strength = PEAK * min(1.0, edge_s / _FADE_S)
            samples.append(int(32_767 * strength * math.sin(math.tau * note_hz * index / RATE_HZ)))
    return Sound(samples.tobytes(), RATE_HZ)
