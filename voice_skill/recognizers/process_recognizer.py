"""The Recognizer port over a child process, since decoding would stop every other thread."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from voice_skill.core.errors import AudioError, ModelError, VoiceSkillError
from voice_skill.ports import RATE_HZ, Transcript, Word
from voice_skill.workers import Worker

_LOAD_TIMEOUT_S = 60.0
_TIMEOUT_S = 30.0
_TIMEOUT_S_FOR_EACH_S = 4.0
"""Much slower than this and nobody waits for the answer."""


class ProcessRecognizer:
    """A recogniser in a process of its own; one that dies is replaced with the next utterance."""

    def __init__(self, name: str, module: str, arguments: Sequence[str], advice: str) -> None:
        def failure(reason: str) -> VoiceSkillError:
            return ModelError(f"The recogniser, {name}, failed: {reason}; {advice}.")

        self._name = name
        self._worker = Worker(module, arguments, failure=failure)
        # A second caller waits its turn here, outside the time that a decode may take.
        self._turn = threading.Lock()
        self._worker.start()

    @property
    def name(self) -> str:
        """Engine and model, for people to read."""
        return self._name

    def load(self) -> None:
        """Wait until the model is loaded. Raises ModelError where it cannot be."""
        with self._turn:
            self._worker.request({"do": "load"}, timeout_s=_LOAD_TIMEOUT_S)

    def transcribe(self, pcm: bytes) -> Transcript:
        """Recognise a whole utterance of 16 kHz PCM, in lower case; silence gives no words.

        Raises AudioError for half a sample, ModelError where the recogniser fails.
        """
        if len(pcm) % 2:
            raise AudioError("The sound ends in half a sample; record it again.")
        audio_s = len(pcm) / 2 / RATE_HZ
        timeout_s = _TIMEOUT_S + _TIMEOUT_S_FOR_EACH_S * audio_s
        with self._turn:
            answer, _ = self._worker.request({"do": "transcribe"}, pcm, timeout_s)
        words = tuple(Word(**word) for word in answer["words"])
        certainty = answer.get("certainty")
        return Transcript(answer["text"], words, self._name, audio_s, answer["decode_s"], certainty)

    def wake_spotter(self, phrase: str) -> ProcessWakeSpotter:
        """Looks for this phrase in the same process. Only PocketSphinx can do that."""
        return ProcessWakeSpotter(self._worker, self._turn, phrase)

    def close(self) -> None:
        """End its process. May be called more than once, also while it decodes."""
        self._worker.close()


class ProcessWakeSpotter:
    """The WakeSpotter port in the process of a PocketSphinx recogniser."""

    def __init__(self, worker: Worker, turn: threading.Lock, phrase: str) -> None:
        self._worker = worker
        self._turn = turn
        self._phrase = phrase
        self._begun = False

    @property
    def phrase(self) -> str:
        """What to say."""
        return self._phrase

    def load(self) -> None:
        """Wait until it can listen. Raises ModelError for a word without a pronunciation."""
        with self._turn:
            header = {"do": "phrase", "phrase": self._phrase}
            self._worker.request(header, timeout_s=_LOAD_TIMEOUT_S)

    def reset(self) -> None:
        """What is fed next has nothing to do with what was fed before."""
        self._begun = False

    def close(self) -> None:
        """End the process. May be called more than once."""
        self._worker.close()

    def feed(self, pcm: bytes) -> tuple[int, int] | None:
        """Where the phrase was, in samples since `reset`, once. Raises ModelError."""
        with self._turn:
            try:
                return self._fed(pcm)
            except ModelError:
                self._begun = False
                raise

    def _fed(self, pcm: bytes) -> tuple[int, int] | None:
        header = {"do": "spot", "begin": not self._begun, "phrase": self._phrase}
        answer, _ = self._worker.request(header, pcm, _TIMEOUT_S)
        self._begun = True
        return tuple(answer["found"]) if answer["found"] else None


def pocketsphinx_recognizer(model_folder: Path) -> ProcessRecognizer:
    """PocketSphinx with a folder from `language_model.build`."""
    return ProcessRecognizer(
        "pocketsphinx, model of this content",
        "voice_skill.recognizers.pocketsphinx_worker",
        [str(model_folder)],
        "say it again",
    )


def vosk_recognizer(model_folder: Path, grammar_file: Path | None = None) -> ProcessRecognizer:
    """Vosk with a model folder, limited to a JSON list of phrases where the model can do that."""
    arguments = (
        [str(model_folder)] if grammar_file is None else [str(model_folder), str(grammar_file)]
    )
    return ProcessRecognizer(
        f"vosk, {model_folder.name}",
        "voice_skill.recognizers.vosk_worker",
        arguments,
        f"if it goes on, remove {model_folder} and fetch the model again",
    )


def pocketsphinx_wake_spotter(phrase: str) -> ProcessWakeSpotter:
    """In a process of its own, beside a recogniser that is not PocketSphinx."""
    return pocketsphinx_recognizer(Path("no model")).wake_spotter(phrase)
