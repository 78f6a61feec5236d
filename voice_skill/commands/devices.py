"""`devices`: the names that the settings may use."""

from __future__ import annotations

import argparse


def devices(args: argparse.Namespace) -> int:
    """Print every microphone and loudspeaker."""
    from voice_skill.audio.devices import list_devices

    found = list_devices()
    for direction, names in (
        ("microphone", [device.name for device in found if device.inputs]),
        ("loudspeaker", [device.name for device in found if device.outputs]),
    ):
        for name in names or ["none: plug one in"]:
            print(f"{direction:12} {name}")
    return 0
