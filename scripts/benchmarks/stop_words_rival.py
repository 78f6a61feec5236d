"""PocketSphinx's keyphrase search for "stop", with its own large model."""

from __future__ import annotations

import time
from collections.abc import Container
from itertools import islice
from typing import Any, NamedTuple

from scripts.benchmarks.stop_words_sounds import CONDITIONS, RATE_HZ, Sound, clips, foreign

RIVAL = "PocketSphinx's keyphrase search"
_EVERY = 4
"""Clips, and twice as rare sentences: it takes a good part of real time."""


class Scores(NamedTuple):
    """What it found in clips of stop, made up in sentences, and what it cost."""

    found: list[float]
    made_up: list[float]
    hours: float
    core_share: float


def rival_scores(folds: Container[int], every: int) -> Scores:
    """Its scores for stops and for sentences, of which `hours` were heard.

    A clip in which it hears nothing scores minus infinity. The scores are its logarithms of how
    much better the phrase fits than any sounds.
    """
    from pocketsphinx import Decoder, get_model_path

    decoder = Decoder(
        hmm=get_model_path("en-us/en-us"),
        dict=get_model_path("en-us/cmudict-en-us.dict"),
        lm=None,
        keyphrase="stop",
        kws_threshold=1e-40,
        loglevel="FATAL",
    )
    found, made_up, sound_s, foreign_s = [], [], 0.0, 0.0
    before_s = time.process_time()
    for sound in islice(clips(folds, every, ("stop",)), 0, None, (len(CONDITIONS) + 1) * _EVERY):
        found.append(max(_scores(decoder, sound), default=-float("inf")))
        sound_s += len(sound.samples) / RATE_HZ
    for sound in foreign(folds, every * 2 * _EVERY, ("sentences",)):
        made_up += _scores(decoder, sound)
        foreign_s += len(sound.samples) / RATE_HZ
    share = (time.process_time() - before_s) / (sound_s + foreign_s)
    return Scores(found, made_up, foreign_s / 3600, share)


def _scores(decoder: Any, sound: Sound) -> list[float]:
    decoder.reinit_feat()
    decoder.start_utt()
    decoder.process_raw(sound.pcm(), full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return []
    return [float(segment.prob) for segment in decoder.seg()]
