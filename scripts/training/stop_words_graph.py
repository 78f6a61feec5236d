"""What the decoder walks: a loop of silence, other speech and the words, each at its price."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from stop_words_units import FIRST_UNIT, OTHER, SILENCE, UNITS, UNKNOWN_WORD, WORDS

_FST_MAGIC = 2125659606
_NOTHING = 0
Arc = tuple[int, int, float, int]
"""Input label (a transition), output label (a word), price, next state."""


@dataclass(frozen=True)
class Prices:
    """Negative natural logarithms, in units of the network's scores."""

    silence: float = 1.0
    other: float = 2.0
    """To begin other speech: the lower, the more is rejected."""
    word: float = 3.0
    """To begin a word."""
    joined: float = 6.0
    """More for a word that follows other speech, and again where other speech follows it: what is
    said to us stands alone, and a word inside a sentence is most often another one."""
    stay: float = 0.1
    """For each further frame of a unit."""


class Graph:
    """An OpenFst vector transducer whose first three states are also ends."""

    def __init__(self) -> None:
        self._arcs: list[list[Arc]] = [[]]

    def state(self) -> int:
        """A new one."""
        self._arcs.append([])
        return len(self._arcs) - 1

    def unit(self, start: int, unit: int, word: int, price: float, stay: float) -> int:
        """One unit from `start` on: one frame or more. The state in which it may last."""
        lasting = self.state()
        self._arcs[start].append((2 * unit + 2, word, price, lasting))
        self._arcs[lasting].append((2 * unit + 1, _NOTHING, stay, lasting))
        return lasting

    def free(self, start: int, end: int) -> None:
        """From one state to another without a frame and a price."""
        self._arcs[start].append((_NOTHING, _NOTHING, 0.0, end))

    def content(self) -> bytes:
        """The file."""
        count = sum(map(len, self._arcs))
        header = struct.pack("<i", _FST_MAGIC) + _text("vector") + _text("standard")
        content = header + struct.pack("<iiQqqq", 2, 0, 3, 0, len(self._arcs), count)
        for number, leaving in enumerate(self._arcs):
            final = 0.0 if number < 3 else float("inf")  # after silence, other speech, a word
            content += struct.pack("<fq", final, len(leaving))
            content += b"".join(struct.pack("<iifi", *arc) for arc in leaving)
        return content


def _text(text: str) -> bytes:
    return struct.pack("<i", len(text)) + text.encode()


def graph(prices: Prices) -> bytes:
    """`graph/HCLG.fst`. A word is put out where its last sound begins.

    From each of three states everything can follow: after silence, which is the start, after other
    speech, and after a word.
    """
    made = Graph()
    after_silence, after_other, after_word = 0, made.state(), made.state()
    joined = {after_silence: 0.0, after_other: prices.joined, after_word: prices.joined}
    for state, more in joined.items():
        made.free(made.unit(state, SILENCE, _NOTHING, prices.silence, prices.stay), after_silence)
        other = prices.other + (more if state == after_word else 0.0)
        made.free(made.unit(state, OTHER, len(WORDS) + 1, other, prices.stay), after_other)
        for number, (word, sounds) in enumerate(WORDS.items(), 1):
            at, price = state, prices.word + more
            for place in range(len(sounds)):
                label = number if place == len(sounds) - 1 else _NOTHING
                at = made.unit(at, FIRST_UNIT[word] + place, label, price, prices.stay)
                price = 0.0
            made.free(at, after_word)
    return made.content()


def words() -> str:
    """`graph/words.txt`."""
    names = ["<eps>", *WORDS, UNKNOWN_WORD, "#0"]
    return "".join(f"{name} {number}\n" for number, name in enumerate(names))


def word_boundaries() -> str:
    """`graph/phones/word_boundary.int`: which unit begins or ends a word."""
    kinds = {SILENCE: "nonword", OTHER: "singleton"}
    for word, sounds in WORDS.items():
        first = FIRST_UNIT[word]
        kinds |= {first + place: "internal" for place in range(1, len(sounds) - 1)}
        kinds |= {first: "begin", first + len(sounds) - 1: "end"}
    return "".join(f"{unit + 1} {kinds[unit]}\n" for unit in range(UNITS))
