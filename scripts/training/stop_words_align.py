"""Where each sound of a known word lies in its recording, found by PocketSphinx and kept."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from pocketsphinx import Decoder, get_model_path
from stop_words_clips import Row, recordings
from stop_words_scenes import Aligned
from stop_words_units import WORDS

_MORE_WORDS = {"marvin": "M AA R V IH N", "sheila": "SH IY L AH", "wow": "W AW"}
_MOST_OF_A_WORD = 250
"""Of `left` and some others there are thousands, which would teach little more."""
Found = list[tuple[str, list[tuple[str, int, int]]]]
"""Words, each with its sounds: name, first frame, frames, of 10 ms."""


class Aligner:
    """PocketSphinx, forced to a text."""

    def __init__(self) -> None:
        self._decoder: Any = Decoder(
            hmm=get_model_path("en-us/en-us"),
            dict=get_model_path("en-us/cmudict-en-us.dict"),
            lm=None,
            cmn="batch",
            beam=1e-60,
            wbeam=1e-40,
            pbeam=1e-60,
            loglevel="FATAL",
        )
        for word, sounds in _MORE_WORDS.items():
            if self._decoder.lookup_word(word) is None:
                self._decoder.add_word(word, sounds, False)

    def align(self, text: str, samples: np.ndarray) -> Found | None:
        """None where the text does not fit, or holds a word without a pronunciation."""
        decoder, samples = self._decoder, samples - samples.mean()
        peak = float(np.abs(samples).max())
        if peak < 1e-4 or any(decoder.lookup_word(word) is None for word in text.split()):
            return None
        pcm = (samples * (0.5 / peak * 32_767)).astype("<i2").tobytes()
        try:
            decoder.set_align_text(text)
            decoder.reinit_feat()
            _decode(decoder, pcm)
            if decoder.hyp() is None:
                return None
            decoder.set_alignment()
            _decode(decoder, pcm)
            return [
                (
                    word.name.partition("(")[0],
                    [(sound.name, sound.start, sound.duration) for sound in word],
                )
                for word in decoder.get_alignment()
            ]
        except RuntimeError:  # the recording ends before the word does
            return None


def _decode(decoder: Any, pcm: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()


def as_sounds(found: Found) -> tuple[Aligned, ...]:
    """For a clip: the place of each sound in its word, as the units count."""
    return tuple(
        Aligned(word, name, start, frames, min(place, len(WORDS.get(word, sounds)) - 1))
        for word, sounds in found
        for place, (name, start, frames) in enumerate(sounds)
    )


def aligned_keywords(cache: Path) -> dict[str, Found]:
    """By the keys of the recordings. Kept in `cache`, since this takes minutes."""
    if not cache.exists():
        aligner = Aligner()
        found = {}
        for recording in recordings("keywords", _few_of_each()):
            placed = aligner.align(recording.row["word"], recording.samples)
            if placed is not None:
                found[recording.key] = placed
            if len(found) % 1000 == 0:
                print(f"{len(found)} clips aligned", file=sys.stderr)
        cache.write_text(json.dumps(found), encoding="utf-8")
    kept: dict[str, Found] = json.loads(cache.read_text(encoding="utf-8"))
    return kept


def _few_of_each() -> Any:
    counts: Counter[str] = Counter()

    def wanted(row: Row) -> bool:
        counts[row["word"]] += 1
        return row["split"] == "dev" or counts[row["word"]] <= _MOST_OF_A_WORD

    return wanted
