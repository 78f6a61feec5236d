"""The recordings beside the checkout, and which fold each belongs to."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import soundfile

SPEECH = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "speech"
FOLDS = 5
_WAKE_PHRASES = ("alexa", "computer", "jarvis", "smart mirror", "snowboy", "view glass")
_FEW = 2
"""Of so many clips less than one is wanted: then the others are not decoded."""
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
    for file, of_file in groupby(rows, key=lambda row: row["file"]):
        listed = list(of_file)
        chosen = list(filter(wanted, listed))
        if len(chosen) * _FEW < len(listed):
            yield from _singly(SPEECH / file, chosen)
        else:
            whole = soundfile.read(SPEECH / file, dtype="float32")[0]
            for row in chosen:
                start = int(row["start_sample"])
                yield Recording(row, whole[start : start + int(row["samples"])].copy())


def _singly(path: Path, rows: list[Row]) -> Iterator[Recording]:
    """Without decoding what lies between; the first milliseconds may differ a little."""
    if not rows:
        return
    with soundfile.SoundFile(path) as file:
        for row in rows:
            file.seek(int(row["start_sample"]))
            yield Recording(row, file.read(int(row["samples"]), dtype="float32"))


def fold_of(name: str, row: Row) -> int:
    """By speaker; wake phrases, whose speakers are not told, by phrase; all else by recording."""
    if name == "wake":
        return _WAKE_PHRASES.index(row["phrase"]) % FOLDS
    decides = row["speaker"] if name in ("keywords", "sentences") else row["id"]
    return int(hashlib.md5(decides.encode()).hexdigest(), 16) % FOLDS
