"""The child that decodes with PocketSphinx: `python -m ... FOLDER_FROM_LANGUAGE_MODEL`.

It looks for the wake phrase, too, since both need the same model of sounds.
"""

from __future__ import annotations

import sys
import time
from functools import cached_property
from pathlib import Path
from typing import Any

from voice_skill.core.errors import ModelError
from voice_skill.ports import RATE_HZ
from voice_skill.recognizers.evidence import Piece, certainty
from voice_skill.recognizers.language_model import DICTIONARY, LANGUAGE_MODEL
from voice_skill.recognizers.speech_span import speech_span
from voice_skill.recognizers.wake_search import WakeSearch
from voice_skill.workers import Header, serve

_FRAMES_PER_S = 100
_LANGUAGE_WEIGHT = 7.0
"""With 10, of 118 free sentences 68 % were understood as when typed, with 7 they were 77 %."""
_PEAK = 0.5
_SILENCE_PEAK = 32
"""Of 32,768, after the mean is taken off: below it there is nothing that could be a word."""
_LARGEST_GAIN = 100.0
"""Past it only the noise of the microphone is left to amplify."""


class Recogniser:
    """One decoder with the model of one content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._wake: WakeSearch | None = None

    @cached_property
    def decoder(self) -> Any:
        """Loads in a fraction of a second. Raises ModelError."""
        try:
            from pocketsphinx import Decoder, get_model_path
        except ImportError as error:
            raise ModelError(
                "The recogniser PocketSphinx is not installed; run scripts/setup."
            ) from error
        try:
            return Decoder(
                hmm=get_model_path("en-us/en-us"),
                lm=str(self._folder / LANGUAGE_MODEL),
                dict=str(self._folder / DICTIONARY),
                lw=_LANGUAGE_WEIGHT,
                # Over the whole utterance, not over what was heard before.
                cmn="batch",
                loglevel="FATAL",
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"The recogniser's model in {self._folder} is missing or damaged; "
                "delete that folder, it is made again."
            ) from error

    @cached_property
    def sounds(self) -> Any:
        """A decoder for any row of English sounds, with the phone model that PocketSphinx ships."""
        from pocketsphinx import Decoder, get_model_path

        return Decoder(
            hmm=get_model_path("en-us/en-us"),
            allphone=get_model_path("en-us/en-us-phone.lm.bin"),
            dict=None,  # its large dictionary would take 24 MB, and rows of sounds need none
            lw=2.0,
            beam=1e-20,
            pbeam=1e-20,
            cmn="batch",
            loglevel="FATAL",
        )

    def prepare(self) -> None:
        """Load both. Raises ModelError."""
        _ = self.decoder, self.sounds

    def handle(self, header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
        """Answer "load", "transcribe", "phrase" and "spot"; `body` is 16 kHz PCM."""
        if header["do"] in ("phrase", "spot"):
            return self._spot(header, body), b""
        self.prepare()
        if header["do"] == "load":
            return {}, b""
        started_s = time.monotonic()
        pcm, start_s = speech(body)
        found = _spoken(_decode(self.decoder, pcm)) if pcm else []
        words = [_placed(segment, start_s) for segment in found]
        sure = None
        if found:
            heard = [_piece(segment) for segment in found]
            sure = certainty(heard, [_piece(sound) for sound in _decode(self.sounds, pcm)])
        return {
            "text": " ".join(str(word["word"]) for word in words),
            "words": words,
            "certainty": sure,
            "decode_s": time.monotonic() - started_s,
        }, b""

    def _spot(self, header: dict[str, Any], body: bytes) -> Header:
        """Set the wake phrase, or look for it in what follows; where it was, in samples."""
        phrase = header["phrase"]
        if self._wake is None or self._wake.phrase != phrase:
            self._wake = WakeSearch(phrase, lambda: self.sounds, _levelled)
            self._wake.load()
        if header["do"] == "phrase":
            return {}
        found = self._wake.feed(body, begin=header["begin"])
        return {"found": [found.start, found.end] if found else None}


def _levelled(pcm: bytes) -> bytes:
    """Without offset and with its peak at one half."""
    import numpy as np

    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    return _with_peak(samples - samples.mean()) if len(samples) else b""


def _with_peak(samples: Any) -> bytes:
    import numpy as np

    gain = min(_PEAK * 32_768 / max(1.0, float(np.abs(samples).max())), _LARGEST_GAIN)
    return bytes((samples * gain).round().astype("<i2").tobytes())


def speech(pcm: bytes) -> tuple[bytes, float]:
    """The part with speech, without offset and with its peak at one half, and where it began in s.

    Empty for silence.
    """
    import numpy as np

    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    if len(samples) < RATE_HZ // 10:
        return b"", 0.0
    samples -= samples.mean()
    start, end = speech_span(samples)
    samples = samples[start:end]
    peak = float(np.abs(samples).max())
    if peak < _SILENCE_PEAK:
        return b"", 0.0
    return _with_peak(samples), start / RATE_HZ


def _decode(decoder: Any, pcm: bytes) -> list[Any]:
    """PocketSphinx's segments, silence and noise among them."""
    decoder.reinit_feat()  # or else the utterance before leaks into this one
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    return [] if decoder.hyp() is None else list(decoder.seg())


def _spoken(segments: list[Any]) -> list[Any]:
    return [segment for segment in segments if segment.word[0] not in "<[+"]


def _placed(segment: Any, start_s: float) -> dict[str, Any]:
    return {
        "word": segment.word.partition("(")[0].lower(),
        "start_s": start_s + segment.start_frame / _FRAMES_PER_S,
        "end_s": start_s + (segment.end_frame + 1) / _FRAMES_PER_S,
        "confidence": min(1.0, max(0.0, segment.prob)),
    }


def _piece(segment: Any) -> Piece:
    return Piece(segment.start_frame, segment.end_frame, segment.ascore, segment.prob)


if __name__ == "__main__":
    recogniser = Recogniser(Path(sys.argv[1]))
    serve(recogniser.handle, prepare=recogniser.prepare)
