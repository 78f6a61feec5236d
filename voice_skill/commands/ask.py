"""`ask`: one question, and whoever answers it stays until what it started has rung."""

from __future__ import annotations

import argparse
import os
import sys

from voice_skill.app import App
from voice_skill.commands.spoken import spoken_text
from voice_skill.core.errors import VoiceSkillError
from voice_skill.host import Host
from voice_skill.terminal import Terminal

STAYING = "I count while this runs; Ctrl-C keeps the timer for the next start: scripts/run"
STOP = "stop"


def ask(args: argparse.Namespace) -> int:
    """Print and speak the reply of the running engine, or of one that runs here."""
    text = spoken_text(args.text)
    app = App.of_user(args.intents)
    client = app.client()
    if client:
        with client:
            print(client.ask(text)["say"], flush=True)
        return 0
    terminal = Terminal(sys.stdout)
    with Host(app, terminal) as host:
        host.engine.hear(text)
        if terminal.failure:
            raise terminal.failure
        if host.store_trouble:
            raise VoiceSkillError(host.store_trouble)
        stay(host)
    return 0


def stay(host: Host) -> None:
    """Serve until all is said, and until every timer has rung and was answered."""
    if host.engine.timers_active:
        host.terminal.note(STAYING)
        if is_own_terminal(sys.stdin.fileno()):
            host.listen_to(sys.stdin.fileno(), lambda line: host.hear(line or STOP))
    host.run(until=lambda: host.quiet)


def is_own_terminal(descriptor: int) -> bool:
    """Whether somebody can type to this program, and not to another that runs in front."""
    try:
        return os.isatty(descriptor) and os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:
        return False
