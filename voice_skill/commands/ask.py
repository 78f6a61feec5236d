"""`ask`: one question, and whoever answers it stays until what it started has rung."""

from __future__ import annotations

import argparse
import os
import sys

from voice_skill.app import App
from voice_skill.commands.spoken import spoken_text
from voice_skill.core.errors import VoiceSkillError
from voice_skill.host import Host
from voice_skill.local_socket import BUSY
from voice_skill.terminal import Terminal

STAYING = "I count while this runs; Ctrl-C keeps the timer for the next start: scripts/run"
STOP = "stop"
STDIN = 0


def ask(args: argparse.Namespace) -> int:
    """Print and speak the reply of the running engine, or of one that runs here."""
    text = spoken_text(args.text)
    app = App.of_user(args.intents)
    if not _asked_elsewhere(app, text):
        try:
            _ask_here(app, text)
        except VoiceSkillError as error:
            # Another one may have started in this moment; then that one answers.
            if str(error) != BUSY or not _asked_elsewhere(app, text):
                raise
    return 0


def _asked_elsewhere(app: App, text: str) -> bool:
    client = app.client()
    if client is None:
        return False
    with client:
        print(client.ask(text)["say"], flush=True)
    return True


def _ask_here(app: App, text: str) -> None:
    terminal = Terminal(sys.stdout)
    with Host(app, terminal) as host:
        host.engine.hear(text)
        if terminal.failure:
            raise terminal.failure
        if host.store_trouble:
            raise VoiceSkillError(host.store_trouble)
        stay(host)


def stay(host: Host) -> None:
    """Serve until all is said, and until every timer has rung and was answered."""
    if host.engine.timers_active:
        host.terminal.note(STAYING)
        if is_own_terminal(STDIN):
            host.listen_to(STDIN, lambda line: host.hear(line or STOP))
    host.run(until=lambda: host.quiet)


def is_own_terminal(descriptor: int) -> bool:
    """Whether somebody can type to this program, and not to another that runs in front."""
    try:
        return os.isatty(descriptor) and os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:
        return False
