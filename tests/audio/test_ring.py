"""The ring as it is heard: its length, its gaps, its level, and how fast it ends."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audio.conftest import Listener, SoundServer, wait_until
from tests.fakes import FakeVoice
from voice_skill.audio.devices import output_devices
from voice_skill.audio.loudspeakers import Loudspeakers
from voice_skill.audio.mixers import alsa_devices, mixers, outputs
from voice_skill.audio.player import DevicePlayer
from voice_skill.audio.system_volume import SystemVolume
from voice_skill.outlet import Loudspeaker
from voice_skill.volume import Volume

LONGEST_BURST_S = 1.5
SHORTEST_GAP_S = 2.0
AUDIBLE_PEAK = 6_000
"""A fifth of full scale."""


class Nightstand:
    """A loudspeaker as the product has it, on a sound server; `told` is what failed."""

    def __init__(
        self,
        volume: Volume,
        broken_voice: bool,
        chosen: str | None = None,
        mixer: SystemVolume | None = None,
    ) -> None:
        self.told: list[str] = []
        player = Loudspeakers(chosen, DevicePlayer, names, self.told.append)
        self.rounds = threading.Semaphore(0)
        self.loudspeaker = Loudspeaker(
            FakeVoice(broken_voice),
            player,
            on_trouble=lambda port, reason: self.told.append(reason),
            on_round=self.rounds.release,
            on_idle=lambda: None,
            volume=volume,
            mixer=mixer,
        )


def names() -> list[str]:
    """Of every loudspeaker."""
    return [device.name for device in output_devices()]


@pytest.fixture
def silent_at_night(sound_server: SoundServer) -> Iterator[Nightstand]:
    """With both volumes at 0."""
    nightstand = Nightstand(Volume(speech=0.0, ring=0.0), broken_voice=False)
    yield nightstand
    nightstand.loudspeaker.close()


def until_sounds(listener: Listener, count: int) -> None:
    """Wait until the last of so many has begun."""
    wait_until(lambda: len(listener.sounds()) >= count, 30)


def test_bursts_are_short_gaps_long_and_the_words_are_heard_at_volume_0(
    silent_at_night: Nightstand, sound_server: SoundServer
) -> None:
    with sound_server.listen() as listener:
        silent_at_night.loudspeaker.ring("Ice is done. Take it off.", ())
        until_sounds(listener, 4)
        silent_at_night.loudspeaker.silence()
        sounds, peaks = listener.sounds(), listener.peaks()
    bursts = sounds[:3:2]
    gaps = [after[0] - before[1] for before, after in zip(sounds, sounds[1:], strict=False)]
    print("bursts", [round(end - begin, 2) for begin, end in bursts], "gaps", gaps)
    assert all(end - begin <= LONGEST_BURST_S for begin, end in bursts)
    assert min(gaps) >= SHORTEST_GAP_S
    for begin, end in bursts:
        level = max(peaks[round(begin * 100) : round(end * 100)])
        print("peak", level)
        assert level > AUDIBLE_PEAK
    assert max(peaks[round(sounds[1][0] * 100) : round(sounds[1][1] * 100)]) > 1_000
    assert silent_at_night.told == []


def test_a_burst_is_silent_within_50_ms_of_the_order(
    silent_at_night: Nightstand, sound_server: SoundServer
) -> None:
    with sound_server.listen() as listener:
        silent_at_night.loudspeaker.ring("Ice is done.", (1,))
        wait_until(lambda: any(listener.loud()), 8)
        ordered_s = listener.heard_s()
        silent_at_night.loudspeaker.silence()
        wait_until(lambda: listener.heard_s() > ordered_s + 0.5, 8)
        last_s = listener.sounds()[-1][1]
    print("silent after", last_s - ordered_s)
    # What the recorder had not yet read when the order came is in it.
    assert last_s < ordered_s + 0.1


def test_an_alarm_clock_begins_softly_in_the_burst_and_from_round_to_round(
    sound_server: SoundServer,
) -> None:
    nightstand = Nightstand(Volume(), broken_voice=True)
    with sound_server.listen() as listener:
        levels = []
        for number in (1, 3):
            nightstand.loudspeaker.ring("", (1,), wakes=True)
            until_sounds(listener, number + 1)
            begin, end = listener.sounds()[number - 1]
            peaks = listener.peaks()[round(begin * 100) : round(end * 100)]
            assert max(peaks[:20]) * 2 < max(peaks)
            levels.append(max(peaks))
            wait_until(lambda: nightstand.loudspeaker.idle, 8)
    print("levels", levels)
    assert levels[0] * 1.1 < levels[1]
    nightstand.loudspeaker.close()


def test_a_ring_goes_on_where_the_chosen_loudspeaker_was_unplugged(
    sound_server: SoundServer,
) -> None:
    nightstand = Nightstand(Volume(), broken_voice=False, chosen="Jabra")
    with sound_server.listen() as listener:
        nightstand.loudspeaker.ring("Ice is done.", (1,))
        until_sounds(listener, 1)
    assert len(nightstand.told) == 1
    assert nightstand.told[0].startswith('There is no loudspeaker named "Jabra"')
    nightstand.loudspeaker.close()


def test_a_ring_that_a_loudspeaker_does_not_play_is_played_by_the_next(
    sound_server: SoundServer,
) -> None:
    sound_server.name_devices(bedside="out", kitchen="room")
    nightstand = Nightstand(Volume(), broken_voice=False, chosen="bedside")
    nightstand.loudspeaker.check()
    wait_until(lambda: nightstand.loudspeaker.idle, 20)
    sound_server.control("suspend-sink", "out", "1")
    sound_server.control("set-default-sink", "room")
    with sound_server.listen("room") as kitchen:
        nightstand.loudspeaker.ring("Ice is done.", (1,))
        until_sounds(kitchen, 1)
        sound_server.control("suspend-sink", "out", "0")
    print(nightstand.told)
    assert len(nightstand.told) == 1
    assert '"bedside" plays nothing any more' in nightstand.told[0]
    nightstand.loudspeaker.close()


@pytest.mark.parametrize(("percent", "muted"), [("0%", "0"), ("70%", "1")])
def test_a_ring_is_heard_where_the_machine_is_muted_and_its_volume_put_back(
    sound_server: SoundServer, tmp_path: Path, percent: str, muted: str
) -> None:
    sound_server.control("set-sink-volume", "out", percent)
    sound_server.control("set-sink-mute", "out", muted)
    before = sound_server.volume()
    mixer = SystemVolume(tmp_path / "volume.json")
    nightstand = Nightstand(Volume(speech=0.0, ring=0.0), False, mixer=mixer)
    with sound_server.listen() as listener:
        nightstand.loudspeaker.ring("", (1,))
        until_sounds(listener, 1)
        nightstand.loudspeaker.silence()
        wait_until(lambda: sound_server.volume() == before, 8)
        print("peak", max(listener.peaks()))
        assert max(listener.peaks()) > 2_500
    nightstand.loudspeaker.close()


def test_a_volume_that_a_crash_left_lifted_is_put_back_at_the_next_start(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    sound_server.control("set-sink-volume", "out", "10%")
    before = sound_server.volume()
    SystemVolume(tmp_path / "volume.json").lift()
    assert sound_server.volume() != before
    SystemVolume(tmp_path / "volume.json")
    assert sound_server.volume() == before

    lifted = SystemVolume(tmp_path / "volume.json")
    lifted.lift()
    sound_server.control("set-sink-volume", "out", "90%")
    chosen = sound_server.volume()
    lifted.restore()
    assert sound_server.volume() == chosen


@pytest.mark.parametrize(("percent", "muted"), [("0%", "0"), ("60%", "1")])
def test_the_volume_of_a_bare_sound_card_is_lifted_and_put_back(
    sound_server: SoundServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    percent: str,
    muted: str,
) -> None:
    """ALSA's own controls, of the card that its plugin makes of the sound server."""
    sound_server.control("set-sink-volume", "out", percent)
    sound_server.control("set-sink-mute", "out", muted)
    before = mixers()[0][1]
    without_pactl = tmp_path / "bin"
    without_pactl.mkdir()
    (without_pactl / "amixer").symlink_to(shutil.which("amixer") or pytest.skip("no amixer here"))
    with monkeypatch.context() as there:
        there.setenv("PATH", str(without_pactl))
        volume = SystemVolume(tmp_path / "volume.json", devices=lambda: ["pulse"])
        volume.lift()
        ((_, lifted),) = mixers(lambda: ["pulse"])
        volume.restore()
    assert (lifted.percent, lifted.muted) == (75, False)
    assert mixers()[0][1] == before


