"""What those who listen tell and order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from voice_skill.core.hearing import Scope, Situation

TOO_BUSY = "This machine is too busy to listen: {pieces} pieces of sound were lost."
_log = logging.getLogger(__name__)


def lost_sound(pieces: int) -> str:
    """What to report where so many blocks were lost since the last report: words may be missing."""
    if pieces == 0:
        return ""
    told = TOO_BUSY.format(pieces=pieces)
    _log.warning("%s", told)
    return told


@dataclass(frozen=True)
class Hooks:
    """What the ears tell and order; all from their own threads."""

    act: Callable[[str, float | None, Scope], None]
    hold: Callable[[], None]
    resume: Callable[[], None]
    chime: Callable[[str], None]
    situation: Callable[[], Situation]
    stops: Callable[[str], bool]
    """Whether these words mean stop and nothing else."""
    cries: Callable[[str, float | None], tuple[bool, bool]]
    """Whether these words, heard so surely, are a cry of pain for one who is talked through a
    movement; and whether they are nothing that one would say to a count."""
    lost: Callable[[str], None]
    """The microphone is gone, and why; once until it is back."""
    opened: Callable[[bool], None]
    """The microphone gives sound; whether it was lost before."""
    report: Callable[[str], None]
    """It still watches; with a sentence where the microphone gives nothing."""
    note: Callable[[str], None]
    """Something about the program for people who read."""
