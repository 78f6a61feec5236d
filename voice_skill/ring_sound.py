"""The ring: soft bell tones, made here so that it rings where no voice and no file is.

All bursts are shorter than the 1.5 s that may pass before "stop" can be heard again.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable
from functools import cache

from voice_skill.ports import RATE_HZ, Sound

NOTES_HZ = (660.0, 880.0, 660.0)
NOTE_S = 0.4
PEAK = 0.95
"""Of full scale; how loud it is in the room is the volume's business."""

ATTACK_S = 0.01
"""A tone that starts at once clicks."""

DECAY_S = 0.2
WAKING_S = 1.0
"""How long the burst of an alarm clock grows."""


@cache
def ring_sound() -> Sound:
    """For timers and for help: at full strength from the first note. 1.2 s of 16 kHz mono."""
    return _burst(lambda at_s: 1.0)


@cache
def waking_sound() -> Sound:
    """For an alarm clock: the same notes out of silence. 1.2 s of 16 kHz mono."""
    return _burst(lambda at_s: min(1.0, at_s / WAKING_S))


def _burst(strength: Callable[[float], float]) -> Sound:
    samples = array("h")
    for number, note_hz in enumerate(NOTES_HZ):
        for index in range(int(NOTE_S * RATE_HZ)):
            at_s = index / RATE_HZ
            samples.append(int(strength(number * NOTE_S + at_s) * _note(note_hz, at_s)))
    return Sound(samples.tobytes(), RATE_HZ)


def _note(note_hz: float, at_s: float) -> float:
    envelope = min(1.0, at_s / ATTACK_S) * math.exp(-at_s / DECAY_S)
    overtone = 0.25 * math.sin(2 * math.pi * 2 * note_hz * at_s)
    tone = 0.75 * math.sin(2 * math.pi * note_hz * at_s) + overtone
    return 32_767 * PEAK * envelope * tone
