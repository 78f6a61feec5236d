"""The ring: two soft bell tones, made here so that it rings where no voice and no file is."""

from __future__ import annotations

import math
from array import array
from functools import cache

from voice_skill.ports import RATE_HZ, Sound

NOTES_HZ = (660.0, 880.0)
NOTE_S = 0.4
LOUDNESS = 0.5
"""Of full scale; the loudness for the room is the loudspeaker's."""

FADE_IN_S = 0.01
"""A tone that starts at once clicks."""

DECAY_S = 0.15


@cache
def ring_sound() -> Sound:
    """Under a second of 16 kHz mono."""
    samples = array("h")
    for note_hz in NOTES_HZ:
        samples.extend(_sample(note_hz, index / RATE_HZ) for index in range(int(NOTE_S * RATE_HZ)))
    return Sound(samples.tobytes(), RATE_HZ)


def _sample(note_hz: float, at_s: float) -> int:
    envelope = min(1.0, at_s / FADE_IN_S) * math.exp(-at_s / DECAY_S)
    overtone = 0.25 * math.sin(2 * math.pi * 2 * note_hz * at_s)
    tone = 0.75 * math.sin(2 * math.pi * note_hz * at_s) + overtone
    return int(32_767 * LOUDNESS * envelope * tone)
