"""Where the speech in a recording is, by loudness alone: long silence spoils what is heard.

PocketSphinx takes the mean over the whole utterance, so one that is mostly silence gets the mean of
silence: of orders recorded with seconds of silence around them 69 % came out exactly right, and
93 % without it. The figures below were chosen on the same recordings, in kitchen noise.
"""

from __future__ import annotations

from typing import Any

FRAME = 320
"""Samples of one measurement, 20 ms."""

_PAD = 3200
"""Samples kept around it, 0.2 s: words begin and end softly."""
_OVER_FLOOR = 5.0
_UNDER_PEAK = 0.25
"""Where the noise is loud, speech hardly rises over it."""
_FAINTEST = 0.01
"""Of the peak: a slammed door must not hide what was said beside it."""
_FLOOR_PERCENTILE, _PEAK_PERCENTILE = 10, 99.5
_RUN, _OF = 3, 5
"""So many of so many frames in a row are louder, or else it was a click."""


def speech_span(samples: Any) -> tuple[int, int]:
    """(start, end) of what should be decoded; all of it where nothing stands out.

    `samples` is a float array of shape (n,) at 16 kHz.
    """
    import numpy as np

    count = len(samples) // FRAME
    if count < _OF:
        return 0, len(samples)
    frames = samples[: count * FRAME].reshape(count, FRAME)
    levels = np.sqrt((frames**2).mean(axis=1))
    peak = float(np.percentile(levels, _PEAK_PERCENTILE))
    floor = float(np.percentile(levels, _FLOOR_PERCENTILE))
    least = max(peak * _FAINTEST, min(floor * _OVER_FLOOR, peak * _UNDER_PEAK))
    loud = np.convolve(levels > least, np.ones(_OF), "same") >= _RUN
    places = np.flatnonzero(loud)
    if not len(places):
        return 0, len(samples)
    start = max(0, int(places[0]) * FRAME - _PAD)
    return start, min(len(samples), (int(places[-1]) + 1) * FRAME + _PAD)
