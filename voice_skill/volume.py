"""How loud each thing sounds: speech and ring are set apart, and safety never falls silent."""

from __future__ import annotations

import math
from dataclasses import dataclass

from voice_skill.core.effects import AS_SET, AUDIBLE, LOUDER

FLOOR = 0.3
"""Of full scale. A ring, and words that something on the skin depends on, are never below it."""

WAKING = (0.35, 0.5, 0.7, 1.0)
"""Parts of the full ring in the first rounds of an alarm clock, which shall not frighten."""


@dataclass(frozen=True)
class Volume:
    """What the person chose, 0 to 1 of full scale; it belongs to a sound, never to a device."""

    speech: float = 0.5
    ring: float = 0.7

    def of_words(self, loudness: int) -> float:
        """0 only for words that nothing depends on."""
        return self.speech if loudness == AS_SET else _raised(self.speech, loudness)

    def of_ring(self, loudness: int) -> float:
        """Never below the floor."""
        return _raised(self.ring, loudness)

    def of_waking(self, loudness: int, round_number: int) -> float:
        """For an alarm clock, whose rounds count from 0; never below the floor either."""
        part = WAKING[min(round_number, len(WAKING) - 1)]
        return max(FLOOR, part * self.of_ring(loudness))


def _raised(chosen: float, loudness: int) -> float:
    """The next step above is half way up for the ear, and the last is all there is."""
    audible = max(FLOOR, chosen)
    if loudness <= AUDIBLE:
        return audible
    return math.sqrt(audible) if loudness == LOUDER else 1.0
