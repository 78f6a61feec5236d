"""`hear` and `transcribe`: recordings through the recogniser, and through everything."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from voice_skill.app import App
from voice_skill.app_audio import open_recognizer, open_voice
from voice_skill.commands.ask import stay
from voice_skill.commands.spoken import check_folder
from voice_skill.core.errors import AudioError, VoiceSkillError
from voice_skill.host import Host
from voice_skill.ports import Recognizer, Sound, Transcript
from voice_skill.terminal import Terminal

ONLY_WHILE = "I can only count while I am running: scripts/run"

Answer = Callable[[str, float | None], dict[str, Any]]


def transcribe(args: argparse.Namespace) -> int:
    """Print the words of each recording."""
    recognizer, _ = open_recognizer(App.of_user(args.intents))
    with closing(recognizer):

        def show(file: Path, transcript: Transcript) -> None:
            print(_as_json(file, transcript) if args.json else transcript.text, flush=True)

        return _each(args.files, recognizer, show)


def hear(args: argparse.Namespace) -> int:
    """Answer each recording."""
    app = App.of_user(args.intents)
    if args.out:
        check_folder(args.out)
    recognizer, why = open_recognizer(app)
    with closing(recognizer):
        print(why, file=sys.stderr)
        client = app.client()
        if client:
            with client:
                return _answered(args, app, recognizer, client.ask, sys.stdout)
        return _hear_here(args, app, recognizer)


def _hear_here(args: argparse.Namespace, app: App, recognizer: Recognizer) -> int:
    """With an engine of our own, which prints what it says."""
    # With --json the reply is for a script, with --out for a file.
    silent = args.json or args.out is not None
    terminal = Terminal(sys.stderr if args.json else sys.stdout)
    with Host(app, terminal, aloud=not silent) as host:
        code = _answered(args, app, recognizer, host.engine.hear, None)
        if terminal.failure and not args.json:
            raise terminal.failure
        if host.store_trouble:
            raise VoiceSkillError(host.store_trouble)
        if not silent:
            stay(host)
        elif host.engine.timers_active:
            print(ONLY_WHILE, file=sys.stderr)
    return code


def _answered(
    args: argparse.Namespace,
    app: App,
    recognizer: Recognizer,
    answer: Answer,
    replies_to: TextIO | None,
) -> int:
    replies: list[str] = []

    def show(file: Path, transcript: Transcript) -> None:
        print(f"I heard: {transcript.text or 'nothing'}", file=sys.stderr)
        line = answer(transcript.text, transcript.certainty)
        replies.append(line["say"])
        if args.json:
            print(
                json.dumps({**line, "events": line.get("events", [])}, ensure_ascii=False),
                flush=True,
            )
        elif replies_to:
            print(line["say"], file=replies_to, flush=True)

    code = _each(args.files, recognizer, show)
    if args.out:
        _write_replies(app, args.out, replies)
    return code


def _each(
    files: Sequence[Path], recognizer: Recognizer, show: Callable[[Path, Transcript], None]
) -> int:
    """Every file that can be heard; one sentence for each that cannot, and then exit code 1."""
    from voice_skill.audio.wav import read_recording

    code = 0
    for file in files:
        try:
            transcript = recognizer.transcribe(read_recording(file))
        except AudioError as error:
            print(f"voice-skill: {error}", file=sys.stderr)
            code = 1
        else:
            show(file, transcript)
    return code


def _write_replies(app: App, out: Path, replies: Sequence[str]) -> None:
    """All replies one after another. Raises AudioError where there is nothing to write."""
    from voice_skill.audio.wav import write_wav

    with closing(open_voice(app)) as voice:
        sounds = [voice.render(text) for text in replies if text]
    if not sounds:
        raise AudioError(f"There is no reply to write to {out}.")
    write_wav(out, Sound(b"".join(sound.pcm for sound in sounds), sounds[0].rate_hz))


def _as_json(file: Path, transcript: Transcript) -> str:
    body = {
        "file": str(file),
        "text": transcript.text,
        "words": [asdict(word) for word in transcript.words],
        "engine": transcript.engine,
        "audio_s": round(transcript.audio_s, 3),
        "decode_s": round(transcript.decode_s, 3),
    }
    return json.dumps(body)
