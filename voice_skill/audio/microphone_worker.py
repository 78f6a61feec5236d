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
_SILENT_DEVICE_S = 3.0
"""Sound servers hand on up to two seconds at a time."""


class Capture:
    """One open microphone with a bounded queue; PortAudio's own thread only ever copies into it."""

    def __init__(self, device_name: str | None) -> None:
        self._device_name = device_name
        self._stream: Any = None
        self._resampler: Any = None
        self._arrived = threading.Condition()
        self._blocks: deque[bytes] = deque()
        self._overflows = 0
        self._rest = b""

    def handle(self, header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
        """Answer "read" with whole blocks of 16 kHz PCM, opening the microphone the first time."""
        if self._stream is None:
            self._open()
        pcm = b""
        while len(pcm) < BLOCK_BYTES:
            pcm = self._rest + self._converted(self._next_blocks())
            whole = len(pcm) // BLOCK_BYTES * BLOCK_BYTES
            self._rest = pcm[whole:] if whole else pcm
        return {"overflows": self._overflows}, pcm[:whole]

    def _next_blocks(self) -> bytes:
        with self._arrived:
            # PortAudio does not say that a device was unplugged: the sound just ceases.
            if not self._arrived.wait_for(lambda: self._blocks, _SILENT_DEVICE_S):
                raise AudioError("The microphone gives no sound any more; unplug and replug it.")
            pcm = b"".join(self._blocks)
            self._blocks.clear()
        return pcm

    def _on_block(self, block: Any, frames: int, times: Any, status: Any) -> None:
        with self._arrived:
            if status.input_overflow:
                self._overflows += 1
            if len(self._blocks) >= _KEPT_BLOCKS:
                self._blocks.popleft()
                self._overflows += 1
            self._blocks.append(bytes(block))
            self._arrived.notify()

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
