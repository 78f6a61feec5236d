"""Sentences spoken by flite's four voices: test speech that a recogniser understands."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

VOICES = ("slt", "rms", "awb", "kal16")
MISSING = "flite is not installed (scripts/setup --dev installs it): nothing is spoken."


def has_flite() -> bool:
    """Whether there is anybody to speak."""
    return shutil.which("flite") is not None


def spoken(text: str, voice: str) -> Any:
    """Float samples at 16 kHz, shape (n,)."""
    import soundfile
    import soxr

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        command = ["flite", "-voice", voice, "-t", text, "-o", str(file)]
        subprocess.run(command, check=True, capture_output=True)
        samples, rate_hz = soundfile.read(file, dtype="float32")
    return samples if rate_hz == 16_000 else soxr.resample(samples, rate_hz, 16_000)
