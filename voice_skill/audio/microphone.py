"""The Source port over a child process that captures, so that decoding never costs sound."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from voice_skill.audio.liveness import Liveness
from voice_skill.core.errors import AudioError, VoiceSkillError
from voice_skill.ports import RATE_HZ
from voice_skill.workers import Worker

BLOCK_BYTES = RATE_HZ // 50 * 2
"""20 ms."""
_TIMEOUT_S = 10.0
_SWAP_AFTER = 100
"""Blocks, two seconds: a capture takes so long to start."""


STUCK = "The microphone repeats the same sound; unplug and replug it."


class Microphone:
    """The microphone with this name or part of a name; None takes what the system prefers."""

    def __init__(self, device_name: str | None = None) -> None:
        self._arguments = [device_name] if device_name else []
        self._worker = self._started()
        self._spare: Worker | None = None
        self._swap_in = 0
        self._closed = threading.Event()
        self._overflows = 0
        self.renewals = 0
        """How often the capture was opened anew because it gave nothing but zeros."""

    @property
    def overflows(self) -> int:
        """How many blocks were lost because nobody read them in time."""
        return self._overflows

    def blocks(self) -> Iterator[bytes]:
        """Blocks of 20 ms of 16 kHz PCM from now on, until `close`.

        At most ten seconds wait to be read; then the oldest are dropped and counted.
        Raises AudioError where there is no microphone, or when it is lost.
        """
        liveness = Liveness()
        while not self._closed.is_set():
            try:
                header, pcm = self._worker.request({"do": "read"}, timeout_s=_TIMEOUT_S)
            except AudioError:
                if self._closed.is_set():
                    return
                # A microphone that comes back is only seen by a PortAudio that starts anew.
                self._worker.kill()
                raise
            self._overflows = header["overflows"]
            for start in range(0, len(pcm), BLOCK_BYTES):
                if self._closed.is_set():
                    return
                yield self._alive(pcm[start : start + BLOCK_BYTES], liveness)

    def close(self) -> None:
        """Let the device go. May be called more than once, and from another thread."""
        self._closed.set()
        self._worker.close()
        if self._spare:
            self._spare.close()

    def _alive(self, block: bytes, liveness: Liveness) -> bytes:
        if liveness.is_stuck(block):
            self._worker.kill()
            raise AudioError(STUCK)
        if liveness.wants_renewal(block) and self._spare is None:
            self._spare, self._swap_in = self._started(), _SWAP_AFTER
        elif self._spare:
            self._swap_in -= 1
            if any(block) or self._swap_in == 0:
                self._swap(use_spare=not any(block))
        return block

    def _swap(self, use_spare: bool) -> None:
        """Listen with the other capture, which has started meanwhile, or end it again."""
        spare, self._spare = self._spare, None
        assert spare
        if use_spare:
            self.renewals += 1
            spare, self._worker = self._worker, spare
        spare.close()

    def _started(self) -> Worker:
        def failure(reason: str) -> VoiceSkillError:
            return AudioError(f"The microphone cannot be used ({reason}); unplug and replug it.")

        worker = Worker("voice_skill.audio.microphone_worker", self._arguments, failure=failure)
        worker.start()
        return worker
