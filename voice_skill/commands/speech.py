"""`say`: the voice alone."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from voice_skill.app import App
from voice_skill.app_audio import open_player, open_voice, play_out
from voice_skill.commands.spoken import check_folder, spoken_text
from voice_skill.core.errors import AudioError
from voice_skill.ports import Sound


def say(args: argparse.Namespace) -> int:
    """Speak a sentence and wait until it is said, or write it to a file."""
    text = spoken_text(args.text)
    app = App.of_user(args.intents)
    if args.out:
        check_folder(args.out)
    with closing(open_voice(app)) as voice:
        sound = voice.render(text)
    if not sound.pcm:
        raise AudioError("There is nothing in this text that can be spoken: use words.")
    if args.out:
        from voice_skill.audio.wav import write_wav

        write_wav(args.out, sound)
    else:
        _play(app, sound)
    return 0


def _play(app: App, sound: Sound) -> None:
    with closing(open_player(app, lambda reason: print(reason, file=sys.stderr))) as player:
        play_out(player, sound)
