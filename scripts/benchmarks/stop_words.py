"""The stop-word listener on real voices it has never heard: what it finds, what it makes up.

Five models, each trained without a fifth of the speakers, listen to that fifth, so that every clip
counts once: `scripts/train_stop_words --folds` makes them. Beside them PocketSphinx's own keyphrase
search hears each fourth of the same clips and each eighth sentence. A sign may make the assistant
silent, a final may end something; both are counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from scripts.benchmarks.recordings import MISSING
from scripts.benchmarks.stop_words_rival import RIVAL, rival_scores
from scripts.benchmarks.stop_words_sounds import CONDITIONS, Sound, clips, foreign
from scripts.benchmarks.tables import machine, markdown, write_block
from scripts.training.stop_words_clips import FOLDS, SPEECH
from scripts.training.stop_words_units import WORDS
from voice_skill.recognizers.stop_words_worker import THRESHOLDS, Spotter
from voice_skill.resources import models_dir

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = ROOT / "docs" / "benchmarks.md"
MODELS = ROOT / "build" / "stop_words"
SHIPPED = models_dir() / "stop_words"
RATE_HZ = 16_000
CURVE = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)
_UNTRAINED = "Train the folds first: scripts/train_stop_words --folds (some minutes)."


@dataclass
class Told:
    """What a listener told of one sound."""

    sound: Sound
    events: list[dict[str, Any]]

    def sign(self, word: str) -> bool:
        """Whether there was a sign of it."""
        return any(each["word"] == word and not each["final"] for each in self.events)

    def confidence(self, word: str) -> float:
        """The highest of a final of it, or -1."""
        return max(
            (each["confidence"] for each in self.events if each["final"] and each["word"] == word),
            default=-1.0,
        )

    def late_s(self, word: str) -> list[float]:
        """For a sign with a final: how long after the word's end it came."""
        signs = [each["end_s"] for each in self.events if not each["final"]]
        ends = [each["end_s"] for each in self.events if each["final"] and each["word"] == word]
        return [signs[0] - ends[0]] if len(signs) == len(ends) == 1 else []


@dataclass
class Run:
    """All that was told, and what it cost."""

    clips: list[Told] = field(default_factory=list)
    foreign: list[Told] = field(default_factory=list)
    processor_s: float = 0.0
    sound_s: float = 0.0

    def hours(self, kind: str) -> float:
        """Of the other sounds of one kind."""
        lengths = (len(told.sound.samples) for told in self.foreign if told.sound.kind == kind)
        return sum(lengths) / RATE_HZ / 3600


def trained_folds() -> list[int]:
    """Those whose model is there."""
    return [fold for fold in range(FOLDS) if (MODELS / f"fold{fold}").is_dir()]


def listen(folds: Sequence[int], every: int) -> Run:
    """Every sound of these folds by the model that does not know its speaker."""
    run = Run()
    spotters = {fold: Spotter(MODELS / f"fold{fold}", dict.fromkeys(WORDS, 0.0)) for fold in folds}
    for where, sounds in ((run.clips, clips(folds, every)), (run.foreign, foreign(folds, every))):
        for sound in tqdm(sounds, desc="sounds", disable=None):
            pcm, spotter = sound.pcm(), spotters[sound.fold]
            spotter.reset()
            spotter.prepare()
            before_s = time.process_time()
            events = spotter.hear(pcm)
            run.processor_s += time.process_time() - before_s
            run.sound_s += len(sound.samples) / RATE_HZ
            sound.forget()
            where.append(Told(sound, events))
    return run


def _share(found: Sequence[bool]) -> str:
    return f"{100 * sum(found) / len(found):.1f} %" if found else "–"


def words_table(run: Run, folds: Sequence[int], sure: dict[str, float]) -> str:
    """Each word: by sign, by final, the final's worst fold, taken for another word."""
    rows = []
    for word in WORDS:
        told = [each for each in run.clips if each.sound.kind == word and not each.sound.condition]
        by_fold = [[each for each in told if each.sound.fold == fold] for fold in folds]
        finals = [[each.confidence(word) >= sure[word] for each in one] for one in by_fold]
        others = [
            any(each.confidence(other) >= sure[other] for other in WORDS if other != word)
            for each in told
        ]
        rows.append(
            [
                word,
                str(len(told)),
                _share([each.sign(word) for each in told]),
                _share(sum(finals, [])),
                ", ".join(f"{100 * sum(one) / max(1, len(one)):.0f}" for one in finals),
                _share(others),
            ]
        )
    header = ["word", "clips", "sign", "final", "final by fold, %", "final of another word"]
    return markdown(header, rows)


