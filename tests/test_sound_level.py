"""Choosing microphone and loudspeaker: what is advised, what is asked, what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.fakes import FakePlayer, FakeSource
from voice_skill.commands.sound import Room, settle
from voice_skill.core.errors import AudioError
from voice_skill.ports import RATE_HZ, Player, Sound, Source
from voice_skill.sound_level import CaptureVolume, Level, advice_db, too_near

RNG = np.random.default_rng(1)


def noise(db: float, seconds: float = 4.0) -> bytes:
    """White noise of this level."""
    samples = RNG.normal(0, 32_768 * 10 ** (db / 20), int(seconds * RATE_HZ))
    return np.clip(samples, -32_768, 32_767).astype("<i2").tobytes()


@pytest.mark.parametrize("db", [-60.0, -40.0, -20.0])
def test_a_level_is_measured_within_a_decibel(db: float) -> None:
    level = Level.of(noise(db))
    assert abs(level.quiet_db - db) < 1 and abs(level.loud_db - db) < 1
    assert not level.clipped


def test_of_nothing_it_is_silence() -> None:
    assert Level.of(b"") == Level.of(b"\1\2") == Level(-96.0, -96.0, False)


@pytest.mark.parametrize(
    ("floor_db", "speech_db", "advice"),
    [
        (-70.0, -20.0, 0.0),
        (-70.0, -23.0, 0.0),
        (-70.0, -35.0, 15.0),
        (-90.0, -60.0, 20.0),
        (-50.0, -35.0, 5.0),
        (-40.0, -35.0, 0.0),
        (-60.0, -8.0, -12.0),
    ],
)
def test_the_gain_follows_the_speech_and_is_held_by_the_noise(
    floor_db: float, speech_db: float, advice: float
) -> None:
    silence, speech = Level(floor_db, floor_db, False), Level(floor_db, speech_db, False)
    assert advice_db(silence, speech) == pytest.approx(advice)


def test_what_clips_is_turned_down_and_what_does_not_stand_out_is_told() -> None:
    silence, speech = Level.of(noise(-60)), Level.of(noise(0))
    assert speech.clipped and advice_db(silence, speech) == -10
    assert too_near(silence, Level.of(noise(-55)))
    assert not too_near(silence, Level.of(noise(-20)))


class Volume(CaptureVolume):
    """A volume control in memory."""

    def __init__(self) -> None:
        self.changes: list[float] = []

    def change(self, by_db: float) -> int | None:
        self.changes.append(by_db)
        return 50


def _room(
    answers: list[str], recordings: Iterator[bytes], told: list[str], kept: dict[str, str]
) -> Room:
    def source(name: str) -> Source:
        pcm = next(recordings)
        return FakeSource([pcm[at : at + 640] for at in range(0, len(pcm), 640)])

    def player(name: str) -> Player:
        if name == "broken":
            raise AudioError("The loudspeaker broken cannot be used.")
        return FakePlayer()

    return Room(
        ["table", "Jabra"],
        ["broken", "USB"],
        source,
        player,
        lambda: Sound(bytes(100), RATE_HZ),
        lambda player, sound: player.play(sound),
        Volume(),
        _asked(answers, told),
        told.append,
        lambda key, value: kept.update({key: value}),
    )


def _asked(answers: list[str], told: list[str]) -> Callable[[str], str]:
    left = iter(answers)

    def ask(question: str) -> str:
        told.append(question)
        return next(left)

    return ask


def test_the_ones_that_were_heard_are_kept_and_the_gain_is_set() -> None:
    told: list[str] = []
    kept: dict[str, str] = {}
    recordings = iter([noise(-70), noise(-35), noise(-60), noise(-20)])
    answers = ["2", "9", "2", "y", "2", "", "", "", "", "perhaps", "y"]
    room = _room(answers, recordings, told, kept)
    settle(room)
    assert kept == {"audio.loudspeaker": "USB", "audio.microphone": "table"}
    assert isinstance(room.volume, Volume) and room.volume.changes == [pytest.approx(15, abs=1)]
    assert any("cannot be used" in line for line in told)


def test_nobody_who_hears_is_an_error_and_nothing_is_kept() -> None:
    kept: dict[str, str] = {}
    room = _room(["", "n", "2", "n"], iter([]), [], kept)
    with pytest.raises(AudioError, match="None of the loudspeakers"):
        settle(room)
    assert kept == {}
