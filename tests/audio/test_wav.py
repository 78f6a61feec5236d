"""Files in and out, of every shape that people have."""

from __future__ import annotations

import os
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice_skill.audio.wav import read_recording, write_wav
from voice_skill.core.errors import AudioError
from voice_skill.ports import Sound


def sine(rate_hz: int, seconds: float = 1.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(rate_hz * seconds)) / rate_hz)


def samples(pcm: bytes) -> np.ndarray:
    return np.frombuffer(pcm, dtype="<i2")


def assert_is_the_sine(pcm: bytes) -> None:
    heard = samples(pcm)
    assert abs(len(heard) - 16_000) <= 2
    middle = heard[2_000:14_000] / 32_768
    expected = sine(16_000)[2_000:14_000]
    assert np.abs(middle - expected).max() < 0.02


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_rate_becomes_16_khz_mono(tmp_path: Path, rate_hz: int, channels: int) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.stack([sine(rate_hz)] * channels, axis=1), rate_hz, "PCM_16")

    assert_is_the_sine(read_recording(path))


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_every_sample_format_is_read(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, sine(44_100), 44_100, subtype)

    assert_is_the_sine(read_recording(path))


def test_what_needs_no_conversion_is_unchanged(tmp_path: Path) -> None:
    pcm = np.arange(-32_768, 32_768, dtype="<i2").tobytes()
    write_wav(tmp_path / "a.wav", Sound(pcm, 16_000))

    assert read_recording(tmp_path / "a.wav") == pcm


def test_two_channels_are_mixed(tmp_path: Path) -> None:
    left = np.full(1_600, 0.5)
    soundfile.write(tmp_path / "a.wav", np.stack([left, left * 0], axis=1), 16_000, "PCM_16")

    assert set(samples(read_recording(tmp_path / "a.wav"))) == {8_192}


def test_too_loud_and_broken_floats_are_clipped(tmp_path: Path) -> None:
    loud = np.array([3.0, -3.0, np.nan, np.inf, -np.inf] * 400, dtype=np.float32)
    soundfile.write(tmp_path / "a.wav", loud, 16_000, "FLOAT")

    assert set(samples(read_recording(tmp_path / "a.wav"))) == {32_767, -32_768, 0}


def test_a_recording_that_was_cut_off_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_wav(path, Sound(bytes(32_000), 16_000))
    os.truncate(path, 44 + 16_000)

    assert len(read_recording(path)) == 16_000


@pytest.mark.parametrize("announced", [0, 0x7FFF_F000, 0xFFFF_FFFF])
def test_a_stream_that_did_not_know_its_length_is_read(tmp_path: Path, announced: int) -> None:
    path = tmp_path / "a.wav"
    write_wav(path, Sound(b"\x01\x02" * 16_000, 16_000))
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, 40, announced)
    path.write_bytes(content)

    if announced:
        assert read_recording(path) == b"\x01\x02" * 16_000
    else:
        with pytest.raises(AudioError, match="holds no sound"):
            read_recording(path)


def test_ten_minutes_is_the_most(tmp_path: Path) -> None:
    write_wav(tmp_path / "whole.wav", Sound(bytes(600 * 16_000), 8_000))
    write_wav(tmp_path / "long.wav", Sound(bytes(600 * 16_000 + 2), 8_000))

    assert len(read_recording(tmp_path / "whole.wav")) == pytest.approx(600 * 32_000, abs=4)
    with pytest.raises(AudioError, match="longer than ten minutes"):
        read_recording(tmp_path / "long.wav")


def test_other_kinds_of_sound_are_refused_by_name(tmp_path: Path) -> None:
    for kind in ("MP3", "FLAC", "OGG"):
        path = tmp_path / f"{kind}.wav"
        soundfile.write(path, sine(16_000), 16_000, format=kind)

        with pytest.raises(AudioError, match=f"not a WAV recording but {kind}; convert"):
            read_recording(path)


def unusable(folder: Path) -> dict[str, Path]:
    whole = folder / "whole.wav"
    write_wav(whole, Sound(bytes(3_200), 16_000))
    names = ("no_samples", "text", "empty", "header", "zeros")
    paths = {name: folder / f"{name}.wav" for name in names}
    write_wav(paths["no_samples"], Sound(b"", 16_000))
    paths["text"].write_text("RIFF is what this should begin with, and it does.\n" * 20)
    paths["empty"].write_bytes(b"")
    paths["header"].write_bytes(whole.read_bytes()[:30])
    paths["zeros"].write_bytes(bytes(4_096))
    os.mkfifo(folder / "pipe.wav")
    return {
        **paths,
        "folder": folder,
        "missing": folder / "nothing.wav",
        "pipe": folder / "pipe.wav",
    }


@pytest.mark.parametrize(
    "name", ["no_samples", "text", "empty", "header", "zeros", "folder", "missing", "pipe"]
)
def test_what_is_no_recording_is_one_clear_sentence(tmp_path: Path, name: str) -> None:
    path = unusable(tmp_path)[name]

    with pytest.raises(AudioError) as caught:
        read_recording(path)

    sentence = str(caught.value)
    assert str(path) in sentence
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 250


def test_hostile_headers_never_get_past_our_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_wav(path, Sound(bytes(64), 16_000))
    whole = path.read_bytes()
    for position in range(44):
        for value in (0x00, 0x7F, 0xFF):
            path.write_bytes(whole[:position] + bytes([value]) + whole[position + 1 :])
            try:
                read_recording(path)
            except AudioError:
                pass


def test_writes_what_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_text("an older file")
    write_wav(path, Sound(b"\x01\x02\x03\x04", 22_050))

    with wave.open(str(path)) as recording:
        assert recording.getparams()[:4] == (1, 2, 22_050, 2)
        assert recording.readframes(2) == b"\x01\x02\x03\x04"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="cannot be written"):
        write_wav(tmp_path / "no folder" / "a.wav", Sound(b"", 16_000))
    with pytest.raises(AudioError, match="cannot be written"):
        write_wav(tmp_path, Sound(b"", 16_000))
