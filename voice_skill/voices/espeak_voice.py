"""The Voice port over the program espeak-ng, for when pyttsx3 fails."""

from __future__ import annotations

import io
import subprocess
import wave

from voice_skill.core.errors import AudioError
from voice_skill.ports import Sound

PROGRAM = "espeak-ng"
USUAL_VOICE = "en-us"
_TIMEOUT_S = 10.0


class EspeakVoice:
    """One short-lived process for each text."""

    def __init__(self, rate_wpm: int, voice_name: str | None = None) -> None:
        self._rate_wpm = rate_wpm
        self._voice_name = voice_name or USUAL_VOICE

    @property
    def name(self) -> str:
        """Engine, voice and speed, for people to read."""
        return f"espeak-ng, {self._voice_name}, {self._rate_wpm} words a minute"

    def render(self, text: str) -> Sound:
        """Speak into memory; text without a letter or digit gives an empty sound.

        Raises AudioError where espeak-ng is not installed or fails.
        """
        if not any(character.isalnum() for character in text):
            return Sound(b"", 22_050)
        options = ["-v", self._voice_name, "-s", str(self._rate_wpm), "-b", "1", "--stdin"]
        # On stdin no text is taken for an option; two brackets would begin phonemes.
        spoken = text.replace("[[", " ").replace("\0", " ")
        try:
            result = subprocess.run(
                [PROGRAM, "--stdout", *options],
                input=spoken.encode(),
                capture_output=True,
                timeout=_TIMEOUT_S,
                check=True,
            )
            return _sound(result.stdout)
        except FileNotFoundError:
            raise AudioError("The voice espeak-ng is not installed; run scripts/setup.") from None
        except subprocess.CalledProcessError as error:
            reason = error.stderr.decode(errors="replace").strip() or f"code {error.returncode}"
            raise AudioError(
                f'The voice espeak-ng failed ({reason}); is the voice "{self._voice_name}" right?'
            ) from error
        except (OSError, subprocess.TimeoutExpired, wave.Error, EOFError) as error:
            raise AudioError("The voice espeak-ng gave no sound; install it again.") from error

    def close(self) -> None:
        """Nothing is left to end."""


def _sound(recording: bytes) -> Sound:
    # The length in its header is a guess from before it spoke: what counts is what came.
    with wave.open(io.BytesIO(recording)) as header:
        rate_hz = header.getframerate()
        pcm = header.readframes(len(recording))
    if not pcm:
        raise EOFError
    return Sound(pcm, rate_hz)
