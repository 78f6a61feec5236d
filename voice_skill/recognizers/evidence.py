"""How well a sound bears the words that were recognised in it, beside any sounds of English.

A decoder that knows only our sentences always finds one. A second decoder, which knows no words
and takes any row of English sounds, shows how well the same sound could have been explained: what
was said to us is explained by our words almost as well, and other speech is not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_BIAS, _GAP_WEIGHT, _DOUBT_WEIGHT = 7.5, 2.4, 1.2
_FAINTEST = 1e-300
_SOUND_SCALE = 1024.0
"""PocketSphinx gives the scores of its search for sounds this many times too small (its score is
shifted by ten bits in the search for words alone)."""


@dataclass(frozen=True)
class Piece:
    """A word or a sound: frames from `start` up to and with `end`, as PocketSphinx counts."""

    start: int
    end: int
    score: float
    """The probability of its sound, relative to the best there was in each frame."""
    posterior: float = 1.0
    """Its share among what else our sentences could have been."""


@dataclass(frozen=True)
class Evidence:
    """What speaks for the words of one utterance."""

    gap: float
    """Natural logarithms a frame by which any sounds explain it better; 0 is a perfect fit."""
    doubt: float
    """The mean natural logarithm of the words' posteriors, turned positive."""


def evidence(words: Sequence[Piece], sounds: Sequence[Piece]) -> Evidence | None:
    """None where there are no words."""
    frames = sum(word.end - word.start + 1 for word in words)
    if not frames:
        return None
    by_frame = [0.0] * (max(word.end for word in words) + 1)
    for sound in sounds:
        share = _SOUND_SCALE * math.log(max(sound.score, _FAINTEST)) / (sound.end - sound.start + 1)
        for frame in range(sound.start, min(sound.end + 1, len(by_frame))):
            by_frame[frame] = share
    gap = 0.0
    for word in words:
        gap += sum(by_frame[word.start : word.end + 1]) - math.log(max(word.score, _FAINTEST))
    doubt = sum(-math.log(min(1.0, max(word.posterior, 1e-9))) for word in words) / len(words)
    return Evidence(gap / frames, doubt)


def certainty(words: Sequence[Piece], sounds: Sequence[Piece]) -> float | None:
    """0 to 1, how likely these words were said to us; None where there are no words.

    The weights were fitted on recordings of orders and of read sentences by other speakers:
    `scripts/bench rejection`.
    """
    found = evidence(words, sounds)
    if found is None:
        return None
    logit = _BIAS - _GAP_WEIGHT * found.gap - _DOUBT_WEIGHT * found.doubt
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
