"""The wake phrase in a stream of sound: a cheap search finds it, a second look believes it.

The first is PocketSphinx's keyphrase search, set so that it misses little. The second compares how
well the phrase explains the sound it was found in with how well any row of English sounds does,
over the phrase alone and with what is beside it, which a longer word would fill.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from voice_skill.core.errors import ModelError
from voice_skill.ports import RATE_HZ
from voice_skill.recognizers.evidence import Piece, evidence
from voice_skill.recognizers.language_model import dictionary_lines, pronounced

_FRAME = RATE_HZ // 100
_AROUND = RATE_HZ // 5
"""What is looked at around the phrase, in samples."""
_KEPT = 4 * RATE_HZ
_THRESHOLD = "1e-80"
_BIAS, _GAP_WEIGHT, _SPAN_WEIGHT, _LENGTH_WEIGHT = -7.17, 0.87, 1.62, 1.85
_LONGEST_PHONE = 5.56
"""Frames for each phone of the phrase, past which a slower phrase is no better one.

All were fitted on real voices that say "computer", and on others that do not: `scripts/bench wake`.
"""
_SETTLE = 12
"""Frames that may still better a finding before it is looked at: the search finds early."""


@dataclass(frozen=True)
class Found:
    """Where the phrase was, in samples since the beginning."""

    start: int
    end: int


class WakeSearch:
    """Looks for one phrase."""

    def __init__(
        self,
        phrase: str,
        sounds: Callable[[], Any],
        normalised: Callable[[bytes], bytes],
    ) -> None:
        """`sounds` gives the decoder for any row of sounds; `normalised` levels a piece of PCM."""
        self.phrase = phrase
        self._sounds = sounds
        self._normalised = normalised
        self._kept = bytearray()
        self._kept_from = 0
        self._looking = False
        self._last_frame = -1

    @cached_property
    def _dictionary(self) -> str:
        words = set(self.phrase.split())
        known = pronounced(words, {})
        if missing := sorted(words - known.keys()):
            raise ModelError(
                f"The wake phrase has a word that has no pronunciation: {', '.join(missing)}; "
                "choose English words."
            )
        return "".join(dictionary_lines(known))

    @cached_property
    def _phones(self) -> int:
        known = pronounced(set(self.phrase.split()), {})
        return sum(len(known[word][0].split()) for word in self.phrase.split())

    @cached_property
    def _spotter(self) -> Any:
        return self._decoder(keyphrase=self.phrase, kws_threshold=float(_THRESHOLD))

    @cached_property
    def _aligner(self) -> Any:
        decoder = self._decoder(lm=None, cmn="batch", beam=1e-80, wbeam=1e-60, pbeam=1e-80)
        grammar = f"#JSGF V1.0; grammar wake; public <wake> = {self.phrase};"
        decoder.add_jsgf_string("wake", grammar)
        decoder.activate_search("wake")
        return decoder

    def _decoder(self, **options: Any) -> Any:
        from pocketsphinx import Decoder, get_model_path

        with tempfile.NamedTemporaryFile("w", suffix=".dict", encoding="utf-8") as file:
            file.write(self._dictionary)
            file.flush()
            return Decoder(
                hmm=get_model_path("en-us/en-us"),
                dict=file.name,
                loglevel="FATAL",
                **options,
            )

    def load(self) -> None:
        """Raises ModelError for a word that nobody can pronounce."""
        _ = self._spotter, self._aligner, self._sounds()

    def _begin(self) -> None:
        if self._looking:
            self._spotter.end_utt()
        self._spotter.start_utt()
        self._looking = True
        self._kept.clear()
        self._kept_from = 0
        self._last_frame = -1

    def feed(self, pcm: bytes, begin: bool) -> Found | None:
        """The phrase, once, soon after its end; positions count from the last `begin`."""
        if begin or not self._looking:
            self._begin()
        self._kept += pcm
        if len(self._kept) > 4 * _KEPT:
            drop = len(self._kept) - 2 * _KEPT
            del self._kept[:drop]
            self._kept_from += drop // 2
        self._spotter.process_raw(pcm)
        if self._spotter.hyp() is None:
            return None
        segment = max(self._spotter.seg(), key=lambda found: int(found.end_frame))
        place = int(segment.start_frame), int(segment.end_frame)
        if place[1] <= self._last_frame:
            return None
        if self._now_frame - place[1] < _SETTLE:
            return None
        self._last_frame = place[1]
        return self._looked_at(*place)

    @property
    def _now_frame(self) -> int:
        return (self._kept_from + len(self._kept) // 2) // _FRAME

    def _looked_at(self, first: int, last: int) -> Found | None:
        start = max(self._kept_from, first * _FRAME - _AROUND)
        end = last * _FRAME + _AROUND
        piece = self._kept[(start - self._kept_from) * 2 : (end - self._kept_from) * 2]
        # The first search knows better where the phrase ends: what follows belongs to the command.
        return Found(first * _FRAME, last * _FRAME) if self.believes(bytes(piece)) else None

    def believes(self, pcm: bytes) -> bool:
        """Whether this short piece is the phrase and little else."""
        level = self._normalised(pcm)
        segments = _decoded(self._aligner, level)
        words = [segment for segment in segments if segment.word[0] not in "<[+("]
        if not words:
            return False
        sounds = [_piece(segment) for segment in _decoded(self._sounds(), level)]
        gap = evidence([_piece(word) for word in words], sounds)
        whole = evidence([_piece(segment) for segment in segments], sounds)
        frames = words[-1].end_frame + 1 - words[0].start_frame
        if gap is None or whole is None:
            return False
        length = min(_LONGEST_PHONE, frames / self._phones)
        score = _BIAS - _GAP_WEIGHT * gap.gap - _SPAN_WEIGHT * whole.gap + _LENGTH_WEIGHT * length
        return bool(score >= 0)


def _decoded(decoder: Any, pcm: bytes) -> Sequence[Any]:
    decoder.reinit_feat()
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    return [] if decoder.hyp() is None else list(decoder.seg())


def _piece(segment: Any) -> Piece:
    return Piece(segment.start_frame, segment.end_frame, segment.ascore, segment.prob)
