"""Whether what was recognised was said at all."""

from __future__ import annotations

import math
import wave
from pathlib import Path

import pytest

from scripts.benchmarks.recordings import MISSING, as_pcm, recordings
from tests.processes import Home
from voice_skill.recognizers.evidence import Piece, certainty, evidence

SCALE = 1024.0


def word(start: int, end: int, logarithm: float, posterior: float = 1.0) -> Piece:
    return Piece(start, end, math.exp(logarithm), posterior)


def sound(start: int, end: int, logarithm: float) -> Piece:
    return Piece(start, end, math.exp(logarithm / SCALE))


def test_the_gap_is_a_mean_over_the_frames_of_words_only() -> None:
    found = evidence(
        [word(10, 19, -30.0), word(30, 39, -10.0)],
        [sound(0, 9, -500.0), sound(10, 19, -10.0), sound(20, 29, -500.0), sound(30, 39, -10.0)],
    )
    assert found is not None and found.gap == pytest.approx((20 + 0) / 20, abs=0.01)
    assert found.doubt == 0.0


def test_words_that_explain_the_sound_worse_are_less_certain() -> None:
    sounds = [sound(0, 99, -50.0)]
    sure = certainty([word(0, 99, -100.0)], sounds)
    unsure = certainty([word(0, 99, -400.0)], sounds)
    doubtful = certainty([word(0, 99, -150.0, 0.02)], sounds)
    assert sure and unsure and doubtful and sure > 0.9 > doubtful > unsure and unsure < 0.5


def test_no_words_have_no_certainty_and_an_impossible_word_does_not_break_it() -> None:
    assert certainty([], [sound(0, 9, -1.0)]) is None
    found = certainty([Piece(0, 9, 0.0, 0.0)], [])
    assert found is not None and found < 0.01


def test_read_sentences_start_nothing(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sentences = recordings("sentences")
    if not sentences:
        pytest.skip(MISSING)
    files = []
    for clip in sentences[::90]:
        file = tmp_path / f"{clip.id}.wav"
        with wave.open(str(file), "wb") as recording:
            recording.setparams((1, 2, 16_000, 0, "NONE", ""))
            recording.writeframes(as_pcm(clip.samples))
        files.append(file)
    home = Home(tmp_path, tmp_path_factory.getbasetemp() / "cache")
    done = home.run("hear", *files, "--json")
    assert done.stdout.count('"timers": []') == len(files)
    assert done.stdout.count('"intent": "unknown"') >= 0.8 * len(files)
