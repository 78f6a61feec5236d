"""Sound to what listens for stop words, while there is something to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue

from voice_skill.audio.history import History
from voice_skill.core.errors import VoiceSkillError
from voice_skill.ports import RATE_HZ, StopWord, StopWordListener

_BEFORE = RATE_HZ // 2
"""What came just before there was something to stop is looked at, too."""
_BEHIND = 3 * RATE_HZ
_log = logging.getLogger(__name__)


class StopSearch:
    """Hands sound on in a thread of its own, so that nothing that is slow keeps a "stop" back."""

    def __init__(
        self, listener: StopWordListener, on_word: Callable[[StopWord, int], None]
    ) -> None:
        """`on_word` gets a word and the position from which its times count; from the thread."""
        self._listener = listener
        self._on_word = on_word
        self._pieces: SimpleQueue[tuple[int, bytes] | None] = SimpleQueue()
        self._open = False
        self._to = 0
        self._waiting = 0
        self._thread = threading.Thread(target=self._work, name="stop words", daemon=True)
        self._thread.start()

    def take(self, history: History, length: int, guards: bool) -> None:
        """The last `length` samples have come; `guards`: there is something to stop."""
        if history.end < self._to:  # another microphone
            self._to, self._open = 0, False
        if not guards or self._waiting > _BEHIND:
            self._open = False
            return
        start = self._to if self._open else max(self._to, history.end - length - _BEFORE)
        begins = start if not self._open else -1
        self._open, self._to = True, history.end
        self._waiting += history.end - start
        self._pieces.put((begins, history.span(start, history.end)))

    def close(self) -> None:
        """End the thread and the listener. May be called more than once."""
        self._pieces.put(None)
        self._listener.close()
        self._thread.join()

    def _work(self) -> None:
        begun = 0
        while (piece := self._pieces.get()) is not None:
            begins, pcm = piece
            self._waiting -= len(pcm) // 2
            try:
                if begins >= 0:
                    begun = begins
                    self._listener.reset()
                for word in self._listener.hear(pcm):
                    self._on_word(word, begun)
            except VoiceSkillError as error:
                _log.warning("%s", error)
                self._open = False  # what comes next begins anew
