"""Settings: the usual values, a full file, and every mistake as one sentence with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_skill.core.errors import VoiceSkillError
from voice_skill.paths import Paths
from voice_skill.settings import Settings
from voice_skill.settings_file import load_settings

FULL = """\
emergency_region = "gb"

[recognizer]
engine = "pocketsphinx"

[audio]
microphone = "Jabra"
loudspeaker = "USB"

[voice]
name = "en-us"
speech_rate_wpm = 120
"""


def written(folder: Path, text: str) -> Path:
    """A settings file with this text."""
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_the_usual_settings_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == Settings()
    assert Settings().voice.speech_rate_wpm == 150


def test_a_full_file_is_read(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, FULL))
    assert settings.recognizer.engine == "pocketsphinx"
    assert (settings.audio.microphone, settings.audio.loudspeaker) == ("Jabra", "USB")
    assert (settings.voice.name, settings.voice.speech_rate_wpm) == ("en-us", 120)


@pytest.mark.parametrize(("region", "number"), [("us", "911"), ("gb", "999"), ("eu", "112")])
def test_the_region_gives_the_emergency_number(tmp_path: Path, region: str, number: str) -> None:
    settings = load_settings(written(tmp_path, f'emergency_region = "{region}"'))
    assert settings.emergency_number == number


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('emergency_region = "mars"', 1, "emergency_region"),
        ("emergency_region = true", 1, "emergency_region"),
        ('colour = "red"', 1, "colour"),
        ("\nrest_between_applications_s = 60", 2, "rest_between_applications_s"),
        ("[voice]\n\nspeech_rate_wpm = 9", 3, "voice.speech_rate_wpm"),
        ('[voice]\nspeech_rate_wpm = "fast"', 2, "voice.speech_rate_wpm"),
        ('[voice]\nname = "en"\nnmae = "en"', 3, "voice.nmae"),
        ('[recognizer]\nengine = "magic"', 2, "recognizer.engine"),
        ("\n[voic]\nname = 1", 2, "voic"),
        ('voice = "en"', 1, "voice"),
        ("voice.rate = 1", 1, "voice.rate"),
        ("voice = {name = 1}", 1, "voice.name"),
        ("[listening]\nwake_enabled = 1", 2, "listening.wake_enabled"),
        ("[listening]\nendpoint_silence_s = 0.1", 2, "listening.endpoint_silence_s"),
        ("[listening]\nendpoint_silence_s = nan", 2, "listening.endpoint_silence_s"),
        ("[listening]\nendpoint_silence_s = true", 2, "listening.endpoint_silence_s"),
        ('[listening]\nwake_phrase = "Hey, you!"', 2, "listening.wake_phrase"),
        ('[night]\nto = "07:00"\nfrom = "25:00"', 3, "night.from"),
        ('[night]\nfrom_ = "22:00"', 2, "night.from_"),
        ("[night]\nspeech_volume_percent = 101", 2, "night.speech_volume_percent"),
        ('[service]\nlog_transcripts = "yes"', 2, "service.log_transcripts"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, text: str, line: int, key: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(VoiceSkillError) as caught:
        load_settings(file)
    said = str(caught.value)
    assert said.startswith(f"{file}, line {line}: {key} ")
    assert "\n" not in said


@pytest.mark.parametrize("content", [b"= 1", b"[voice", b"\xff\xfe\x00", b"\x00"])
def test_what_is_no_toml_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    with pytest.raises(VoiceSkillError) as caught:
        load_settings(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_environment_moves_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONFIG", "STATE", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "missing"))
    paths = Paths.of_user()
    assert paths.settings_file == tmp_path / "config" / "voice_skill" / "settings.toml"
    assert paths.models == tmp_path / "data" / "voice_skill" / "models"
    assert paths.runtime == paths.state, "without a folder of its own the socket lies by the state"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert Paths.of_user().runtime == tmp_path / "voice_skill"
