"""The loudspeaker, heard through a real sound server."""

from __future__ import annotations

import pytest

from tests.audio.conftest import SoundServer, elapsed_s, tone, wait_until
from voice_skill.audio.devices import has_loudspeaker, has_microphone, list_devices
from voice_skill.audio.player import DevicePlayer
from voice_skill.core.errors import AudioError
from voice_skill.ports import Sound


@pytest.mark.parametrize("rate_hz", [16_000, 22_050])
def test_plays_a_whole_sound_and_then_is_done(sound_server: SoundServer, rate_hz: int) -> None:
    player = DevicePlayer()
    with sound_server.listen() as listener:
        player.play(tone(1.0, rate_hz))
        assert player.playing()
        wait_until(lambda: not player.playing(), 8)
        player.close()

        # A sink that wakes up may swallow the beginning.
        assert 0.75 < sum(listener.loud()) / 100 < 1.05


def test_falls_silent_within_50_ms(sound_server: SoundServer) -> None:
    player = DevicePlayer()
    with sound_server.listen() as listener:
        player.play(tone(8.0, 16_000))
        wait_until(lambda: sum(listener.loud()) > 30, 8)

        assert elapsed_s(player.stop) < 0.05
        assert not player.playing()
        stopped_s = listener.heard_s()
        wait_until(lambda: listener.heard_s() > stopped_s + 0.5, 8)
        player.close()

        last_loud_s = max(index for index, loud in enumerate(listener.loud()) if loud) / 100
        # 50 ms, and what the recorder itself had not yet read.
        assert last_loud_s < stopped_s + 0.1


def test_a_new_sound_replaces_the_old_one(sound_server: SoundServer) -> None:
    player = DevicePlayer()
    player.play(tone(30.0, 16_000))
    player.play(tone(0.2, 16_000))
    wait_until(lambda: not player.playing(), 8)
    player.play(Sound(b"", 16_000))

    assert not player.playing()
    player.close()
    player.close()


def test_a_device_is_found_by_a_part_of_its_name(sound_server: SoundServer) -> None:
    player = DevicePlayer("PUL")
    player.play(tone(5.0, 16_000))

    assert player.playing()
    player.close()
    assert not player.playing()


def test_a_wrong_name_tells_the_right_ones(sound_server: SoundServer) -> None:
    player = DevicePlayer("Jabra")

    with pytest.raises(AudioError, match='no loudspeaker named "Jabra"; there are: .*pulse'):
        player.play(tone(0.1, 16_000))
    player.close()


def test_a_sound_server_that_crashes_is_an_error_and_may_come_back(
    sound_server: SoundServer,
) -> None:
    player = DevicePlayer()
    player.play(tone(30.0, 16_000))

    sound_server.end()
    with pytest.raises(AudioError, match="unplug|plug it in again"):
        wait_until(lambda: not player.playing(), 40)
    assert not player.playing()
    with pytest.raises(AudioError):
        player.play(tone(0.1, 16_000))
    player.stop()

    sound_server.begin()
    player.play(tone(5.0, 16_000))
    assert player.playing()
    player.close()


def test_lists_what_there_is(sound_server: SoundServer) -> None:
    assert "pulse" in [device.name for device in list_devices()]
    assert has_loudspeaker()
    assert has_microphone()


def test_a_loudspeaker_that_takes_nothing_is_an_error(sound_server: SoundServer) -> None:
    player = DevicePlayer()
    player.play(tone(0.1, 16_000))
    wait_until(lambda: not player.playing(), 8)
    sound_server.control("suspend-sink", "out", "1")

    def loses() -> None:
        player.play(tone(1.2, 16_000))
        wait_until(lambda: not player.playing(), 8)

    with pytest.raises(AudioError, match="plays nothing any more"):
        print("noticed after", elapsed_s(loses))
    player.close()


@pytest.mark.usefixtures("no_sound_server")
def test_without_sound_there_is_a_sentence_and_no_crash() -> None:
    if has_loudspeaker():
        pytest.skip("this machine has a loudspeaker without a sound server")
    player = DevicePlayer()

    with pytest.raises(AudioError, match="There is no loudspeaker; plug one in."):
        player.play(tone(0.1, 16_000))
    assert not has_microphone()
    player.close()
