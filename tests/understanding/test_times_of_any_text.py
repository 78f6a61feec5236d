"""No text makes the grammars of lengths and times fail."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voice_skill.understanding.times import bare_number, find_clock_times, find_durations

_GRAMMAR_LINE = (
    "a an and another at between couple few five for from fifteen half hour hundred in minus "
    "minute minutes more morning no noon o'clock of oh one or past pm point quarter second "
    "seven thirty three time to until zero am 15 7:30 0730 10min 1h30m 2.5 -5 15-20 99:99 p m "
    "7.30 1930 tonight day i mean so 9am-5pm 2026-11-22"
)
_GRAMMAR_WORDS = st.sampled_from(_GRAMMAR_LINE.split())
_HYPHENATED = st.lists(_GRAMMAR_WORDS, min_size=2, max_size=6).map("-".join)


@given(st.lists(_GRAMMAR_WORDS | _HYPHENATED | st.text(max_size=8), max_size=25), st.booleans())
def test_any_text_is_read_without_error(words: list[str], loose: bool) -> None:
    for spans in (find_durations(words), find_clock_times(words, loose)):
        end = 0
        for span in spans:
            assert 0 <= span.start < span.end <= len(words)
            assert end <= span.start
            end = span.end
    bare_number(words)


def test_the_longest_utterance_is_read_quickly() -> None:
    for word in ("one", "or", "one or", "ten minutes or", "at seven or", "half", "a minute and"):
        words = (word + " ") * 250
        find_durations(words.split())
        find_clock_times(words.split(), loose=True)
