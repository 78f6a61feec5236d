"""The child that listens for stop words with Vosk, all the time: `python -m ... MODEL_FOLDER`.

A word comes twice. As a sign, once it has stood in the partial result for some blocks: soon enough
to go silent. As final, when a pause has ended it: sure enough to act.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from voice_skill.core.errors import ModelError
from voice_skill.ports import RATE_HZ
from voice_skill.recognizers.vosk_worker import UNKNOWN_WORD, Recogniser
from voice_skill.workers import Header, serve

THRESHOLDS = "thresholds.json"
"""In the model's folder: for each word the least confidence with which it counts."""
BLOCK_BYTES = RATE_HZ // 10 * 2
"""Steps of 0.1 s: shorter ones cost more processor time than they save, and with half of it fewer
words are found, of 25 real people's "stop" 17."""
_NEVER = 2.0
_SIGN_BLOCKS = 2
"""How often in a row a word has to stand in the partial result to be a sign."""


class Spotter:
    """Vosk on an endless sound; every word that is sure enough is told once, or as sign and final.

    Its results say where words are in seconds of sound since the last `reset`.
    """

    def __init__(self, folder: Path, thresholds: Mapping[str, float] | None = None) -> None:
        self._recogniser = Recogniser(folder, None)
        self._folder = folder
        self._given = thresholds
        self._rest = b""
        self._heard_bytes = 0
        self._standing: list[tuple[str, int]] = []
        """The words of the partial result, and for how many blocks each has stood there."""

    @cached_property
    def thresholds(self) -> Mapping[str, float]:
        """Raises ModelError where they cannot be read."""
        if self._given is not None:
            return self._given
        try:
            return dict(json.loads((self._folder / THRESHOLDS).read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The stop-word model in {self._folder} is damaged; install voice-skill again."
            ) from error

    @cached_property
    def _vosk(self) -> Any:
        return self._recogniser.recogniser()

    def prepare(self) -> None:
        """Load. Raises ModelError."""
        _ = self.thresholds, self._vosk

    def reset(self) -> None:
        """Begin anew, at 0 s."""
        self._rest = b""
        self._heard_bytes = 0
        self._standing = []
        self.__dict__.pop("_vosk", None)

    def hear(self, pcm: bytes) -> list[dict[str, Any]]:
        """The next piece of the sound, of any length; what it made sure, in order."""
        sound = self._rest + pcm
        whole = len(sound) // BLOCK_BYTES * BLOCK_BYTES
        self._rest = sound[whole:]
        told: list[dict[str, Any]] = []
        for start in range(0, whole, BLOCK_BYTES):
            told += self._block(sound[start : start + BLOCK_BYTES])
        return told

    def _block(self, block: bytes) -> list[dict[str, Any]]:
        self._heard_bytes += len(block)
        if self._vosk.AcceptWaveform(block):
            self._standing = []
            return self._finals(json.loads(self._vosk.Result()).get("result", []))
        return self._signs(json.loads(self._vosk.PartialResult())["partial"].split())

    def _finals(self, result: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                "word": word["word"],
                "start_s": word["start"],
                "end_s": word["end"],
                "confidence": min(1.0, max(0.0, word["conf"])),
                "final": True,
            }
            for word in result
            if word["conf"] >= self.thresholds.get(word["word"], _NEVER)
        ]

    def _signs(self, partial: list[str]) -> list[dict[str, Any]]:
        """The words that stand there for long enough with this block."""
        words = [word for word in partial if word != UNKNOWN_WORD]
        before = self._standing
        self._standing = [
            (word, before[place][1] + 1 if place < len(before) and before[place][0] == word else 1)
            for place, word in enumerate(words)
        ]
        now_s = self._heard_bytes / 2 / RATE_HZ
        return [
            {"word": word, "start_s": None, "end_s": now_s, "confidence": None, "final": False}
            for word, blocks in self._standing
            if blocks == _SIGN_BLOCKS
        ]

    def handle(self, header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
        """Answer "load", "reset" and "hear"; `body` is 16 kHz PCM."""
        if header["do"] == "reset":
            self.reset()
        self.prepare()
        return {"words": self.hear(body) if header["do"] == "hear" else []}, b""


if __name__ == "__main__":
    spotter = Spotter(Path(sys.argv[1]))
    serve(spotter.handle, prepare=spotter.prepare)
