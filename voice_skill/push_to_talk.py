"""Enter opens the microphone, Enter closes it, and what was said becomes a typed line."""

from __future__ import annotations

import threading
from collections.abc import Callable

from voice_skill.core.errors import VoiceSkillError
from voice_skill.ports import RATE_HZ, Recognizer, Source

LONGEST_S = 20.0
_BYTES_PER_S = 2 * RATE_HZ


class PushToTalk:
    """One recording at a time, in a thread of its own.

    The next microphone is opened ahead, so that the first word is not lost; nothing is captured
    before `press`.
    """

    def __init__(
        self,
        microphone: Callable[[], Source],
        recognizer: Recognizer,
        on_text: Callable[[str, float | None], None],
        on_note: Callable[[str], None],
    ) -> None:
        """`on_text` gets what was heard and how surely, `on_note` what is going on.

        Both are called from the thread.
        """
        self._open = microphone
        self._recognizer = recognizer
        self._on_text = on_text
        self._on_note = on_note
        self._ready = microphone()
        self._released = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    def press(self) -> None:
        """Start listening, or stop and have it understood."""
        if self._thread and self._thread.is_alive():
            self._released.set()
            return
        self._released.clear()
        self._thread = threading.Thread(target=self._hear, name="push to talk", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End recording, microphone and recogniser. May be called more than once."""
        self._closed = True
        self._released.set()
        self._ready.close()
        self._recognizer.close()
        if self._thread:
            self._thread.join()
        self._ready.close()

    def _hear(self) -> None:
        try:
            pcm = self._recorded()
            heard = self._recognizer.transcribe(pcm) if pcm else None
        except VoiceSkillError as error:
            if not self._closed:
                self._on_note(str(error))
            return
        if heard and heard.text:
            self._on_note(f"I heard: {heard.text}")
            self._on_text(heard.text, heard.certainty)
        else:
            self._on_note("I heard nothing.")

    def _recorded(self) -> bytes:
        pcm = bytearray()
        try:
            for block in self._ready.blocks():
                if not pcm:
                    self._on_note("Listening. Enter when you have said it.")
                pcm += block
                if self._released.is_set() or len(pcm) > LONGEST_S * _BYTES_PER_S:
                    break
        finally:
            self._ready.close()
            if not self._closed:
                self._ready = self._open()
        return bytes(pcm)
