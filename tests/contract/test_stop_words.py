"""What every stop-word listener has to do, fake or real; the words are spoken by flite."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes import FakeStopWords
from voice_skill.audio.wav import read_recording
from voice_skill.core.errors import AudioError, ModelError
from voice_skill.ports import RATE_HZ, StopWord, StopWordListener
from voice_skill.recognizers.stop_words import VoskStopWords
from voice_skill.resources import models_dir

Say = Callable[[str], bytes]
WORDS = ("stop", "yes", "no")
OTHER = "the museum is on the left bank of the river"
PAUSE = bytes(2 * RATE_HZ)
BLOCK_BYTES = RATE_HZ // 50 * 2
LATEST_S = 0.5
"""From the last sample of flite's word to its sign; the sounds end before their recording does."""


@pytest.fixture(scope="session")
def say(tmp_path_factory: pytest.TempPathFactory) -> Say:
    """16 kHz PCM of flite saying something."""
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed: scripts/setup --dev")
    folder = tmp_path_factory.mktemp("words")

    def spoken(text: str) -> bytes:
        path = folder / f"{text}.wav"
        if not path.exists():
            subprocess.run(["flite", "-voice", "rms", "-t", text, "-o", str(path)], check=True)
        return read_recording(path)

    return spoken


@pytest.fixture(params=["fake", "vosk"])
def listener(request: pytest.FixtureRequest, say: Say) -> Iterator[StopWordListener]:
    listener: StopWordListener
    if request.param == "fake":
        listener = FakeStopWords({say(word): word for word in WORDS})
    else:
        listener = VoskStopWords(models_dir() / "stop_words")
    yield listener
    listener.close()


def heard(listener: StopWordListener, sound: bytes) -> list[tuple[float, StopWord]]:
    """What is told, each with the seconds of sound that it took."""
    told = []
    for start in range(0, len(sound), BLOCK_BYTES):
        block = sound[start : start + BLOCK_BYTES]
        at_s = (start + len(block)) / 2 / RATE_HZ
        told += [(at_s, word) for word in listener.hear(block)]
    return told


@pytest.mark.parametrize("word", WORDS)
def test_tells_a_word_as_a_sign_and_then_as_final(
    listener: StopWordListener, say: Say, word: str
) -> None:
    said = say(word)
    told = heard(listener, PAUSE + said + PAUSE)
    assert [(each.word, each.final) for _, each in told] == [(word, False), (word, True)]
    (sign_s, sign), (final_s, final) = told
    end_s = (len(PAUSE) + len(said)) / 2 / RATE_HZ
    assert sign_s <= end_s + LATEST_S and sign_s < final_s
    assert final.start_s is not None and final.confidence is not None
    assert 0.8 < final.start_s < final.end_s <= final_s
    assert 0 < final.confidence <= 1


def test_tells_nothing_of_other_speech_and_of_silence(listener: StopWordListener, say: Say) -> None:
    assert heard(listener, PAUSE + say(OTHER) + PAUSE * 3) == []


def test_goes_on_after_a_reset(listener: StopWordListener, say: Say) -> None:
    heard(listener, PAUSE + say("stop")[: RATE_HZ // 2])
    listener.reset()
    told = heard(listener, PAUSE + say("yes") + PAUSE)
    assert {each.word for _, each in told} == {"yes"}


def test_half_a_sample_is_an_error(listener: StopWordListener) -> None:
    with pytest.raises(AudioError, match="half a sample"):
        listener.hear(bytes(3))


def test_a_closed_one_says_so(listener: StopWordListener) -> None:
    listener.close()
    listener.close()
    with pytest.raises(ModelError):
        listener.hear(PAUSE)


def children() -> set[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return {int(pid) for pid in listed.split()}


def test_a_child_that_is_killed_comes_back(say: Say) -> None:
    before = children()
    listener = VoskStopWords(models_dir() / "stop_words")
    try:
        listener.load()
        (child,) = children() - before
        os.kill(child, signal.SIGKILL)
        try:
            told = heard(listener, PAUSE + say("stop") + PAUSE)
        except ModelError:  # it died under the request
            told = heard(listener, PAUSE + say("stop") + PAUSE)
        assert {(each.word, each.final) for _, each in told} == {("stop", False), ("stop", True)}
    finally:
        listener.close()


def test_a_model_that_is_missing_says_what_to_do(tmp_path: Path) -> None:
    listener = VoskStopWords(tmp_path)
    try:
        with pytest.raises(ModelError, match="install"):
            listener.load()
    finally:
        listener.close()
