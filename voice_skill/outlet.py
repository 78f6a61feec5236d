"""The loudspeaker as the engine sees it: it never makes the engine wait."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from voice_skill.agenda import Agenda, Piece, Rank, ring_round, words
from voice_skill.core.effects import AS_SET, AUDIBLE
from voice_skill.core.errors import AudioError
from voice_skill.ports import RATE_HZ, Mixer, Player, Sound, Voice
from voice_skill.rendering import SLOWEST_VOICE_S, TOO_SLOW, Rendering
from voice_skill.ring_sound import ring_sound, waking_sound
from voice_skill.volume import Volume

GAP_S = 2.2
"""Silence after each sound of a ring, in which "stop" is heard: two seconds, and what a sound
server may still hold back."""

RETRY_S = 3.0
"""How soon a ring that nothing could sound is tried again."""

LONGEST_HOLD_S = 12.0
"""A hold that nobody lifts is over by itself: a ring must not depend on who listens."""

SILENCE = Sound(bytes(RATE_HZ), RATE_HZ)
_POLL_S = 0.05
_NEVER_S = -60.0
_log = logging.getLogger(__name__)


class Loudspeaker:
    """The Outlet port over a voice and a player, in a thread of its own.

    `agenda` has the rule for what comes first. A failure is told once, and raised by each call
    until something has sounded again; every piece tries anew.
    """

    def __init__(
        self,
        voice: Voice,
        player: Player,
        on_trouble: Callable[[str, str], None],
        on_round: Callable[[], None],
        on_idle: Callable[[], None],
        volume: Volume | None = None,
        mixer: Mixer | None = None,
        prompts: Iterable[str] = (),
        set_rate: Callable[[int], None] | None = None,
    ) -> None:
        """`on_trouble` gets "voice" or "loudspeaker" and the reason; `on_round` comes with each
        round of the ring, `on_idle` when all is said and nothing rings. All from the thread.
        `prompts` are made ready beforehand, since they have to come on the second.
        `set_rate` changes the pace of the voice, in words a minute."""
        self._voice, self._player, self._volume = voice, player, volume or Volume()
        self._mixer = mixer
        self._set_rate = set_rate
        self._on_trouble = on_trouble
        self._on_round = on_round
        self._on_idle = on_idle
        self._changed = threading.Condition()
        self._rendering = Rendering(voice, self._changed, prompts)
        self._agenda = Agenda()
        self._held_until_s = _NEVER_S
        self._on_sound: Callable[[Piece, Sound | None], None] = lambda piece, sound: None
        self._closed = False
        self._failures: dict[str, AudioError] = {}
        self._sounded_s = self._rang_s = _NEVER_S
        self._thread = threading.Thread(target=self._work, name="loudspeaker", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """The voice, for people to read."""
        return self._voice.name

    def say(self, text: str, loudness: int = AS_SET, hint: bool = False) -> None:
        """Speak this, replacing what is being said. Raises the failure that still lasts."""
        silent = hint and "loudspeaker" in self._failures
        if text and not silent:
            self._offer(words(text, loudness, hint))
        self._raise_failure()

    def tune(self, speech: float, rate_wpm: int) -> None:
        """So loud, 0 to 1, and so fast from the next words on."""
        self._volume = replace(self._volume, speech=speech)
        if self._set_rate:
            self._set_rate(rate_wpm)

    def check(self) -> None:
        """Play silence, so that a loudspeaker that fails is told of now and not at the ring."""
        self._offer(words("", AS_SET, hint=True))

    def ring(
        self, text: str, timer_ids: tuple[int, ...], loudness: int = AUDIBLE, wakes: bool = False
    ) -> None:
        """One round, or the alarm for help until `silence`. Raises the failure that still lasts."""
        self._offer(ring_round(text, timer_ids, loudness, wakes))
        self._raise_failure()

    def silence(self) -> None:
        """End the ring and the words at once."""
        with self._changed:
            self._agenda.clear()
            self._changed.notify_all()
        self._player.stop()

    def watch(self, on_sound: Callable[[Piece, Sound | None], None]) -> None:
        """Be told of each sound before it begins, with None when it has ended; from the thread."""
        self._on_sound = on_sound

    def chime(self, sound: Sound) -> None:
        """A short sound, if nothing else sounds: nobody needs it later."""
        with self._changed:
            if self._agenda.empty:
                self._agenda.offer(Piece(Rank.HINT, "", AS_SET, sound=sound))
                self._changed.notify_all()

    def hold(self) -> None:
        """Silence at once; what was cut comes back with `resume`, unless it is replaced."""
        with self._changed:
            self._held_until_s = time.monotonic() + LONGEST_HOLD_S
            self._agenda.hold()
            self._changed.notify_all()
        self._player.stop()

    def resume(self) -> None:
        """What was held goes on."""
        with self._changed:
            self._held_until_s = _NEVER_S
            self._changed.notify_all()

    @property
    def idle(self) -> bool:
        """Whether all is said and nothing rings."""
        with self._changed:
            return self._agenda.empty

    def close(self) -> None:
        """Stop, and end the processes of voice and player. May be called more than once."""
        with self._changed:
            self._closed = True
            self._agenda.clear()
            self._changed.notify_all()
        self._rendering.close()
        self._player.close()
        self._thread.join()

    def _offer(self, piece: Piece) -> None:
        with self._changed:
            self._agenda.offer(piece)
            self._changed.notify_all()

    def _raise_failure(self) -> None:
        with self._changed:
            failure = next(iter(self._failures.values()), None)
        if failure:
            raise failure

    def _work(self) -> None:
        ring_sound(), waking_sound()  # takes a tenth of a second, which no ring should wait for
        while piece := self._next():
            if self._mixer and piece.loudness >= AUDIBLE:
                self._mixer.lift()
            if piece.rings:
                self._round(piece)
            else:
                self._speak(piece)
            if self._mixer and piece.loudness >= AUDIBLE:
                self._mixer.restore()
            with self._changed:
                self._agenda.done(piece)

    def _next(self) -> Piece | None:
        """What has its turn now; None when this was closed."""
        with self._changed:
            if self._agenda.empty and not self._closed:
                self._on_idle()
            while not (self._closed or (self._agenda.waits and self._held_for_s <= 0)):
                self._changed.wait(self._held_for_s if self._held_for_s > 0 else None)
            return None if self._closed else self._agenda.take()

    @property
    def _held_for_s(self) -> float:
        return self._held_until_s - time.monotonic()

    def _speak(self, piece: Piece) -> None:
        sound = piece.sound or SILENCE
        made = self._rendered(piece, SLOWEST_VOICE_S) if piece.text else sound
        if made:
            self._sound(piece, made, self._volume.of_words(piece.loudness))

    def _round(self, piece: Piece) -> None:
        """Sound, silence, and the words; without a voice the sound once more."""
        begun_s = self._sounded_s if piece.goes_on else self._rang_s
        if not self._wait(piece, begun_s + GAP_S - time.monotonic()):
            return
        with self._changed:
            if self._is_cut(piece):
                return
            self._agenda.burst()
        self._on_round()
        while not self._burst(piece):
            if not self._wait(piece, RETRY_S, until_round=True):
                return
            self._on_round()
        with self._changed:
            self._agenda.gap()
        over_s = self._rang_s + GAP_S
        sound = self._rendered(piece, GAP_S) if piece.text else None
        if not self._wait(piece, over_s - time.monotonic()):
            return
        if sound is None:
            self._burst(piece)
            return
        self._sound(piece, sound, self._volume.of_words(max(piece.loudness, AUDIBLE)))
        self._rang_s = self._sounded_s

    def _burst(self, piece: Piece) -> bool:
        """Whether it sounded."""
        sound, volume = ring_sound(), self._volume.of_ring(piece.loudness)
        if piece.wakes:
            sound = waking_sound()
            volume = self._volume.of_waking(piece.loudness, piece.round_number)
        sounded = self._sound(piece, sound, volume)
        self._rang_s = self._sounded_s
        return sounded

    def _rendered(self, piece: Piece, longest_s: float) -> Sound | None:
        """The words as sound; None where there is no voice, or something else comes first.

        No round of a ring waits for a slow voice.
        """
        patient_s = time.monotonic() + GAP_S

        def no_more() -> bool:
            rung = self._agenda.round_waits and time.monotonic() > patient_s
            return self._is_cut(piece) or rung

        try:
            sound = self._rendering.of(piece.text, longest_s, no_more)
            if sound is None and not piece.rings:
                raise AudioError(TOO_SLOW)
        except AudioError as error:
            self._fail(piece, "voice", error)
            return None
        with self._changed:
            if sound:
                self._failures.pop("voice", None)
        return sound

    def _sound(self, piece: Piece, sound: Sound, volume: float) -> bool:
        """Until it has sounded; False where it could not, or something else comes first."""
        if self._is_cut(piece):
            return False
        if sound is not SILENCE:
            self._on_sound(piece, sound)
        try:
            self._player.play(sound, volume)
            while not self._is_cut(piece) and self._player.playing():
                self._wait(piece, _POLL_S)
        except AudioError as error:
            self._fail(piece, "loudspeaker", error)
            return False
        finally:
            self._sounded_s = time.monotonic()
            if sound is not SILENCE:
                self._on_sound(piece, None)
        with self._changed:
            self._failures.pop("loudspeaker", None)
        if self._is_cut(piece):
            self._player.stop()
            return False
        return True

    def _is_cut(self, piece: Piece) -> bool:
        return self._agenda.current is not piece

    def _wait(self, piece: Piece, length_s: float, until_round: bool = False) -> bool:
        """Whether this still has its turn after so many seconds."""

        def over() -> bool:
            return self._is_cut(piece) or (until_round and self._agenda.round_waits)

        with self._changed:
            return not self._changed.wait_for(over, max(0.0, length_s))

    def _fail(self, piece: Piece, port: str, error: AudioError) -> None:
        """Tell it once; what was cut has not failed."""
        with self._changed:
            if self._is_cut(piece):
                return
            told = port in self._failures
            self._failures[port] = error
        if not told:
            _log.warning("%s", error)
            self._on_trouble(port, str(error))
