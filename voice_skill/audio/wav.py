"""Recordings from files of any common shape, as what the recognisers take; and back into files."""

from __future__ import annotations

import os
import tempfile
import wave
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from voice_skill.core.errors import AudioError
from voice_skill.ports import RATE_HZ, Sound

LONGEST_S = 600
_FORMATS = ("WAV", "WAVEX", "RF64")
_LOWEST_HZ, _HIGHEST_HZ = 8_000, 192_000
_BLOCK_FRAMES = 1 << 16
_FULL_SCALE = 32_768


def read_recording(path: Path) -> bytes:
    """A WAV file as 16 kHz mono 16-bit PCM, whatever its rate, channels and sample format.

    At most ten minutes. Raises AudioError with one sentence for anything that is not such a file.
    """
    import soundfile

    _check_is_file(path)
    try:
        with soundfile.SoundFile(path) as recording:
            _check_shape(path, recording)
            pcm = b"".join(_converted(recording))
    except soundfile.SoundFileError as error:
        raise AudioError(
            f"{path} is damaged or not a WAV recording; record it again as WAV."
        ) from error
    if not pcm:
        raise AudioError(f"{path} holds no sound; record it again.")
    return pcm


def write_wav(path: Path, sound: Sound) -> None:
    """Write a sound as a WAV file; the file is there whole or not at all. Raises AudioError."""
    draft: str | None = None
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        with os.fdopen(handle, "wb") as file, wave.open(file, "wb") as recording:
            recording.setnchannels(1)
            recording.setsampwidth(2)
            recording.setframerate(sound.rate_hz)
            recording.writeframes(sound.pcm)
        _give_usual_mode(draft)
        os.replace(draft, path)
    except OSError as error:
        if draft is not None:
            with suppress(OSError):
                os.unlink(draft)
        raise AudioError(f"{path} cannot be written: {error.strerror}.") from error


def _give_usual_mode(draft: str) -> None:
    # mkstemp lets only the owner read; a recording that was asked for is a file like any other.
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(draft, 0o666 & ~mask)


def _check_is_file(path: Path) -> None:
    if path.is_dir():
        raise AudioError(f"{path} is a folder; name a recording in it.")
    if path.exists() and not path.is_file():
        raise AudioError(f"{path} is not a file; name a WAV recording.")
    try:
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise AudioError(f"There is no file {path}; check the name.") from None
    except OSError as error:
        raise AudioError(f"{path} cannot be read: {error.strerror}.") from error
    if path.stat().st_size == 0:
        raise AudioError(f"{path} is empty; record it again.")


def _check_shape(path: Path, recording: Any) -> None:
    if recording.format not in _FORMATS:
        raise AudioError(
            f"{path} is not a WAV recording but {recording.format}; convert it to WAV first."
        )
    if not _LOWEST_HZ <= recording.samplerate <= _HIGHEST_HZ:
        raise AudioError(
            f"{path} has {recording.samplerate} samples a second; record it with 8000 to 192000."
        )
    if recording.frames > LONGEST_S * recording.samplerate:
        raise AudioError(f"{path} is longer than ten minutes; cut it into shorter recordings.")


def _converted(recording: Any) -> Iterator[bytes]:
    """Block by block, so that a long recording in many channels still fits into a small machine."""
    import numpy as np
    import soxr

    resampler = soxr.ResampleStream(recording.samplerate, RATE_HZ, 1, dtype="float32")
    for block in recording.blocks(_BLOCK_FRAMES, dtype="float32", always_2d=True):
        mono = np.nan_to_num(block.mean(axis=1), posinf=1.0, neginf=-1.0).clip(-1.0, 1.0)
        if recording.samplerate != RATE_HZ:
            mono = resampler.resample_chunk(mono)
        yield _as_pcm(mono)
    if recording.samplerate != RATE_HZ:
        yield _as_pcm(resampler.resample_chunk(np.zeros(0, dtype=np.float32), last=True))


def _as_pcm(samples: Any) -> bytes:
    scaled = (samples * _FULL_SCALE).round().clip(-_FULL_SCALE, _FULL_SCALE - 1)
    return bytes(scaled.astype("<i2").tobytes())
