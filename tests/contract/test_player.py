"""What every Player must do, the fake and the real one on a real sound server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.audio.conftest import elapsed_s, no_sound_server, sound_server, tone, wait_until
from tests.fakes import FakePlayer
from voice_skill.audio.loudspeakers import Loudspeakers
from voice_skill.audio.player import DevicePlayer
from voice_skill.core.errors import AudioError
from voice_skill.ports import Player, Sound

__all__ = ["no_sound_server", "sound_server"]
Maker = Callable[[], Player]


def every() -> Loudspeakers:
    """What the product uses."""
    return Loudspeakers(None, DevicePlayer, lambda: [], lambda reason: None)


@pytest.fixture(params=[FakePlayer, DevicePlayer, every])
def player(request: pytest.FixtureRequest) -> Iterator[Player]:
    make: Maker = request.param
    if make is not FakePlayer:
        request.getfixturevalue("sound_server")
    player = make()
    yield player
    player.close()


def ends(player: Player) -> None:
    """Let it come to its end."""
    if isinstance(player, FakePlayer):
        player.finish()
    wait_until(lambda: not player.playing(), 8)


def test_a_sound_plays_to_its_end(player: Player) -> None:
    assert not player.playing()
    player.play(tone(0.3, 16_000), 0.5)
    assert player.playing()
    ends(player)
    assert not player.playing()


def test_a_stop_is_silence_within_50_ms_and_may_come_at_any_time(player: Player) -> None:
    player.stop()
    player.play(tone(20.0, 16_000))
    assert elapsed_s(player.stop) < 0.05
    assert not player.playing()
    player.stop()
    player.play(tone(20.0, 22_050), 0.0)
    assert player.playing()


def test_an_empty_sound_only_ends_what_plays(player: Player) -> None:
    player.play(tone(20.0, 16_000))
    player.play(Sound(b"", 16_000))
    assert not player.playing()


def test_after_closing_nothing_plays(player: Player) -> None:
    player.play(tone(20.0, 16_000))
    player.close()
    player.close()
    assert not player.playing()


@pytest.mark.usefixtures("no_sound_server")
@pytest.mark.parametrize("make", [lambda: FakePlayer(broken=True), DevicePlayer, every])
def test_without_a_loudspeaker_playing_is_an_error_each_time(make: Maker) -> None:
    player = make()
    for _ in range(2):
        with pytest.raises(AudioError, match="There is no loudspeaker; plug one in."):
            player.play(tone(0.1, 16_000))
        assert not player.playing()
    player.close()
