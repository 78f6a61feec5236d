"""The machine's own volume: lifted for a ring where it is too low, and put back after it."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from voice_skill.audio.mixers import SERVER, Setting, alsa_devices, mixer_of, mixers

FLOOR_PERCENT = 75
"""The scales follow the ear: this is 7.5 dB below full, where half would be 18."""

_NOTED_S = 0.5
"""How long a ring waits for the note; the disk may hang."""

_CARD_STEP_PERCENT = 3

_log = logging.getLogger(__name__)


class SystemVolume:
    """The volume of the usual output of PulseAudio or PipeWire, or of the bare sound cards.

    What it was is written into `note` before it is lifted, so that a crash leaves it to the next
    start to put it back. What somebody sets meanwhile stays. Never raises; takes at most seconds.
    """

    def __init__(self, note: Path, devices: Callable[[], Sequence[str]] = alsa_devices) -> None:
        """`devices` are the ALSA devices to look at where no sound server runs."""
        self._note = note
        self._devices = devices
        self._before = self._noted()
        self.restore()

    def lift(self) -> None:
        """Make sure that nothing that may ring is muted or below the floor."""
        low = [
            (mixer, setting)
            for mixer, setting in mixers(self._devices)
            if setting.percent < FLOOR_PERCENT or setting.muted
        ]
        if not low:
            return
        self._before = [setting for _, setting in low]
        noting = threading.Thread(target=self._write_note, args=(self._before,), daemon=True)
        noting.start()
        noting.join(_NOTED_S)
        for mixer, setting in low:
            mixer.write(_lifted(setting))

    def restore(self) -> None:
        """Put back what was lifted, now or before a crash."""
        lifted, self._before = self._before, []
        for before in lifted:
            mixer = mixer_of(before)
            now = mixer.read_again(before)
            if now and _is_as_lifted(now, before):
                mixer.write(before)
        with suppress(OSError):
            self._note.unlink(missing_ok=True)

    def _noted(self) -> list[Setting]:
        """What a process that crashed had lifted."""
        try:
            return [Setting(**each) for each in json.loads(self._note.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError):
            return []

    def _write_note(self, settings: list[Setting]) -> None:
        try:
            self._note.parent.mkdir(parents=True, exist_ok=True)
            draft = self._note.with_suffix(".new")
            draft.write_text(json.dumps([asdict(each) for each in settings]), encoding="utf-8")
            os.replace(draft, self._note)
        except OSError as error:
            _log.warning("the volume will not be put back: %s", error.strerror)


def _is_as_lifted(now: Setting, before: Setting) -> bool:
    """Whether nobody has set it since; a card with few steps takes the nearest."""
    lifted = _lifted(before)
    coarse = 0 if before.system == SERVER else _CARD_STEP_PERCENT
    return now.muted == lifted.muted and abs(now.percent - lifted.percent) <= coarse


def _lifted(setting: Setting) -> Setting:
    return replace(setting, percent=max(FLOOR_PERCENT, setting.percent), muted=False)
