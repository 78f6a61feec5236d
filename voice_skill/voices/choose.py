"""Which voice speaks, or why there is none."""

from __future__ import annotations

import ctypes
import logging
import shutil
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from voice_skill.core.errors import AudioError
from voice_skill.ports import Sound, Voice
from voice_skill.voices.cached_voice import CachedVoice
from voice_skill.voices.espeak_voice import PROGRAM, EspeakVoice
from voice_skill.voices.pyttsx3_voice import Pyttsx3Voice

_LIBRARY = "libespeak-ng.so.1"
_log = logging.getLogger(__name__)


def choose_voice(
    cache_dir: Path, rate_wpm: int = 150, voice_name: str | None = None
) -> tuple[Voice | None, str | None]:
    """A voice whose speech is kept in `cache_dir`, or None and one sentence on why it is silent."""
    voices: list[Voice] = []
    if _has_pyttsx3():
        voices.append(Pyttsx3Voice(rate_wpm, voice_name))
    if shutil.which(PROGRAM):
        voices.append(EspeakVoice(rate_wpm, voice_name))
    if not voices:
        return None, "No voice is installed, so replies are only written: run scripts/setup."
    return CachedVoice(FirstWorkingVoice(voices), cache_dir), None


class FirstWorkingVoice:
    """The first of several voices that speaks; one that fails is passed over from then on."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self._voices = list(voices)

    @property
    def name(self) -> str:
        """The name of the voice that speaks now."""
        return self._voices[0].name

    def render(self, text: str) -> Sound:
        """Speak into memory with the first voice that can. Raises the last one's AudioError."""
        while True:
            try:
                return self._voices[0].render(text)
            except AudioError as error:
                if len(self._voices) == 1:
                    raise
                _log.warning("%s Using %s instead.", error, self._voices[1].name)
                self._voices.pop(0).close()

    def close(self) -> None:
        """Close them all. May be called more than once."""
        for voice in self._voices:
            voice.close()


def _has_pyttsx3() -> bool:
    """Whether it would start: asked in milliseconds, since the program must start in a second."""
    if find_spec("pyttsx3") is None:
        return False
    if not sys.platform.startswith("linux"):
        return True
    try:
        ctypes.CDLL(_LIBRARY)
    except OSError:
        return False
    return True
