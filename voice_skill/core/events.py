"""What has happened, in the past tense; the dialogue decides what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from voice_skill.core.meaning import Meaning


@dataclass(frozen=True)
class Now:
    """The time of one step: deadlines use the first, alarms and people the second."""

    monotonic_s: float
    wall: datetime
    synced: bool = True
    boot_id: str = ""
    told: bool = False
    """The time is only what somebody said; then `synced` holds, too."""


@dataclass(frozen=True)
class Heard:
    """Somebody said or typed something, and this is what it means."""

    meaning: Meaning


@dataclass(frozen=True)
class TimeReached:
    """A deadline may have passed."""


@dataclass(frozen=True)
class Restored:
    """The saved state was loaded; `same_boot` says whether deadlines still hold."""

    same_boot: bool


@dataclass(frozen=True)
class AdapterFailed:
    """A part of the machine failed; the reason is a sentence for people."""

    port: str
    reason: str


Event = Heard | TimeReached | Restored | AdapterFailed
