"""What the microphone brings, and what listening does about it; times are counted in samples.

A position is a number of samples of 16 kHz since the microphone was opened. An end is exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["command", "answer", "attention"]
"""What may be meant without more ado: anything at all after the wake phrase, anything but nonsense
while an answer is awaited, and only what cannot wait while something rings or counts."""


@dataclass(frozen=True)
class Situation:
    """What goes on besides listening."""

    ringing: bool = False
    counting: bool = False
    """Something is on the skin, or an emergency was told of."""
    asked: bool = False
    """A question is open, or a routine waits for the next step to be called."""
    holding: bool = False
    """The seconds of a hold are counted aloud: somebody is in the middle of a movement."""


@dataclass(frozen=True)
class Frame:
    """A piece of sound that ended here, and whether somebody may be speaking in it."""

    end: int
    speech: bool


@dataclass(frozen=True)
class Woken:
    """The wake phrase was said from here to there."""

    start: int
    end: int


@dataclass(frozen=True)
class Pressed:
    """A button, a key or a signal: whoever pressed it wants to speak, or has spoken."""


@dataclass(frozen=True)
class StopHeard:
    """A word that means stop; the first sign of one, or a final result."""

    start: int
    end: int
    final: bool = False
    certainty: float | None = None


@dataclass(frozen=True)
class Recognised:
    """What the recogniser made of a span, by the number of its Decode."""

    job: int
    text: str
    certainty: float | None = None
    stops: bool = False
    """Whether it means stop and nothing else."""
    hurts: bool = False
    """Whether it is a cry of pain, for one who is talked through a movement."""
    unclear: bool = False
    """Whether it is nothing that one would say to a count: a cry is rarely a clear word."""


@dataclass(frozen=True)
class Sounds:
    """Our own voice or ring begins or ends to come out of the loudspeaker."""

    on: bool
    chime: bool = False
    """Only a short sound, over which somebody may already begin to speak."""


@dataclass(frozen=True)
class Situated:
    """What goes on has changed."""

    situation: Situation


@dataclass(frozen=True)
class Lost:
    """The microphone was closed or lost; positions begin anew when it is back."""


Event = Frame | Woken | Pressed | StopHeard | Recognised | Sounds | Situated | Lost


@dataclass(frozen=True)
class Decode:
    """Have this span recognised; the answer is a Recognised of the same number."""

    job: int
    start: int
    end: int


@dataclass(frozen=True)
class Hold:
    """Silence what sounds now, and what would sound next; it may come back."""


@dataclass(frozen=True)
class Resume:
    """What was held, and that nothing has ended or replaced, goes on."""


@dataclass(frozen=True)
class Chime:
    """A short sound: "heard" after the wake phrase, "not_understood" where no words came."""

    name: Literal["heard", "not_understood"]


@dataclass(frozen=True)
class Act:
    """Somebody said this to us."""

    text: str
    certainty: float | None
    scope: Scope


Effect = Decode | Hold | Resume | Chime | Act
