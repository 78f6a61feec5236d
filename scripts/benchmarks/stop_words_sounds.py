"""What the stop-word listener is measured on: words of real people, and sounds without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

import numpy as np

from scripts.benchmarks.flite import has_flite, spoken
from scripts.benchmarks.recordings import as_pcm, mixed
from scripts.training.stop_words_clips import Row, fold_of, recordings
from scripts.training.stop_words_units import WORDS
from voice_skill.ring_sound import ring_sound

RATE_HZ = 16_000
CONDITIONS = (
    "kitchen noise, 20 dB",
    "kitchen noise, 10 dB",
    "in a room, 2 m",
    "20 dB quieter",
    "in the gap of a ring",
    "over our own voice, 12 dB below",
)
FOREIGN = {
    "sentences": "sentences",
    "wake": "wake phrases",
    "commands": "orders",
    "noise": "noise",
}
"""Sets of recordings, and what they are called."""
_REPLY = "Put a pillow under your knees, and rest there for as long as it feels good."
_EACH = {"left": 10, "one": 10}
"""Of these words there are thousands of clips: each tenth will do."""
_BEFORE = _AFTER = 0.8
"""Seconds around a clip, in which a listener would hear the room go on."""
_HISS = 1e-4


@dataclass
class Sound:
    """Something to listen to: its word or its kind, float samples at 16 kHz."""

    kind: str
    fold: int
    samples: Any
    condition: str = ""

    def pcm(self) -> bytes:
        """As a microphone gives it."""
        return as_pcm(np.clip(self.samples, -1, 1))

    def forget(self) -> None:
        """Let its memory go, and keep its length."""
        self.samples = range(len(self.samples))


def clips(folds: Container[int], every: int, words: Container[str] = WORDS) -> Iterator[Sound]:
    """Each word by the speakers of these folds, and stop in all conditions besides."""
    counts: Counter[str] = Counter()

    def wanted(row: Row) -> bool:
        word = row["word"]
        if word not in words or fold_of("keywords", row) not in folds:
            return False
        counts[word] += 1
        return counts[word] % (every * _EACH.get(word, 1)) == 0

    for number, recording in enumerate(recordings("keywords", wanted)):
        word, fold = recording.row["word"], fold_of("keywords", recording.row)
        yield Sound(word, fold, _in_silence(recording.samples, number))
        if word == "stop":
            for condition in CONDITIONS:
                samples = _under(condition, recording.samples, number)
                yield Sound(word, fold, samples, condition)


def foreign(
    folds: Container[int], every: int, sets: Sequence[str] = tuple(FOREIGN)
) -> Iterator[Sound]:
    """Sound of these folds in which nobody says stop."""
    for name in sets:
        numbers = count(1)

        def wanted(row: Row, name: str = name, numbers: Iterator[int] = numbers) -> bool:
            if fold_of(name, row) not in folds:
                return False
            return next(numbers) % every == 0 and "stop" not in row.get("text", "").lower().split()

        for number, recording in enumerate(recordings(name, wanted)):
            pause = _hiss(RATE_HZ // 2, number)
            samples = np.concatenate([recording.samples, pause])
            yield Sound(FOREIGN[name], fold_of(name, recording.row), samples)


def _in_silence(samples: Any, number: int) -> Any:
    before = _hiss(int(_BEFORE * RATE_HZ), number)
    return np.concatenate([before, samples, _hiss(int(_AFTER * RATE_HZ), number + 1)])


def _hiss(length: int, number: int) -> Any:
    return np.random.default_rng(number).normal(0, _HISS, length).astype(np.float32)


def _under(condition: str, samples: Any, number: int) -> Any:
    around = _in_silence(samples, number)
    if condition.startswith("kitchen"):
        return mixed(around, _kitchen(), 20.0 if "20" in condition else 10.0, number)
    if condition.startswith("in a room"):
        return _reverberated(around, number)
    if condition.startswith("20 dB"):
        return around * 0.1
    loud = np.sqrt((samples**2).mean()) + 1e-6
    if condition.startswith("in the gap"):
        ring = _ring()
        rung = np.zeros(len(ring) + len(around) + len(ring), np.float32)
        for start in (0, len(rung) - len(ring)):
            rung[start : start + len(ring)] = ring * (loud * 2 / np.sqrt((ring**2).mean()))
        rung[len(ring) : len(ring) + len(around)] += around
        return rung
    voice = _voice()
    start = number * 4_001 % len(voice)
    behind = np.take(voice, np.arange(start, start + len(around)), mode="wrap")
    return around + behind * (loud * 10 ** (-12 / 20) / np.sqrt((behind**2).mean() + 1e-9))


def _reverberated(samples: Any, number: int) -> Any:
    """A tail that falls by 60 dB in 0.5 s, as strong as the direct sound."""
    at_s = np.arange(RATE_HZ // 2) / RATE_HZ
    tail = np.random.default_rng(number).normal(0, 1, len(at_s)) * 10 ** (-3 * at_s / 0.5)
    tail[: RATE_HZ // 200] = 0
    tail /= np.sqrt((tail**2).sum())
    tail[0] = 1.0
    return np.convolve(samples, tail)[: len(samples)].astype(np.float32)


@cache
def _kitchen() -> Any:
    (kitchen,) = recordings("noise", lambda row: row["kind"] == "kitchen")
    return kitchen.samples


@cache
def _ring() -> Any:
    return np.frombuffer(ring_sound().pcm, "<i2").astype(np.float32) / 32_768


@cache
def _voice() -> Any:
    return spoken(_REPLY, "slt") if has_flite() else _hiss(RATE_HZ, 0)
