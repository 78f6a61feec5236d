"""Words to sound in a thread of its own, so that a slow voice never delays a ring."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Iterable

from voice_skill.core.errors import AudioError
from voice_skill.ports import Sound, Voice

SLOWEST_VOICE_S = 12.0
TOO_SLOW = "The voice takes too long; end what else this machine is busy with."
_LOOK_S = 0.2
_SILENT = 60
"""Of 32,768."""
_STEPS_A_S = 100
_KEPT_STEPS = 5


def without_pause(sound: Sound) -> Sound:
    """Without the silence at its end: while it lasts, nobody who answers would be heard.

    espeak-ng adds 0.39 s to all it says.
    """
    step = sound.rate_hz // _STEPS_A_S
    samples = array("h", sound.pcm[: len(sound.pcm) // 2 * 2])
    end = len(samples)
    while end > 0 and max(map(abs, samples[max(0, end - step) : end])) <= _SILENT:
        end -= step
    kept = max(0, end) + _KEPT_STEPS * step
    return Sound(samples[:kept].tobytes(), sound.rate_hz) if end > 0 else sound


class Rendering:
    """The voice, asked for one text at a time; a text that nobody waits for any more is skipped."""

    def __init__(
        self, voice: Voice, changed: threading.Condition, prompts: Iterable[str] = ()
    ) -> None:
        """`changed` is notified when a text is done, and by its owner when it waits no more.

        `prompts` are made while nothing else is wanted, for a voice that keeps what it has made.
        """
        self._voice = voice
        self._prompts = list(prompts)
        self._changed = changed
        self._wanted: str | None = None
        self._done: dict[str, Sound | AudioError] = {}
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="voice", daemon=True)
        self._thread.start()

    def of(self, text: str, longest_s: float, no_more: Callable[[], bool]) -> Sound | None:
        """The words as sound; None when `no_more` or the time came first. Raises AudioError."""
        with self._changed:
            self._done.clear()
            self._wanted = text
            self._changed.notify_all()
            until_s = time.monotonic() + longest_s
            # `no_more` may depend on the time.
            while not (text in self._done or no_more() or self._closed):
                left_s = until_s - time.monotonic()
                if left_s <= 0:
                    break
                self._changed.wait(min(_LOOK_S, left_s))
            made = self._done.pop(text, None)
        if isinstance(made, AudioError):
            raise made
        return made

    def close(self) -> None:
        """End the voice and the thread. May be called more than once."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._voice.close()
        self._thread.join()

    def _work(self) -> None:
        while (text := self._next()) is not None:
            made: Sound | AudioError
            try:
                made = without_pause(self._voice.render(text))
            except AudioError as error:
                made = error
                self._prompts.clear()
            with self._changed:
                self._done[text] = made
                self._changed.notify_all()

    def _next(self) -> str | None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._wanted is not None or self._prompts or self._closed
            )
            text, self._wanted = self._wanted, None
            if text is None and self._prompts:
                text = self._prompts.pop(0)
            return None if self._closed else text
