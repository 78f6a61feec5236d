"""Real recordings from beside the checkout, and noise mixed into them as is done in public."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SPEECH = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "speech"
MISSING = f"There are no recordings in {SPEECH.name}/ beside the checkout: nothing is measured."
_FRAME = 2048
_PEAK = 0.5
_SEED = 5


@dataclass(frozen=True)
class Recording:
    """One utterance: float samples at 16 kHz, shape (n,)."""

    id: str
    samples: Any
    columns: dict[str, str]


def recordings(name: str) -> list[Recording]:
    """All of one set, such as "commands"; none where it is missing."""
    import soundfile

    index = SPEECH / name / "index.tsv"
    if not index.is_file():
        return []
    with index.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    whole = {
        file: soundfile.read(SPEECH / file, dtype="float32")[0]
        for file in sorted({row["file"] for row in rows})
    }
    found = []
    for row in rows:
        start = int(row["start_sample"])
        samples = whole[row["file"]][start : start + int(row["samples"])]
        found.append(Recording(row.get("id", ""), samples, row))
    return found


def coffee_slots() -> dict[str, dict[str, str]]:
    """The slots of every spoken order by its id."""
    labels = json.loads((SPEECH / "commands" / "labels.json").read_text("utf-8"))
    return {
        name: {slot: " ".join(value.split()) for slot, value in label["slots"].items()}
        for name, label in labels.items()
    }


def mixed(samples: Any, noise: Any, snr_db: float, number: int) -> Any:
    """`samples` in noise from a place that `number` decides; the loudest frames set the ratio."""
    random = np.random.default_rng((_SEED, number))
    start = int(random.integers(len(noise)))
    piece = np.take(noise, np.arange(start, start + len(samples)), mode="wrap")
    gain = np.sqrt(_loudest(samples) / (_loudest(piece) * 10 ** (snr_db / 10)))
    both = samples + gain * piece
    return both / np.abs(both).max() * _PEAK


def as_pcm(samples: Any) -> bytes:
    """16-bit PCM, as a microphone gives it."""
    return bytes((samples * 32_767).astype("<i2").tobytes())


def _loudest(samples: Any) -> float:
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    return float(max((frames**2).mean(axis=1).max(), 1e-12))
