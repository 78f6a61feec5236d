"""The scenes of each fold as features and answers, made once and kept."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import kaldi_native_fbank
import numpy as np
from stop_words_align import aligned_keywords, as_sounds
from stop_words_clips import FOLDS, fold_of, recordings
from stop_words_made import made_speech
from stop_words_net import FEATURES, LEFT_FRAMES, STEP, outputs_of
from stop_words_scenes import HOP, RATE_HZ, SCENE, Clip, Pool, Scenes
from stop_words_units import WORDS

from voice_skill.ring_sound import ring_sound

SCENES = 500
"""Of each fold: fifty minutes of sound."""
_FRAMES = (SCENE - 400) // HOP + 1
_PARTS = ("features", "units", "sounds")
_LONG_NOISE = 20 * RATE_HZ
"""One this long is shared out among the folds."""


@dataclass(frozen=True)
class SceneSet:
    """Features (n, frames, 40), units and sounds (n, outputs)."""

    features: np.ndarray
    units: np.ndarray
    sounds: np.ndarray


def features(samples: np.ndarray) -> np.ndarray:
    """Kaldi's MFCC as `conf/mfcc.conf` says, for samples from -1 to 1: (frames, 40)."""
    options = kaldi_native_fbank.MfccOptions()
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = RATE_HZ
    options.mel_opts.num_bins = options.num_ceps = FEATURES
    options.mel_opts.low_freq, options.mel_opts.high_freq = 20, -400
    options.use_energy = False
    computer = kaldi_native_fbank.OnlineMfcc(options)
    computer.accept_waveform(RATE_HZ, (samples * 32_768.0).astype(np.float32))
    computer.input_finished()
    return np.stack([computer.get_frame(i) for i in range(computer.num_frames_ready)])


def scene_sets(cache: Path, seed: int) -> list[SceneSet]:
    """One for each fold, of its own speakers alone."""
    paths = [cache / f"scenes{fold}.npz" for fold in range(FOLDS)]
    if not all(path.exists() for path in paths):
        for fold, (path, pool) in enumerate(zip(paths, pools(cache), strict=True)):
            print(f"making the scenes of fold {fold}", file=sys.stderr)
            made = _make(Scenes(pool, (seed, fold)))
            np.savez(path, **{name: getattr(made, name) for name in _PARTS})
    return [SceneSet(*(np.load(path)[name] for name in _PARTS)) for path in paths]


def _make(scenes: Scenes) -> SceneSet:
    outputs = outputs_of(_FRAMES)
    places = LEFT_FRAMES + STEP * np.arange(outputs)
    made = SceneSet(
        np.zeros((SCENES, _FRAMES, FEATURES), np.float16),
        np.zeros((SCENES, outputs), np.int8),
        np.zeros((SCENES, outputs), np.int8),
    )
    for number in range(SCENES):
        scene = scenes.scene()
        made.features[number] = features(scene.samples)
        made.units[number] = scene.units[places]
        made.sounds[number] = scene.sounds[places]
    return made


def pools(cache: Path) -> list[Pool]:
    """What the scenes of each fold are made of."""
    words, others, voices = made_speech(cache / "made.pkl")
    ring = np.frombuffer(ring_sound().pcm, "<i2").astype(np.float32) / 32_768
    found = [
        Pool({word: [] for word in WORDS}, words, [], others, [], [], voices, ring)
        for _ in range(FOLDS)
    ]
    _add_keywords(found, cache)
    for recording in recordings("sentences", lambda row: "stop" not in row["text"].lower()):
        clip = Clip(recording.samples.astype(np.float16))
        found[fold_of("sentences", recording.row)].speech.append(clip)
    for name in ("wake", "commands"):
        for recording in recordings(name):
            clip = Clip(recording.samples.astype(np.float16))
            found[fold_of(name, recording.row)].speech.append(clip)
    for recording in recordings("noise"):
        noise, length = recording.samples.astype(np.float16), len(recording.samples)
        if length > _LONG_NOISE:
            for fold, pool in enumerate(found):
                pool.noises.append(noise[fold * length // FOLDS : (fold + 1) * length // FOLDS])
        else:
            found[fold_of("noise", recording.row)].noises.append(noise)
    return found


def _add_keywords(found: list[Pool], cache: Path) -> None:
    aligned = aligned_keywords(cache / "keywords.json")
    for recording in recordings("keywords"):
        if recording.key not in aligned:
            continue
        word, pool = recording.row["word"], found[fold_of("keywords", recording.row)]
        ours = word if word in WORDS else None
        clip = Clip(recording.samples.astype(np.float16), as_sounds(aligned[recording.key]), ours)
        (pool.words[word] if ours else pool.others).append(clip)
