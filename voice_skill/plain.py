"""The engine with the least that can ring: no content, no settings, no recogniser.

It is what is left when the full start fails: a mistake in a file or a broken package must not keep
the ice from ringing. Everything that was saved counts on, and a few typed words answer the ring.
"""

from __future__ import annotations

from dataclasses import dataclass

from voice_skill.app import App
from voice_skill.core.guide import Guide
from voice_skill.core.knowledge import Knowledge, Replies
from voice_skill.core.meaning import Meaning
from voice_skill.paths import Paths
from voice_skill.settings import Settings

DUE = "Something is due. Take off ice or heat. Then say stop."
"""Every sentence in this state: nothing is known but that something rang."""

_WORDS = {
    "stop": "control.stop",
    "quiet": "control.stop",
    "okay": "control.stop",
    "yes": "answer.yes",
    "off": "answer.yes",
    "no": "answer.no",
    "snooze": "alarm.snooze",
}


class _OneSentence(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return DUE


@dataclass(frozen=True)
class PlainApp(App):
    """An App that reads neither content nor settings."""

    @classmethod
    def of(cls, paths: Paths) -> PlainApp:
        """With the usual settings."""
        return cls(Settings(), paths)

    @property
    def knowledge(self) -> Knowledge:
        """No guide, and one sentence for everything."""
        return Knowledge(Guide(), Replies(_OneSentence()))

    def understand(self, text: str) -> Meaning:
        """A few words, which is enough to end a ring."""
        words = text.lower().replace(".", " ").replace(",", " ").split()
        intent = next((_WORDS[word] for word in words if word in _WORDS), "unknown")
        return Meaning(text, intent, confidence=1.0)
