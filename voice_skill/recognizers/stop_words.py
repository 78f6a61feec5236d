"""The StopWordListener port over a child process, since Kaldi ends its process on a bad model."""

from __future__ import annotations

import threading
from pathlib import Path

from voice_skill.core.errors import AudioError, ModelError, VoiceSkillError
from voice_skill.ports import RATE_HZ, StopWord
from voice_skill.workers import Worker

_TIMEOUT_S = 20.0
"""The first request waits for the model, which takes a second, and ten where much else runs."""
_BYTES_PER_S = 2 * RATE_HZ
_PIECE_BYTES = _BYTES_PER_S // 10
"""0.1 s, as the child decodes: shorter pieces are kept until they make one."""


class VoskStopWords:
    """Listens with the stop-word model in a folder; a child that dies is replaced."""

    def __init__(self, model_folder: Path) -> None:
        def failure(reason: str) -> VoiceSkillError:
            return ModelError(
                f"The stop-word listener failed: {reason}; if it goes on, install it all again."
            )

        self._name = f"vosk, {model_folder.name}"
        module = "voice_skill.recognizers.stop_words_worker"
        self._worker = Worker(module, [str(model_folder)], failure=failure)
        self._kept = b""
        self._turn = threading.Lock()
        self._worker.start()

    @property
    def name(self) -> str:
        """Engine and model, for people to read."""
        return self._name

    def load(self) -> None:
        """Wait until the model is loaded. Raises ModelError where it cannot be."""
        with self._turn:
            self._worker.request({"do": "load"}, timeout_s=_TIMEOUT_S)

    def hear(self, pcm: bytes) -> tuple[StopWord, ...]:
        """The next piece of 16 kHz PCM, of any length; the words that became sure with it.

        Raises AudioError for half a sample, ModelError where the child failed; it listens on anew
        from 0 s then.
        """
        if len(pcm) % 2:
            raise AudioError("The sound ends in half a sample; record it again.")
        with self._turn:
            self._kept += pcm
            if len(self._kept) < _PIECE_BYTES:
                return ()
            piece, self._kept = self._kept, b""
            answer, _ = self._worker.request(
                {"do": "hear"}, piece, _TIMEOUT_S + len(piece) / _BYTES_PER_S
            )
        return tuple(StopWord(**word) for word in answer["words"])

    def reset(self) -> None:
        """Forget what was heard. Raises ModelError."""
        with self._turn:
            self._kept = b""
            self._worker.request({"do": "reset"}, timeout_s=_TIMEOUT_S)

    def close(self) -> None:
        """End its process. May be called more than once, also while it listens."""
        self._worker.close()
