"""What the microphone hears of ourselves: when our own words sound, and what only repeats them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

BEFORE_S, AFTER_S = 0.6, 1.3
"""Around the moment at which a word should sound; what listens tells of it a little late."""
_ALIKE = 0.7
"""How much alike two words are spelled that may be taken for each other."""
_ECHOED = 0.6
"""The share of what was heard that was being said, in the same order."""

_HZ = 16_000


@dataclass(frozen=True)
class OwnVoice:
    """What we said last, or are saying."""

    text: str = ""
    length_s: float = 0.0
    begun: int = 0
    """The position in the microphone's sound at which it was handed to the loudspeaker."""

    rings: bool = False
    """No words but the sound of a ring."""

    def sounds(self, start: int, end: int) -> bool:
        """Whether all of this span of positions may be ourselves."""
        until = self.begun + int((self.length_s + AFTER_S) * _HZ)
        return self.begun - int(BEFORE_S * _HZ) <= start and end <= until

    def says(self, words: Iterable[str], start: int, end: int) -> bool:
        """Whether we may have said one of these words in this span of positions ourselves."""
        return any(
            self.begun + from_s * _HZ < end and start < self.begun + to_s * _HZ
            for from_s, to_s in moments(self.text, self.length_s, words)
        )


def moments(text: str, length_s: float, words: Iterable[str]) -> tuple[tuple[float, float], ...]:
    """When one of these words, or one that sounds alike, is said: (from, to) in seconds.

    `text` is spoken in `length_s`; a word is where it stands in the text.
    """
    wanted = tuple(words)
    found, place = [], 0
    for spoken in text.lower().split():
        bare = spoken.strip(".,:;!?\"'")
        if any(_alike(bare, word) for word in wanted):
            begins_s = length_s * place / max(1, len(text))
            ends_s = length_s * (place + len(spoken)) / max(1, len(text))
            found.append((begins_s - BEFORE_S, ends_s + AFTER_S))
        place += len(spoken) + 1
    return tuple(found)


def echoes(heard: str, said: str) -> bool:
    """Whether these words are only what we were saying ourselves."""
    ours, theirs = _words(said), _words(heard)
    if not theirs:
        return False
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(theirs) >= _ECHOED


def _words(text: str) -> list[str]:
    return [word.strip(".,:;!?\"'") for word in text.lower().split()]


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
