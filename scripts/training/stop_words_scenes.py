"""Scenes: six seconds of made-up nights, out of real clips, with the answer for every 10 ms.

Words, other words, halves of words and running speech follow each other, in rooms, in noise, over
the ring and over the assistant's own voice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from stop_words_units import FIRST_UNIT, NO_SOUND, OTHER, SILENCE, WORDS, sound_class

RATE_HZ = 16_000
HOP = 160
SCENE = 6 * RATE_HZ
UNSURE = -1
_SILENT_DB = -25.6
_HALF_FADE = 480


@dataclass(frozen=True)
class Aligned:
    """A sound: the word, its first 10 ms frame, its length in frames, its place in the word."""

    word: str
    sound: str
    start: int
    frames: int
    place: int


@dataclass(frozen=True)
class Clip:
    """One recording, float samples (n,); `sounds` is empty where it was not aligned."""

    samples: np.ndarray
    sounds: tuple[Aligned, ...] = ()
    word: str | None = None
    """The one word said in it, where it is one of ours."""


@dataclass(frozen=True)
class Pool:
    """What the scenes of one fold are made of."""

    words: dict[str, list[Clip]]
    made_words: dict[str, list[Clip]]
    others: list[Clip]
    """Single words that are none of ours."""
    made_others: list[Clip]
    speech: list[Clip]
    """Sentences, orders and wake phrases."""
    noises: list[np.ndarray]
    voices: list[np.ndarray]
    """The assistant's own replies."""
    ring: np.ndarray


@dataclass
class Piece:
    """Samples and their labels, one of each kind for 10 ms."""

    samples: np.ndarray
    units: np.ndarray
    sounds: np.ndarray


WORDS_SHARE, OTHERS_SHARE, MADE_OTHERS_SHARE = 0.62, 0.06, 0.10
"""How often which kind of piece comes; what is left is running speech."""
GAP_FRAMES = 18
"""Silence between two pieces, on the average."""
WEIGHTS = {"stop": 5.0, "yes": 2.0, "no": 2.0}


