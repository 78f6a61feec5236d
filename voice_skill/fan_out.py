"""Several places to speak and ring at, as one."""

from __future__ import annotations

import logging
from collections.abc import Callable

from voice_skill.core.effects import AS_SET, AUDIBLE
from voice_skill.core.errors import AudioError
from voice_skill.ports import Outlet

_log = logging.getLogger(__name__)


class FanOut:
    """Several outlets as one; one that fails does not keep the others from ringing."""

    def __init__(self, *outlets: Outlet) -> None:
        self._outlets = outlets

    def say(self, text: str, loudness: int = AS_SET, hint: bool = False) -> None:
        """Say it everywhere. Raises the last AudioError."""
        self._each(lambda outlet: outlet.say(text, loudness, hint))

    def ring(
        self,
        text: str,
        timer_ids: tuple[int, ...],
        loudness: int = AUDIBLE,
        wakes: bool = False,
    ) -> None:
        """Ring everywhere. Raises the last AudioError."""
        self._each(lambda outlet: outlet.ring(text, timer_ids, loudness, wakes))

    def silence(self) -> None:
        """Silence everywhere. Raises the last AudioError."""
        self._each(lambda outlet: outlet.silence())

    def _each(self, act: Callable[[Outlet], None]) -> None:
        failed: AudioError | None = None
        for outlet in self._outlets:
            try:
                act(outlet)
            except AudioError as error:
                failed = error
            except Exception as error:
                _log.exception("an outlet went wrong")
                failed = AudioError(f"It went wrong: {error}.")
        if failed:
            raise failed
