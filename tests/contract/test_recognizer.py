"""What every recogniser has to do, fake or real; the speech is made by flite while testing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.tiny_vosk_model import tiny_vosk_model
from tests.fakes import FakeRecognizer
from voice_skill.audio.wav import read_recording
from voice_skill.core.errors import AudioError, ModelError
from voice_skill.ports import Recognizer
from voice_skill.recognizers import language_model
from voice_skill.recognizers.choose import choose_recognizer
from voice_skill.recognizers.process_recognizer import (
    ProcessRecognizer,
    pocketsphinx_recognizer,
    vosk_recognizer,
)

SPOKEN = (
    "how long should i keep the ice on my back",
    "set an ice timer for fifteen minutes",
    "stop",
    "can i take naproxen with food",
)
SENTENCES = (
    *SPOKEN,
    "How long should I keep the heat on?",
    "set a heat timer for twenty minutes",
    "cancel the timer",
    "how should i sleep",
    "what's next",
)
NAPROXEN = {"naproxen": "N AH P R AA K S AH N"}


@pytest.fixture(scope="session")
def say(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """16 kHz PCM of flite saying something."""
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed: scripts/setup --dev")
    folder = tmp_path_factory.mktemp("speech")

    def spoken(text: str) -> bytes:
        path = folder / f"{text}.wav"
        if not path.exists():
            subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(path)], check=True)
        return read_recording(path)

    return spoken


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return language_model.build(SENTENCES, NAPROXEN, tmp_path_factory.mktemp("models"), "test")


@pytest.fixture(params=["fake", "pocketsphinx"])
def recognizer(
    request: pytest.FixtureRequest, say: Callable[[str], bytes], model_folder: Path
) -> Iterator[Recognizer]:
    recognizer: Recognizer
    if request.param == "fake":
        recognizer = FakeRecognizer({say(text): text for text in SPOKEN})
    else:
        recognizer = pocketsphinx_recognizer(model_folder)
    yield recognizer
    recognizer.close()


@pytest.mark.parametrize("text", SPOKEN)
def test_hears_what_was_said(
    recognizer: Recognizer, say: Callable[[str], bytes], text: str
) -> None:
    transcript = recognizer.transcribe(say(text))

    assert transcript.text == text
    assert " ".join(word.word for word in transcript.words) == text
    assert transcript.engine == recognizer.name


def test_words_have_their_place_and_confidence(
    recognizer: Recognizer, say: Callable[[str], bytes]
) -> None:
    pcm = say(SPOKEN[0])
    transcript = recognizer.transcribe(pcm)

    assert transcript.audio_s == pytest.approx(len(pcm) / 32_000)
    assert transcript.decode_s >= 0
    places = [place for word in transcript.words for place in (word.start_s, word.end_s)]
    assert places == sorted(places)
    assert places[0] >= 0 and places[-1] <= transcript.audio_s + 0.1
    for word in transcript.words:
        assert word.confidence is None or 0 <= word.confidence <= 1


@pytest.mark.parametrize("pcm", [b"", bytes(2), bytes(320), bytes(64_000), b"\x05\x00" * 32_000])
def test_silence_has_no_words(recognizer: Recognizer, pcm: bytes) -> None:
    transcript = recognizer.transcribe(pcm)

    assert transcript.text == ""
    assert transcript.words == ()


def test_half_a_sample_is_an_error(recognizer: Recognizer) -> None:
    with pytest.raises(AudioError, match="half a sample"):
        recognizer.transcribe(bytes(33))


def test_the_same_sound_gives_the_same_words_whatever_came_before(
    recognizer: Recognizer, say: Callable[[str], bytes]
) -> None:
    first = recognizer.transcribe(say(SPOKEN[0]))
    for text in SPOKEN[1:]:
        recognizer.transcribe(say(text))

    assert recognizer.transcribe(say(SPOKEN[0])).words == first.words


def test_closes_twice_and_then_hears_nothing(recognizer: Recognizer) -> None:
    recognizer.close()
    recognizer.close()

    with pytest.raises(ModelError):
        recognizer.transcribe(bytes(3_200))


def quiet(pcm: bytes, divisor: int) -> bytes:
    import numpy as np

    return bytes((np.frombuffer(pcm, "<i2") // divisor).astype("<i2").tobytes())


def test_pocketsphinx_hears_quiet_speech(model_folder: Path, say: Callable[[str], bytes]) -> None:
    recognizer = pocketsphinx_recognizer(model_folder)

    assert recognizer.transcribe(quiet(say(SPOKEN[0]), 40)).text == SPOKEN[0]
    recognizer.close()


def children() -> list[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [int(pid) for pid in listed.split()]


def test_a_recogniser_that_is_killed_comes_back(
    model_folder: Path, say: Callable[[str], bytes]
) -> None:
    before = set(children())
    recognizer = pocketsphinx_recognizer(model_folder)
    recognizer.load()
    (child,) = set(children()) - before
    os.kill(child, signal.SIGKILL)

    try:
        text = recognizer.transcribe(say(SPOKEN[2])).text
    except ModelError:  # it died under the request
        text = recognizer.transcribe(say(SPOKEN[2])).text
    assert text == SPOKEN[2]
    recognizer.close()


@pytest.mark.parametrize("damage", ["missing", "garbage"])
def test_pocketsphinx_without_its_model_is_one_clear_sentence(tmp_path: Path, damage: str) -> None:
    if damage == "garbage":
        for name in (language_model.LANGUAGE_MODEL, language_model.DICTIONARY):
            (tmp_path / name).write_bytes(os.urandom(1_000))
    recognizer = pocketsphinx_recognizer(tmp_path)

    with pytest.raises(ModelError, match="missing or damaged"):
        recognizer.load()
    recognizer.close()


def damaged_vosk_model(folder: Path, how: str) -> Path:
    """A folder that looks like a Vosk model from outside."""
    if how == "nothing":
        return folder / "nothing"
    for name in ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "graph/words.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"" if how == "empty" else os.urandom(5_000))
    for name in ("HCLr.fst", "Gr.fst"):
        (folder / "graph" / name).write_bytes(b"\xd6\xfd\xb2\x7e" + os.urandom(500))
    return folder


@pytest.mark.parametrize("how", ["nothing", "empty", "garbage"])
def test_a_damaged_vosk_model_is_one_clear_sentence(tmp_path: Path, how: str) -> None:
    recognizer = vosk_recognizer(damaged_vosk_model(tmp_path, how))

    with pytest.raises(ModelError) as caught:
        recognizer.transcribe(bytes(32_000))
    recognizer.close()

    assert "fetch the model again" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_vosk_gives_words_with_their_place_and_confidence(
    tmp_path: Path, say: Callable[[str], bytes]
) -> None:
    recognizer = vosk_recognizer(tiny_vosk_model(tmp_path))
    pcm = say(SPOKEN[0])
    first, second = recognizer.transcribe(pcm), recognizer.transcribe(pcm)
    recognizer.close()

    assert set(first.text.split()) == {"stop", "hello"}
    assert first.text == " ".join(word.word for word in first.words)
    assert all(word.start_s < word.end_s for word in first.words)
    assert all(word.confidence is not None for word in first.words)
    assert second.words == first.words


def test_vosk_hears_nothing_in_no_sound_and_refuses_half_a_sample(tmp_path: Path) -> None:
    recognizer = vosk_recognizer(tiny_vosk_model(tmp_path))

    assert recognizer.transcribe(b"").words == ()
    with pytest.raises(AudioError):
        recognizer.transcribe(bytes(33))
    recognizer.close()


def test_a_vosk_model_without_runtime_graphs_goes_without_the_grammar(
    tmp_path: Path, say: Callable[[str], bytes]
) -> None:
    grammar = tmp_path / "phrases.json"
    grammar.write_text('["stop"]')
    recognizer, reason = choose_recognizer("auto", tiny_vosk_model(tmp_path), None, grammar)

    assert reason == "Listening with Vosk and the model vosk-model-tiny."
    assert "hello" in recognizer.transcribe(say(SPOKEN[0])).text
    recognizer.close()


def test_auto_takes_pocketsphinx_where_there_is_no_vosk_model(
    model_folder: Path, say: Callable[[str], bytes]
) -> None:
    recognizer, reason = choose_recognizer("auto", None, model_folder)

    assert reason == "Listening with PocketSphinx, because no Vosk model is installed."
    assert recognizer.transcribe(say(SPOKEN[2])).text == SPOKEN[2]
    recognizer.close()


def test_auto_takes_pocketsphinx_where_the_vosk_model_is_damaged(
    tmp_path: Path, model_folder: Path
) -> None:
    recognizer, reason = choose_recognizer(
        "auto", damaged_vosk_model(tmp_path, "garbage"), model_folder
    )

    assert reason.startswith("Listening with PocketSphinx, because Vosk cannot be used (")
    assert isinstance(recognizer, ProcessRecognizer)
    assert recognizer.name.startswith("pocketsphinx")
    recognizer.close()


def test_a_recogniser_that_was_asked_for_is_never_replaced(
    tmp_path: Path, model_folder: Path
) -> None:
    with pytest.raises(ModelError, match="no Vosk model is installed"):
        choose_recognizer("vosk", None, model_folder)
    with pytest.raises(ModelError):
        choose_recognizer("vosk", damaged_vosk_model(tmp_path, "garbage"), model_folder)
    with pytest.raises(ModelError, match="no model of this content"):
        choose_recognizer("pocketsphinx", None, None)
