"""The thread that listens: it carries sound to what can tell something of it, and decides nothing.

`core/listening` decides. What takes time, looking for the wake phrase and recognising, happens in
a thread of its own, so that no sound is lost and "stop" never waits for a decoder.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from queue import Empty, SimpleQueue

from voice_skill.agenda import Piece
from voice_skill.audio.history import History
from voice_skill.audio.speech_gate import FRAME_BYTES, SpeechGate
from voice_skill.core import hearing, listening
from voice_skill.core.choices import Tuning
from voice_skill.core.errors import VoiceSkillError
from voice_skill.core.listening_state import Listening
from voice_skill.core.own_voice import OwnVoice, echoes
from voice_skill.ear_hooks import Hooks, lost_sound
from voice_skill.ports import (
    RATE_HZ,
    Recognizer,
    Sound,
    Source,
    StopWord,
    StopWordListener,
    WakeSpotter,
)
from voice_skill.ring_sound import ring_sound, waking_sound
from voice_skill.stop_search import StopSearch

_KEPT = 20 * RATE_HZ
_PRE_ROLL = RATE_HZ // 2
_HANGOVER = RATE_HZ * 7 // 10
"""The wake phrase is looked for this long after the last speech: it is found a little late."""
_FED_AT_ONCE = RATE_HZ // 10
_BEHIND = 5 * RATE_HZ
"""A search that is so much behind begins anew; a machine that is too slow hears nothing late."""
FIRST_RETRY_S, LONGEST_RETRY_S = 0.5, 8.0
"""Who plugs it in again does not want to wait."""
REPORTED_EACH_S = 5.0
_REPORTED_EACH = int(REPORTED_EACH_S * RATE_HZ)
STOP = "stop"
SURE_OVER_WORDS = 0.99
_WORD = RATE_HZ // 2
"""How long a word is, where only its end is known."""
_log = logging.getLogger(__name__)


class Ears:
    """Listens until it is closed."""

    def __init__(
        self,
        microphone: Callable[[], Source],
        recognizer: Recognizer,
        spotter: WakeSpotter | None,
        stop_words: StopWordListener | None,
        hooks: Hooks,
        tuning: Tuning,
    ) -> None:
        """`microphone` opens the source anew each time; `spotter` is None for the button alone.

        Without `stop_words` a ring hears "stop" only in its gaps, and a reply not at all.
        """
        self._microphone = microphone
        self._recognizer = recognizer
        self._spotter = spotter
        self._hooks = hooks
        self._inbox: SimpleQueue[hearing.Event] = SimpleQueue()
        self._errands: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._state = Listening()
        self._tuning = tuning
        self._tuned = threading.Event()
        self._history = History(_KEPT)
        self._gate = SpeechGate()
        self._rest = b""
        self._searched_to = 0
        self._searching = False
        self._heard_to = -_KEPT
        self._behind = 0
        self._own = OwnVoice()
        self._stopper = StopSearch(stop_words, self._stop_word) if stop_words else None
        self._closed = threading.Event()
        self._source: Source | None = None
        self._helper = threading.Thread(target=self._run_errands, name="recogniser", daemon=True)
        self._thread = threading.Thread(target=self._listen, name="ears", daemon=True)
        self._helper.start()
        self._thread.start()

    def tune(self, tuning: Tuning) -> None:
        """Follow these choices from now on; with the microphone off it is closed."""
        self._tuning = tuning
        self._tuned.set()
        if self._source and not tuning.microphone_on:
            self._source.close()

    def press(self) -> None:
        """The button: speak now, or, while somebody speaks, that was all."""
        self._inbox.put(hearing.Pressed())

    def sounds(self, piece: Piece, sound: Sound | None) -> None:
        """The loudspeaker begins this piece, or with None has ended it."""
        if sound:
            rings = sound in (ring_sound(), waking_sound()) or piece.sound is not None
            text = "" if rings else piece.text
            self._own = OwnVoice(text, sound.seconds, self._history.end, rings)
        self._inbox.put(hearing.Sounds(sound is not None, chime=piece.sound is not None))

    def close(self) -> None:
        """Let the microphone go. May be called more than once."""
        self._closed.set()
        self._tuned.set()
        if self._source:
            self._source.close()
        self._errands.put(None)
        if self._stopper:
            self._stopper.close()
        self._thread.join()
        self._helper.join()

    def _listen(self) -> None:
        retry_s, told = FIRST_RETRY_S, False
        while not self._closed.is_set():
            self._tuned.clear()
            if not self._tuning.microphone_on:
                self._hooks.report("")
                self._tuned.wait(REPORTED_EACH_S)
                continue
            try:
                for first in self._blocks():
                    if first:
                        self._hooks.opened(told)
                    retry_s, told = FIRST_RETRY_S, False
            except VoiceSkillError as error:
                if self._closed.is_set() or not self._tuning.microphone_on:
                    continue
                _log.warning("%s", error)
                self._hooks.report(str(error))
                if not told:
                    told = True
                    self._hooks.lost(str(error))
            except Exception:
                _log.exception("listening went wrong")
            self._tuned.wait(retry_s)
            retry_s = min(2 * retry_s, LONGEST_RETRY_S)

    def _blocks(self) -> Iterator[bool]:
        """Take sound until the microphone is closed or lost; true with the first block."""
        self._source = self._microphone()
        first, reported, lost = True, 0, 0
        try:
            for block in self._source.blocks():
                self._take(block)
                if self._history.end >= reported:
                    lost_before, lost = lost, self._source.overflows
                    self._hooks.report(lost_sound(lost - lost_before))
                    reported = self._history.end + _REPORTED_EACH
                yield first
                first = False
        finally:
            self._source.close()
            self._forget()

    def _forget(self) -> None:
        self._step(hearing.Lost())
        self._history, self._gate, self._rest = History(_KEPT), SpeechGate(), b""
        self._searching, self._searched_to, self._heard_to = False, 0, -_KEPT
        self._own = OwnVoice()

    def _take(self, block: bytes) -> None:
        endpoint = int(self._tuning.endpoint_silence_s * RATE_HZ)
        if endpoint != self._state.endpoint:
            self._state = replace(self._state, endpoint=endpoint)
        situation = self._hooks.situation()
        if situation != self._state.situation:
            self._step(hearing.Situated(situation))
        pcm = self._rest + block
        whole = len(pcm) // FRAME_BYTES * FRAME_BYTES
        self._rest = pcm[whole:]
        for start in range(0, whole, FRAME_BYTES):
            frame = pcm[start : start + FRAME_BYTES]
            self._history.add(frame)
            speech = self._gate.speech(frame)
            if speech:
                self._heard_to = self._history.end
            self._deliver()
            self._step(hearing.Frame(self._history.end, speech))
        self._search()
        if self._stopper:
            self._stopper.take(self._history, len(block) // 2, self._state.guards)

    def _stop_word(self, word: StopWord, begun: int) -> None:
        """One that was heard in the sound from `begun` on; from the thread that looks for it."""
        end = begun + int(word.end_s * RATE_HZ)
        start = end - _WORD if word.start_s is None else begun + int(word.start_s * RATE_HZ)
        if word.word != STOP or self._own.says([STOP], start, end):
            return
        # Over our own words only the recogniser, or near certainty, makes it more than a sign.
        spoken = not self._own.rings and self._own.sounds(start, end)
        sure = not spoken or (word.confidence or 0.0) >= SURE_OVER_WORDS
        self._inbox.put(hearing.StopHeard(start, end, word.final and sure, word.confidence))

    def _deliver(self) -> None:
        try:
            while True:
                self._step(self._inbox.get_nowait())
        except Empty:
            pass

    def _step(self, event: hearing.Event) -> None:
        self._state, effects = listening.step(self._state, event)
        for effect in effects:
            self._perform(effect)

    def _perform(self, effect: hearing.Effect) -> None:
        if isinstance(effect, hearing.Decode):
            pcm = self._history.span(effect.start, effect.end)
            said = self._own.text if effect.start < self._state.own_until else ""
            self._errands.put(lambda: self._recognise(effect.job, pcm, said))
        elif isinstance(effect, hearing.Hold):
            self._hooks.hold()
        elif isinstance(effect, hearing.Resume):
            self._hooks.resume()
        elif isinstance(effect, hearing.Chime):
            self._hooks.chime(effect.name)
        else:
            self._hooks.act(effect.text, effect.certainty, effect.scope)

    def _search(self) -> None:
        """Hand what may hold the wake phrase to the search, and nothing else."""
        spotter, end = self._spotter, self._history.end
        if spotter is None or not self._tuning.wake_enabled:
            return
        if end - self._heard_to > _HANGOVER or self._state.awake_until is not None:
            self._searching = False
            return
        if not self._searching:
            if self._behind > _BEHIND:
                return
            self._searching = True
            self._searched_to = begun = max(self._searched_to, end - _PRE_ROLL)
            self._errands.put(lambda: self._begin(begun))
        if end - self._searched_to >= _FED_AT_ONCE:
            pcm = self._history.span(self._searched_to, end)
            self._behind += end - self._searched_to
            self._searched_to = end
            if self._behind > _BEHIND:
                self._searching = False
            self._errands.put(lambda: self._look(spotter, pcm))

    def _begin(self, position: int) -> None:
        assert self._spotter is not None
        self._search_from = position
        self._spotter.reset()

    def _look(self, spotter: WakeSpotter, pcm: bytes) -> None:
        self._behind -= len(pcm) // 2
        if self._state.awake_until is not None:
            return
        found = spotter.feed(pcm)
        if found:
            start, end = (self._search_from + place for place in found)
            ours = self._own.rings and self._own.sounds(start, end)
            if not ours and not self._own.says(spotter.phrase.split(), start, end):
                self._inbox.put(hearing.Woken(start, end))

    def _recognise(self, job: int, pcm: bytes, said: str) -> None:
        if job != self._state.job:
            return  # somebody went on speaking meanwhile
        result = hearing.Recognised(job, "")
        try:
            heard = self._recognizer.transcribe(pcm)
            stops = bool(heard.text) and self._hooks.stops(heard.text)
            text = heard.text if stops or not echoes(heard.text, said) else ""
            # A sound in which there are no words may be a cry, but not our own echo.
            cries = (False, not heard.text)
            if text and self._state.situation.holding:
                cries = self._hooks.cries(text, heard.certainty)
            result = hearing.Recognised(job, text, heard.certainty, stops, *cries)
        finally:
            self._inbox.put(result)

    def _run_errands(self) -> None:
        while (errand := self._errands.get()) is not None:
            try:
                errand()
            except VoiceSkillError as error:
                if not self._closed.is_set():
                    _log.warning("%s", error)
                    self._hooks.note(str(error))
            except Exception:
                _log.exception("recognising went wrong")
