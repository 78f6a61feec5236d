"""`sound`: choose microphone and loudspeaker, and try both with the person who will use them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from voice_skill.core.errors import AudioError, VoiceSkillError
from voice_skill.ports import RATE_HZ, Player, Sound, Source
from voice_skill.sound_level import CaptureVolume, Level, advice_db, decibels, too_near

WORDS = "Ice. Heat. Stop."
SPEAK = "Now lie as at night and say: how long should I keep the ice on. Enter begins. "
LISTENING_S = 4.0
MOST_TRIES = 3
_BYTES_PER_S = 2 * RATE_HZ


@dataclass(frozen=True)
class Room:
    """What the questions need of the machine, so that they can be asked anywhere."""

    microphones: Sequence[str]
    loudspeakers: Sequence[str]
    source: Callable[[str], Source]
    player: Callable[[str], Player]
    words: Callable[[], Sound]
    """The three words, spoken."""
    play: Callable[[Player, Sound], None]
    volume: CaptureVolume
    ask: Callable[[str], str]
    tell: Callable[[str], None]
    keep: Callable[[str, str], object]
    """Writes one setting."""


def sound(args: argparse.Namespace) -> int:
    """Ask, try and keep."""
    from voice_skill.app import App
    from voice_skill.app_audio import open_voice, play_out
    from voice_skill.audio.devices import input_devices, output_devices
    from voice_skill.audio.microphone import Microphone
    from voice_skill.audio.player import DevicePlayer
    from voice_skill.commands.config import write

    app = App.of_user()

    def words() -> Sound:
        with closing(open_voice(app)) as voice:
            return voice.render(WORDS)

    room = Room(
        [device.name for device in input_devices()],
        [device.name for device in output_devices()],
        lambda name: Microphone(name or None),
        lambda name: DevicePlayer(name or None),
        words,
        play_out,
        CaptureVolume(),
        input,
        print,
        lambda key, value: write(app.paths, key, value),
    )
    settle(room)
    return 0


def settle(room: Room) -> None:
    """Loudspeaker first, since the person has to hear what comes then. Raises VoiceSkillError."""
    loudspeaker = _loudspeaker(room)
    room.keep("audio.loudspeaker", loudspeaker)
    microphone = _microphone(room, loudspeaker)
    room.keep("audio.microphone", microphone)
    room.tell("Both are kept. `voice-skill sound` does this again.")


def _loudspeaker(room: Room) -> str:
    if not room.loudspeakers:
        raise AudioError("There is no loudspeaker: plug one in.")
    said = room.words()
    rest = ["", *room.loudspeakers]
    while rest:
        name = _chosen(room, "loudspeaker", rest)
        room.tell("I will say three words.")
        try:
            with closing(room.player(name)) as player:
                room.play(player, said)
            if _yes(room, "Did you hear me?"):
                return name
        except VoiceSkillError as error:
            room.tell(str(error))
        rest.remove(name)
    raise AudioError("None of the loudspeakers was heard: turn one up, or plug another one in.")


def _microphone(room: Room, loudspeaker: str) -> str:
    if not room.microphones:
        raise AudioError("There is no microphone: plug one in.")
    rest = ["", *room.microphones]
    while rest:
        name = _chosen(room, "microphone", rest)
        try:
            if _tried(room, name, loudspeaker):
                return name
        except VoiceSkillError as error:
            room.tell(str(error))
        rest.remove(name)
    raise AudioError("None of the microphones heard you: plug another one in.")


def _tried(room: Room, name: str, loudspeaker: str) -> bool:
    """Silence, then speech, the gain set by both, and what was recorded played back."""
    for _ in range(MOST_TRIES):
        room.ask("Please be quiet for four seconds: press Enter to begin. ")
        silence = Level.of(_recorded(room, name))
        room.ask(SPEAK)
        pcm = _recorded(room, name)
        speech = Level.of(pcm)
        room.tell(f"Silence {decibels(silence.loud_db)}, you {decibels(speech.loud_db)}.")
        by_db = advice_db(silence, speech)
        if by_db and (percent := room.volume.change(by_db)) is not None:
            room.tell(f"I set the microphone to {percent} percent. Once more, please.")
            continue
        if too_near(silence, speech):
            room.tell("You hardly stand out from the silence: nearer, or another microphone.")
        with closing(room.player(loudspeaker)) as player:
            room.play(player, Sound(pcm, RATE_HZ))
        return _yes(room, "Was that you, clearly?")
    return _yes(room, "That is as good as it gets. Keep it?")


def _recorded(room: Room, name: str) -> bytes:
    pcm = bytearray()
    with closing(room.source(name)) as source:
        for block in source.blocks():
            pcm += block
            if len(pcm) >= LISTENING_S * _BYTES_PER_S:
                break
    return bytes(pcm)


def _chosen(room: Room, what: str, names: Sequence[str]) -> str:
    """One of them by its number; Enter takes the first."""
    if len(names) == 1:
        return names[0]
    for number, name in enumerate(names, start=1):
        room.tell(f"  {number}  {name or f'the usual {what} of this machine'}")
    while True:
        said = room.ask(f"Which {what}? Enter takes 1. ").strip() or "1"
        if said.isdecimal() and 1 <= int(said) <= len(names):
            return names[int(said) - 1]
        room.tell(f"A number from 1 to {len(names)}, please.")


def _yes(room: Room, question: str) -> bool:
    while True:
        said = room.ask(f"{question} [y/n] ").strip().lower()
        if said[:1] in ("y", "n"):
            return said[0] == "y"
