"""What an utterance means, independent of how it was heard or what is going on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Alternative:
    """A second-best reading, offered back to the person when nothing is certain."""

    intent: str
    sources: tuple[str, ...] = ()
    confidence: float = 0.0
    title: str = ""
    """A few spoken words that name it, such as "how long to keep ice on"."""


@dataclass(frozen=True)
class Meaning:
    """The result of understanding one utterance."""

    heard: str
    """The words as they came in, unchanged."""

    intent: str
    """One of a closed list; "unknown" when nothing fits, "none" when nothing was said."""

    slots: Mapping[str, Any] = field(default_factory=dict)
    """Typed values: durations in seconds (`duration_s`), clock times as "HH:MM" (`at`)."""

    sources: tuple[str, ...] = ()
    """`part.step` of the guide, best first."""

    red_flag: str | None = None
    """Which emergency sign was heard, if any."""

    confidence: float = 0.0
    alternatives: tuple[Alternative, ...] = ()

    in_routine: Meaning | None = None
    """What the same words mean to somebody who is talked through a routine, if that differs."""

    def as_contract(self) -> dict[str, Any]:
        """The JSON object that `understand --json` prints."""
        return {
            "intent": self.intent,
            "slots": dict(self.slots),
            "sources": list(self.sources),
            "red_flag": self.red_flag,
            "confidence": round(self.confidence, 3),
            "alternatives": [
                {
                    "intent": other.intent,
                    "sources": list(other.sources),
                    "confidence": round(other.confidence, 3),
                    "title": other.title,
                }
                for other in self.alternatives
            ],
        }
