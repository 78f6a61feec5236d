"""What shall be done, in the imperative; the shell does it in this order."""

from __future__ import annotations

from dataclasses import dataclass

from voice_skill.core.choices import Tuning


@dataclass(frozen=True)
class Save:
    """Make the state durable before any effect that follows is performed."""


AS_SET = 0
"""As loud as the person chose; quieter at night."""

AUDIBLE = 1
"""Never below the floor, whatever was chosen: something on the skin depends on it."""

LOUDER = 2
LOUDEST = 3


@dataclass(frozen=True)
class Say:
    """Speak (and print) this, replacing what is being said."""

    text: str
    loudness: int = AS_SET
    hint: bool = False
    """About the program itself: it replaces nothing, waits for silence and may be dropped."""


@dataclass(frozen=True)
class Ring:
    """One round of the ring for these timers, with the text said in it; the next comes in time.

    It sounds until Silence where no further round comes: the alarm for help, without ids.
    """

    text: str
    timer_ids: tuple[int, ...]
    loudness: int = AUDIBLE
    wakes: bool = False
    """An alarm clock's: it begins softly, and comes before the ring of timers."""


@dataclass(frozen=True)
class Silence:
    """End the ring and whatever is being said, at once."""


@dataclass(frozen=True)
class CallOut:
    """Ask something outside, by the name it has in the settings; nothing waits for the answer."""

    trigger: str


@dataclass(frozen=True)
class Tune:
    """Follow these choices from now on: loudness, pace, listening."""

    tuning: Tuning


Effect = Save | Say | Ring | Silence | CallOut | Tune
