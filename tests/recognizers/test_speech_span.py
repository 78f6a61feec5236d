"""Silence around speech goes, and no speech goes with it."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.processes import Home
from voice_skill.ports import RATE_HZ
from voice_skill.recognizers.speech_span import speech_span

RECORDING = Path(__file__).parent.parent / "audio" / "slt--how_long_should_i_keep_the_ice_on.wav"


def _sound(*parts: tuple[float, float]) -> np.ndarray:
    """Noise of (seconds, level of full scale) one after the other; the same every time."""
    random = np.random.default_rng(1)
    return np.concatenate(
        [random.standard_normal(round(seconds * RATE_HZ)) * level for seconds, level in parts]
    )


@given(
    before_s=st.floats(0.0, 8.0),
    speech_s=st.floats(0.3, 5.0),
    after_s=st.floats(0.0, 8.0),
    noise=st.sampled_from([0.0, 1e-5, 1e-3, 5e-3]),
)
def test_all_speech_stays_and_most_silence_goes(
    before_s: float, speech_s: float, after_s: float, noise: float
) -> None:
    sound = _sound((before_s, noise), (speech_s, 0.1), (after_s, noise))
    start, end = (place / RATE_HZ for place in speech_span(sound))
    assert start <= before_s and end >= before_s + speech_s - 0.021
    assert start >= before_s - 0.3 and end <= before_s + speech_s + 0.3


def test_a_slammed_door_hides_nobody() -> None:
    sound = _sound((1.0, 1e-4), (0.3, 0.5), (1.0, 1e-4), (2.0, 0.01), (1.0, 1e-4))
    start, end = speech_span(sound)
    assert start <= 1.0 * RATE_HZ and end >= 4.28 * RATE_HZ


def test_a_click_is_no_speech() -> None:
    sound = _sound((2.0, 1e-4), (0.02, 0.2), (2.0, 1e-4), (1.0, 0.1), (2.0, 1e-4))
    assert speech_span(sound)[0] >= 3.5 * RATE_HZ


@pytest.mark.parametrize("seconds", [0.0, 0.01, 3.0])
@pytest.mark.parametrize("level", [0.0, 0.1])
def test_what_does_not_stand_out_stays_whole(seconds: float, level: float) -> None:
    assert speech_span(_sound((seconds, level))) == (0, round(seconds * RATE_HZ))


def test_a_question_between_long_silences_is_heard_where_it_was(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with wave.open(str(RECORDING)) as recording:
        rate_hz = recording.getframerate()
        question = recording.readframes(recording.getnframes())
    with wave.open(str(tmp_path / "long.wav"), "wb") as long:
        long.setparams((1, 2, rate_hz, 0, "NONE", ""))
        long.writeframes(bytes(rate_hz * 2 * 6) + question + bytes(rate_hz * 2 * 6))
    home = Home(tmp_path, tmp_path_factory.getbasetemp() / "cache")
    done = home.run("transcribe", tmp_path / "long.wav", "--json")
    heard = json.loads(done.stdout)
    assert heard["text"] == "how long should i keep the ice on"
    assert 5.9 < heard["words"][0]["start_s"] < heard["words"][-1]["end_s"] < heard["audio_s"] - 5
