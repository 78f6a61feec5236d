"""The time somebody told a machine whose clock nothing has set; forgotten at its next start."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voice_skill.core.civil import moment, seconds_until, shifted
from voice_skill.core.events import Now

_DAY_S = 86_400.0
_AHEAD_S = 3600.0


@dataclass(frozen=True)
class ToldClock:
    """How far the machine's clock is off, in this boot."""

    shift_s: float
    boot_id: str


def told(clock: str, other: str | None, now: Now) -> ToldClock:
    """From "it is ten past five" to how far off the machine's own clock is.

    Without a battery a clock stands still while the power is off, so it is behind: of the readings
    the first to come counts, except for the little that it may be ahead.
    """
    today = now.wall.date()
    said = [each for each in (clock, other) if each is not None]
    offs = [seconds_until(moment(today, each, now.wall), now.wall) for each in said]
    return ToldClock(min((off + _AHEAD_S) % _DAY_S for off in offs) - _AHEAD_S, now.boot_id)


def believed(told_clock: ToldClock | None, now: Now) -> Now:
    """The time to go by: the machine's where it was set, else what was told."""
    if now.synced or told_clock is None or told_clock.boot_id != now.boot_id:
        return now
    return replace(now, wall=shifted(now.wall, told_clock.shift_s), synced=True, told=True)
