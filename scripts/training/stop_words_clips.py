"""The recordings beside the checkout, and which fold each belongs to."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

SPEECH = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "speech"
FOLDS = 5
_WAKE_PHRASES = ("alexa", "computer", "jarvis", "smart mirror", "snowboy", "view glass")
Row = dict[str, str]


@dataclass(frozen=True)
class Recording:
    """One clip of a set: its row of the index and float samples at 16 kHz, shape (n,)."""

    row: Row
    samples: np.ndarray

    @property
    def key(self) -> str:
        """Names it in the cache of alignments."""
        return f"{self.row['file']}:{self.row['start_sample']}"


def recordings(name: str, wanted: Callable[[Row], bool] = lambda row: True) -> Iterator[Recording]:
    """The clips of one set in the order of their files, of which one is in memory at a time."""
    with (SPEECH / name / "index.tsv").open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines, delimiter="\t"), key=lambda row: row["file"])
    file, whole = "", np.zeros(0, np.float32)
    for row in filter(wanted, rows):
        if row["file"] != file:
            file = row["file"]
            whole = soundfile.read(SPEECH / file, dtype="float32")[0]
        start = int(row["start_sample"])
        yield Recording(row, whole[start : start + int(row["samples"])].copy())


def fold_of(name: str, row: Row) -> int:
    """By speaker; wake phrases, whose speakers are not told, by phrase; all else by recording."""
    if name == "wake":
        return _WAKE_PHRASES.index(row["phrase"]) % FOLDS
    decides = row["speaker"] if name in ("keywords", "sentences") else row["id"]
    return int(hashlib.md5(decides.encode()).hexdigest(), 16) % FOLDS
