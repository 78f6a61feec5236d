"""Trains the stop-word model from real speech, made speech and noise, and writes it for Vosk."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from stop_words_clips import FOLDS, SPEECH
from stop_words_export import acoustic_model, write
from stop_words_graph import Prices, graph, word_boundaries, words
from stop_words_net import Net
from stop_words_scene_sets import SceneSet, scene_sets
from stop_words_scenes import UNSURE
from stop_words_train import Recipe, train
from stop_words_units import UNITS, WORDS

from voice_skill.recognizers.stop_words_worker import THRESHOLDS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = ROOT / "build" / "stop_words"
SEED = 2
PRICES = Prices()
PRIOR_POWER = 0.4
"""With 0 rare words are missed: of 40 stops of a fold 35 are found, with 0.4 37."""
_UNSEEN = 20
SURE = 0.9
"""The least confidence of a final: chosen on the curve that scripts/bench stop_words prints."""
_CONFIGURATION = {
    "conf/mfcc.conf": {
        "use-energy": "false",
        "num-mel-bins": 40,
        "num-ceps": 40,
        "low-freq": 20,
        "high-freq": -400,
        "sample-frequency": 16000,
        "allow-downsample": "true",
        "dither": 0,
    },
    "conf/model.conf": {
        "min-active": 200,
        "max-active": 3000,
        "beam": 14.0,
        "lattice-beam": 6.0,
        "acoustic-scale": 0.4,
        "frame-subsampling-factor": 3,
        "frames-per-chunk": 9,
        "endpoint.silence-phones": 1,
        "endpoint.rule2.min-trailing-silence": 0.3,
        "endpoint.rule5.min-utterance-length": 12,
    },
}


def write_model(net: Net, priors: np.ndarray, folder: Path) -> None:
    """All files of the model, into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    write(folder, "am/final.mdl", acoustic_model(net, priors))
    for name, options in _CONFIGURATION.items():
        lines = "".join(f"--{option}={value}\n" for option, value in options.items())
        write(folder, name, lines.encode())
    write(folder, "graph/HCLG.fst", graph(PRICES))
    write(folder, "graph/words.txt", words().encode())
    write(folder, "graph/phones/word_boundary.int", word_boundaries().encode())
    write(folder, "graph/disambig_tid.int", b"")
    sure = {word: SURE for word in WORDS}
    write(folder, THRESHOLDS, (json.dumps(sure, indent=1) + "\n").encode())
    shutil.copy(HERE / "stop_words_readme.md", folder / "README.md")


def priors_of(sets: Sequence[SceneSet]) -> np.ndarray:
    """How frequent each unit counts as, (UNITS,): less unequal than in the scenes."""
    units = np.concatenate([one.units.ravel() for one in sets])
    counts = np.bincount(units[units != UNSURE], minlength=UNITS) + _UNSEEN
    priors = (counts / counts.sum()) ** PRIOR_POWER
    return np.asarray(priors / priors.sum())


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/train_stop_words", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "stop_words")
    parser.add_argument(
        "--folds", action="store_true", help="also train five without a fifth of the speakers each"
    )
    arguments = parser.parse_args()
    if not SPEECH.is_dir():
        print(f"There are no recordings in {SPEECH}: nothing to train on.", file=sys.stderr)
        return 1
    torch.set_num_threads(1)
    CACHE.mkdir(parents=True, exist_ok=True)
    sets = scene_sets(CACHE, SEED)
    write_model(train(sets, Recipe(), "all speakers"), priors_of(sets), arguments.out)
    for fold in range(FOLDS if arguments.folds else 0):
        others = sets[:fold] + sets[fold + 1 :]
        net = train(others, Recipe(), f"without fold {fold}")
        write_model(net, priors_of(others), CACHE / f"fold{fold}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
