"""The sound server's own volume: lifted for a ring where it is too low, and put back after it."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

FLOOR_PERCENT = 75
"""The server's scale is cubic: this is 7.5 dB below full, where half would be 18."""

_DEFAULT = "@DEFAULT_SINK@"
_TIMEOUT_S = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Setting:
    """One output of the sound server."""

    sink: str
    percent: int
    muted: bool


class SystemVolume:
    """The volume of the usual output of PulseAudio or PipeWire; does nothing where neither runs.

    What it was is written into `note` before it is lifted, so that a crash leaves it to the next
    start to put it back. What somebody sets meanwhile stays. Never raises; takes at most seconds.
    """

    def __init__(self, note: Path) -> None:
        self._note = note
        self.restore()

    def lift(self) -> None:
        """Make sure that it is neither muted nor below the floor."""
        found = _read()
        if found is None or (found.percent >= FLOOR_PERCENT and not found.muted):
            return
        try:
            self._note.parent.mkdir(parents=True, exist_ok=True)
            draft = self._note.with_suffix(".new")
            draft.write_text(json.dumps(asdict(found)), encoding="utf-8")
            os.replace(draft, self._note)
        except OSError as error:
            _log.warning("the volume will not be put back: %s", error.strerror)
        _write(_lifted(found))

    def restore(self) -> None:
        """Put back what was lifted, now or before a crash."""
        try:
            before = _Setting(**json.loads(self._note.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            before = None
        if before and _read(before.sink) == _lifted(before):
            _write(before)
        with suppress(OSError):
            self._note.unlink(missing_ok=True)


def _lifted(setting: _Setting) -> _Setting:
    return _Setting(setting.sink, max(FLOOR_PERCENT, setting.percent), muted=False)


def _read(sink: str = _DEFAULT) -> _Setting | None:
    name = _pactl("get-default-sink").strip() if sink == _DEFAULT else sink
    percents = re.findall(r"(\d+)%", _pactl("get-sink-volume", name)) if name else []
    if not percents:
        return None
    muted = _pactl("get-sink-mute", name).strip().endswith("yes")
    return _Setting(name, max(map(int, percents)), muted)


def _write(setting: _Setting) -> None:
    # The volume first: nothing shall be heard at the wrong one.
    _pactl("set-sink-volume", setting.sink, f"{setting.percent}%")
    _pactl("set-sink-mute", setting.sink, str(int(setting.muted)))


def _pactl(*words: str) -> str:
    """What it prints; nothing where it fails."""
    try:
        done = subprocess.run(
            ["pactl", *words],
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
