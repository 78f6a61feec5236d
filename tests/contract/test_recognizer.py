"""What every recogniser has to do, fake or real; the speech is made by flite while testing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes import FakeRecognizer
from voice_skill.audio.wav import read_recording
from voice_skill.core.errors import AudioError, ContentError, ModelError
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


def test_the_model_is_built_once(tmp_path: Path) -> None:
    folder = language_model.build(SENTENCES, NAPROXEN, tmp_path, "content one")
    unread = iter(["this is not read"])

    assert language_model.build(unread, NAPROXEN, tmp_path, "content one") == folder
    assert next(unread)
    assert language_model.build(SENTENCES, NAPROXEN, tmp_path, "content two") != folder


def test_the_dictionary_has_only_the_words_that_are_needed(model_folder: Path) -> None:
    entries = (model_folder / language_model.DICTIONARY).read_text().splitlines()

    words = {entry.split()[0].partition("(")[0] for entry in entries}
    assert words == {word.strip("?").lower() for line in SENTENCES for word in line.split()}
    assert "naproxen N AH P R AA K S AH N" in entries


def test_words_without_a_pronunciation_are_reported(tmp_path: Path) -> None:
    folder = language_model.build(["take tizanidine now", "stop"], {}, tmp_path, "test")

    assert language_model.missing_words(folder) == ("tizanidine",)


@pytest.mark.parametrize("damaged", ["domain.arpa", "words.dict", "manifest.json", "phrases.json"])
def test_a_damaged_model_is_built_again(tmp_path: Path, damaged: str) -> None:
    folder = language_model.build(SENTENCES, NAPROXEN, tmp_path, "test")
    whole = (folder / damaged).read_bytes()
    (folder / damaged).write_bytes(whole[: len(whole) // 2])

    language_model.build(SENTENCES, NAPROXEN, tmp_path, "test")

    assert (folder / damaged).read_bytes() == whole


def test_old_models_are_forgotten(tmp_path: Path) -> None:
    for number in range(12):
        language_model.build(["stop", f"stop {'now ' * number}"], {}, tmp_path, str(number))

    assert len(list(tmp_path.iterdir())) == 8


@pytest.mark.parametrize("phones", ["N AH P R QQ", "naproxen", ""])
def test_a_bad_pronunciation_is_a_mistake_in_the_content(tmp_path: Path, phones: str) -> None:
    with pytest.raises(ContentError, match='of "naproxen" must be phones'):
        language_model.build(SENTENCES, {"naproxen": phones}, tmp_path, "test")


def test_no_sentences_is_a_mistake_in_the_content(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no sentence"):
        language_model.build(["", "?!"], {}, tmp_path, "test")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    with pytest.raises(ModelError, match="cannot be kept in"):
        language_model.build(SENTENCES, NAPROXEN, blocked / "models", "test")


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
