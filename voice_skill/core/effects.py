"""What shall be done, in the imperative; the shell does it in this order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Save:
    """Make the state durable before any effect that follows is performed."""


@dataclass(frozen=True)
class Say:
    """Speak (and print) this, replacing what is being said."""

    text: str


@dataclass(frozen=True)
class Ring:
    """Sound the ring for these timers until Silence; say the text in each round."""

    text: str
    timer_ids: tuple[int, ...]


@dataclass(frozen=True)
class Silence:
    """End the ring and whatever is being said, at once."""


Effect = Save | Say | Ring | Silence
