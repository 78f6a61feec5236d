"""Finds the question of the guide that an utterance is most like.

First by the words they share, weighed by how rare they are, then by likeness of the whole
sentence. What differs in meaning, such as ice and heat or "do" and "do not", must agree.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from voice_skill.understanding.language import Language
from voice_skill.understanding.samples import samples_of
from voice_skill.understanding.templates import TemplateIndex

_SHORTLIST = 8
_SAMPLES_A_TEMPLATE = 6
_SATURATION = 1.2
_OVERLAP_PART = 0.75
_SUFFIXES = ("ing", "ed", "es", "s")
_SHORTEST_STEM = 4


@dataclass(frozen=True)
class Ranked:
    """A unit of the guide and how well it fits, 0 to 1."""

    unit_id: str
    score: float


def stem(word: str) -> str:
    """The word without its ending, so that "applying" finds "apply"."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word
