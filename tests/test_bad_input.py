"""Whatever comes in: one clear sentence, an exit code that tells, nothing lost, no traceback."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes import CHECKOUT, FIFTEEN_MINUTES, Home, is_one_sentence, next_line

RECORDING = CHECKOUT / "models" / "self_test" / "how_long_should_i_keep_the_ice_on.wav"
HEARD = "how long should i keep the ice on"


@pytest.fixture
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A new user."""
    home = Home(tmp_path, tmp_path_factory.getbasetemp() / "cache")
    yield home
    home.close()


def failed(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence on stderr of a command that failed."""
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert is_one_sentence(done.stderr), done.stderr
    return done.stderr


@pytest.mark.parametrize("command", ["ask", "understand", "say"])
@pytest.mark.parametrize("text", ["", " \n ", "ice " * 2500, "x" * 10_240])
def test_no_text_and_far_too_much(home: Home, command: str, text: str) -> None:
    failed(home.run(command, text))


@pytest.mark.parametrize("text", [b"\xff\xfe\x01", b"ice \xc3\x28 \xed\xa0\x80", b"\x1b\x07"])
@pytest.mark.parametrize("command", ["ask", "understand", "say"])
def test_binary_text(home: Home, command: str, text: bytes) -> None:
    failed(home.run(command, text))


def test_odd_but_valid_text_is_answered(home: Home) -> None:
    for text in ("\x1b[2J", "Ünïcödé ☃", "冰 十五", "a" * 900):
        done = home.run("understand", text, "--json")
        assert json.loads(done.stdout)["intent"] == "unknown"


def test_run_and_converse_go_on_after_bad_lines(home: Home) -> None:
    bad = b"\xff\xfe\n" + b"x" * 10_240 + b"\n\n{]\n" + b"\x00\x01\n"
    running = home.run("run", stdin=bad + b"what can you do\n")
    assert running.returncode == 0
    assert running.stdout.splitlines()[-1]
    assert "Traceback" not in running.stderr
    lines = home.run("converse", "--json", stdin=bad + b"what can you do\n").stdout.splitlines()
    assert len(lines) == 6
    assert json.loads(lines[-1])["intent"] == "control.help"


def no_samples(file: Path) -> None:
    """A WAV file that holds only a header."""
    with wave.open(str(file), "wb") as recording:
        recording.setparams((1, 2, 16_000, 0, "NONE", ""))


def half_a_header(file: Path) -> None:
    """The first bytes of a WAV file."""
    file.write_bytes(RECORDING.read_bytes()[:20])


def a_renamed_mp3(file: Path) -> None:
    """Another format under this name."""
    import soundfile

    samples, rate_hz = soundfile.read(RECORDING)
    soundfile.write(file, samples, rate_hz, format="MP3")


def text_in_it(file: Path) -> None:
    """Not sound at all."""
    file.write_text("how long should i keep the ice on")


def nothing(file: Path) -> None:
    """There is no file."""


@pytest.mark.parametrize(
    "make", [no_samples, half_a_header, a_renamed_mp3, text_in_it, nothing, Path.mkdir, Path.touch]
)
def test_a_bad_recording_is_told_and_the_others_are_done(
    home: Home, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    bad = tmp_path / "bad.wav"
    make(bad)
    done = home.run("transcribe", bad, RECORDING)
    assert str(bad) in failed(done)
    assert done.stdout.strip() == HEARD
    heard = home.run("hear", bad, RECORDING, "--json")
    assert heard.returncode == 1
    assert len(heard.stdout.splitlines()) == 1
    assert json.loads(heard.stdout)["heard"] == HEARD


@pytest.mark.parametrize(
    ("rate_hz", "channels", "subtype"),
    [(8_000, 1, "PCM_16"), (48_000, 2, "PCM_24"), (44_100, 2, "FLOAT"), (16_000, 1, "PCM_U8")],
)
def test_recordings_of_other_shapes_work(
    home: Home, tmp_path: Path, rate_hz: int, channels: int, subtype: str
) -> None:
    import soundfile
    import soxr

    samples, own_rate_hz = soundfile.read(RECORDING)
    other = soxr.resample(samples, own_rate_hz, rate_hz)
    file = tmp_path / "other.wav"
    soundfile.write(file, other.repeat(channels).reshape(-1, channels), rate_hz, subtype=subtype)
    done = home.run("transcribe", file)
    assert done.returncode == 0
    # Narrow or coarse sound costs words, a wrong conversion all of them.
    said = "how long should i keep the ice on".split()
    assert len(set(said) & set(done.stdout.split())) >= 5, done.stdout


def test_a_damaged_model_folder_is_told_and_auto_goes_without(home: Home, tmp_path: Path) -> None:
    model = tmp_path / "broken-model"
    (model / "am").mkdir(parents=True)
    (model / "am" / "final.mdl").write_bytes(b"\0" * 100)
    settings = tmp_path / ".config" / "voice_skill" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'[recognizer]\nengine = "vosk"\nmodel_folder = "{model}"\n')
    assert "broken-model" in failed(home.run("transcribe", RECORDING))
    assert home.run("models", "verify").returncode == 1
    settings.write_text(f'[recognizer]\nmodel_folder = "{model}"\n')
    done = home.run("transcribe", RECORDING)
    assert (done.returncode, done.stdout.strip()) == (0, HEARD)


def test_a_model_that_is_not_the_one_in_the_catalogue(home: Home, tmp_path: Path) -> None:
    archive = tmp_path / "model.zip"
    archive.write_bytes(b"PK" + bytes(1000))
    name = "vosk-model-small-en-us-0.15"
    assert "wrong" in failed(home.run("models", "fetch", name, "--from", archive))
    failed(home.run("models", "fetch", name, "--from", tmp_path / "none.zip"))
    assert name in failed(home.run("models", "fetch", "no-such-model"))
    assert "not installed" in home.run("models", "list").stdout


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("intents:\n  - intent: x.y\n    sentences: [hello]\n    colour: red\n", 4),
        ("intents:\n  - intent: x.y\n    sentences:\n      - hello (there\n", 4),
        ("intents: [\n", 2),
        ("rules: {a: b, a: c}\nintents: []\n", 1),
    ],
)
def test_a_mistake_in_the_content_names_file_and_line(
    home: Home, tmp_path: Path, text: str, line: int
) -> None:
    (tmp_path / "own" / "commands").mkdir(parents=True)
    (tmp_path / "own" / "commands" / "mine.yaml").write_text(text)
    for command in ("ask", "understand"):
        said = failed(home.run(command, "hello", "--intents", tmp_path / "own"))
        assert f"commands/mine.yaml, line {line}" in said


def test_a_duplicate_id_in_the_guide_is_told(home: Home, tmp_path: Path) -> None:
    own = tmp_path / "intents"
    shutil.copytree(CHECKOUT / "intents", own)
    part = sorted((own / "en" / "guide").glob("part*.yaml"))[0]
    shutil.copy(part, part.with_name("part9.yaml"))
    assert "line" in failed(home.run("ask", "hello", "--intents", own))


def test_content_that_is_not_there(home: Home, tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        failed(home.run("ask", "hello", "--intents", folder))


def test_wrong_settings_are_told_by_every_command_that_uses_them(
    home: Home, tmp_path: Path
) -> None:
    settings = tmp_path / ".config" / "voice_skill" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("[voice]\nspeech_rate_wpm = 9000\n")
    for arguments in (["ask", "hello"], ["say", "hello"], ["transcribe", "x.wav"], ["run"]):
        assert f"{settings}, line 2: voice.speech_rate_wpm" in failed(home.run(*arguments))
    assert "MISSING  settings" in home.run("doctor").stdout


def test_a_folder_for_the_state_that_cannot_be_written(home: Home) -> None:
    done = home.run("ask", FIFTEEN_MINUTES, change={"XDG_STATE_HOME": "/proc"})
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "saved" in done.stdout + done.stderr
    simulated = home.run("converse", "--state", "/proc/none", stdin=FIFTEEN_MINUTES)
    failed(simulated)


def test_a_full_disk_starts_no_timer_and_loses_none(home: Home) -> None:
    staying = home.start("ask", FIFTEEN_MINUTES)
    next_line(staying)
    staying.kill()
    staying.wait()
    command = [sys.executable, "-m", "voice_skill", "ask", "heat for ten minutes"]
    done = subprocess.run(
        command,
        env=home.environment,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        timeout=60,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    again = home.start("ask", "how much time is left")
    left = next_line(again)
    assert "ice" in left.lower()
    assert "heat" not in left.lower()


def test_output_that_cannot_be_written_is_one_sentence(home: Home) -> None:
    with open("/dev/full", "w") as full:
        for arguments in (["ask", HEARD], ["models", "list"], ["understand", HEARD, "--json"]):
            done = subprocess.run(
                [sys.executable, "-m", "voice_skill", *arguments],
                env=home.environment,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
            )
            assert done.returncode == 1
            assert "Traceback" not in done.stderr
            assert "Exception" not in done.stderr


@pytest.mark.parametrize("out", ["none/reply.wav", "."])
def test_a_reply_that_cannot_be_written(home: Home, out: str) -> None:
    failed(home.run("say", "hello", "--out", out))
    failed(home.run("hear", RECORDING, "--out", out))


def test_closed_streams_are_no_traceback(home: Home) -> None:
    command = f"{sys.executable} -m voice_skill run <&- 2>&1"
    done = subprocess.run(command, shell=True, env=home.environment, capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stdout) == (0, False)
    assert os.listdir(home.runtime) != ["engine.sock"]
