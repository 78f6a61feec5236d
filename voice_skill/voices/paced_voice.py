"""A voice whose pace can be changed while it speaks."""

from __future__ import annotations

import threading
from collections.abc import Callable

from voice_skill.ports import Sound, Voice


class PacedVoice:
    """The Voice port over one voice for each pace; the one before it ends when it has finished."""

    def __init__(self, open_at: Callable[[int], Voice], rate_wpm: int) -> None:
        """`open_at` makes a voice for so many words a minute."""
        self._open_at = open_at
        self._rate_wpm = rate_wpm
        self._wanted_wpm = rate_wpm
        self._voice = open_at(rate_wpm)
        self._lock = threading.Lock()
        self._closed = False

    @property
    def name(self) -> str:
        """The voice that speaks now."""
        return self._voice.name

    def set_rate(self, rate_wpm: int) -> None:
        """So many words a minute from the next text on. Returns at once, from any thread."""
        self._wanted_wpm = rate_wpm

    def render(self, text: str) -> Sound:
        """Speak into memory. Raises AudioError where no voice works."""
        with self._lock:
            if self._rate_wpm != self._wanted_wpm and not self._closed:
                self._voice.close()
                self._rate_wpm = self._wanted_wpm
                self._voice = self._open_at(self._rate_wpm)
            voice = self._voice
        return voice.render(text)

    def close(self) -> None:
        """End its process. May be called more than once."""
        self._closed = True
        self._voice.close()
