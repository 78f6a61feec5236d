"""Lengths and clock times in an utterance: everything that callers of the grammars need."""

from voice_skill.understanding.clock_grammar import find_clock_times
from voice_skill.understanding.duration_grammar import bare_number, find_durations
from voice_skill.understanding.spans import ClockKind, ClockSpan, Meridiem, Problem, Span

__all__ = [
    "ClockKind",
    "ClockSpan",
    "Meridiem",
    "Problem",
    "Span",
    "bare_number",
    "find_clock_times",
    "find_durations",
]
