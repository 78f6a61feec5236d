"""Which microphones and loudspeakers there are, asked in a child so that a hang cannot reach us.

PortAudio looks at the devices once, when it starts, so each question starts a new child.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from voice_skill.core.errors import AudioError, VoiceSkillError
from voice_skill.workers import Header, Worker, serve, silence_libraries

Direction = Literal["input", "output"]
_TIMEOUT_S = 10.0
_NAMES = {"input": "microphone", "output": "loudspeaker"}


@dataclass(frozen=True)
class Device:
    """One device as PortAudio names it."""

    name: str
    inputs: int
    outputs: int
    rate_hz: int
    """The rate it prefers."""


def list_devices() -> tuple[Device, ...]:
    """Every device, in PortAudio's order. Raises AudioError where sound does not work at all."""

    def failure(reason: str) -> VoiceSkillError:
        return AudioError(f"The sound devices cannot be listed ({reason}); unplug and replug them.")

    worker = Worker("voice_skill.audio.devices", failure=failure)
    try:
        header, _ = worker.request({"do": "list"}, timeout_s=_TIMEOUT_S)
    finally:
        worker.close()
    return tuple(Device(**device) for device in header["devices"])


def input_devices() -> tuple[Device, ...]:
    """The microphones. Raises AudioError."""
    return tuple(device for device in list_devices() if device.inputs)


def output_devices() -> tuple[Device, ...]:
    """The loudspeakers. Raises AudioError."""
    return tuple(device for device in list_devices() if device.outputs)


def has_microphone() -> bool:
    """Whether there is anything to hear with; False where sound does not work at all."""
    try:
        return bool(input_devices())
    except AudioError:
        return False


def has_loudspeaker() -> bool:
    """Whether there is anything to speak with; False where sound does not work at all."""
    try:
        return bool(output_devices())
    except AudioError:
        return False


def portaudio() -> Any:
    """The sounddevice module, in a child only. Raises AudioError where PortAudio is missing."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise AudioError(
            "The sound library PortAudio is missing; run scripts/setup or install libportaudio2."
        ) from error
    return sounddevice


def find_device(name: str | None, direction: Direction) -> dict[str, Any]:
    """In a child: PortAudio's description of the device with this name or part of one.

    None takes what the system prefers. Raises AudioError and says which there are.
    """
    sounddevice = portaudio()
    what, channels = _NAMES[direction], f"max_{direction}_channels"
    devices = [device for device in sounddevice.query_devices() if device[channels] > 0]
    if not devices:
        raise AudioError(f"There is no {what}; plug one in.")
    if not name:
        try:
            return dict(sounddevice.query_devices(kind=direction))
        except sounddevice.PortAudioError:
            return dict(devices[0])
    exact = [device for device in devices if device["name"] == name]
    partly = [device for device in devices if name.lower() in device["name"].lower()]
    for matches in (exact, partly):
        if matches:
            return dict(matches[0])
    known = ", ".join(str(device["name"]) for device in devices)
    raise AudioError(f'There is no {what} named "{name}"; there are: {known}.')


def handle(header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
    """Answer "list"."""
    devices = [
        {
            "name": device["name"],
            "inputs": device["max_input_channels"],
            "outputs": device["max_output_channels"],
            "rate_hz": int(device["default_samplerate"]),
        }
        for device in portaudio().query_devices()
    ]
    return {"devices": devices}, b""


if __name__ == "__main__":
    silence_libraries()
    serve(handle)