def curve_table(run: Run) -> str:
    """Stop at each confidence: found, and made up an hour."""
    told = [each for each in run.clips if each.sound.kind == "stop" and not each.sound.condition]
    kinds = list(dict.fromkeys(each.sound.kind for each in run.foreign))
    rows = []
    for least in CURVE:
        row = [
            f"final, from {least:g}",
            _share([each.confidence("stop") >= least for each in told]),
        ]
        for kind in kinds:
            made_up = sum(
                each.confidence("stop") >= least for each in run.foreign if each.sound.kind == kind
            )
            row.append(f"{made_up / run.hours(kind):.1f}")
        rows.append(row)
    signs = ["sign", _share([each.sign("stop") for each in told])]
    for kind in kinds:
        made_up = sum(each.sign("stop") for each in run.foreign if each.sound.kind == kind)
        signs.append(f"{made_up / run.hours(kind):.1f}")
    named = [f"an hour of {kind} ({run.hours(kind):.2f} h)" for kind in kinds]
    return markdown(["stop", "found", *named], [signs, *rows])


def conditions_table(run: Run, sure: float) -> str:
    """Stop in noise, in a room, over the ring and over a voice."""
    rows = []
    for condition in ("", *CONDITIONS):
        told = [
            each
            for each in run.clips
            if each.sound.kind == "stop" and each.sound.condition == condition
        ]
        signs = _share([each.sign("stop") for each in told])
        rows.append(
            [condition or "as recorded", str(len(told)), signs]
            + [_share([each.confidence("stop") >= sure for each in told])]
        )
    return markdown(["stop", "clips", "sign", "final"], rows)


def costs(run: Run) -> str:
    """Processor and latency in one sentence."""
    late = [
        late_s
        for told in run.clips
        if not told.sound.condition
        for late_s in told.late_s(told.sound.kind)
    ]
    tenths = statistics.quantiles(late, n=20)
    return (
        f"A sign comes {statistics.median(late):.2f} s after the end of the word (median; "
        f"95 of 100 within {tenths[-1]:.2f} s); listening takes "
        f"{100 * run.processor_s / run.sound_s:.1f} % of one core."
    )


def rival_sentence(folds: Sequence[int], every: int) -> str:
    """PocketSphinx's keyphrase search at the point where it makes up as little as we may."""
    found, made_up, hours, share = rival_scores(folds, every)
    allowed = int(2 * hours)
    least = sorted((score for score in made_up), reverse=True)[allowed : allowed + 1]
    bound = least[0] if least else -float("inf")
    return (
        f"{RIVAL}: {_share([score > bound for score in found])} of {len(found)} clips at no more "
        f"than 2 made up an hour of read sentences ({hours:.2f} h), at {100 * share:.0f} % of a "
        "core."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Count, print, and with --write put the tables into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth sound")
    parser.add_argument("--json", action="store_true", help="one object, last line")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/")
    given = parser.parse_args(arguments)
    folds = trained_folds()
    if not SPEECH.is_dir() or not folds:
        print(_UNTRAINED if SPEECH.is_dir() else MISSING)
        return
    sure = json.loads((SHIPPED / THRESHOLDS).read_text("utf-8"))
    run = listen(folds, given.every)
    parts = [
        words_table(run, folds, sure),
        conditions_table(run, sure["stop"]),
        curve_table(run),
        f"{costs(run)} {rival_sentence(folds, given.every)} {machine()}.",
    ]
    if given.every > 1:
        parts.insert(0, f"Only one of {given.every} recordings.")
    if len(folds) < FOLDS:
        which = ", ".join(map(str, folds))
        parts.insert(
            0, f"Only the speakers of the folds {which} of {FOLDS}; no others were trained."
        )
    text = "\n\n".join(parts)
    print(text)
    if given.write:
        write_block(DOCUMENT, "stop_words", text)
    if given.json:
        stops = [each for each in run.clips if each.sound.kind == "stop"]
        plain = [each for each in stops if not each.sound.condition]
        print(
            json.dumps(
                {
                    "stop_found": np.mean([e.confidence("stop") >= sure["stop"] for e in plain]),
                    "core_share": run.processor_s / run.sound_s,
                }
            )
        )


if __name__ == "__main__":
    main()
