"""The made-up nights that the stop-word model learns from."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scripts.training.stop_words_units import WORDS

TRAINING = Path(__file__).resolve().parent.parent / "scripts" / "training"


@pytest.fixture
def scenes(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module, found as scripts/train_stop_words finds it."""
    monkeypatch.syspath_prepend(str(TRAINING))
    return importlib.import_module("stop_words_scenes")


def test_scenes_hold_every_kind_of_label_and_the_same_seed_makes_the_same_ones(
    scenes: Any,
) -> None:
    chance = np.random.default_rng(0)

    def sound(frames: int) -> Any:
        return chance.normal(0, 0.1, frames * scenes.HOP).astype(np.float32)

    def clip(word: str, ours: bool) -> Any:
        placed = tuple(scenes.Aligned(word, "AA", 10 + 10 * n, 10, n) for n in range(2))
        return scenes.Clip(sound(50), placed, word if ours else None)

    pool = scenes.Pool(
        words={word: [clip(word, True)] for word in WORDS},
        made_words={word: [clip(word, True)] for word in WORDS},
        others=[clip("bird", False)],
        made_others=[scenes.Clip(sound(60))],
        speech=[scenes.Clip(sound(400))],
        noises=[sound(300)],
        voices=[sound(300)],
        ring=sound(80),
    )
    rows = scenes.Scenes(pool, (1, 2)), scenes.Scenes(pool, (1, 2))
    first, again = ([row.scene() for _ in range(5)] for row in rows)
    for one, other in zip(first, again, strict=True):
        assert one.samples.shape == (scenes.SCENE,)
        assert one.units.shape == one.sounds.shape == (scenes.SCENE // scenes.HOP,)
        assert np.abs(one.samples).max() <= 1
        assert np.array_equal(one.samples, other.samples)
        assert np.array_equal(one.units, other.units)
    told = set(np.concatenate([one.units for one in first]))
    assert {scenes.SILENCE, scenes.OTHER} < told
    assert max(told) > scenes.OTHER
