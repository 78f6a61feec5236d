"""Whether a microphone that gives sound is alive: no real one is perfectly silent, or repeats."""

from __future__ import annotations

from voice_skill.ports import RATE_HZ

MUTE_S, LONGEST_MUTE_S = 10.0, 300.0
STUCK_S = 1.0


class Liveness:
    """Looks at each block of 16 kHz PCM, in order."""

    def __init__(self) -> None:
        self._last = b""
        self._same_s = self._mute_s = 0.0
        self._renew_at_s = MUTE_S

    def is_stuck(self, block: bytes) -> bool:
        """Whether the same sound came again and again for a second, as from a hung driver."""
        repeats = block == self._last and any(block)
        self._same_s = self._same_s + _length_s(block) if repeats else 0.0
        self._last = block
        return self._same_s >= STUCK_S

    def wants_renewal(self, block: bytes) -> bool:
        """Whether nothing but zeros came for ten seconds, and then for twice as long each time.

        A switch on the microphone does that, too, so it is no failure.
        """
        if any(block):
            self._mute_s, self._renew_at_s = 0.0, MUTE_S
            return False
        self._mute_s += _length_s(block)
        if self._mute_s < self._renew_at_s:
            return False
        self._mute_s, self._renew_at_s = 0.0, min(2 * self._renew_at_s, LONGEST_MUTE_S)
        return True


def _length_s(block: bytes) -> float:
    return len(block) / 2 / RATE_HZ
