"""The microphone, spoken into through a real sound server."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from tests.audio.conftest import SoundServer, tone
from voice_skill.audio.devices import has_microphone
from voice_skill.audio.microphone import BLOCK_BYTES, Microphone
from voice_skill.audio.microphone_worker import BlockQueue
from voice_skill.audio.wav import write_wav
from voice_skill.core.errors import AudioError


def test_hears_what_is_said_in_the_room(sound_server: SoundServer, tmp_path: Path) -> None:
    write_wav(tmp_path / "beep.wav", tone(1.0, 22_050))
    speaker = threading.Thread(target=sound_server.speak, args=[tmp_path / "beep.wav"])
    microphone = Microphone()
    heard = b""
    for block in microphone.blocks():
        assert len(block) == BLOCK_BYTES
        if not heard:
            speaker.start()
        heard += block
        if len(heard) > 5 * 32_000:
            microphone.close()
    speaker.join()

    samples = np.frombuffer(heard, dtype="<i2")
    loud = np.abs(samples) > 3_000
    assert 0.5 < loud.sum() / 16_000 < 1.0
    first = int(loud.argmax())
    spectrum = np.abs(np.fft.rfft(samples[first + 1_600 : first + 9_600].astype(float)))
    assert abs(spectrum.argmax() * 2 - 440) <= 2
    assert microphone.overflows == 0


def test_a_reader_that_falls_behind_loses_the_oldest_and_is_told() -> None:
    queue = BlockQueue(limit=3)
    for block in (b"a", b"b", b"c", b"d", b"e"):
        queue.put(block)

    assert queue.take(1.0) == b"cde"
    assert queue.overflows == 2
    queue.put(b"f", lost_before=True)
    assert queue.take(1.0) == b"f"
    assert queue.overflows == 3


def test_a_device_that_falls_silent_is_an_error() -> None:
    with pytest.raises(AudioError, match="gives no sound any more"):
        BlockQueue(limit=3).take(0.05)


def test_close_from_another_thread_ends_the_iteration(sound_server: SoundServer) -> None:
    microphone = Microphone("pulse")
    first = threading.Event()
    ended = threading.Event()

    def listen() -> None:
        for _ in microphone.blocks():
            first.set()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    assert first.wait(10)
    microphone.close()
    microphone.close()

    assert ended.wait(2)
    assert list(microphone.blocks()) == []


def test_a_microphone_that_is_lost_is_an_error_and_may_come_back(
    sound_server: SoundServer,
) -> None:
    microphone = Microphone()
    blocks = microphone.blocks()
    next(blocks)

    sound_server.end()
    with pytest.raises(AudioError):
        for _ in blocks:
            pass
    with pytest.raises(AudioError):
        next(microphone.blocks())

    sound_server.begin()
    assert next(microphone.blocks())
    microphone.close()


def test_a_wrong_name_tells_the_right_ones(sound_server: SoundServer) -> None:
    microphone = Microphone("Jabra")

    with pytest.raises(AudioError, match='no microphone named "Jabra"; there are: .*pulse'):
        next(microphone.blocks())
    microphone.close()


@pytest.mark.usefixtures("no_sound_server")
def test_without_a_microphone_there_is_a_sentence() -> None:
    if has_microphone():
        pytest.skip("this machine has a microphone without a sound server")
    microphone = Microphone()

    with pytest.raises(AudioError, match="There is no microphone; plug one in."):
        next(microphone.blocks())
    microphone.close()
