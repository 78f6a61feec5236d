"""The loudspeaker as the engine sees it: it never makes the engine wait."""

from __future__ import annotations

import threading
from collections.abc import Callable

from voice_skill.core.errors import AudioError
from voice_skill.ports import Player, Sound, Voice
from voice_skill.ring_sound import ring_sound

AFTER_CHIME_S = 1.0
AFTER_WORDS_S = 2.0
"""Silence within a round of the ring, in which "stop" can be heard."""

_POLL_S = 0.1


class Loudspeaker:
    """The Outlet port over a voice and a player, in a thread of its own.

    What is said comes before the ring, and the ring goes on after it. A failure is told once for
    each reason, and the next call raises it; every call tries anew, so what was plugged in again
    works again.
    """

    def __init__(
        self,
        voice: Voice,
        player: Player,
        on_silent: Callable[[str], None],
        on_round: Callable[[], None],
        on_idle: Callable[[], None],
    ) -> None:
        """`on_silent` gets the reason, `on_round` comes with each round of the ring, `on_idle`
        when all is said and nothing rings. All are called from the thread."""
        self._voice = voice
        self._player = player
        self._on_silent = on_silent
        self._on_round = on_round
        self._on_idle = on_idle
        self._changed = threading.Condition()
        self._saying: str | None = None
        self._ringing: str | None = None
        self._turn = 0
        self._working = False
        self._closed = False
        self._failure: AudioError | None = None
        self._told: set[str] = set()
        self._thread = threading.Thread(target=self._work, name="loudspeaker", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """The voice, for people to read."""
        return self._voice.name

    def say(self, text: str) -> None:
        """Speak this, replacing what is being said. Raises the failure of the last try."""
        if text:
            self._change(text, self._ringing)
        self._raise_failure()

    def ring(self, text: str, timer_ids: tuple[int, ...]) -> None:
        """Ring, once the words on their way are said. Raises the failure of the last try."""
        with self._changed:
            self._ringing = text
            self._changed.notify_all()
        self._raise_failure()

    def silence(self) -> None:
        """End the ring and the words at once."""
        self._change(None, None)
        self._player.stop()

    @property
    def idle(self) -> bool:
        """Whether all is said and nothing rings."""
        with self._changed:
            return not (self._working or self._saying or self._ringing)

    def close(self) -> None:
        """Stop, and end the processes of voice and player. May be called more than once."""
        self._closed = True
        self._change(None, None)
        self._voice.close()
        self._player.close()
        self._thread.join()

    def _change(self, saying: str | None, ringing: str | None) -> None:
        with self._changed:
            self._saying, self._ringing = saying, ringing
            self._turn += 1
            self._changed.notify_all()

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure:
            raise failure

    def _work(self) -> None:
        while (job := self._next_job()) is not None:
            words, turn = job
            if words:
                self._speak(words, turn)
            else:
                self._round(self._ringing or "", turn)

    def _next_job(self) -> tuple[str | None, int] | None:
        """What to say, or nothing for a round of the ring; None when this was closed."""
        with self._changed:
            self._working = False
            if not (self._saying or self._ringing or self._closed):
                self._on_idle()
            self._changed.wait_for(lambda: self._saying or self._ringing or self._closed)
            words, self._saying = self._saying, None
            self._working = True
            return None if self._closed else (words, self._turn)

    def _round(self, text: str, turn: int) -> None:
        self._on_round()
        self._attempt(lambda: self._play(ring_sound(), turn))
        self._pause(AFTER_CHIME_S, turn)
        if text:
            self._speak(text, turn)
        self._pause(AFTER_WORDS_S, turn)

    def _speak(self, text: str, turn: int) -> None:
        self._attempt(lambda: self._play(self._voice.render(text), turn))

    def _play(self, sound: Sound, turn: int) -> None:
        """Until it has sounded, or something else is to be done."""
        if turn != self._turn:
            return
        self._player.play(sound)
        if turn != self._turn:
            # `silence` came after the check and before the sound.
            self._player.stop()
        while self._player.playing():
            if self._pause(_POLL_S, turn):
                return

    def _attempt(self, act: Callable[[], None]) -> None:
        turn = self._turn
        try:
            act()
        except AudioError as error:
            # Silence and closing end a process that is at work: that is no failure.
            if turn == self._turn:
                self._fail(error)

    def _pause(self, length_s: float, turn: int) -> bool:
        """Wait; True where something else is to be done."""
        with self._changed:
            return self._changed.wait_for(lambda: turn != self._turn, length_s)

    def _fail(self, error: AudioError) -> None:
        self._failure = error
        if str(error) not in self._told:
            self._told.add(str(error))
            self._on_silent(str(error))