class Scenes:
    """An endless row of scenes from one pool."""

    def __init__(self, pool: Pool, seed: Sequence[int]) -> None:
        self._pool = pool
        self._chance = np.random.default_rng(seed)
        weights = np.array([WEIGHTS.get(word, 1.0) for word in WORDS])
        self._weights = weights / weights.sum()

    def scene(self) -> Piece:
        """One more: samples (SCENE,), labels (SCENE / HOP,)."""
        chance = self._chance
        speech = np.zeros(SCENE, dtype=np.float32)
        units = np.full(SCENE // HOP, SILENCE)
        sounds = np.full(SCENE // HOP, NO_SOUND)
        at = int(chance.uniform(0, 40))
        while at < SCENE // HOP - 20:
            piece = self._piece()
            fit = min(len(piece.units), SCENE // HOP - at)
            level = 10 ** (chance.uniform(-9, 3) / 20) * 0.1
            samples = piece.samples[: fit * HOP] * level
            speech[at * HOP : at * HOP + len(samples)] += samples
            units[at : at + fit] = piece.units[:fit]
            sounds[at : at + fit] = piece.sounds[:fit]
            at += fit + int(chance.exponential(GAP_FRAMES if chance.random() < 0.8 else 3))
        if chance.random() < 0.4:
            speech = reverberated(speech, chance)
        samples = self._with_sounds_around(speech, units)
        if chance.random() < 0.4:
            samples = coloured(samples, chance)
        peak = float(np.abs(samples).max()) + 1e-9
        samples = samples * (10 ** (chance.uniform(-42, -1) / 20) / peak)
        if chance.random() < 0.97:
            samples = samples + chance.normal(0, 10 ** chance.uniform(-4.8, -3.6), SCENE)
        samples = np.round(np.clip(samples, -1, 1) * 32_767) / 32_768
        return Piece(samples.astype(np.float32), units, sounds)

    def _piece(self) -> Piece:
        chance, pool = self._chance, self._pool
        kind = chance.random()
        if kind < WORDS_SHARE:
            word = str(chance.choice(list(WORDS), p=self._weights))
            real = pool.words.get(word, [])
            made = chance.random() > (0.85 if len(real) > 60 else 0.5)
            piece = self._of(self._one(pool.made_words[word] if made or not real else real))
            return self._half(piece) if chance.random() < 0.18 else piece
        if kind < WORDS_SHARE + OTHERS_SHARE:
            return self._of(self._one(pool.others))
        if kind < WORDS_SHARE + OTHERS_SHARE + MADE_OTHERS_SHARE:
            return self._of(self._one(pool.made_others))
        return self._cut(self._of(self._one(pool.speech)))

    def _one(self, clips: list[Clip]) -> Clip:
        return clips[int(self._chance.integers(len(clips)))]

    def _of(self, clip: Clip) -> Piece:
        """At another speed, cut near its word, brought to one loudness."""
        chance = self._chance
        samples = clip.samples.astype(np.float32)
        units, sounds = labels(clip)
        if chance.random() < 0.6:
            speed = chance.uniform(0.85, 1.15)
            at = np.arange(0, len(samples) - 1, speed)
            samples = np.interp(at, np.arange(len(samples)), samples).astype(np.float32)
            frames = np.minimum(
                (np.arange(len(samples) // HOP) * speed).astype(int), len(units) - 1
            )
            units, sounds = units[frames], sounds[frames]
        count = min(len(units), len(samples) // HOP)
        spoken = np.flatnonzero(units[:count] != SILENCE)
        first, last = (int(spoken[0]), int(spoken[-1]) + 1) if len(spoken) else (0, count)
        loud = float(np.sqrt((samples[first * HOP : last * HOP] ** 2).mean())) + 1e-6
        if chance.random() < 0.6:
            begin = max(0, first - int(chance.uniform(3, 40)))
            end = min(count, last + int(chance.uniform(4, 40)))
        else:
            begin, end = 0, count
        samples = samples[begin * HOP : end * HOP] / loud
        fade = np.minimum(1, np.arange(len(samples)) / 320)
        samples = samples * fade * fade[::-1]
        return Piece(samples, units[begin:end].copy(), sounds[begin:end].copy())

    def _half(self, piece: Piece) -> Piece:
        """Half of a word is no word."""
        spoken = np.flatnonzero(piece.units > OTHER)
        if len(spoken) < 16:
            return piece
        middle = int(spoken[0] + (spoken[-1] - spoken[0]) * self._chance.uniform(0.4, 0.6))
        if self._chance.random() < 0.6:
            keep, samples = slice(0, middle), piece.samples[: middle * HOP].copy()
            fade = min(len(samples), _HALF_FADE)
            samples[-fade:] *= np.linspace(1, 0, fade)
        else:
            keep, samples = slice(middle, None), piece.samples[middle * HOP :].copy()
            fade = min(len(samples), _HALF_FADE)
            samples[:fade] *= np.linspace(0, 1, fade)
        units = piece.units[keep].copy()
        units[units > OTHER] = OTHER
        return Piece(samples, units, piece.sounds[keep].copy())

    def _cut(self, piece: Piece) -> Piece:
        length = int(self._chance.uniform(40, 220))
        if len(piece.units) <= length:
            return piece
        begin = int(self._chance.integers(len(piece.units) - length))
        part = slice(begin, begin + length)
        samples = piece.samples[begin * HOP : (begin + length) * HOP].copy()
        fade = np.minimum(1, np.arange(len(samples)) / 320)
        return Piece(samples * fade * fade[::-1], piece.units[part], piece.sounds[part])

    def _with_sounds_around(self, speech: np.ndarray, units: np.ndarray) -> np.ndarray:
        """Noise, the ring, the assistant's own voice: that one is other speech, not silence."""
        chance, pool = self._chance, self._pool
        loud = math.sqrt(float((speech[speech != 0] ** 2).mean()) if speech.any() else 1e-4)
        mixed = speech
        if chance.random() < 0.8:
            noise = _stretch(pool.noises[int(chance.integers(len(pool.noises)))], SCENE, chance)
            power = math.sqrt(float((noise**2).mean())) + 1e-6
            mixed = mixed + noise * (loud / power * 10 ** (-chance.uniform(2, 32) / 20))
        if chance.random() < 0.15:
            ring = np.zeros(SCENE, dtype=np.float32)
            every = int(chance.uniform(1.3, 3.5) * RATE_HZ)
            for start in range(int(chance.integers(every)), SCENE, every):
                part = pool.ring[: SCENE - start]
                ring[start : start + len(part)] += part
            power = math.sqrt(float((pool.ring**2).mean()))
            mixed = mixed + ring * (loud / power * 10 ** (chance.uniform(-24, 4) / 20))
        if chance.random() < 0.2:
            voice = _stretch(pool.voices[int(chance.integers(len(pool.voices)))], SCENE, chance)
            power = math.sqrt(float((voice[np.abs(voice) > 0.01] ** 2).mean()) + 1e-9)
            mixed = mixed + voice * (loud / power * 10 ** (chance.uniform(-20, -4) / 20))
            units[(units == SILENCE) & spoken_frames(voice)[: len(units)]] = OTHER
        return mixed


def labels(clip: Clip) -> tuple[np.ndarray, np.ndarray]:
    """The unit and the sound of each 10 ms of a clip."""
    count = max(1, len(clip.samples) // HOP)
    units = np.full(count, SILENCE)
    sounds = np.full(count, NO_SOUND)
    if not clip.sounds:
        units[spoken_frames(clip.samples.astype(np.float32))[:count]] = OTHER
        sounds[:] = UNSURE
        return units, sounds
    for each in clip.sounds:
        frames = slice(each.start, each.start + each.frames)
        kind = sound_class(each.sound)
        sounds[frames] = kind
        if kind == NO_SOUND:
            continue
        if each.word == clip.word:
            units[frames] = FIRST_UNIT[each.word] + each.place
        else:
            units[frames] = UNSURE if each.word == "stop" else OTHER
    return units, sounds


def spoken_frames(samples: np.ndarray) -> np.ndarray:
    """Which 10 ms are loud enough, beside the loudest, to be speech; short gaps count."""
    frames = samples[: len(samples) // HOP * HOP].reshape(-1, HOP)
    power = 10 * np.log10((frames**2).mean(1) + 1e-9)
    loud = power > np.percentile(power, 97) + _SILENT_DB
    wide = np.convolve(loud, np.ones(9), "same") >= 2
    return np.asarray(wide)


def _stretch(sound: np.ndarray, length: int, chance: np.random.Generator) -> np.ndarray:
    start = int(chance.integers(len(sound)))
    return np.take(sound, np.arange(start, start + length), mode="wrap").astype(np.float32)


def reverberated(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """In a room: a direct sound, then a tail that falls by 60 dB in 0.15 to 0.6 s."""
    length = int(0.5 * RATE_HZ)
    at_s = np.arange(length) / RATE_HZ
    tail = chance.normal(0, 1, length) * 10 ** (-3 * at_s / chance.uniform(0.15, 0.6))
    tail[: int(chance.uniform(0.002, 0.012) * RATE_HZ)] = 0
    tail *= 10 ** (-chance.uniform(0, 14) / 20) / math.sqrt(float((tail**2).sum()))
    tail[0] = 1.0
    size = 1 << (len(samples) + length).bit_length()
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(tail, size), size)
    return np.asarray(wet[: len(samples)], dtype=np.float32)


def coloured(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Through another microphone: a smooth random curve of up to 10 dB."""
    spectrum = np.fft.rfft(samples)
    marks = np.linspace(0, 1, 7)
    curve_db = np.interp(
        np.sqrt(np.linspace(0, 1, len(spectrum))), marks, chance.uniform(-8, 8, len(marks))
    )
    return np.asarray(np.fft.irfft(spectrum * 10 ** (curve_db / 20), len(samples)), np.float32)
