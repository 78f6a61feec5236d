"""The units of the stop-word model: what its network tells apart, and in which order.

Every word has sounds of its own, so that the network learns this word and not any word with these
sounds; silence with all noise is one unit, and all other speech is one.
"""

from __future__ import annotations

SILENCE, OTHER = 0, 1
UNKNOWN_WORD = "[unk]"

WORDS: dict[str, tuple[str, ...]] = {
    "stop": ("S", "T", "AA", "P"),
    "yes": ("Y", "EH", "S"),
    "no": ("N", "OW"),
    "go": ("G", "OW"),
    "on": ("AA", "N"),
    "off": ("AO", "F"),
    "up": ("AH", "P"),
    "down": ("D", "AW", "N"),
    "left": ("L", "EH", "F", "T"),
    "right": ("R", "AY", "T"),
    "one": ("W", "AH", "N"),
    "two": ("T", "UW"),
    "three": ("TH", "R", "IY"),
    "four": ("F", "AO", "R"),
    "five": ("F", "AY", "V"),
    "six": ("S", "IH", "K", "S"),
    "seven": ("S", "EH", "V", "AH", "N"),
    "eight": ("EY", "T"),
    "nine": ("N", "AY", "N"),
}
"""Pronunciations as in the CMU dictionary; a word's list has one unit for each sound."""

FIRST_UNIT: dict[str, int] = {}
UNITS = 2
for _word, _sounds in WORDS.items():
    FIRST_UNIT[_word] = UNITS
    UNITS += len(_sounds)

SOUNDS = tuple(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH "
    "UH UW V W Y Z ZH".split()
)
"""The second task of the training, which teaches the lower layers speech of all kinds."""
SOUND_CLASSES = len(SOUNDS) + 1
NO_SOUND = 0


def sound_class(name: str) -> int:
    """The class of a sound for the second task; silence and noises have one together."""
    return SOUNDS.index(name) + 1 if name in SOUNDS else NO_SOUND
