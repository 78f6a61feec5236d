"""Ears for a host: what is heard goes to its engine, and its loudspeaker gives way."""

from __future__ import annotations

from voice_skill.app import App
from voice_skill.app_audio import Listeners, open_microphone
from voice_skill.core.belief import ANSWER
from voice_skill.core.hearing import Scope
from voice_skill.core.meaning import Meaning
from voice_skill.ear_hooks import Hooks
from voice_skill.earcons import earcon
from voice_skill.ears import Ears
from voice_skill.host import Host
from voice_skill.ports import Recognizer

MICROPHONE_BACK = "I can hear you again."
PART = "capture"
SILENT_S = 20.0
"""Longer than the longest pause between two tries to open a microphone, and the opening."""
_HURTS = "control.hurts"
_NOT_SAID_TO_A_COUNT = ("unknown", "none", "guide.")
NO_PHRASE = "There is no wake phrase"


class HandsFree:
    """Listens for the engine of one host until it is closed."""

    def __init__(
        self,
        app: App,
        host: Host,
        recognizer: Recognizer,
        listeners: Listeners,
    ) -> None:
        self._app = app
        self._host = host
        wake = listeners.wake
        phrase = f'Say "{wake.phrase}", then what you want' if wake else NO_PHRASE
        self._how = f"{phrase}. Enter works as well."
        self._ears = Ears(
            lambda: open_microphone(app),
            recognizer,
            listeners.wake,
            listeners.stop_words,
            Hooks(
                act=self._act,
                hold=self._hold,
                resume=lambda: host.mailbox.post(self._resume),
                chime=self._chime,
                situation=lambda: host.engine.situation,
                stops=lambda text: app.understand(text).intent == "control.stop",
                cries=self._cries,
                lost=self._lost,
                opened=self._opened,
                report=host.health.expect(PART, within_s=SILENT_S),
                note=host.terminal.note,
            ),
            host.tuning,
        )
        host.on_tuned = self._ears.tune
        if host.loudspeaker:
            host.loudspeaker.watch(self._ears.sounds)

    def press(self) -> None:
        """Somebody wants to speak, or has spoken; from any thread, and from a signal handler."""
        if self._host.tuning.microphone_on:
            self._ears.press()
        else:
            self._order(False)  # it says that the microphone is off

    def switch(self) -> None:
        """A button turns the microphone off and on, and it says so."""
        self._order(not self._host.tuning.microphone_on)

    def _order(self, on: bool) -> None:
        slots = {"setting": "microphone", "value": on, "by_button": True}
        meaning = Meaning("", "settings.set", slots, confidence=1.0)
        self._host.mailbox.post(lambda: self._host.engine.order(meaning))

    def close(self) -> None:
        """Stop listening. May be called more than once."""
        self._host.health.forget(PART)
        self._ears.close()

    def _act(self, text: str, certainty: float | None, scope: Scope) -> None:
        host = self._host
        if scope != "attention":
            host.terminal.transcript(f"I heard: {text}")
        host.mailbox.post(lambda: host.hear(text, certainty, scope))

    def _cries(self, text: str, certainty: float | None) -> tuple[bool, bool]:
        meaning = self._app.understand(text)
        within = meaning.in_routine
        hurts = _HURTS in (meaning.intent, within and within.intent)
        nothing = within is None and meaning.intent.startswith(_NOT_SAID_TO_A_COUNT)
        return hurts, nothing or (certainty is not None and certainty < ANSWER)

    def _hold(self) -> None:
        # At once, and not when the loop has time.
        if self._host.loudspeaker:
            self._host.loudspeaker.hold()

    def _resume(self) -> None:
        if self._host.loudspeaker:
            self._host.loudspeaker.resume()

    def _chime(self, name: str) -> None:
        if self._host.loudspeaker:
            self._host.loudspeaker.chime(earcon(name))
        if name == "heard":
            self._host.terminal.note("Listening.")

    def _lost(self, reason: str) -> None:
        host = self._host
        self._chime("microphone_lost")
        host.mailbox.post(lambda: host.engine.report("microphone", reason))

    def _opened(self, again: bool) -> None:
        if again:
            self._chime("microphone_back")
        self._host.terminal.note(MICROPHONE_BACK if again else self._how)
