"""One loudspeaker after another, as they fail and come back."""

from __future__ import annotations

import pytest

from tests.fakes import FakePlayer
from voice_skill.audio.loudspeakers import LOOK_AGAIN_S, Loudspeakers
from voice_skill.core.errors import AudioError
from voice_skill.ports import Sound

SOUND = Sound(b"\1\0" * 160, 16_000)


class Desk:
    """Named loudspeakers, of which some are broken, and what was told about them."""

    def __init__(self, broken: set[str]) -> None:
        self.broken = broken
        self.names = ["Jabra", "USB", "HDMI"]
        self.opened: list[str] = []
        self.told: list[str] = []
        self.now_s = 0.0
        self.last = FakePlayer()
        self.every = Loudspeakers(
            "Jabra", self.open, lambda: self.names, self.told.append, lambda: self.now_s
        )

    def open(self, name: str | None) -> FakePlayer:
        label = name or "usual"
        desk = self

        class Named(FakePlayer):
            def play(self, sound: Sound, volume: float = 1.0) -> None:
                desk.opened.append(label)
                self.broken = label in desk.broken
                super().play(sound, volume)

        self.last = Named()
        return self.last


def test_the_chosen_one_is_tried_twice_and_then_the_next_which_is_told_once() -> None:
    desk = Desk(broken={"Jabra"})
    desk.every.play(SOUND, 0.4)
    assert desk.opened == ["Jabra", "Jabra", "USB"]
    assert (desk.last.volumes, desk.every.playing()) == ([0.4], True)
    desk.every.play(SOUND)
    assert desk.opened[3:] == ["USB"]
    assert desk.told == ['There is no loudspeaker; plug one in. Until then I use "USB".']


def test_the_chosen_one_is_used_again_when_it_is_back_and_told_when_it_goes_again() -> None:
    desk = Desk(broken={"Jabra"})
    for by_s in (0.0, LOOK_AGAIN_S, LOOK_AGAIN_S):
        desk.now_s += by_s
        desk.every.play(SOUND)
    assert (desk.opened[3:], len(desk.told)) == (["Jabra", "USB"] * 2, 1)
    desk.broken.clear()
    desk.now_s += LOOK_AGAIN_S
    desk.every.play(SOUND)
    assert desk.opened[-1] == "Jabra"
    desk.broken.add("Jabra")
    desk.every.play(SOUND)
    assert (desk.opened[-1], len(desk.told)) == ("USB", 2)


def test_a_sound_that_is_lost_begins_anew_elsewhere() -> None:
    desk = Desk(broken={"USB"})
    desk.every.play(SOUND)
    desk.broken.add("Jabra")
    desk.last.lost = AudioError("It plays nothing any more.")
    assert desk.every.playing()
    assert desk.opened == ["Jabra", "Jabra", "USB", "HDMI"]
    assert desk.told == ['It plays nothing any more. Until then I use "HDMI".']
    desk.last.finish()
    assert not desk.every.playing()


def test_the_first_reason_is_raised_where_nothing_sounds() -> None:
    desk = Desk(broken={"Jabra", "USB", "HDMI"})
    with pytest.raises(AudioError, match="There is no loudspeaker"):
        desk.every.play(SOUND)
    assert (len(desk.opened), desk.told) == (4, [])
    desk.broken.remove("HDMI")
    desk.every.play(SOUND)
    assert desk.every.playing()


def test_devices_that_cannot_be_listed_are_no_further_failure() -> None:
    desk = Desk(broken={"Jabra"})

    def fails() -> list[str]:
        raise AudioError("The sound devices cannot be listed.")

    every = Loudspeakers("Jabra", desk.open, fails, desk.told.append)
    with pytest.raises(AudioError, match="There is no loudspeaker"):
        every.play(SOUND)


def test_what_was_stopped_or_closed_does_not_begin_anew() -> None:
    desk = Desk(broken=set())
    desk.every.play(SOUND)
    desk.last.lost = AudioError("It plays nothing any more.")
    desk.every.stop()
    assert not desk.every.playing()
    assert desk.opened == ["Jabra"]
    desk.every.close()
    desk.every.close()
    with pytest.raises(AudioError, match="closed"):
        desk.every.play(SOUND)
