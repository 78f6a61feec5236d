"""The child that decodes with Vosk: `python -m ... MODEL_FOLDER [GRAMMAR_FILE]`.

Kaldi ends the whole process on a damaged model, which is why nothing else may live in it.
"""

from __future__ import annotations

import json
import sys
import time
from functools import cached_property
from pathlib import Path
from typing import Any

from voice_skill.core.errors import ModelError
from voice_skill.ports import RATE_HZ
from voice_skill.workers import Header, serve

UNKNOWN_WORD = "[unk]"
_BLOCK_BYTES = RATE_HZ // 5 * 2
"""Vosk steps through sound in 0.2 s."""
_NEEDED = ("am/final.mdl", "conf/mfcc.conf", "graph")
_RUNTIME_GRAPHS = ("graph/HCLr.fst", "graph/Gr.fst")


class Recogniser:
    """One model, perhaps limited to the phrases in a file."""

    def __init__(self, folder: Path, grammar_file: Path | None) -> None:
        self._folder = folder
        self._grammar_file = grammar_file

    @cached_property
    def model(self) -> Any:
        """Takes a second or more to load. Raises ModelError, or ends the process."""
        try:
            import vosk
        except ImportError as error:
            raise ModelError("The recogniser Vosk is not installed; run scripts/setup.") from error
        except OSError as error:
            why = str(error).partition("libvosk.so': ")[2] or str(error)
            raise ModelError(f"Vosk lacks a library; run scripts/setup: {why}") from None
        if not all((self._folder / needed).exists() for needed in _NEEDED):
            raise ModelError(
                f"{self._folder} is not a whole Vosk model; remove it and fetch the model again."
            )
        vosk.SetLogLevel(-1)
        try:
            return vosk.Model(str(self._folder))
        except Exception as error:  # vosk raises nothing narrower
            raise ModelError(
                f"The Vosk model in {self._folder} is damaged; remove it and fetch the model again."
            ) from error

    @cached_property
    def grammar(self) -> str | None:
        """What the recogniser is limited to, as Vosk wants it; None where it is not limited."""
        if self._grammar_file is None or not supports_grammar(self._folder):
            return None
        try:
            phrases = json.loads(self._grammar_file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The sentences to listen for in {self._grammar_file} cannot be read; "
                "delete that folder, it is made again."
            ) from error
        # Without [unk], whatever is said comes back as a phrase; an empty list crashes Vosk.
        return json.dumps([*phrases, UNKNOWN_WORD]) if phrases else None

    def recogniser(self) -> Any:
        """A fresh one, so that nothing is carried over from another utterance."""
        model = self.model
        import vosk

        limits = () if self.grammar is None else (self.grammar,)
        recogniser = vosk.KaldiRecognizer(model, RATE_HZ, *limits)
        recogniser.SetWords(True)
        return recogniser

    def handle(self, header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
        """Answer "load" and "transcribe"; `body` is 16 kHz PCM."""
        if header["do"] == "load":
            self.recogniser()
            return {}, b""
        started_s = time.monotonic()
        words = _decode(self.recogniser(), body)
        return {
            "text": " ".join(str(word["word"]) for word in words),
            "words": words,
            "decode_s": time.monotonic() - started_s,
        }, b""


def supports_grammar(folder: Path) -> bool:
    """Whether this model can be limited to phrases at run time."""
    return all((folder / name).exists() for name in _RUNTIME_GRAPHS)


def _decode(recogniser: Any, pcm: bytes) -> list[dict[str, Any]]:
    results = []
    for start in range(0, len(pcm), _BLOCK_BYTES):
        if recogniser.AcceptWaveform(pcm[start : start + _BLOCK_BYTES]):
            results.append(recogniser.Result())
    results.append(recogniser.FinalResult())
    return [
        {
            "word": word["word"].lower(),
            "start_s": word["start"],
            "end_s": word["end"],
            "confidence": min(1.0, max(0.0, word["conf"])),
        }
        for result in results
        for word in json.loads(result).get("result", [])
    ]


if __name__ == "__main__":
    grammar_file = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    recogniser = Recogniser(Path(sys.argv[1]), grammar_file)
    serve(recogniser.handle, prepare=recogniser.recogniser)
