"""Words cut into the pieces that the grammars of numbers, lengths and times read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_UNIT_LETTERS = {"h": "hours", "m": "minutes", "s": "seconds"}
_COMPACT_PART = re.compile(
    r"([0-9]+(?:\.[0-9]+)?)(hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"
)
_COMPACT = re.compile(rf"(?:{_COMPACT_PART.pattern})+(?:[0-9]+)?")
_CLOCK_WITH_MERIDIEM = re.compile(r"([0-9]{1,4}|[0-9]{1,2}[:.][0-9]{2})([ap])\.?m")


def word_set(text: str) -> frozenset[str]:
    """The words of a line of text."""
    return frozenset(text.split())


_MAY_FOLLOW = word_set(
    "please today tonight tomorrow now and then or but so every each on in this daily for with "
    "from until till to okay ok thanks thank if because alarm timer reminder break monday tuesday "
    "wednesday thursday friday saturday sunday weekdays weekends sharp exactly instead again when "
    "after before at am pm wake remind tell call start set put ice heat"
)


@dataclass(frozen=True)
class Pieces:
    """The pieces, and for each the index of the word it was cut from."""

    words: tuple[str, ...]
    origin: tuple[int, ...]

    def at(self, index: int) -> str:
        """The piece there, or "" before the first and behind the last."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def has(self, index: int, *expected: str) -> bool:
        """Whether exactly these pieces stand there."""
        return self.words[max(index, 0) : index + len(expected)] == expected

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The range of words that the pieces start to end were cut from."""
        return self.origin[start], self.origin[end - 1] + 1


def cut(words: Sequence[str]) -> Pieces:
    """Cut "10min", "1h30m", "7:30pm", "15-20" and "twenty-five" apart; drop end punctuation."""
    pieces: list[str] = []
    origin: list[int] = []
    for index, word in enumerate(words):
        for piece in _cut_word(_plain(word)):
            pieces.append(piece)
            origin.append(index)
    return Pieces(tuple(pieces), tuple(origin))


def _plain(word: str) -> str:
    return word.lower().replace("\u2019", "'").replace("\u2013", "-").rstrip(".,;:!?")


def _cut_word(word: str) -> list[str]:
    if word in ("a.m", "p.m"):
        return [word[0] + "m"]
    if word[:1] in ("-", "\u2212") and word[1:2].isdecimal():
        return ["minus", *_cut_word(word[1:])]
    if clock := _CLOCK_WITH_MERIDIEM.fullmatch(word):
        return [clock[1], clock[2] + "m"]
    if _COMPACT.fullmatch(word):
        return _cut_compact(word)
    parts = [part for part in word.split("-") if part]
    if len(parts) < 2:
        return parts or [word]
    if all(part[0].isdecimal() for part in parts):
        # "9am-5pm" is a range; "2026-11-22" is neither numbers nor times.
        return [*_cut_word(parts[0]), "to", *_cut_word(parts[1])] if len(parts) == 2 else [word]
    return [piece for part in parts for piece in _cut_word(part)]


def _cut_compact(word: str) -> list[str]:
    pieces: list[str] = []
    end = 0
    for part in _COMPACT_PART.finditer(word):
        pieces += [part[1], _UNIT_LETTERS.get(part[2], part[2])]
        end = part.end()
    return [*pieces, word[end:]] if end < len(word) else pieces


def ends_phrase(pieces: Pieces, index: int) -> bool:
    """Whether a number that ends here stands alone, rather than counting what follows it.

    True at the end and before words such as "please"; False in "at one | side".
    """
    return index >= len(pieces.words) or pieces.at(index) in _MAY_FOLLOW
