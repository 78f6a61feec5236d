"""The Voice port over pyttsx3 in a child process, which is killed when it hangs."""

from __future__ import annotations

from voice_skill.core.errors import AudioError, VoiceSkillError
from voice_skill.ports import Sound
from voice_skill.workers import Worker

USUAL_VOICE = "en-us"
_TIMEOUT_S = 10.0
_ATTEMPTS = 2


class Pyttsx3Voice:
    """pyttsx3, which speaks with espeak-ng on Linux; an unknown name gives its usual voice."""

    def __init__(self, rate_wpm: int, voice_name: str | None = None) -> None:
        def failure(reason: str) -> VoiceSkillError:
            return AudioError(f"The voice pyttsx3 failed ({reason}); is espeak-ng installed?")

        voice_name = voice_name or USUAL_VOICE
        self._name = f"pyttsx3, {voice_name}, {rate_wpm} words a minute"
        self._worker = Worker(
            "voice_skill.voices.pyttsx3_worker", [str(rate_wpm), voice_name], failure=failure
        )
        self._worker.start()

    @property
    def name(self) -> str:
        """Engine, voice and speed, for people to read."""
        return self._name

    def render(self, text: str) -> Sound:
        """Speak into memory; text without a letter or digit gives an empty sound.

        Takes milliseconds, at most twenty seconds. Raises AudioError where no voice works.
        """
        if not any(character.isalnum() for character in text):
            return Sound(b"", 22_050)
        request = {"do": "render", "text": text.replace("\0", " ")}
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                header, pcm = self._worker.request(request, timeout_s=_TIMEOUT_S)
                return Sound(pcm, header["rate_hz"])
            except AudioError:
                # An engine that failed once is in no known state.
                self._worker.kill()
                if attempt == _ATTEMPTS:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def close(self) -> None:
        """End its process. May be called more than once."""
        self._worker.close()
