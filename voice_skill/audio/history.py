"""The last seconds of sound by their place, so that what was said before a decision is not lost."""

from __future__ import annotations


class History:
    """Keeps the end of a stream of 16-bit PCM; positions are samples since its beginning."""

    def __init__(self, kept_samples: int) -> None:
        self._kept = kept_samples
        self._pcm = bytearray()
        self._start = 0

    @property
    def end(self) -> int:
        """How many samples there were."""
        return self._start + len(self._pcm) // 2

    def add(self, pcm: bytes) -> None:
        """The stream goes on."""
        self._pcm += pcm
        over = len(self._pcm) // 2 - self._kept
        if over > self._kept:  # not with every block, since it moves all that is kept
            del self._pcm[: over * 2]
            self._start += over

    def span(self, start: int, end: int) -> bytes:
        """What is still there of this span."""
        first = max(start, self._start) - self._start
        return bytes(self._pcm[first * 2 : max(first, end - self._start) * 2])
