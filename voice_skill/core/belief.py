"""What may be done on a recogniser's word: the more it would do, the surer it has to be.

Speech that is not for us comes out of a recogniser as some sentence of ours, since it knows no
others. How well the sound fits that sentence decides whether it was said. A typed line was.
"""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core.meaning import Meaning

ACT = 0.5
"""To start, change or end something."""
ANSWER = 0.3
"""To read something from the guide, or to say again what was said: it costs nothing but words."""

_ONLY_WORDS = (
    *("guide.", "control.repeat", "control.help", "control.source", "timer.query"),
    "control.hurts",  # to hold still for a cry that was none costs a word
)


def believed(meaning: Meaning, certainty: float | None) -> Meaning:
    """This meaning, or "unknown" where the sound does not bear it.

    `certainty` is 0 to 1, or None where it is not known. An emergency is always believed: to be
    asked for nothing whether one is in danger is better than not to be asked.
    """
    if certainty is None or meaning.red_flag:
        return meaning
    if meaning.in_routine:
        within = believed(meaning.in_routine, certainty)
        meaning = replace(meaning, in_routine=within if within.intent != "unknown" else None)
    needed = ANSWER if meaning.intent.startswith(_ONLY_WORDS) else ACT
    if certainty >= needed:
        return meaning
    return replace(meaning, intent="unknown", slots={}, sources=(), alternatives=(), confidence=0.0)
