"""The Player port over a child process: what hangs is killed, and that is silence, too."""

from __future__ import annotations

import time

from voice_skill.core.errors import AudioError, VoiceSkillError
from voice_skill.ports import Sound
from voice_skill.workers import Worker

_PLAY_TIMEOUT_S = 5.0
_STOP_TIMEOUT_S = 0.05
_POLL_TIMEOUT_S = 1.0
_OVERTIME_S = 3.0


class DevicePlayer:
    """The loudspeaker with this name or part of a name; None takes what the system prefers."""

    def __init__(self, device_name: str | None = None) -> None:
        def failure(reason: str) -> VoiceSkillError:
            return AudioError(f"The loudspeaker cannot be used ({reason}); unplug and replug it.")

        arguments = [device_name] if device_name else []
        self._worker = Worker("voice_skill.audio.player_worker", arguments, failure=failure)
        self._ends_at_s: float | None = None
        self._worker.start()

    def play(self, sound: Sound, volume: float = 1.0) -> None:
        """Start playing, replacing what plays now; returns once the loudspeaker has taken it.

        `volume` is 0 to 1 of full scale; the device's own setting is left as it is. Raises
        AudioError where there is no loudspeaker, or none that works.
        """
        self._ends_at_s = None
        if not sound.pcm:
            self.stop()
            return
        try:
            order = {"do": "play", "rate_hz": sound.rate_hz, "volume": min(1.0, max(0.0, volume))}
            self._worker.request(order, sound.pcm, _PLAY_TIMEOUT_S)
        except AudioError:
            # PortAudio knows only the devices from when it started: the next try starts it anew.
            self._worker.kill()
            raise
        self._ends_at_s = time.monotonic() + sound.seconds

    def stop(self) -> None:
        """Silence within 50 ms, if need be by ending the process that makes the sound."""
        self._ends_at_s = None
        if self._worker.alive():
            try:
                self._worker.request({"do": "stop"}, timeout_s=_STOP_TIMEOUT_S)
            except AudioError:
                self._worker.kill()

    def playing(self) -> bool:
        """Whether sound is coming out now. Raises AudioError, once, where it was lost."""
        if self._ends_at_s is None:
            return False
        try:
            # The device takes no more sound, and would not for ever.
            late = time.monotonic() > self._ends_at_s + _OVERTIME_S
            if late or not self._worker.alive():
                raise AudioError("The loudspeaker stopped in the middle; unplug and replug it.")
            header, _ = self._worker.request({"do": "playing"}, timeout_s=_POLL_TIMEOUT_S)
        except AudioError:
            stopped = self._ends_at_s is None
            self._ends_at_s = None
            self._worker.kill()
            if stopped:  # by another thread, which is no failure
                return False
            raise
        if not header["playing"]:
            self._ends_at_s = None
        return bool(header["playing"])

    def close(self) -> None:
        """End its process, and with it any sound. May be called more than once."""
        self._ends_at_s = None
        self._worker.close()