def test_only_what_is_heard_is_lifted_and_never_the_microphone_in_the_ear() -> None:
    shown = (Path(__file__).parent / "amixer_usb_speakerphone.txt").read_text(encoding="utf-8")
    settings = outputs("hw:1", shown)
    assert [(each.name, each.percent, each.muted, each.switched) for each in settings] == [
        ("PCM,0", 40, False, True),
        ("Headset,1", 10, True, True),
        ("Digital,0", 88, False, False),
    ]


def test_every_card_is_found(tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    cards.write_text(
        " 0 [vc4hdmi0       ]: vc4-hdmi\n                      x\n 2 [Jabra          ]: USB\n"
    )
    assert alsa_devices(cards) == ["hw:0", "hw:2"]
    assert alsa_devices(tmp_path / "none") == []


@pytest.mark.usefixtures("no_sound_server")
def test_without_a_sound_server_there_is_no_volume_to_lift(tmp_path: Path) -> None:
    volume = SystemVolume(tmp_path / "volume.json", devices=list)
    volume.lift()
    volume.restore()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_sound_server")
def test_a_ring_without_any_loudspeaker_is_counted_in_rounds_and_told_once() -> None:
    if names_here():
        pytest.skip("this machine has a loudspeaker without a sound server")
    nightstand = Nightstand(Volume(), broken_voice=False)
    nightstand.loudspeaker.ring("Ice is done.", (1,))
    for _ in range(2):
        assert nightstand.rounds.acquire(timeout=20)
    assert nightstand.told == ["There is no loudspeaker; plug one in."]
    nightstand.loudspeaker.close()


def names_here() -> list[str]:
    """None where there is no sound at all."""
    from voice_skill.core.errors import AudioError

    try:
        return names()
    except AudioError:
        return []
