"""The child that owns the loudspeaker: `python -m ... [DEVICE_NAME]`."""

from __future__ import annotations

import sys
import threading
import time
from array import array
from typing import Any

from voice_skill.audio.devices import find_device, portaudio
from voice_skill.core.errors import AudioError
from voice_skill.workers import Header, serve, silence_libraries

_BLOCKS_PER_S = 50
_LATENCY_S = 0.1
"""What lies ready in the device: enough for a busy small machine, and dropped at once on a stop."""
_LOOK_S = 0.02
_AFTER_S = 0.05
_STALL_S = 2.0
"""A device that takes nothing for so long is lost, though PortAudio still calls it active."""


class Speaker:
    """Plays one sound at a time."""

    def __init__(self, device_name: str | None) -> None:
        self._device_name = device_name
        self._playback: Playback | None = None

    def handle(self, header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
        """Answer "play" (with `rate_hz`, `volume` and PCM), "stop" and "playing"."""
        if header["do"] in ("play", "stop") and self._playback is not None:
            self._playback.stop()
            self._playback = None
        if header["do"] == "play":
            device = find_device(self._device_name, "output")
            self._playback = Playback(device, body, header["rate_hz"], header["volume"])
        playing = self._playback is not None and self._playback.is_alive()
        if not playing and self._playback is not None and self._playback.lost:
            raise AudioError(self._playback.lost)
        return {"playing": playing}, b""


class Playback(threading.Thread):
    """One sound on its way out, in blocks of 20 ms; starts with its making.

    PortAudio drops what lies in the device when a stream ends by itself, and its blocking write
    may block for seconds. So its callback plays silence after the sound until the last sample was
    heard, and this thread then drops the rest. Raises AudioError where the device refuses; `lost`
    says so where it took the sound and then gave none.
    """

    def __init__(self, device: dict[str, Any], pcm: bytes, rate_hz: int, volume: float) -> None:
        super().__init__(daemon=True)
        self.lost = ""
        self._name = device["name"]
        self._volume = volume
        self._stopped = threading.Event()
        self._position = 0
        self._ends_at_s: float | None = None
        self._stream, stream_rate_hz = self._open(device, rate_hz)
        self._rate_hz = stream_rate_hz
        self._pcm = pcm if stream_rate_hz == rate_hz else _resampled(pcm, rate_hz, stream_rate_hz)
        self._taken_s = time.monotonic()
        try:
            self._stream.start()
        except portaudio().PortAudioError as error:
            raise _refused(device) from error
        self.start()

    def stop(self) -> None:
        """Silence; returns when it is silent."""
        self._stopped.set()
        self.join()

    def run(self) -> None:
        """Wait for the end or for `stop`."""
        while not self._stopped.wait(_LOOK_S) and not self._is_over():
            pass
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)

    def _is_over(self) -> bool:
        if self._ends_at_s is not None and self._stream.time > self._ends_at_s + _AFTER_S:
            return True
        if not self._stream.active or time.monotonic() - self._taken_s > _STALL_S:
            self.lost = f'The loudspeaker "{self._name}" plays nothing any more; plug it in again.'
        return bool(self.lost)

    def _open(self, device: dict[str, Any], rate_hz: int) -> tuple[Any, int]:
        """A stream at this rate, or at the device's own where it refuses."""
        sounddevice = portaudio()
        problem: Exception | None = None
        for attempt_hz in dict.fromkeys((rate_hz, int(device["default_samplerate"]))):
            try:
                stream = sounddevice.RawOutputStream(
                    samplerate=attempt_hz,
                    blocksize=attempt_hz // _BLOCKS_PER_S,
                    device=device["index"],
                    channels=1,
                    dtype="int16",
                    latency=_LATENCY_S,
                    callback=self._on_block,
                )
            except sounddevice.PortAudioError as error:
                problem = error
            else:
                return stream, attempt_hz
        raise _refused(device) from problem

    def _on_block(self, block: Any, frames: int, times: Any, status: Any) -> None:
        self._taken_s = time.monotonic()
        piece = self._quieter(self._pcm[self._position : self._position + len(block)])
        self._position += len(piece)
        block[: len(piece)] = piece
        block[len(piece) :] = bytes(len(block) - len(piece))
        if self._ends_at_s is None and self._position >= len(self._pcm):
            self._ends_at_s = times.outputBufferDacTime + frames / self._rate_hz

    def _quieter(self, piece: bytes) -> bytes:
        if self._volume == 1.0:
            return piece
        return array("h", (int(sample * self._volume) for sample in array("h", piece))).tobytes()


def _refused(device: dict[str, Any]) -> AudioError:
    return AudioError(
        f'The loudspeaker "{device["name"]}" cannot be used; check that it is plugged in '
        "and that no other program holds it."
    )


def _resampled(pcm: bytes, from_hz: int, to_hz: int) -> bytes:
    import numpy as np
    import soxr

    return bytes(soxr.resample(np.frombuffer(pcm, dtype="<i2"), from_hz, to_hz).tobytes())


if __name__ == "__main__":
    silence_libraries()
    speaker = Speaker(sys.argv[1] if len(sys.argv) > 1 else None)
    serve(speaker.handle, prepare=portaudio)
