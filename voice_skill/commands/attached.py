"""A `run` beside the one that holds the engine: typed lines go there, what is said comes back."""

from __future__ import annotations

import selectors
import threading
from typing import Any

from voice_skill.app import App
from voice_skill.client import Client
from voice_skill.core.errors import VoiceSkillError
from voice_skill.mailbox import Mailbox
from voice_skill.terminal import Lines, Terminal, check_length

STDIN = 0
JOINED = "voice-skill is running already; this joins it."
ENDED = "The other voice-skill has ended: start this again."


def attach(app: App, client: Client, terminal: Terminal) -> None:
    """Until the input ends. Raises VoiceSkillError when the engine ends before that."""
    watcher = app.client()
    if watcher is None:
        raise VoiceSkillError(ENDED)
    with watcher:
        terminal.note(JOINED)
        _Attached(client, watcher, terminal).run()


class _Attached:
    def __init__(self, client: Client, watcher: Client, terminal: Terminal) -> None:
        self._client = client
        self._watcher = watcher
        self._terminal = terminal
        self._mailbox = Mailbox()
        self._own_reply = ""
        """What was printed as a reply here and still comes by the other way."""
        self._engine_ended = False

    def run(self) -> None:
        lines = Lines(STDIN, self._typed)
        threading.Thread(target=self._watch, name="watch", daemon=True).start()
        self._terminal.ready()
        with selectors.PollSelector() as selector:
            selector.register(STDIN, selectors.EVENT_READ)
            selector.register(self._mailbox.descriptor, selectors.EVENT_READ)
            while not lines.ended:
                ready = {key.fd for key, _ in selector.select()}
                if self._mailbox.descriptor in ready:
                    self._mailbox.deliver()
                if self._engine_ended:
                    raise VoiceSkillError(ENDED)
                if STDIN in ready:
                    lines.receive()
        self._mailbox.close()

    def _watch(self) -> None:
        try:
            for event in self._watcher.watch():
                self._mailbox.post(lambda event=event: self._show(event))  # type: ignore[misc]
        except VoiceSkillError:
            pass
        self._mailbox.post(self._end)

    def _end(self) -> None:
        self._engine_ended = True

    def _show(self, event: dict[str, Any]) -> None:
        if "ring" in event:
            self._terminal.ring(event["ring"], tuple(event["timer_ids"]))
            self._terminal.bell()
        elif "silence" in event:
            self._terminal.silence()
        elif "say" in event:
            if event["say"] in self._own_reply:
                self._own_reply = self._own_reply.replace(event["say"], "", 1)
            else:
                self._terminal.say(event["say"])

    def _typed(self, line: str) -> None:
        self._terminal.took_line()
        try:
            check_length(line)
        except VoiceSkillError as error:
            self._terminal.note(str(error))
        else:
            text = line or ("stop" if self._terminal.ringing else "")
            self._own_reply = self._client.ask(text)["say"] if text else ""
            self._terminal.say(self._own_reply)
        self._terminal.ready()
