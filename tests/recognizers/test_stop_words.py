"""The shipped stop-word model on a few real voices, and through the always-on path of the product.

It has learnt from these very recordings: that it works is shown here, how well by scripts/bench
stop_words with speakers it has never heard.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.benchmarks.flite import MISSING, has_flite, spoken
from scripts.benchmarks.recordings import as_pcm
from scripts.training.stop_words_clips import SPEECH, recordings
from scripts.training.stop_words_units import WORDS
from voice_skill.recognizers.choose import choose_recognizer
from voice_skill.recognizers.stop_words_worker import BLOCK_BYTES, Spotter
from voice_skill.resources import models_dir

MODEL = models_dir() / "stop_words"
LARGEST_MODEL_BYTES = 3_000_000
FEW = 25
PAUSE = bytes(2 * BLOCK_BYTES * 5)

needs_recordings = pytest.mark.skipif(
    not SPEECH.is_dir(), reason="there are no recordings in shared/speech beside the checkout"
)


@pytest.fixture(scope="module")
def spotter() -> Spotter:
    spotter = Spotter(MODEL)
    spotter.prepare()
    return spotter


def told(spotter: Spotter, pcm: bytes) -> list[dict[str, Any]]:
    spotter.reset()
    return spotter.hear(PAUSE + pcm + PAUSE)


def few(name: str, **columns: str) -> list[bytes]:
    """PCM of the first recordings with these values."""
    found = recordings(name, lambda row: columns.items() <= row.items())
    return [as_pcm(recording.samples) for recording, _ in zip(found, range(FEW), strict=False)]


def test_the_model_is_small_and_knows_exactly_its_words(spotter: Spotter) -> None:
    files = [path for path in Path(MODEL).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= LARGEST_MODEL_BYTES
    assert set(spotter.thresholds) == set(WORDS)
    lines = (MODEL / "graph" / "words.txt").read_text("utf-8").splitlines()
    assert {line.split()[0] for line in lines} == {"<eps>", "#0", "[unk]", *WORDS}


@needs_recordings
@pytest.mark.parametrize("word", ["stop", "yes", "no"])
def test_finds_words_of_real_people(spotter: Spotter, word: str) -> None:
    clips = few("keywords", word=word, split="dev")
    finals = [{each["word"] for each in told(spotter, clip) if each["final"]} for clip in clips]
    assert sum(word in words for words in finals) >= 0.8 * FEW
    assert sum(bool(words - {word}) for words in finals) <= 0.12 * FEW


@needs_recordings
def test_hears_no_stop_in_sentences_and_wake_phrases(spotter: Spotter) -> None:
    for pcm in few("sentences") + few("wake"):
        assert "stop" not in {each["word"] for each in told(spotter, pcm) if each["final"]}


def test_hears_nothing_in_silence_and_in_noise(spotter: Spotter) -> None:
    import numpy as np

    noise = np.random.default_rng(1).normal(0, 0.05, 5 * 16_000)
    assert told(spotter, bytes(5 * 32_000)) == []
    assert told(spotter, as_pcm(noise)) == []


def test_blocks_of_any_length_give_the_same(spotter: Spotter) -> None:
    if not has_flite():
        pytest.skip(MISSING)
    sound = PAUSE + as_pcm(spoken("stop", "rms")) + PAUSE
    spotter.reset()
    at_once = spotter.hear(sound)
    spotter.reset()
    pieces = (sound[at : at + 642] for at in range(0, len(sound), 642))
    in_pieces = [each for piece in pieces for each in spotter.hear(piece)]
    assert at_once == in_pieces
    assert {each["word"] for each in at_once} == {"stop"}


def test_places_are_right_after_minutes(spotter: Spotter) -> None:
    if not has_flite():
        pytest.skip(MISSING)
    minutes_s = 230  # Vosk begins its sums anew after 200 s
    spotter.reset()
    for _ in range(minutes_s):
        assert spotter.hear(bytes(32_000)) == []
    said = as_pcm(spoken("stop", "rms"))
    finals = [each for each in spotter.hear(said + PAUSE) if each["final"]]
    assert [each["word"] for each in finals] == ["stop"]
    assert minutes_s < finals[0]["start_s"] < finals[0]["end_s"] < minutes_s + len(said) / 32_000


def test_the_recogniser_of_orders_decodes_with_this_model_too() -> None:
    if not has_flite():
        pytest.skip(MISSING)
    recognizer, why = choose_recognizer("auto", MODEL, None)
    try:
        transcript = recognizer.transcribe(PAUSE + as_pcm(spoken("stop", "rms")) + PAUSE)
    finally:
        recognizer.close()
    assert "Vosk" in why
    assert transcript.text == "stop"
    (word,) = transcript.words
    assert 0.5 < word.start_s < word.end_s < transcript.audio_s
    assert word.confidence is not None and word.confidence > 0.5
