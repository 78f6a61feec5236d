"""The child that owns the loudspeaker: `python -m ... [DEVICE_NAME]`."""

from __future__ import annotations

import sys
import threading
from typing import Any

from voice_skill.audio.devices import find_device, portaudio
from voice_skill.core.errors import AudioError
from voice_skill.workers import Header, serve, silence_libraries

_BLOCKS_PER_S = 50
_LATENCY_S = 0.1
"""What lies ready in the device: enough for a busy small machine, and dropped at once on a stop."""


class Speaker:
    """Plays one sound at a time in blocks of 20 ms, so that it can fall silent between two."""

    def __init__(self, device_name: str | None) -> None:
        self._device_name = device_name
        self._stopped = threading.Event()
        self._playing: threading.Thread | None = None

    def handle(self, header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
        """Answer "play" (with `rate_hz` and PCM), "stop" and "playing"."""
        match header["do"]:
            case "play":
                self.stop()
                self._play(body, header["rate_hz"])
            case "stop":
                self.stop()
        return {"playing": self._playing is not None and self._playing.is_alive()}, b""

    def stop(self) -> None:
        """Silence; returns when it is silent."""
        self._stopped.set()
        if self._playing is not None:
            self._playing.join()
            self._playing = None

    def _play(self, pcm: bytes, rate_hz: int) -> None:
        if not pcm:
            return
        device = find_device(self._device_name, "output")
        stream, stream_rate_hz = _opened(device, rate_hz)
        if stream_rate_hz != rate_hz:
            pcm = _resampled(pcm, rate_hz, stream_rate_hz)
        self._stopped = threading.Event()
        self._playing = threading.Thread(
            target=_write, args=(stream, pcm, stream_rate_hz, self._stopped), daemon=True
        )
        self._playing.start()


def _opened(device: dict[str, Any], rate_hz: int) -> tuple[Any, int]:
    """A running stream at this rate, or at the device's own where it refuses."""
    sounddevice = portaudio()
    problem: Exception | None = None
    for attempt_hz in dict.fromkeys((rate_hz, int(device["default_samplerate"]))):
        try:
            stream = sounddevice.RawOutputStream(
                samplerate=attempt_hz,
                blocksize=0,
                device=device["index"],
                channels=1,
                dtype="int16",
                latency=_LATENCY_S,
            )
            stream.start()
            return stream, attempt_hz
        except sounddevice.PortAudioError as error:
            problem = error
    raise AudioError(
        f'The loudspeaker "{device["name"]}" cannot be used; check that it is plugged in '
        "and that no other program holds it."
    ) from problem


def _resampled(pcm: bytes, from_hz: int, to_hz: int) -> bytes:
    import numpy as np
    import soxr

    return bytes(soxr.resample(np.frombuffer(pcm, dtype="<i2"), from_hz, to_hz).tobytes())


def _write(stream: Any, pcm: bytes, rate_hz: int, stopped: threading.Event) -> None:
    block_bytes = rate_hz // _BLOCKS_PER_S * 2
    # Only this thread touches the stream: PortAudio's streams are not for two threads at once.
    try:
        for start in range(0, len(pcm), block_bytes):
            if stopped.is_set():
                break
            stream.write(pcm[start : start + block_bytes])
        if stopped.is_set():
            stream.abort()
        else:
            stream.stop()
        stream.close()
    except portaudio().PortAudioError as error:
        print(f"the loudspeaker was lost: {error}", file=sys.stderr)
        stream.close(ignore_errors=True)


if __name__ == "__main__":
    silence_libraries()
    speaker = Speaker(sys.argv[1] if len(sys.argv) > 1 else None)
    serve(speaker.handle, prepare=portaudio)
