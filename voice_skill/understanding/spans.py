"""Where a length or a clock time stands in an utterance, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Meridiem = Literal["am", "pm"]
ClockKind = Literal["twelve_hour", "twenty_four_hour", "noon", "midnight"]


class Problem(Enum):
    """Why a length or time that was said must not be acted on without asking."""

    ZERO = "zero"
    NEGATIVE = "negative"
    RANGE = "range"
    """ "fifteen to twenty minutes" """
    EITHER_OR = "either_or"
    """ "fifteen or fifty minutes" """
    VAGUE = "vague"
    """ "a few minutes", or "half past" without an hour """
    CONTRADICTORY = "contradictory"
    """Number words that do not make one number, or a correction: "ten no fifteen minutes" """
    NO_SUCH_TIME = "no_such_time"
    """ "twenty five o'clock" """


@dataclass(frozen=True)
class Span:
    """A length of time at words[start:end]. More than one in an utterance is for the caller."""

    start: int
    end: int
    seconds: float
    """0.0 where a problem leaves no single length; for NEGATIVE zero or less."""
    exact: bool = True
    """False where the speaker rounded: "about", "or so", "at least", "a couple of"."""
    more: bool = False
    """Said as an addition: "ten more minutes", "another ten minutes", "ten minutes longer"."""
    problem: Problem | None = None
    low_s: float | None = None
    """The shortest of several lengths, for RANGE and EITHER_OR."""
    high_s: float | None = None
    """The longest of several lengths, for RANGE and EITHER_OR."""


@dataclass(frozen=True)
class ClockSpan:
    """A time of day at words[start:end]; hour and minute are 0 where there is a problem."""

    start: int
    end: int
    hour: int
    """As said: 1 to 12 on a twelve-hour clock, 0 to 23 on a twenty-four-hour one."""
    minute: int
    meridiem: Meridiem | None
    kind: ClockKind
    problem: Problem | None = None

    @property
    def readings(self) -> tuple[tuple[int, int], ...]:
        """Every (hour, minute) on the 24-hour clock it can mean: two where am or pm is open."""
        if self.problem is not None:
            return ()
        if self.kind == "twenty_four_hour":
            return ((self.hour, self.minute),)
        morning, evening = self.hour % 12, self.hour % 12 + 12
        if self.meridiem is None:
            return ((morning, self.minute), (evening, self.minute))
        return ((morning if self.meridiem == "am" else evening, self.minute),)
