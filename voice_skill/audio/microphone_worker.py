"""The child that captures: `python -m ... [DEVICE_NAME]`. Sound waits here until it is read."""

from __future__ import annotations

import sys
import threading
from collections import deque
from typing import Any

from voice_skill.audio.devices import find_device, portaudio
from voice_skill.core.errors import AudioError
from voice_skill.ports import RATE_HZ
from voice_skill.workers import Header, serve, silence_libraries

BLOCK_BYTES = RATE_HZ // 50 * 2
_BLOCKS_PER_S = 50
_KEPT_BLOCKS = 10 * _BLOCKS_PER_S
_SILENT_DEVICE_S = 2.0
_FIRST_BLOCK_S = 6.0
"""A sound server that has just started, on a machine that does much else, takes its time."""


class BlockQueue:
    """Sound between PortAudio's thread and ours: bounded, and nobody waits to put something in."""

    def __init__(self, limit: int) -> None:
        self._arrived = threading.Condition()
        self._blocks: deque[bytes] = deque()
        self._limit = limit
        self.overflows = 0
        """How many blocks were lost."""

    def put(self, block: bytes, lost_before: bool = False) -> None:
        """Add a block; past the limit the oldest is dropped and counted."""
        with self._arrived:
            self.overflows += lost_before
            if len(self._blocks) >= self._limit:
                self._blocks.popleft()
                self.overflows += 1
            self._blocks.append(block)
            self._arrived.notify()

    def take(self, timeout_s: float) -> bytes:
        """Everything that has come, waiting for the first of it. Raises AudioError in silence.

        PortAudio does not say that a device was unplugged: its blocks just cease.
        """
        with self._arrived:
            if not self._arrived.wait_for(lambda: self._blocks, timeout_s):
                raise AudioError("The microphone gives no sound any more; unplug and replug it.")
            pcm = b"".join(self._blocks)
            self._blocks.clear()
        return pcm


class Capture:
    """One open microphone."""

    def __init__(self, device_name: str | None) -> None:
        self._device_name = device_name
        self._stream: Any = None
        self._resampler: Any = None
        self._queue = BlockQueue(_KEPT_BLOCKS)
        self._rest = b""
        self._heard = False

    def handle(self, header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
        """Answer "read" with whole blocks of 16 kHz PCM, opening the microphone the first time."""
        if self._stream is None:
            self._open()
        pcm = self._rest
        while len(pcm) < BLOCK_BYTES:
            patience_s = _SILENT_DEVICE_S if self._heard else _FIRST_BLOCK_S
            pcm += self._converted(self._queue.take(patience_s))
            self._heard = True
        whole = len(pcm) // BLOCK_BYTES * BLOCK_BYTES
        self._rest = pcm[whole:]
        return {"overflows": self._queue.overflows}, pcm[:whole]

    def _on_block(self, block: Any, frames: int, times: Any, status: Any) -> None:
        self._queue.put(bytes(block), lost_before=bool(status.input_overflow))

    def _open(self) -> None:
        sounddevice = portaudio()
        device = find_device(self._device_name, "input")
        problem: Exception | None = None
        for rate_hz in dict.fromkeys((RATE_HZ, int(device["default_samplerate"]))):
            try:
                stream = sounddevice.RawInputStream(
                    samplerate=rate_hz,
                    blocksize=rate_hz // _BLOCKS_PER_S,
                    device=device["index"],
                    channels=1,
                    dtype="int16",
                    latency="high",
                    callback=self._on_block,
                )
                stream.start()
            except sounddevice.PortAudioError as error:
                problem = error
                continue
            self._stream, self._resampler = stream, _resampler(rate_hz)
            return
        raise AudioError(
            f'The microphone "{device["name"]}" cannot be used; check that it is plugged in '
            "and that no other program holds it."
        ) from problem

    def _converted(self, pcm: bytes) -> bytes:
        if self._resampler is None:
            return pcm
        import numpy as np

        return bytes(self._resampler.resample_chunk(np.frombuffer(pcm, dtype="<i2")).tobytes())


def _resampler(rate_hz: int) -> Any:
    if rate_hz == RATE_HZ:
        return None
    import soxr

    return soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="int16")


if __name__ == "__main__":
    silence_libraries()
    capture = Capture(sys.argv[1] if len(sys.argv) > 1 else None)
    serve(capture.handle, prepare=portaudio)
