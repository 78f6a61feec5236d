"""Several times in one order, of which a template knows one: "at eight and at nine tonight"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voice_skill.understanding.times import ClockSpan, find_clock_times, find_durations

_JOINTS = frozenset("and at again then also another one for a second by about around".split())
"""What may stand between two times that are meant alike."""
_LATEST_BARE_HOUR = 12
_RANGES = ("between", "from")
"""Before "eleven and seven": they bound one stretch of time."""


@dataclass(frozen=True)
class SeveralTimes:
    """The sentence with the first time only, and all of the times."""

    words: tuple[str, ...]
    times: tuple[ClockSpan, ...]


def find_several_times(words: Sequence[str]) -> SeveralTimes | None:
    """The first run of times that are joined by an "and"; None where there is none."""
    if "and" not in words:
        return None
    lengths = find_durations(words)
    times = [
        time
        for time in find_clock_times(words, loose=True)
        if time.readings
        and _is_surely_one(time)
        and all(time.end <= span.start or span.end <= time.start for span in lengths)
    ]
    for first, time in enumerate(times):
        if time.start and words[time.start - 1] in _RANGES:
            continue
        run = [time]
        for after in times[first + 1 :]:
            if not set(words[run[-1].end : after.start]) <= _JOINTS:
                break
            run.append(after)
        if len(run) > 1 and "and" in words[run[-2].end : run[-1].start]:
            rest = (*words[: time.end], *words[run[-1].end :])
            return SeveralTimes(rest, tuple(run))
    return None


def _is_surely_one(time: ClockSpan) -> bool:
    """Not the "twenty" of "twenty and five to six"."""
    return time.hour <= _LATEST_BARE_HOUR or time.end - time.start > 1
