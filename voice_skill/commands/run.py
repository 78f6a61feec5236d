"""`run`: the engine with everything, until the input ends and nothing counts any more."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace

from voice_skill.app import App
from voice_skill.app_audio import Hardware, Listeners, look_around, open_listeners
from voice_skill.commands.ask import STOP
from voice_skill.commands.attached import attach
from voice_skill.core.errors import VoiceSkillError
from voice_skill.hands_free import HandsFree
from voice_skill.host import Host
from voice_skill.terminal import Terminal

PROMPT = "> "
STDIN = 0
STAYING = "The input has ended; I stay until every timer has rung and was answered."


def run(args: argparse.Namespace) -> int:
    """Hold the engine, or join the one that is held already."""
    app = App.of_user(args.intents)
    terminal = Terminal(sys.stdout, PROMPT if sys.stdin and sys.stdin.isatty() else "")
    client = app.client()
    if client:
        with client:
            attach(app, client, terminal)
        return 0
    # A script that pipes its lines in is no new user.
    app = replace(app, introduces=bool(sys.stdin and sys.stdin.isatty()))
    with Host(app, terminal) as host:
        Session(app, host).run()
    return 0


class Session:
    """One `run` at one terminal."""

    def __init__(self, app: App, host: Host) -> None:
        self._app = app
        self._host = host
        self._talk: HandsFree | None = None
        self._told_staying = False

    def run(self) -> None:
        host = self._host
        if host.store_trouble:
            host.terminal.note(f"Timers cannot be kept: {host.store_trouble}")
        for trouble in self._app.content.troubles:
            host.terminal.note(f"Left out: {trouble}")
        self._begin()
        # To look at sound takes a second, a language model a minute: typing works now, and what
        # is due in this second rings now.
        threading.Thread(target=self._prepare, name="hardware", daemon=True).start()
        signal.signal(signal.SIGUSR1, lambda *_: self._press(HandsFree.press))
        signal.signal(signal.SIGUSR2, lambda *_: self._press(HandsFree.switch))
        try:
            host.run(until=self._over)
        finally:
            if self._talk:
                self._talk.close()

    def _begin(self) -> None:
        """From now on lines are taken; a service has nobody who types."""
        self._host.listen_to(STDIN, self._typed)
        self._host.terminal.ready()

    def _prepare(self) -> None:
        if not self._ready_to_understand():
            return
        voice = self._host.loudspeaker
        if voice:
            voice.check()
        found = look_around(self._app, voice.name if voice else "none")
        listeners = open_listeners(self._app, found.recognizer) if found.recognizer else None
        self._host.mailbox.post(lambda: self._use(found, listeners))

    def _ready_to_understand(self) -> bool:
        """Before the first line is typed; content with mistakes ends the program."""
        try:
            _ = self._app.understander
        except VoiceSkillError as error:
            wrong = error

            def end() -> None:
                raise wrong

            self._host.mailbox.post(end)
            return False
        return True

    def _use(self, found: Hardware, listeners: Listeners | None) -> None:
        note = self._host.terminal.note
        note(found.summary)
        if found.recognizer and listeners:
            for trouble in listeners.troubles:
                note(trouble)
            self._talk = HandsFree(self._app, self._host, found.recognizer, listeners)

    def _press(self, button: Callable[[HandsFree], None]) -> None:
        """A button; also before anything can listen, when a signal would end the program."""
        if self._talk:
            button(self._talk)

    def _typed(self, line: str) -> None:
        terminal = self._host.terminal
        terminal.took_line()
        if line:
            self._host.hear(line)
        elif terminal.ringing or not self._talk:
            self._host.hear(STOP)
        else:
            self._talk.press()
        terminal.ready()

    def _over(self) -> bool:
        if not self._host.input_ended:
            return False
        if self._host.engine.timers_active and not self._told_staying:
            self._told_staying = True
            self._host.terminal.note(STAYING)
        return self._host.quiet
