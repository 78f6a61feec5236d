"""The child that speaks with pyttsx3: `python -m ... WORDS_PER_MINUTE [VOICE_NAME]`.

Never `say()`: on Linux it plays by itself, out of reach, and cannot be stopped.
"""

from __future__ import annotations

import os
import sys
import wave
from contextlib import redirect_stdout
from functools import cached_property
from typing import Any

from voice_skill.core.errors import AudioError
from voice_skill.workers import Header, serve

_TRIES = 3


class Speech:
    """One engine, since it can be started only once in a process."""

    def __init__(self, rate_wpm: int, voice_name: str | None) -> None:
        self._rate_wpm = rate_wpm
        self._voice_name = voice_name
        # In memory: nothing is left behind when this process is killed.
        self._file = os.memfd_create("speech.wav")

    @cached_property
    def engine(self) -> Any:
        """Ready to speak. Raises AudioError where no synthesiser is installed."""
        try:
            import pyttsx3

            engine = pyttsx3.init()
            engine.connect("error", _report)
            # Only now, before the first words: later changes race with the engine's own thread.
            engine.setProperty("rate", self._rate_wpm)
            if self._voice_name:
                engine.setProperty("voice", self._voice_name)
        except Exception as error:  # each of its drivers raises what it likes
            raise AudioError(
                "The voice pyttsx3 cannot start; run scripts/setup or install espeak-ng."
            ) from error
        return engine

    def handle(self, header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
        """Answer "render" with PCM and its rate."""
        for _ in range(_TRIES):
            pcm, rate_hz = self._rendered(header["text"])
            if pcm and len(pcm) / 2 / rate_hz >= self._shortest_s(header["text"]):
                break
        else:
            raise AudioError("The voice pyttsx3 gave no sound, or only its beginning.")
        return {"rate_hz": rate_hz}, pcm

    def _rendered(self, text: str) -> tuple[bytes, int]:
        """PCM and its rate; it sometimes returns before, or without, a word in the file."""
        os.ftruncate(self._file, 0)
        path = f"/proc/self/fd/{self._file}"
        engine = self.engine
        with redirect_stdout(None):  # it prints where it has saved the file
            engine.save_to_file(text, path)
            engine.runAndWait()
        try:
            with wave.open(path, "rb") as recording:
                return recording.readframes(recording.getnframes()), recording.getframerate()
        except (wave.Error, EOFError):
            return b"", 0

    def _shortest_s(self, text: str) -> float:
        """A third of what these words take: on a busy machine its first file may end early."""
        return len(text.split()) * 60 / self._rate_wpm / 3


def _report(name: str | None, exception: Exception) -> None:
    # It goes on with what it has, such as another voice than the one that was asked for.
    print(f"pyttsx3: {exception}", file=sys.stderr)


if __name__ == "__main__":
    # What fails in its callbacks would be printed as a traceback; the missing sound is told.
    sys.unraisablehook = lambda failed: print(f"pyttsx3: {failed.exc_value}", file=sys.stderr)
    speech = Speech(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
    serve(speech.handle, prepare=lambda: speech.engine)
