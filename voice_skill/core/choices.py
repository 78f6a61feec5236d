"""What the settings file says and a voice may change: how loud, how fast, when it is night.

What was said holds until the file says something else than it did then, so the newest word counts,
spoken or written, and nothing ever writes into the file by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from voice_skill.core.civil import moment, next_date, seconds_until

SLOWEST_WPM, FASTEST_WPM = 80, 300
"""Slower than this is not understood as speech, faster not at night."""

SHORTEST_SILENCE_S, LONGEST_SILENCE_S = 0.5, 2.5

MORNING = "07:00"
"""When a night that was only said ends, where the settings name no hours."""


@dataclass(frozen=True)
class Choices:
    """The values that hold; each is named as in the settings, with its table in front."""

    audio_speech_volume_percent: int = 50
    voice_speech_rate_wpm: int = 150
    listening_microphone_on: bool = True
    listening_wake_enabled: bool = True
    listening_endpoint_silence_s: float = 0.8
    night_from: str = ""
    """ "HH:MM"; the same as `night_to`: there are no night hours."""
    night_to: str = ""
    night_speech_volume_percent: int = 30


@dataclass(frozen=True)
class Tuning:
    """What the shell has to follow now; it is told whenever one of these changes."""

    speech_volume_percent: int
    """Quieter at night; 0 only prints what safety does not depend on."""
    speech_rate_wpm: int
    microphone_on: bool
    wake_enabled: bool
    endpoint_silence_s: float
    quiet: bool
    """Whether it is night, by the hours or because somebody said so."""


@dataclass(frozen=True)
class Said:
    """What was chosen by voice."""

    values: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """By the name of the choice: what was said, and what the file said then."""
    quiet: bool | None = None
    """ "Good night" or "good morning" in the middle of it; None: the hours decide."""
    quiet_until: str = ""
    """ISO 8601, when the hours decide again."""

    def with_choice(self, file: Choices, name: str, value: Any) -> Said:
        """With this choice made, over what the file says."""
        return replace(self, values={**self.values, name: (value, getattr(file, name))})


def in_force(file: Choices, said: Said) -> Choices:
    """The file's choices, with those that were said since it was changed."""
    known = {one.name for one in fields(Choices)}
    newer = {
        name: value
        for name, (value, over) in said.values.items()
        if name in known and getattr(file, name) == over
    }
    return replace(file, **newer)


def as_written(file: Choices) -> Tuning:
    """What holds by day where nothing was said."""
    return _tuned(file, quiet=False)


def tuning(file: Choices, said: Said, wall: datetime) -> Tuning:
    """What holds at this time of day."""
    chosen = in_force(file, said)
    quiet = is_night(chosen, wall)
    if said.quiet is not None and seconds_until(datetime.fromisoformat(said.quiet_until), wall) > 0:
        quiet = said.quiet
    return _tuned(chosen, quiet)


def _tuned(chosen: Choices, quiet: bool) -> Tuning:
    loud = chosen.audio_speech_volume_percent
    return Tuning(
        min(loud, chosen.night_speech_volume_percent) if quiet else loud,
        chosen.voice_speech_rate_wpm,
        chosen.listening_microphone_on,
        chosen.listening_wake_enabled,
        chosen.listening_endpoint_silence_s,
        quiet,
    )


def is_night(chosen: Choices, wall: datetime) -> bool:
    """Whether this is within the night hours, which may go past midnight."""
    clock = f"{wall.hour:02d}:{wall.minute:02d}"
    begins, ends = chosen.night_from, chosen.night_to
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def quieted(file: Choices, said: Said, quiet: bool, wall: datetime) -> Said:
    """ "Good night" holds until the next morning, "good morning" until the next night begins."""
    chosen = in_force(file, said)
    hours = chosen.night_from != chosen.night_to
    until = chosen.night_to if quiet else chosen.night_from
    clock = until if hours else MORNING
    ends = moment(next_date(clock, wall), clock, wall)
    return replace(said, quiet=quiet, quiet_until=ends.isoformat())
